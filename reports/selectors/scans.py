"""What the virus scanner said of documents: of some, of those behind a report's values, of all together (c44)."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings

from reports.models import Document, FileScan, Verdict
from reports.selectors.sheets import ReportSheet


def verdicts_of(checksums: Collection[str]) -> dict[str, Verdict]:
    """Checksum → verdict; of bytes on which nothing is known, that they are not scanned. One query."""
    known = dict(FileScan.objects.filter(sha256__in=checksums).values_list("sha256", "verdict"))
    return {one: Verdict(known.get(one, Verdict.NOT_SCANNED)) for one in checksums}


def documents_behind(sheet: ReportSheet) -> list[Document]:
    """The documents behind the values that the report asks for, each once, in the order of the form. No query."""
    given = (sheet.values[cell] for cell in sheet.slots if cell in sheet.values)
    return list({document.pk: document for value in given for document in value.attached}.values())


def not_clean(documents: Collection[Document]) -> dict[int, Verdict]:
    """Document's id → verdict, of those that may not be signed; empty where there is no scanner. One query at most."""
    if settings.SCANNER is None or not documents:
        return {}
    verdicts = verdicts_of({document.sha256 for document in documents})
    return {
        document.pk: verdicts[document.sha256]
        for document in documents
        if verdicts[document.sha256] != Verdict.CLEAN
    }
