"""Reminders: planned as rows from the duties, recomputed when a date moves, cancelled when the work is done, and sent
as one digest a day per person. The rows are the truth; running anything twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import BigIntegerField, Case, Exists, OuterRef, Value, When
from django.utils.functional import lazy
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from evaluation import clock
from evaluation.models import Cycle, User
from evaluation.models.base import LANGUAGES
from evaluation.presentation import moment_text
from evaluation.time_zone import last_day_before
from schedule.calendar import current_calendar
from schedule.duty_book import Duty, duties_of
from schedule.letters import changed_words, letter_to, wake_delivery
from schedule.models import Letter, Reminder, ReminderOffset, ReminderState
from schedule.violations import holders_of_seats
from schedule.working_days import ONE_DAY, Calendar, OutsideCalendar, working_days_left

#: Working days before the last day, until an administrator sets others.
OFFSETS = (14, 7, 3, 1, 0)
#: When the day's digest is sent, Almaty time.
MORNING = time(9, 0)
#: For so many working days an overdue duty is told every day; after that it stands among the violations only.
OVERDUE_DAYS = 20
#: So many matters of one kind and term stand in a digest with their names.
SPELLED_OUT = 3
PEOPLE_PER_SWEEP = 100

Identity = tuple[int, str, int, str, datetime]
"""(person, object type, object, kind, due moment): what makes a reminder one."""


def offsets() -> tuple[int, ...]:
    """The working days before a term at which its people are reminded. One query."""
    return tuple(ReminderOffset.objects.values_list("days", flat=True)) or OFFSETS


def morning_of(day: date) -> datetime:
    """When the digest of ``day`` is sent."""
    return datetime.combine(day, MORNING, clock.ALMATY)


def working_days_before(calendar: Calendar, day: date, count: int) -> date:
    """The working day ``count`` working days before ``day``; ``day`` itself for 0. Raises OutsideCalendar."""
    while count:
        day -= ONE_DAY
        count -= calendar.is_working_day(day)
    return day


# --- Planning -----------------------------------------------------------------------------------------------


def plan(year: int, duties: Sequence[Duty] | None = None) -> tuple[int, int]:
    """Bring the rows of reporting year ``year`` to what its duties ask for; returns (planned, cancelled).

    ``duties`` are those of the year where the caller has read them. Idempotent. A fixed number of queries, and one insert for every thousand new rows.
    """
    now, calendar = clock.now(), current_calendar()
    duties = duties_of(year) if duties is None else duties
    open_duties = {(d.object_type, d.object_id, d.kind, d.due_at): d for d in duties if not d.done}
    seats = holders_of_seats(seat for duty in open_duties.values() for seat in (*duty.seats, *duty.superiors))
    people = User.objects.in_bulk({pk for holders in seats.values() for pk in holders})
    with transaction.atomic():
        # of two workers that plan at once the second waits, then finds everything planned
        Cycle.objects.select_for_update(no_key=True).filter(year=year).first()
        known = {
            (person, of, pk, kind, due): (row, state, duty)
            for row, person, of, pk, kind, due, state, duty in Reminder.objects.filter(year=year).values_list(
                "id", "person_id", "object_type", "object_id", "kind", "due_at", "state", "duty"
            )
        }
        wanted = {
            _identity(row): row
            for row in _wanted(open_duties.values(), seats, people, calendar, offsets(), now)
        }
        gone = [
            row
            for (person, of, pk, _kind, due), (row, state, duty) in known.items()
            if state == ReminderState.PLANNED
            and not _still_owed(open_duties.get((of, pk, duty, due)), person, seats)
        ]
        Reminder.objects.filter(pk__in=gone).update(state=ReminderState.CANCELLED, done_at=now)
        back = [
            known[identity][0]
            for identity in wanted
            if identity in known and known[identity][1] == ReminderState.CANCELLED
        ]
        Reminder.objects.filter(pk__in=back).update(state=ReminderState.PLANNED, done_at=None)
        new = [row for identity, row in wanted.items() if identity not in known]
        Reminder.objects.bulk_create(new, batch_size=1000, ignore_conflicts=True)
    return len(new) + len(back), len(gone)


def _identity(row: Reminder) -> Identity:
    return (row.person_id, row.object_type, row.object_id, row.kind, row.due_at)


def _still_owed(duty: Duty | None, person: int, seats: Mapping[tuple[str, int], Sequence[int]]) -> bool:
    """Whether the duty is open with the same term and the person still sits where it is owed."""
    if duty is None:
        return False
    return any(person in seats.get(seat, ()) for seat in (*duty.seats, *duty.superiors))


def _wanted(
    duties: Iterable[Duty],
    seats: Mapping[tuple[str, int], Sequence[int]],
    people: Mapping[int, User],
    calendar: Calendar,
    days: Sequence[int],
    now: datetime,
) -> Iterator[Reminder]:
    """The rows that open duties ask for: those of moments still to come, and today's for what is overdue."""
    today = clock.day_of(now)
    moments: dict[tuple[date, int], date | None] = {}
    for duty in duties:
        titles = _titles(duty)
        last = last_day_before(duty.due_at)
        if now >= duty.due_at:
            if duty.optional:
                continue
            overdue = -working_days_left(calendar, today, last).total
            if 0 < overdue <= OVERDUE_DAYS and calendar.is_working_day(today):
                to = _people([*duty.superiors, *duty.seats], seats, people)
                yield from (_row(duty, titles, person, f"+{overdue}", today) for person in to)
            continue
        for before in days:
            if (last, before) not in moments:
                moments[last, before] = _day_before(calendar, last, before)
            day = moments[last, before]
            if day is not None and day >= today:
                to = _people(duty.seats, seats, people)
                yield from (_row(duty, titles, person, f"-{before}", day) for person in to)


