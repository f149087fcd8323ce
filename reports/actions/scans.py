"""Stored bytes and the virus scanner: what was said at the upload is kept, what is open is asked again by the worker (c44)."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from engine.foreign.scanner import CLEAN, INFECTED, NOT_SCANNED, Scan, scan
from evaluation import clock, rights
from evaluation.acting import note, refuse_without_right, wake
from evaluation.kept_files import open_whole
from evaluation.models import Office, User
from evaluation.refusals import Refusal
from reports.models import Document, FileScan, Verdict
from schedule.letters import write_letters

TASK: Final = "reports.scan_documents"
#: After so many attempts what stays open (too large for the scanner, lost) is asked about once an hour.
ATTEMPTS: Final = 5
_LATER: Final = timedelta(hours=1)
#: Seconds of a round, after which a worker turns to what else waits.
_SECONDS: Final = 30.0
_BATCH: Final = 500
_VERDICTS: Final = {CLEAN: Verdict.CLEAN, INFECTED: Verdict.INFECTED, NOT_SCANNED: Verdict.NOT_SCANNED}

_log = logging.getLogger(__name__)


def keep_scan(sha256: str, found: Scan | None) -> None:
    """Keep what the scanner said of these bytes; for acts that lay them. What was not scanned wakes the worker.

    A verdict that is there already does not become "not scanned": the bytes are the same.
    """
    if found is None:
        return
    known = found.state != NOT_SCANNED
    row = FileScan(
        sha256=sha256,
        verdict=_VERDICTS[found.state],
        told=found.told,
        scanned_at=clock.now() if known else None,
        attempts=1,
    )
    if known:
        FileScan.objects.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["sha256"],
            update_fields=["verdict", "told", "scanned_at", "attempts"],
        )
    else:
        FileScan.objects.bulk_create([row], ignore_conflicts=True)
        wake(TASK)


def scan_waiting() -> int:
    """Ask the scanner about every file that it has not answered on; how many it answered. Idempotent.

    A scanner that is away ends the round; several workers share the work.
    """
    if settings.SCANNER is None:
        return 0
    _begin_missing()
    answered, until = 0, time.monotonic() + _SECONDS
    due = Q(attempts__lt=ATTEMPTS) | Q(scanned_at=None) | Q(scanned_at__lte=clock.now() - _LATER)
    waiting = FileScan.objects.filter(due, verdict=Verdict.NOT_SCANNED).order_by("attempts", "pk")
    for pk in waiting.values_list("pk", flat=True)[:_BATCH]:
        found = _scan_one(pk)
        if found is not None and found.told == "away":
            break
        answered += found is not None and found.state != NOT_SCANNED
        if time.monotonic() > until:
            wake(TASK)
            break
    return answered


def scan_again(pk: int, by: User) -> None:
    """Ask the scanner anew about one file, also about one in which it found something: its signatures may be better.

    Until it answers "clean" the verdict stands. Raises Refusal: "right", "state" of a clean file or without a scanner.
    """
    with transaction.atomic():
        row = FileScan.objects.select_for_update().filter(pk=pk).exclude(verdict=Verdict.CLEAN).first()
        refuse_without_right(by, "reports.scan_again", row, "c44")
        document = _held_by(row) if row is not None else None
        if row is None or document is None or settings.SCANNER is None:
            raise Refusal("state", _("Nothing waits here for the virus scanner."), clause="c44")
        was, found = row.verdict, _read(document)
        row.attempts, row.scanned_at = row.attempts + 1, clock.now()
        if found is not None and found.state != NOT_SCANNED:
            row.verdict, row.told = _VERDICTS[found.state], found.told
        row.save(update_fields=["attempts", "scanned_at", "verdict", "told"])
        details = {"sha256": row.sha256, "was": was, "now": row.verdict}
        note(document, "scan_again", by, "c44", details=details)


def _begin_missing() -> None:
    """Rows for documents that have none: laid before there was a scanner."""
    known = FileScan.objects.filter(sha256=OuterRef("sha256"))
    missing = Document.objects.filter(~Exists(known)).order_by().values_list("sha256", flat=True)
    FileScan.objects.bulk_create(
        [FileScan(sha256=one) for one in missing.distinct()[:_BATCH]], ignore_conflicts=True
    )


def _scan_one(pk: int) -> Scan | None:
    """Claim the row by its lock, ask, and write the answer; None where another worker has it or the file is lost."""
    with transaction.atomic():
        rows = FileScan.objects.select_for_update(skip_locked=True)
        row = rows.filter(pk=pk, verdict=Verdict.NOT_SCANNED).first()
        if row is None:
            return None
        document = _held_by(row)
        found = _read(document) if document is not None else None
        if found is not None and found.told == "away":
            return found
        row.attempts = F("attempts") + 1
        row.scanned_at = clock.now()
        if found is not None:
            row.verdict, row.told = _VERDICTS[found.state], found.told
        row.save(update_fields=["attempts", "scanned_at", "verdict", "told"])
        if found is not None and found.state == INFECTED:
            _tell(row.sha256, found.told)
    return found


def _held_by(row: FileScan) -> Document | None:
    return Document.objects.filter(sha256=row.sha256).order_by("pk").first()


def _read(document: Document) -> Scan | None:
    """The scanner's answer on its bytes; None where they cannot be opened, or there is no scanner."""
    if settings.SCANNER is None:
        return None
    try:
        with open_whole(document.file, document.sha256, document.size) as file:
            return scan(settings.SCANNER, file)
    except (OSError, Refusal):
        _log.exception("the file of document %s cannot be opened", document.pk)
        return None


def _tell(sha256: str, told: str) -> None:
    """Found after it was taken in: on record with every document of these bytes, and a letter to who supplied it."""
    for document in Document.objects.filter(sha256=sha256).select_related("cycle", "body"):
        note(document, "found_infected", None, "c44", details={"found": told, "sha256": sha256})
        office = Office.PREPARER if document.by_the_body else Office.EVALUATOR
        write_letters(
            rights.people_with(office, document.supplied_by_id),
            "document.infected",
            key=f"document.infected:{document.pk}",
            about=document.body,
            path=f"desk/documents/{document.pk}/about/",
            document=document.title,
            body=document.body,
            year=document.cycle.year,
        )
