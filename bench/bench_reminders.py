"""How reminders grow, as ratios and counts measured in one run, in a database of its own.

    .venv/bin/python bench/bench_reminders.py [--rows 100000] [--json]

- planning a year: 37 bodies × 3 blocks × 5 offices × 6 offsets; planning it again changes nothing;
- the queries of planning at 1× and 4× bodies (goal: the same but for the inserts, one for a thousand rows);
- a sweep over so many rows: queries for each hundred people at a tenth and at the whole (goal: the same), time for
  a row at the whole within 1.5× of the tenth.

Exit code 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("SARAP_MODE", "test")

BLOCKS = (1, 2, 3)
OFFSETS = (20, 14, 7, 3, 1, 0)
BODIES = 37
START = datetime(2019, 1, 14, 4, tzinfo=UTC)
LAST_DAY = date(2019, 2, 21)


def measure(work: Callable[[], Any]) -> tuple[Any, float, int]:
    """What ``work`` returns, its seconds and its queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    begun = time.perf_counter()
    with CaptureQueriesContext(connection) as caught:
        result = work()
    return result, time.perf_counter() - begun, len(caught)


def expect(found: int, wanted: int) -> None:
    """Stop when the work was not done: a fast nothing is no measurement."""
    if found != wanted:
        sys.exit(f"{found} instead of {wanted}: the measurement means nothing.")


def people_of(bodies: int, start: int = 0) -> list[int]:
    """Bodies with one person in each of five offices; returns the bodies' ids."""
    from evaluation.models import Body, BodyKind, Membership, User

    names = {f"{field}_{code}": "Body" for field in ("name", "short_name") for code in ("kk", "ru", "en")}
    made = Body.objects.bulk_create(
        Body(slug=f"body-{n}", kind=BodyKind.CENTRAL, valid_from=date(2015, 1, 1), **names)
        for n in range(start, start + bodies)
    )
    for office in offices():
        users = User.objects.bulk_create(
            User(username=f"{office}-{body.slug}", language="ru") for body in made
        )
        Membership.objects.bulk_create(
            Membership(user=user, body=body, office=office, valid_from=date(2015, 1, 1))
            for user, body in zip(users, made, strict=True)
        )
    return [body.pk for body in made]


def offices() -> tuple[str, ...]:
    """The five offices that are told."""
    from evaluation.models import Office

    return (Office.PREPARER, Office.FIRST_HEAD, Office.EVALUATOR, Office.APPROVER, Office.COORDINATOR)


def duties_for(bodies: list[int]) -> list[Any]:
    """One duty for each body and block, told to all five offices."""
    from schedule.duty_book import Duty
    from schedule.working_days import due_at

    return [
        Duty(
            kind="report.sign",
            object_type="reports.report",
            object_id=body * 10 + block,
            year=2018,
            title=f"Report on block {block}",
            clause="c40",
            due_at=due_at(LAST_DAY),
            holder_id=body,
            path="desk/",
            seats=[(office, body) for office in offices()],
        )
        for body in bodies
        for block in BLOCKS
    ]