def _day_before(calendar: Calendar, last: date, count: int) -> date | None:
    try:
        return working_days_before(calendar, last, count)
    except OutsideCalendar:
        return None


def _people(
    of: Iterable[tuple[str, int]],
    seats: Mapping[tuple[str, int], Sequence[int]],
    people: Mapping[int, User],
) -> list[User]:
    found = dict.fromkeys(pk for seat in of for pk in seats.get(seat, ()))
    return [people[pk] for pk in found if pk in people]


def _titles(duty: Duty) -> dict[str, str]:
    """What is due, in every language: the reader's is known only when it is read."""
    told = {}
    for code in LANGUAGES:
        with override(code):
            told[code] = str(duty.title)[:300]
    return told


def _row(duty: Duty, titles: Mapping[str, str], person: User, offset: str, day: date) -> Reminder:
    return Reminder(
        person=person,
        object_type=duty.object_type,
        object_id=duty.object_id,
        duty=duty.kind,
        kind=f"{duty.kind}{offset}",
        due_at=duty.due_at,
        at=morning_of(day),
        year=duty.year,
        title=titles[person.language],
        titles=dict(titles),
        clause=duty.clause,
        path=duty.path,
    )


# --- Sending ------------------------------------------------------------------------------------------------


def sweep() -> int:
    """Send what is due as digests, people claimed by the hundred; returns how many letters were written.

    A fixed number of queries for every hundred people. Two workers claim different people; one that is killed
    leaves its people's rows planned.
    """
    written = last = 0
    while (batch := _sweep_batch(last)) is not None:
        letters, last = batch
        written += letters
    return written


def _key(now: datetime) -> str:
    """The letter's key: one digest a day per person. What becomes due after it waits for the next morning."""
    return f"reminders.digest:{clock.day_of(now)}"


