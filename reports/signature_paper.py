"""The certificate page of a signature, on paper: which office, when, over what, and how to verify it (c64)."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.translation import override
from redis import RedisError

from evaluation.html_to_pdf import make_pdf
from evaluation.models import JournalEntry, JournalSeal
from evaluation.models.base import in_language
from reports.models import Signature
from reports.signing.ways import way
from reports.statements import stated
from reports.verdict_words import found_of

#: Seconds.
KEPT_FOR: Final = 86_400
#: For whoever has the authority's certificates as a file; the signing program checks too.
_COMMAND: Final = "openssl cms -verify -binary -inform DER -in signature.p7s -content manifest.json -CAfile ca.pem -purpose any"


def certificate_context(signature: Signature, language: str) -> dict[str, Any]:
    """What the page says, in ``language``. Two queries."""
    report = signature.report
    entry = JournalEntry.objects.filter(
        object_type="reports.report",
        object_id=report.pk,
        act="report.sign",
        details__sha256=signature.manifest.sha256,
    ).last()
    seal = JournalSeal.objects.filter(entry=entry).first() if entry is not None else None
    return {
        "signature": signature,
        "report": report,
        "language": language,
        "body_name": in_language(report.body, "name", language),
        "office": in_language(signature.signed_by, "title", language) or signature.signed_by.title,
        "way": way(signature.way).label,
        "statements": [words for _code, words in stated()],
        "found": found_of(signature.answers),
        "position": None if seal is None else seal.position + 1,
        "command": _COMMAND,
        "size": len(signature.manifest.content),
        "at": f"{settings.BASE_URL}/{language}/desk/reports/{report.pk}/",
    }


def certificate_pdf(signature: Signature, language: str) -> bytes:
    """The page as PDF: the same bytes while nothing of the signature changes.

    Made once for what stands on it and kept for a day: setting a page takes seconds of a thread that others need.
    """
    with override(language):
        html = render_to_string("reports/certificate_pdf.html", certificate_context(signature, language))
    key = f"certificate:{sha256(html.encode()).hexdigest()}"
    pdf: bytes | None = None
    with suppress(RedisError):
        pdf = cache.get(key)
    if pdf is None:
        pdf = make_pdf(html)
        with suppress(RedisError):
            cache.set(key, pdf, KEPT_FOR)
    return pdf
