"""How fast scoring is, as ratios measured in one run.

    .venv/bin/python bench/bench_scoring.py [--json]

- 37 bodies × 3 blocks × 60 indicators, against the same arithmetic written by hand in plain Python
  (goal: within 2× without the trace, within 5× with it);
- growth at 1×, 10× and 100× bodies (goal: time per value within 1.2× of 1×, memory linear).

The hand-written arithmetic reads the same Decimals, divides, caps, steps, weighs and rounds exactly as the
methodology says, and nothing more: no missing values, no names, no results kept but the numbers.
Exit code 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import decimal
import gc
import json
import random
import sys
import time
import tracemalloc
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from blocks.formulas import Datum, Values, make_peers
from blocks.formulas.arithmetic import CONTEXT
from blocks.methodology import (
    Criterion,
    DataItem,
    Direction,
    Indicator,
    Methodology,
    Penalty,
    Rounding,
    Words,
)
from blocks.scoring import BlockScore, score_bodies

BODIES, BLOCKS, INDICATORS = 37, 3, 60
GOALS = {"quick": 2.0, "traced": 5.0, "growth": 1.2, "memory": 1.2}

W = Words("x", "x", "x")
H = Decimal(100)
CENT = Decimal("0.01")


# --- the same five shapes of indicators, as formulas and by hand --------------------------------------------------
def _formula(shape: int, a: str, b: str) -> str:
    return [
        f"min({a} / {b}, 1) * 100",
        f"steps({a} / {b}: >= 99% -> 100, >= 95% -> 80, >= 90% -> 50, else 0)",
        f"max(100 - 5 * {a} / {b}, 0)",
        f"clamp({a} / {b} * 100, 0, 100)",
        f"if {b} < 100 then 0 else min({a} / {b}, 1) * 100",
    ][shape]


def _by_hand(shape: int, a: Decimal, b: Decimal) -> Decimal:
    if shape == 0:
        return min(a / b, Decimal(1)) * H
    if shape == 1:
        x = a / b
        if x >= Decimal("0.99"):
            return H
        if x >= Decimal("0.95"):
            return Decimal(80)
        return Decimal(50) if x >= Decimal("0.90") else Decimal(0)
    if shape == 2:
        return max(H - Decimal(5) * a / b, Decimal(0))
    if shape == 3:
        return min(max(a / b * H, Decimal(0)), H)
    return Decimal(0) if b < H else min(a / b, Decimal(1)) * H


def methodology(block: int) -> Methodology:
    """Four directions × three criteria × five indicators, all five shapes in each criterion."""
    items: list[DataItem] = []
    directions: list[Direction] = []
    n = 0
    for d in range(4):
        criteria: list[Criterion] = []
        for c in range(3):
            indicators: list[Indicator] = []
            for shape in range(5):
                a, b = f"done_{block}_{n}", f"planned_{block}_{n}"
                items += [DataItem(x, W, "number", "year", "body", "number") for x in (a, b)]
                formula = _formula(shape, a, b)
                indicators.append(Indicator(f"{block}.{n}", W, Decimal(20), formula, "output", 1))
                n += 1
            criteria.append(Criterion(f"{d}.{c}", W, Decimal([40, 30, 30][c]), tuple(indicators)))
        directions.append(Direction(str(d), W, "state_planning", Decimal(25), tuple(criteria)))
    items.append(
        DataItem(
            f"late_{block}", W, "day", "year", "authority", "count", "state_planning", default=Decimal(0)
        )
    )
    penalty = Penalty("late", W, f"late_{block}", Decimal(5))
    return Methodology(
        2018, 1, block, W, tuple(directions), tuple(items), (penalty,), Rounding(indicator=2, block=2)
    )


def by_hand(block: int, data: dict[str, Decimal]) -> tuple[Decimal, list[Decimal]]:
    """The block's score and its points, as `methodology(block)` says."""
    points: list[Decimal] = []
    total = Decimal(0)
    n = 0
    for _ in range(4):
        in_direction = Decimal(0)
        for c in range(3):
            summed = Decimal(0)
            for shape in range(5):
                value = _by_hand(shape, data[f"done_{block}_{n}"], data[f"planned_{block}_{n}"])
                value = value.quantize(CENT, ROUND_HALF_UP)
                points.append(value)
                summed += value * Decimal(20)
                n += 1
            in_direction += summed / H * Decimal([40, 30, 30][c])
        total += in_direction / H * Decimal(25)
    late = min(data.get(f"late_{block}", Decimal(0)), Decimal(5))
    return max(total / H - late, Decimal(0)).quantize(CENT, ROUND_HALF_UP), points


