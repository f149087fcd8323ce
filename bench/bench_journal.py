"""What sealing costs an act, as a ratio measured in one run, in a database of its own.

    .venv/bin/python bench/bench_journal.py [--rounds 40]

- an act (a schedule submitted and sent back: right, lock, move, history, journal, letters, commit) with seals, and
  with the trigger that asks for them taken down, turn by turn; goal: within 1.1×;
- reading 20,000 entries anew: time for an entry within 1.2× of a tenth of them.

Exit code 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("SARAP_MODE", "test")

NOVEMBER = datetime(2018, 11, 19, 6, tzinfo=UTC)
ENTRIES = 20_000


def bench_acts(rounds: int) -> float:
    """The median of an act's time with seals over that without."""
    from django.db import connection

    from evaluation.models import JournalEntry
    from schedule import actions

    # What tests stand on; not type-checked, as tests are not.
    switch_one: Any = import_module("tests.worlds.unguarded").switch_one
    world: Any = import_module("tests.worlds.world").build_world()
    coordinator = world.person("economy.coordinator")
    head = world.person("administration.head_of_administration")
    schedule = actions.draft_schedule(world.cycle, coordinator)
    times: dict[str, list[float]] = {"ENABLE ALWAYS": [], "DISABLE": []}
    for _ in range(rounds):
        for how, taken in times.items():
            switch_one(JournalEntry, "is_sealed", how)
            begun = time.perf_counter()
            schedule = actions.submit_schedule(schedule, coordinator)
            schedule = actions.send_back_schedule(schedule, head, "Түзету керек")
            taken.append((time.perf_counter() - begun) / 2)
    with connection.cursor() as cursor:  # what was written without a seal would be found as such
        switch_one(JournalEntry, "is_sealed", "ENABLE ALWAYS")
        cursor.execute(
            "INSERT INTO evaluation_journalsalt (entry_id, person, words, keys) SELECT id, '1', '2', '3' "
            "FROM evaluation_journalentry WHERE id NOT IN (SELECT entry_id FROM evaluation_journalsalt) ORDER BY id"
        )
    sealed, bare = (statistics.median(taken) for taken in times.values())
    print(f"an act: {sealed * 1000:.2f} ms sealed, {bare * 1000:.2f} ms not, ratio {sealed / bare:.3f}")
    return sealed / bare


def bench_reading() -> float:
    """Time for an entry when the journal has ENTRIES, over that when it has a tenth."""
    from evaluation.journal_seals import read_anew
    from evaluation.models import Cycle, JournalEntry

    cycle = Cycle.objects.get(year=2018)
    found = []
    for size in (ENTRIES // 10, ENTRIES):
        lacking = size - JournalEntry.objects.count()
        JournalEntry.objects.bulk_create(
            JournalEntry(
                act="cycle.open", object_type="evaluation.cycle", object_id=cycle.pk, details={"n": n}
            )
            for n in range(lacking)
        )
        begun = time.perf_counter()
        read = read_anew()
        found.append((time.perf_counter() - begun) / size)
        if read.fault or len(read.leaves) != size:
            sys.exit(f"{read.fault}, {len(read.leaves)} of {size}: the measurement means nothing.")
    print(
        f"reading anew: {found[-1] * 1e6:.0f} µs an entry, ratio to a tenth of them {found[1] / found[0]:.2f}"
    )
    return found[1] / found[0]


def main() -> int:
    """Run in a scratch database; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=40)
    options = parser.parse_args()

    import django

    from config import servers

    django.setup()
    servers.ensure_unless_given()
    from config.database_roles import as_owner
    from config.scratch import scratch_database
    from evaluation import clock
    from evaluation.acting import without_workers

    # As the owner, who may take a guard down.
    with as_owner(), scratch_database(), without_workers(), clock.frozen(NOVEMBER):
        within = bench_acts(options.rounds) <= 1.1
        within = bench_reading() <= 1.2 and within
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
