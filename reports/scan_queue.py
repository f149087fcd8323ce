"""The virus checks of documents as a queue of the administrator's page: what waits, what was found, what gets no answer."""

from __future__ import annotations

from django.db.models import Count, Max, Q
from django.utils.translation import gettext_lazy

from engine.foreign.scanner import WHY
from evaluation.cuts import Cut, first_read
from evaluation.work_queues import Broken, Counts, WorkQueue
from reports.actions.scans import ATTEMPTS, scan_again
from reports.models import FileScan, Verdict


def counts() -> Counts:
    """Failed are those in which something was found. One query."""
    rows = FileScan.objects.aggregate(
        waiting=Count("pk", filter=Q(verdict=Verdict.NOT_SCANNED)),
        failed=Count("pk", filter=Q(verdict=Verdict.INFECTED)),
        done=Count("pk", filter=Q(verdict=Verdict.CLEAN)),
        last=Max("scanned_at", filter=~Q(verdict=Verdict.NOT_SCANNED)),
    )
    return Counts(rows["waiting"], rows["failed"], rows["done"], rows["last"])


def broken(at_most: int) -> Cut[Broken]:
    """By checksum: whose the file is is for its readers alone. One query, two where the list is cut."""
    failing = FileScan.objects.exclude(verdict=Verdict.CLEAN).exclude(told="").order_by("verdict", "pk")
    found = first_read(failing, at_most)
    shown = [
        Broken(
            one.pk,
            f"SHA-256 {one.sha256}",
            one.attempts,
            WHY.get(one.told, one.told),
            one.attempts >= ATTEMPTS or one.verdict == Verdict.INFECTED,
        )
        for one in found
    ]
    return Cut(shown, found.of_all)


QUEUE = WorkQueue("scans", gettext_lazy("Virus checks of documents"), counts, broken, scan_again)