def bench_planning(found: dict[str, Any]) -> None:
    """Plan the year of 37 bodies, plan it again, then that of four times as many."""
    from schedule import duty_book as duties
    from schedule import reminders
    from schedule.models import ReminderOffset

    ReminderOffset.objects.bulk_create([ReminderOffset(days=days) for days in OFFSETS])
    bodies = people_of(BODIES)
    current: list[Any] = duties_for(bodies)
    duties._providers.clear()
    duties.register(lambda _year: current)
    (planned, _gone), seconds, queries = measure(lambda: reminders.plan(2018))
    expect(planned, BODIES * len(BLOCKS) * len(offices()) * len(OFFSETS))
    found["planned"], found["plan seconds"], found["plan queries"] = planned, round(seconds, 2), queries
    seconds_one = seconds
    (again, _gone), seconds, queries_again = measure(lambda: reminders.plan(2018))
    expect(again, 0)
    found["plan again seconds"], found["plan again queries"] = round(seconds, 2), queries_again
    current = duties_for(bodies + people_of(BODIES * 3, start=BODIES))
    (planned, _gone), seconds_four, queries_four = measure(lambda: reminders.plan(2018))
    inserts = -(-planned // 1000) - -(-found["planned"] // 1000)
    found["plan queries at 4x, without inserts"] = queries_four - inserts
    found["ratio: planning's time for a row, 4x to 1x"] = round(
        (seconds_four / planned) / (seconds_one / found["planned"]), 2
    )
    found["goal: planning's queries do not grow"] = abs(queries_four - inserts - queries) <= 2


def rows_of(count: int, people: list[int]) -> None:
    """So many planned reminders, spread over the people, all due."""
    from schedule.models import Reminder

    moment = datetime(2019, 2, 20, 3, tzinfo=UTC)
    due = datetime(2019, 2, 21, 18, tzinfo=UTC)
    Reminder.objects.bulk_create(
        (
            Reminder(
                person_id=people[number % len(people)],
                object_type="bench.row",
                object_id=number,
                duty="bench.do",
                kind="bench.do-1",
                due_at=due,
                at=moment,
                year=2017,
                title=f"Row {number}",
                clause="c40",
            )
            for number in range(count)
        ),
        batch_size=5000,
    )


def bench_sweep(found: dict[str, Any], rows: int) -> None:
    """Sweep a tenth of the rows, then all of them, with as many more people; the better of two rounds counts."""
    from schedule.reminders import PEOPLE_PER_SWEEP

    best: dict[int, tuple[float, float]] = {}
    for turn in range(2):
        for share, people in ((10, 200), (1, 2000)):
            queries, seconds = sweep_once(rows // share, people, f"{turn}-{share}")
            batches = -(-people // PEOPLE_PER_SWEEP)
            kept = best.get(share, (queries / batches, seconds))
            best[share] = (queries / batches, min(kept[1], seconds))
    for share, (per_batch, seconds) in best.items():
        found[f"sweep of {rows // share}"] = {
            "seconds": round(seconds, 2),
            "queries for a hundred people": round(per_batch, 1),
            "microseconds for a row": round(seconds / (rows // share) * 1e6),
        }
    small, whole = best[10], best[1]
    ratio = (whole[1] / rows) / (small[1] / (rows // 10))
    found["ratio: queries for a hundred people, 10x to 1x"] = round(whole[0] / small[0], 2)
    found["ratio: time for a row, 10x to 1x"] = round(ratio, 2)
    found["goal: queries for a batch do not grow"] = whole[0] - small[0] <= 2
    found["goal: time for a row within 1.5x"] = ratio <= 1.5


def sweep_once(rows: int, people_count: int, mark: str) -> tuple[int, float]:
    """Make so many due rows and sweep them: the queries and the seconds."""
    from django.db import connection

    from evaluation import clock
    from evaluation.models import User
    from schedule import reminders
    from schedule.models import Letter, Reminder

    with connection.cursor() as cursor:  # every round begins with tables that nothing was deleted from
        cursor.execute("TRUNCATE schedule_reminder, schedule_letter RESTART IDENTITY CASCADE")
    names = [f"reader-{mark}-{n}" for n in range(people_count)]
    people = User.objects.bulk_create(User(username=name, language="ru") for name in names)
    rows_of(rows, [person.pk for person in people])
    with clock.frozen(datetime(2019, 2, 20, 5, tzinfo=UTC)):
        letters, seconds, queries = measure(reminders.sweep)
    expect(letters, people_count)
    expect(Letter.objects.count(), people_count)
    expect(Reminder.objects.filter(state="sent").count(), rows)
    return queries, seconds


def main() -> int:
    """Run in a scratch database; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()

    import django

    from config import servers

    django.setup()
    servers.ensure_unless_given()
    from config.database_roles import as_owner
    from config.scratch import scratch_database
    from evaluation import clock
    from evaluation.acting import without_workers
    from evaluation.models import Cycle

    found: dict[str, Any] = {}
    # As the owner, who may empty tables between the rounds.
    with as_owner(), scratch_database(), without_workers(), clock.frozen(START):
        for year in (2017, 2018):
            Cycle.objects.create(year=year)
        bench_planning(found)
        bench_sweep(found, options.rows)
    if options.json:
        print(json.dumps(found, indent=2))
    else:
        for name, value in found.items():
            print(f"{name}: {value}")
    return 0 if all(value for name, value in found.items() if name.startswith("goal")) else 1


if __name__ == "__main__":
    sys.exit(main())
