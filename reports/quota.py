"""What a body may attach in a day, so that no account fills the disk: files, and bytes of content that is new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation import clock
from evaluation.refusals import FieldFault, Refusal
from reports.models import Document, Report, Submission


@dataclass(frozen=True)
class Left:
    """What a body may still attach today; ``kept`` are the checksums of what it attached already."""

    files: int
    size: int
    kept: frozenset[str] = frozenset()

    def sentence(self) -> str:
        """For the form, before anything is refused."""
        return ngettext(
            "Today your body can attach %(files)s more file, %(size)s in all.",
            "Today your body can attach %(files)s more files, %(size)s in all.",
            self.files,
        ) % {"files": self.files, "size": filesizeformat(self.size)}


def left_today(body_id: int) -> Left:
    """What the body may still attach until midnight; one file laid to many bodies under one name counts once. One query."""
    midnight = datetime.combine(clock.today(), time.min, tzinfo=ZoneInfo(settings.TIME_ZONE))
    laid = set(
        Document.objects.filter(supplied_by_id=body_id, uploaded_at__gte=midnight)
        .order_by()
        .values_list("sha256", "title", "size", "reused_from")
    )
    sizes = {sha256: size for sha256, _title, size, again in laid if again is None}
    return Left(
        max(0, settings.BODY_FILES_A_DAY - len({(sha256, title) for sha256, title, *_rest in laid})),
        max(0, settings.BODY_BYTES_A_DAY - sum(sizes.values())),
        frozenset(sizes),
    )


#: The advisory locks of the bodies' days: one class of them, by the body's number.
LOCK: Final = 954_010


def _one_at_a_time(body_id: int) -> None:
    """Until the transaction ends nobody else attaches for this body, to whatever record: two at once would each find the
    room that is there for one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, body_id])


def refuse_over_quota(document: Document) -> None:
    """Raise Refusal if the document is more than its body may attach today."""
    _one_at_a_time(document.supplied_by_id)
    left = left_today(document.supplied_by_id)
    kept = document.reused_from_id is not None or document.sha256 in left.kept
    new = 0 if kept else document.size
    if left.files and new <= left.size:
        return
    sentence = _(
        "The file “%(name)s” is not taken: a body attaches at most %(files)s files and %(size)s in a day. %(left)s"
    ) % {
        "name": document.filename,
        "files": settings.BODY_FILES_A_DAY,
        "size": filesizeformat(settings.BODY_BYTES_A_DAY),
        "left": left.sentence(),
    }
    raise Refusal(
        "quota",
        sentence,
        remedy=_(
            "Attach the rest tomorrow, put several papers into one file, or ask the administrator for more room."
        ),
        faults=[FieldFault("file", sentence)],
    )


def refuse_over_uploads(report: Report) -> None:
    """Raise Refusal if the body uploaded as many workbooks today as it may attach files. Two queries."""
    _one_at_a_time(report.body_id)
    midnight = datetime.combine(clock.today(), time.min, tzinfo=ZoneInfo(settings.TIME_ZONE))
    uploaded = Submission.objects.filter(report__body_id=report.body_id, at__gte=midnight).count()
    if uploaded < settings.BODY_FILES_A_DAY:
        return
    raise Refusal(
        "quota",
        _("The workbook is not taken: a body uploads at most %(count)s workbooks in a day.")
        % {"count": settings.BODY_FILES_A_DAY},
        remedy=_("Upload it tomorrow, or write the values into the form."),
    )