def make_data(bodies: int, seed: int = 1) -> list[dict[str, Decimal]]:
    """Random plausible values for every item, the same for the same seed."""
    random_ = random.Random(seed)
    return [
        {
            f"{name}_{block}_{n}": Decimal(random_.randint(low, 1000)) / 10
            for block in range(1, BLOCKS + 1)
            for n in range(INDICATORS)
            for name, low in (("done", 700), ("planned", 900))
        }
        for _ in range(bodies)
    ]


def as_values(data: list[dict[str, Decimal]]) -> list[Values]:
    """The same data as the scoring reads them, with provenance."""
    values = [
        Values(
            {k: Datum(v, provenance={"document": "report.pdf", "given_by": "a", "checked_by": "b"}) for k, v in d.items()},
            body=f"body{i}", kind="central", year=2018,
        )
        for i, d in enumerate(data)
    ]  # fmt: skip
    make_peers(values)
    return values


def best_of(times: int, work: Callable[[], object]) -> float:
    """The shortest of several runs, in seconds, with the garbage collector out of the way."""
    shortest = float("inf")
    for _ in range(times):
        gc.collect()
        gc.disable()
        started = time.perf_counter()
        work()
        shortest = min(shortest, time.perf_counter() - started)
        gc.enable()
    return shortest


def score_all(methodologies: list[Methodology], values: list[Values], trace: bool) -> list[list[BlockScore]]:
    """All blocks of all bodies."""
    return [score_bodies(m, values, trace=trace) for m in methodologies]


def hand_all(data: list[dict[str, Decimal]]) -> list[list[tuple[Decimal, list[Decimal]]]]:
    """The same by hand."""
    with decimal.localcontext(CONTEXT):
        return [[by_hand(block, d) for d in data] for block in range(1, BLOCKS + 1)]


def _memory(work: Callable[[], object]) -> int:
    """Bytes that the result of `work` holds."""
    gc.collect()
    tracemalloc.start()
    kept = work()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return held


def measure() -> dict[str, float]:
    """All ratios; ends with a sentence when the two ways differ in a single digit."""
    methodologies = [methodology(b) for b in range(1, BLOCKS + 1)]
    data = make_data(BODIES)
    values = as_values(data)
    scores, hand = score_all(methodologies, values, True), hand_all(data)
    for block_scores, block_hand in zip(scores, hand, strict=True):
        for score, (value, points) in zip(block_scores, block_hand, strict=True):
            if score.value != value or list(score.points) != points:
                raise SystemExit(
                    f"{score.body}: {score.value} is not {value}: the two ways do not compute the same"
                )
    result: dict[str, float] = {}
    base = best_of(9, lambda: hand_all(data))
    quick = best_of(9, lambda: score_all(methodologies, values, False))
    traced = best_of(9, lambda: score_all(methodologies, values, True))
    result["hand_ms"], result["quick_ms"], result["traced_ms"] = base * 1000, quick * 1000, traced * 1000
    result["quick"], result["traced"] = quick / base, traced / base
    per_body: dict[int, float] = {}
    held: dict[int, float] = {}
    for times in (1, 10, 100):
        many = as_values(make_data(BODIES * times))
        per_body[times] = (
            best_of(7 if times < 100 else 3, lambda m=many: score_all(methodologies, m, True)) / times
        )
        held[times] = _memory(lambda m=many: score_all(methodologies, m, True)) / times
        del many
    for times in (10, 100):
        result[f"growth_{times}x"] = per_body[times] / per_body[1]
        result[f"memory_{times}x"] = held[times] / held[1]
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    arguments = parser.parse_args()
    result = measure()
    missed = [
        k
        for k, v in result.items()
        if k.split("_")[0] in GOALS and not k.endswith("_ms") and v > GOALS[k.split("_")[0]]
    ]
    if arguments.json:
        print(json.dumps({**{k: round(v, 3) for k, v in result.items()}, "missed": missed}))
    else:
        print(
            f"by hand {result['hand_ms']:.1f} ms; {BODIES} bodies × {BLOCKS} blocks × {INDICATORS} indicators"
        )
        for key, value in result.items():
            if not key.endswith("_ms"):
                goal = GOALS[key.split("_")[0]]
                print(f"{key:12} {value:6.2f}×  (goal {goal}×){'' if value <= goal else '  MISSED'}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
