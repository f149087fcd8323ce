"""Files that wait to be built: what somebody asks for goes to the front, what was given up is tried again."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from blocks.models import ConclusionFile, FileState, Wanted
from evaluation import clock
from evaluation.acting import wake

#: How many files may wait at the front for readers of the public pages: whoever opens every page moves no more.
READERS_AT_MOST = 30


def ask_for_files(files: QuerySet[ConclusionFile], wanted: Wanted) -> int:
    """Move those of the files that wait to the front of the queue; returns how many were moved.

    A file is moved once for readers and once for an office, so asking again costs nothing; beyond
    ``READERS_AT_MOST`` files readers move none until some of these are built. Two queries, and one that writes.
    """
    room = None
    with transaction.atomic():
        waiting = files.filter(state=FileState.QUEUED, wanted__lt=wanted)
        if wanted == Wanted.BY_READER:
            ahead = ConclusionFile.objects.filter(state=FileState.QUEUED, wanted=Wanted.BY_READER)
            room = max(0, READERS_AT_MOST - ahead.count())
        # one that is being built right now is locked, and nobody waits for it here
        free = list(
            waiting.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:room]
        )
        if free:
            ConclusionFile.objects.filter(pk__in=free).update(wanted=wanted, wanted_at=clock.now())
            wake("blocks.build_conclusion_files")
    return len(free)
