"""Recording violations: by the act that came late, and by the sweep over the terms that nobody met (c63, c66, c68)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from evaluation import clock
from evaluation.acting import note
from evaluation.models import Cycle, Membership
from schedule.duty_book import Duty, Seat, duties_of, years_under_way
from schedule.models import Violation, ViolationKind

#: What the acts of departures are called, as each floor's ``registration.py`` names them.
_acts: dict[str, Any] = {}


def name_act(act: str, words: Any) -> None:
    """Give the words (lazily translated) that the list of violations shows for ``act``."""
    _acts[act] = words


def words_of(violation: Violation, titles: Mapping[tuple[str, str, int], Any]) -> str:
    """What happened, in the reader's language: the act's words with its facts, or the title of the duty.

    ``titles`` are those of the year's duties by (kind, object type, object); what is told by neither stays as recorded.
    """
    if violation.act in _acts:
        return f"{_acts[violation.act]} ({violation.details})"
    key = (violation.act, violation.object_type, violation.object_id)
    return str(titles.get(key, violation.details))


def holders_of_seats(seats: Iterable[Seat]) -> dict[Seat, list[int]]:
    """Who holds which office in which body today, as ids of accounts. One query."""
    wanted = set(seats)
    found: dict[Seat, list[int]] = {}
    rows = Membership.objects.filter(
        Membership.valid_on(clock.today()), office__in={o for o, _b in wanted}, user__is_active=True
    ).order_by("valid_from", "id")
    for office, body, user in rows.values_list("office", "body_id", "user_id"):
        if (office, body) in wanted:
            found.setdefault((office, body), []).append(user)
    return found


def record_violations(duties: Sequence[Duty], now: datetime) -> int:
    """Record each duty that is overdue, or was done after its term; those known already are left. Returns how many.

    A fixed number of queries for the check, and one journal entry per new violation. The responsible official is
    the holder of the duty's last seat: the one who signs or approves, not the one who prepares.
    """
    late = [duty for duty in duties if duty.overdue(now) or (duty.done_at and duty.done_at >= duty.due_at)]
    if not late:
        return 0
    cycles = {cycle.year: cycle for cycle in Cycle.objects.filter(year__in={duty.year for duty in late})}
    known = {
        (act, of, pk, due): (violation, settled)
        for violation, act, of, pk, due, settled in Violation.objects.filter(
            cycle__in=cycles.values()
        ).values_list("id", "act", "object_type", "object_id", "due_at", "settled_at")
    }
    seats = holders_of_seats(seat for duty in late for seat in duty.seats)
    written = 0
    with transaction.atomic():
        for duty in late:
            before = known.get((duty.kind, duty.object_type, duty.object_id, duty.due_at))
            if before is not None:
                if duty.done_at is not None and before[1] is None:
                    Violation.objects.filter(pk=before[0]).update(settled_at=duty.done_at)
                continue
            answers = seats.get(duty.seats[-1], []) if duty.seats else []
            violation, created = Violation.objects.get_or_create(
                kind=ViolationKind.LATE_ACT if duty.done else ViolationKind.MISSED_TERM,
                act=duty.kind,
                object_type=duty.object_type,
                object_id=duty.object_id,
                due_at=duty.due_at,
                defaults={
                    "cycle": cycles[duty.year],
                    "body_id": duty.holder_id,
                    "responsible_id": answers[0] if answers else None,
                    "clause": duty.clause,
                    "at": now,
                    "settled_at": duty.done_at,
                    "details": str(duty.title)[:400],
                },
            )
            if created:
                written += 1
                note(violation, "record", None, "c66", details={"act": duty.kind, "due": str(duty.due_at)})
    return written


def sweep_violations(under_way: Iterable[Sequence[Duty]] | None = None) -> int:
    """Record what is late in the years under way: their duties, or as they are told now. Returns how many are new."""
    now = clock.now()
    if under_way is None:
        under_way = (duties_of(year) for year in years_under_way())
    return sum(record_violations(duties, now) for duties in under_way)


@dataclass(frozen=True)
class Departure:
    """One departure from the methodology (c66): ``act`` on a record, which ``body`` answers for, with the official.

    ``at`` (aware) is when the act that departs was done; ``details`` says what was found, in one sentence.
    """

    act: str
    object_type: str
    object_id: int
    body_id: int
    responsible_id: int | None
    clause: str
    at: datetime
    details: str

    @property
    def key(self) -> tuple[str, str, int, datetime]:
        """What makes it one violation."""
        return (self.act, self.object_type, self.object_id, self.at)


def record_departures(year: int, found: Iterable[Departure]) -> int:
    """Record each departure once; one that is not found any more was mended and is settled. Returns how many are new.

    ``found`` is everything that is departed from in ``year`` now.
    """
    now, present = clock.now(), {departure.key: departure for departure in found}
    written = 0
    with transaction.atomic():
        cycle = Cycle.objects.select_for_update(no_key=True).get(year=year)
        known = {
            (row.act, row.object_type, row.object_id, row.due_at): row
            for row in Violation.objects.filter(cycle=cycle, kind=ViolationKind.METHODOLOGY)
        }
        for key, row in known.items():
            settled = None if key in present else row.settled_at or now
            if settled != row.settled_at:
                Violation.objects.filter(pk=row.pk).update(settled_at=settled)
                note(row, "reopen" if settled is None else "settle", None, row.clause)
        for key, departure in present.items():
            if key in known:
                continue
            violation = Violation.objects.create(
                kind=ViolationKind.METHODOLOGY,
                cycle=cycle,
                body_id=departure.body_id,
                responsible_id=departure.responsible_id,
                act=departure.act,
                clause=departure.clause,
                object_type=departure.object_type,
                object_id=departure.object_id,
                due_at=departure.at,
                at=now,
                details=departure.details[:400],
            )
            note(violation, "record", None, departure.clause, details={"act": departure.act})
            written += 1
    return written


def violations_of(year: int) -> QuerySet[Violation]:
    """The violations of reporting year ``year``, the newest first, with body and official. One query."""
    return (
        Violation.objects.filter(cycle__year=year)
        .select_related("body", "responsible", "cycle")
        .order_by(F("due_at").desc(), "-id")
    )
