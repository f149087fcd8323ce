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
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from engine.formulas import Datum, Values, make_peers
from engine.formulas.arithmetic import CONTEXT
from engine.methodology import (
    Criterion,
    DataItem,
    Direction,
    Indicator,
    MethodologyText,
    Penalty,
    Rounding,
    Words,
)
from engine.scoring import BlockScore, score_block, score_bodies

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


ZERO, ONE, FIVE, TWENTY, QUARTER = Decimal(0), Decimal(1), Decimal(5), Decimal(20), Decimal(25)
BEST, GOOD, FAIR = Decimal("0.99"), Decimal("0.95"), Decimal("0.90")
EIGHTY, FIFTY = Decimal(80), Decimal(50)
CRITERIA = (Decimal(40), Decimal(30), Decimal(30))


def _by_hand(shape: int, a: Decimal, b: Decimal) -> Decimal:
    if shape == 0:
        return min(a / b, ONE) * H
    if shape == 1:
        x = a / b
        if x >= BEST:
            return H
        if x >= GOOD:
            return EIGHTY
        return FIFTY if x >= FAIR else ZERO
    if shape == 2:
        return max(H - FIVE * a / b, ZERO)
    if shape == 3:
        return min(max(a / b * H, ZERO), H)
    return ZERO if b < H else min(a / b, ONE) * H


def methodology(block: int) -> MethodologyText:
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
    return MethodologyText(
        2018, 1, block, W, tuple(directions), tuple(items), (penalty,), Rounding(indicator=2, block=2)
    )


def by_hand(
    block: int, data: dict[str, Decimal], names: list[tuple[str, str]]
) -> tuple[Decimal, list[Decimal]]:
    """The block's score and its points, as `methodology(block)` says."""
    points: list[Decimal] = []
    total = ZERO
    n = 0
    for _ in range(4):
        in_direction = ZERO
        for weight in CRITERIA:
            summed = ZERO
            for shape in range(5):
                done, planned = names[n]
                value = _by_hand(shape, data[done], data[planned]).quantize(CENT, ROUND_HALF_UP)
                points.append(value)
                summed += value * TWENTY
                n += 1
            in_direction += summed / H * weight
        total += in_direction / H * QUARTER
    late = min(data.get(f"late_{block}", ZERO), FIVE)
    return max(total / H - late, ZERO).quantize(CENT, ROUND_HALF_UP), points


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


NAMES = {b: [(f"done_{b}_{n}", f"planned_{b}_{n}") for n in range(INDICATORS)] for b in range(1, BLOCKS + 1)}


def score_all(
    methodologies: list[MethodologyText], values: list[Values], trace: bool
) -> list[list[BlockScore]]:
    """All blocks of all bodies, everything kept."""
    return [score_bodies(m, values, trace=trace) for m in methodologies]


def trace_one_by_one(methodologies: list[MethodologyText], values: list[Values]) -> Decimal:
    """All blocks of all bodies with traces, each read through (every part's share of the score) and let go."""
    summed = ZERO
    for one in values:
        for m in methodologies:
            trace = score_block(m, one, trace=True).trace
            if trace is not None:
                for direction in trace.directions:
                    for criterion in direction.criteria:
                        for indicator in criterion.indicators:
                            summed += indicator.share
    return summed


def hand_all(data: list[dict[str, Decimal]]) -> list[list[tuple[Decimal, list[Decimal]]]]:
    """The same by hand."""
    with decimal.localcontext(CONTEXT):
        return [[by_hand(block, d, NAMES[block]) for d in data] for block in NAMES]


def _memory(work: Callable[[], object]) -> int:
    """Bytes that the result of `work` holds."""
    gc.collect()
    tracemalloc.start()
    kept = work()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return held


def fastest(rounds: int, works: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The shortest processor time of each work in seconds; they take turns, so that a busy moment hits all alike."""
    shortest = dict.fromkeys(works, float("inf"))
    for _ in range(rounds):
        for name, work in works.items():
            gc.collect()
            gc.disable()
            started = time.process_time()
            work()
            shortest[name] = min(shortest[name], time.process_time() - started)
            gc.enable()
    return shortest


def check_equal(
    methodologies: list[MethodologyText], data: list[dict[str, Decimal]], values: list[Values]
) -> None:
    """End with a sentence when the two ways differ in a single digit."""
    scores, hand = score_all(methodologies, values, True), hand_all(data)
    for block_scores, block_hand in zip(scores, hand, strict=True):
        for score, (value, points) in zip(block_scores, block_hand, strict=True):
            if score.value != value or list(score.points) != points:
                raise SystemExit(
                    f"{score.body}: {score.value} is not {value}: the two ways do not compute the same"
                )


def measure(rounds: int = 9, growth: tuple[int, ...] = (1, 10, 100)) -> dict[str, float]:
    """All figures: milliseconds (…_ms) and ratios."""
    methodologies = [methodology(b) for b in NAMES]
    data = make_data(BODIES)
    values = as_values(data)
    check_equal(methodologies, data, values)
    times = fastest(
        rounds,
        {
            "hand": lambda: hand_all(data),
            "quick": lambda: score_all(methodologies, values, False),
            "traced": lambda: score_all(methodologies, values, True),
        },
    )
    result = {f"{name}_ms": seconds * 1000 for name, seconds in times.items()}
    result["quick"], result["traced"] = times["quick"] / times["hand"], times["traced"] / times["hand"]
    sizes = {n: as_values(make_data(BODIES * n)) for n in growth}
    # samples of one length: a short one would find a quiet moment of the machine more easily than a long one
    grown = fastest(
        max(3, rounds // 2),
        {
            str(n): lambda n=n, m=many: [trace_one_by_one(methodologies, m) for _ in range(growth[-1] // n)]  # type: ignore[misc]
            for n, many in sizes.items()
        },
    )
    held = {n: _memory(partial(score_all, methodologies, many, True)) / n for n, many in sizes.items()}
    for n in growth[1:]:
        result[f"growth_{n}x"] = grown[str(n)] / grown["1"]
        result[f"memory_{n}x"] = held[n] / held[1]
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    arguments = parser.parse_args()
    result = measure()
    ratios = {name: value for name, value in result.items() if not name.endswith("_ms")}
    goals = {name: GOALS[name.split("_")[0]] for name in ratios}
    missed = [name for name, value in ratios.items() if value > goals[name]]
    if arguments.json:
        print(json.dumps({**{k: round(v, 3) for k, v in result.items()}, "missed": missed}))
    else:
        print(
            f"{BODIES} bodies × {BLOCKS} blocks × {INDICATORS} indicators; by hand {result['hand_ms']:.1f} ms"
        )
        for name, value in ratios.items():
            print(f"{name:12} {value:6.2f}×  (goal {goals[name]}×){'  MISSED' if name in missed else ''}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
