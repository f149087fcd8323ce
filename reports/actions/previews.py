"""What is shown of a document is read once, by the worker, and kept: beginning, wanting and reading."""

from __future__ import annotations

import logging
import time

from django.db import transaction
from django.db.models import F

from engine.foreign.plain import packed
from evaluation import clock
from evaluation.acting import wake
from evaluation.kept_files import open_whole
from evaluation.refusals import Refusal
from reports.evidence import READ, NotShown, Shown, readable
from reports.file_kinds import extension_of
from reports.models import Document, DocumentPreview, PreviewState
from reports.models.previews import MAX_KEPT

ATTEMPTS = 5
TASK = "reports.read_documents"
#: So many rows are begun at once for documents that have none.
_BATCH = 500
#: Seconds of reading after which a worker turns to what else waits.
_SECONDS = 30.0

_log = logging.getLogger(__name__)


def begin_preview(document: Document) -> None:
    """Let a document that was laid be read; for acts that lay one, in their transaction."""
    if document.content_type in READ:
        DocumentPreview.objects.get_or_create(document=document)
        wake(TASK)


def want_preview(document: Document) -> None:
    """Somebody looks at a document that is not read yet: it is read before those at which nobody looks.

    A row that a worker holds is being read: nobody waits for that here.
    """
    with transaction.atomic():
        DocumentPreview.objects.get_or_create(document=document)
        rows = DocumentPreview.objects.select_for_update(skip_locked=True)
        row = rows.filter(document=document, wanted_at=None).first()
        if row is not None:
            DocumentPreview.objects.filter(pk=row.pk).update(wanted_at=clock.now())
            wake(TASK)


def read_waiting() -> int:
    """Read documents that wait, for `_SECONDS` at most; how many were read. Several workers share the work.

    What is left wakes a worker anew, behind letters and files that came meanwhile.
    """
    _begin_missing()
    read, until = 0, time.monotonic() + _SECONDS
    while _read_one():
        read += 1
        if time.monotonic() > until:
            wake(TASK)
            break
    return read


def _begin_missing() -> None:
    """Rows for documents that have none: laid before there were such rows, or by a way that begins none."""
    missing = Document.objects.filter(preview=None, content_type__in=READ).order_by("-pk")[:_BATCH]
    DocumentPreview.objects.bulk_create(
        [DocumentPreview(document=one) for one in missing], ignore_conflicts=True
    )


def _read_one() -> bool:
    """Claim the next row by its lock and read its file; a worker killed in the middle leaves the row waiting.

    The attempt is counted in a transaction of its own: a file that costs its worker its life stands behind the others
    and is given up at last.
    """
    waiting = DocumentPreview.objects.filter(state=PreviewState.WAITING)
    with transaction.atomic():
        pk = (
            waiting.select_for_update(skip_locked=True)
            .order_by("attempts", F("wanted_at").asc(nulls_last=True), "-document_id")
            .values_list("pk", flat=True)
            .first()
        )
        if pk is None:
            return False
        DocumentPreview.objects.filter(pk=pk).update(attempts=F("attempts") + 1)
    with transaction.atomic():
        claimed = waiting.select_for_update(skip_locked=True, of=("self",)).select_related("document")
        row = claimed.filter(pk=pk).first()
        if row is None:
            return True  # another worker has it in hand, or has read it meanwhile
        found = NotShown() if row.attempts > ATTEMPTS else _found(row.document)
        is_busy = isinstance(found, NotShown) and found.code == "busy"
        if (found is None or is_busy) and row.attempts < ATTEMPTS:
            return not is_busy  # a machine that has nothing left is given time: the next sweep goes on
        content = packed(found or NotShown()).decode("utf-8", "replace")
        if len(content) > MAX_KEPT:
            found = NotShown("too_much_found")
            content = packed(found).decode()
        row.content = content
        row.state = PreviewState.READY if isinstance(found, Shown) else PreviewState.UNREADABLE
        row.save(update_fields=["content", "state"])
    return True


def _found(document: Document) -> Shown | NotShown | None:
    """What is read out of the file; None where it cannot be opened, which is worth another attempt."""
    try:
        with open_whole(document.file, document.sha256, document.size) as file:
            return readable(extension_of(document.filename), file.read())
    except (OSError, Refusal):
        _log.exception("the file of document %s cannot be opened", document.pk)
        return None
