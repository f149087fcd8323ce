"""A kind of file rows as a queue of the administrator's page: counted, its failures told, one given up tried again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from blocks.models import FileState
from evaluation.acting import note, refuse_without_right, wake
from evaluation.cuts import Cut, first_read
from evaluation.models import User
from evaluation.refusals import Refusal
from evaluation.work_queues import Broken, Counts, WorkQueue, counts_of


def file_queue(
    code: str, label: Any, model: type[Model], task: str, about: Callable[[Any], Model], *related: str
) -> WorkQueue:
    """The queue of ``model``'s rows; ``about(row)`` is the record under which the journal files the act."""
    rows: Any = model._default_manager

    def counts() -> Counts:
        return counts_of(rows.all(), FileState.QUEUED, FileState.FAILED, FileState.BUILT, "built_at")

    def broken(at_most: int) -> Cut[Broken]:
        failing = rows.exclude(failure="").exclude(state=FileState.BUILT).select_related(*related)
        found = first_read(failing.order_by("state", "pk"), at_most)
        shown = [
            Broken(row.pk, str(row), row.attempts, row.failure, row.state == FileState.FAILED)
            for row in found
        ]
        return Cut(shown, found.of_all)

    def again(pk: int, by: User) -> None:
        with transaction.atomic():
            row = rows.select_for_update(of=("self",)).select_related(*related).filter(pk=pk).first()
            refuse_without_right(by, "blocks.try_files_again", row, "c46")
            if row is None or row.state != FileState.FAILED:
                raise Refusal(
                    "state",
                    _(
                        "This file does not wait for another attempt: it was built, or is being tried by itself."
                    ),
                    remedy=_("Open the page of work in the background anew."),
                )
            row.state, row.attempts = FileState.QUEUED, 0
            row.save(update_fields=["state", "attempts"])
            note(about(row), "try_file_again", by, "c46", details={"file": str(row)})
            wake(task)

    return WorkQueue(code, label, counts, broken, again)
