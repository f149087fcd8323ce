"""Building files from rows that wait for them: claimed one at a time, built, kept with their checksum.

One mechanism for every kind of file row (``state``, ``attempts``, ``file``, ``sha256``, ``built_at``, ``failure``).
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.db import models, transaction

from blocks.models import FileState
from evaluation import clock, kept_files
from evaluation.attempts import WORKER_LOST
from evaluation.refusals import Refusal

ATTEMPTS = 5
logger = logging.getLogger(__name__)


def build_waiting(
    model: type[models.Model],
    related: tuple[str, ...],
    make: Callable[[Any], tuple[str, bytes]],
    first: Sequence[Any] = (),
    before_each: Callable[[], Any] | None = None,
    issued: Callable[[Any], tuple[models.Model, str]] | None = None,
) -> int:
    """Build every waiting file of ``model``; ``make(row)`` gives (file name, bytes). Returns how many were built.

    ``first``: the order in which they are built, asked anew before each, so that what somebody asks for meanwhile is
    the next; the oldest row first among equals. What failed stands behind what was not tried. ``before_each`` does
    what must not wait for the whole row of files: the drafts that somebody is looking at now. ``issued(row)`` gives the
    record and its number, of files whose checksum stays known for good; None for drafts.

    A row is claimed by its lock while it is built, so that two workers build none twice. An attempt is counted before it
    begins: a file that cannot be made, or that kills the worker, is tried again and given up after five times.
    """
    built = 0
    while True:
        if before_each is not None:
            before_each()
        if not _build_one(model, related, make, first, issued):
            return built
        built += 1


def _build_one(
    model: Any,
    related: tuple[str, ...],
    make: Callable[[Any], tuple[str, bytes]],
    first: Sequence[Any],
    issued: Callable[[Any], tuple[models.Model, str]] | None,
) -> bool:
    pk = _count_attempt(model, first)
    if pk is None:
        return False
    with transaction.atomic():
        waiting = model.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            state=FileState.QUEUED
        )
        row = waiting.select_related(*related).filter(pk=pk).first()
        if row is None:
            return True  # another worker has it in hand, or has built it meanwhile
        try:
            with transaction.atomic():  # what fails inside must not spoil the claim
                name, content = make(row)
        except Exception as error:  # whatever fails, the row keeps it and the next row is built
            logger.exception("building %s failed", row)
            row.failure = f"{type(error).__name__}: {error}"[:300]
            if row.attempts >= ATTEMPTS:
                row.state = FileState.FAILED
            row.save(update_fields=["failure", "state"])
            return True
        try:
            row.file.save(name, ContentFile(content), save=False)
        except Refusal as refusal:  # no room: no attempt of this file, and none of any other now
            row.failure, row.attempts = str(refusal)[:300], row.attempts - 1
            row.save(update_fields=["failure", "attempts"])
            return False
        row.sha256 = hashlib.sha256(content).hexdigest()
        row.state, row.built_at, row.failure = FileState.BUILT, clock.now(), ""
        row.save(update_fields=["file", "sha256", "state", "built_at", "failure", "attempts"])
        if issued is not None:
            kept_files.expect(row.file.name, row.sha256, len(content))
            about, number = issued(row)
            kept_files.issue(
                about._meta.label_lower, about.pk, number, row.language, row.sha256, len(content)
            )
    return True


def _count_attempt(model: Any, first: Sequence[Any]) -> int | None:
    """The next waiting row, its attempt on record whatever becomes of it; None when nothing waits.

    A row whose attempts are used up without a failure on record lost its worker every time: it is given up.
    """
    while True:
        with transaction.atomic():
            waiting = model.objects.select_for_update(skip_locked=True).filter(state=FileState.QUEUED)
            row = (
                waiting.order_by("attempts", *first, "id").only("pk", "attempts", "state", "failure").first()
            )
            if row is None:
                return None
            if row.attempts < ATTEMPTS:
                model.objects.filter(pk=row.pk).update(attempts=row.attempts + 1)
                return int(row.pk)
            row.state, row.failure = FileState.FAILED, row.failure or WORKER_LOST
            row.save(update_fields=["state", "failure"])


def queue_again(row: Any) -> None:
    """Have a built file made anew, as its bytes are lost: from the same record come the same bytes."""
    if row.file:
        row.file.storage.delete(row.file.name)
    row.state, row.attempts, row.failure, row.file = FileState.QUEUED, 0, "", ""
    row.save(update_fields=["state", "attempts", "failure", "file"])