def _sweep_batch(after: int) -> tuple[int, int] | None:
    """The next people with a higher number: how many letters they were written, and the last person's number."""
    now = clock.now()
    due = Reminder.objects.filter(state=ReminderState.PLANNED, at__lte=now)
    with transaction.atomic():
        claimed = list(
            User.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
            .filter(
                Exists(due.filter(person=OuterRef("pk"))),
                ~Exists(Letter.objects.filter(to=OuterRef("pk"), key=_key(now))),
                pk__gt=after,
            )
            .order_by("pk")[:PEOPLE_PER_SWEEP]
        )
        if not claimed:
            return None
        rows = list(due.filter(person__in=claimed).order_by("person_id", "due_at", "at", "id"))
        said, missed = _sort_out(rows, now)
        letters = _digests(claimed, said, now)
        Letter.objects.bulk_create(letters.values())
        # The letters' numbers go in as they are: looked up for every row by the database they would be a join with
        # rows written a moment ago, of which its planner knows nothing.
        written = Case(
            *(When(person_id=person, then=Value(letter.pk)) for person, letter in letters.items()),
            output_field=BigIntegerField(),
        )
        Reminder.objects.filter(pk__in=[row.pk for row in said]).update(
            state=ReminderState.SENT, done_at=now, letter=written
        )
        Reminder.objects.filter(pk__in=[row.pk for row in missed]).update(
            state=ReminderState.MISSED, done_at=now
        )
        if letters:
            wake_delivery()
        return len(letters), claimed[-1].pk


def _sort_out(rows: Sequence[Reminder], now: datetime) -> tuple[list[Reminder], list[Reminder]]:
    """What is said now, and what was missed: earlier ones of the same duty, and those before a term that is over."""
    latest: dict[tuple[int, str, int, str, datetime], Reminder] = {}
    missed = []
    for row in rows:
        if row.kind.startswith(f"{row.duty}-") and now >= row.due_at:
            missed.append(row)
            continue
        key = (row.person_id, row.object_type, row.object_id, row.duty, row.due_at)
        if key in latest:
            missed.append(latest[key])
        latest[key] = row
    return list(latest.values()), missed


def _digests(people: Iterable[User], rows: Sequence[Reminder], now: datetime) -> dict[int, Letter]:
    """The day's letter for each person who has something to be told."""
    today = clock.day_of(now)
    calendar, changed = current_calendar(), changed_words("reminders.digest")
    by_person: dict[int, list[Reminder]] = {}
    for row in rows:
        by_person.setdefault(row.person_id, []).append(row)
    letters = {}
    for person in people:
        own = by_person.get(person.pk)
        if not own:
            continue
        context = {
            "count": len(own),
            "nearest": lazy(_title, str)(own[0]),
            "matters": lazy(_told, str)(own, calendar, today, now),
        }
        path = own[0].path if len(own) == 1 else "desk/"
        letters[person.pk] = letter_to(person, "reminders.digest", _key(now), None, path, context, changed)
    return letters


def _title(row: Reminder) -> str:
    return row.title_here


def _told(rows: Sequence[Reminder], calendar: Calendar, today: date, now: datetime) -> str:
    return "\n".join(_matters(rows, calendar, today, now))


def _matters(rows: Sequence[Reminder], calendar: Calendar, today: date, now: datetime) -> Iterator[str]:
    """The lines of a digest: more than a few of one kind with one term are told as one."""
    groups: dict[tuple[str, datetime], list[Reminder]] = {}
    for row in rows:
        groups.setdefault((row.duty, row.due_at), []).append(row)
    for group in groups.values():
        yield from (_line(row, calendar, today, now) for row in group[:SPELLED_OUT])
        rest = len(group) - SPELLED_OUT
        if rest > 0:
            yield ngettext(
                "  and %(count)s more with the same term", "  and %(count)s more with the same term", rest
            ) % {"count": rest}


def _line(row: Reminder, calendar: Calendar, today: date, now: datetime) -> str:
    """One matter of a digest, in the active language."""
    last = last_day_before(row.due_at)
    when = moment_text(last, get_language() or "kk", year=True)
    left = working_days_left(calendar, today, last).total
    if now >= row.due_at:
        said = ngettext(
            "overdue by %(days)s working day", "overdue by %(days)s working days", max(-left, 1)
        ) % {"days": max(-left, 1)}
    elif left <= 0:
        said = _("today is the last day")
    else:
        said = ngettext("%(days)s working day left", "%(days)s working days left", left) % {"days": left}
    return f"• {row.title_here}: {when} ({said})"
