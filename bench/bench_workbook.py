"""How fast a report's workbook is read and checked, as a ratio measured in one run.

    .venv/bin/python bench/bench_workbook.py [--json]

- a workbook of 300 values, every tenth of them wrong, read and checked, against openpyxl's loading of the same file
  (goal: within 2×);
- beside it, without a goal: the same through the child process in which the portal reads (by the clock), and writing it.

Exit code 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import gc
import io
import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from openpyxl import load_workbook

from engine.foreign.gate import read_here
from engine.methodology import DataItem, MethodologyText, Words
from engine.report_workbook.checking import check
from engine.report_workbook.layout import Book, Given, Mark, Place, digest_of
from engine.report_workbook.reading import read_workbook
from engine.report_workbook.writing import written

VALUES, GOAL, ROUNDS = 300, 2.0, 7
KINDS = (("person", "count"), ("thousand_kzt", "money"), ("percent", "share"), ("number", "number"))


def book_of(count: int = VALUES) -> Book:
    """A report of so many values, given and with last year's; every tenth is more than it may be."""
    items = []
    for number in range(count):
        unit, value = KINDS[number % len(KINDS)]
        name = Words(*(f"Деректер {number} {language}" for language in ("kk", "ru", "en")))
        items.append(
            DataItem(
                f"item_{number}", name, unit, "year", "body", value, maximum=Decimal(90), jump=Decimal(20)
            )
        )
    methodology = MethodologyText(2025, 1, 1, Words("x", "x", "x"), (), tuple(items))
    places = tuple(
        Place(
            one, "", "", one.name.ru, one.unit, one.unit, "Как считать. " * 8, "Отчёт",
            Given(Decimal(91 if number % 10 == 0 else number % 90)), Decimal(number % 90 + 1),
        )
        for number, one in enumerate(items)
    )  # fmt: skip
    return Book(Mark("agriculture", 2025, 1, 1, digest_of(methodology), "ru", 1), "Министерство", "1", places)


def best(task: Callable[[], Any], clock: Callable[[], float] = time.process_time) -> float:
    """The least seconds of several rounds."""
    times = []
    for _round in range(ROUNDS):
        gc.collect()
        begun = clock()
        task()
        times.append(clock() - begun)
    return min(times)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    book = book_of()
    data = written(book)
    checked = check(book, read_here(read_workbook, data))
    if len(checked.errors) != VALUES // 10:
        print(f"{len(checked.errors)} errors instead of {VALUES // 10}")
        return 1
    read_workbook(data)  # starts the process that reads
    loading = best(lambda: load_workbook(io.BytesIO(data)))
    taking = best(lambda: check(book, read_here(read_workbook, data)))
    found = {
        "values": VALUES,
        "bytes": len(data),
        "openpyxl_ms": round(loading * 1000, 1),
        "read_and_checked_ms": round(taking * 1000, 1),
        "ratio": round(taking / loading, 2),
        "in_a_child_by_the_clock_ms": round(best(lambda: read_workbook(data), time.perf_counter) * 1000, 1),
        "written_ms": round(best(lambda: written(replace(book))) * 1000, 1),
    }
    if as_json:
        print(json.dumps(found))
    else:
        for name, value in found.items():
            print(f"{name:28} {value}")
        print(f"goal: ratio at most {GOAL}")
    return 0 if found["ratio"] <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
