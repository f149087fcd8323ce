"""A citizen computes a published score anew from its public JSON alone, with plain Python and no code of the portal.

The steps are those of docs/recompute.md; the formulas of the shipped methodologies of 2018 are put in Python by hand.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.public.test_score_json import PUBLIC, Data, fetched, parts_of
from tests.worlds.published import Published, conclusion_of, published

__all__ = ["published"]

#: Scores that rest on a value which is not public: its document is for official use; its year is withheld.
HELD_BACK = [("agriculture", 2), ("akmola", 1)]


def rounded(value: Decimal, places: int | None) -> Decimal:
    return value if places is None else value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def mean(parts: Iterable[Data], value: Callable[[Data], Decimal], renormalise: bool) -> Decimal:
    """Of the counted parts, by their weights; the rest leaves the sum of the weights, or stays in it with nothing."""
    told = list(parts)
    counted = [part for part in told if part["state"] == "counted"]
    whole = sum((Decimal(part["weight"]) for part in (counted if renormalise else told)), Decimal(0))
    return sum((Decimal(part["weight"]) * value(part) for part in counted), Decimal(0)) / whole


def score_from(told: Data, points: Callable[[Data], Decimal]) -> Decimal:
    """The steps of docs/recompute.md."""
    trace, rules = told["trace"], told["trace"]["methodology"]
    assert rules["renormalise"] in ("within_parent", "none")
    places = rules["rounding"]
    leaves = rules["renormalise"] == "within_parent"

    def criterion(part: Data) -> Decimal:
        return rounded(mean(part["indicators"], points, leaves), places.get("criterion"))

    def direction(part: Data) -> Decimal:
        return rounded(mean(part["criteria"], criterion, leaves), places.get("direction"))

    block = mean(trace["directions"], direction, leaves)
    taken_off = sum((Decimal(penalty["taken_off"]) for penalty in trace["penalties"]), Decimal(0))
    if taken_off:
        block = max(block - taken_off, min(block, Decimal(rules["floor"])))
    return rounded(block, places.get("block"))


@pytest.mark.clause("c9.4", "c11", "c47")
def test_documented_lines_of_python_run_on_the_files(published: Published, tmp_path: Path) -> None:
    """As a reader copies them: each beside its file, in a Python of its own; a wrong digit in the file stops them."""
    text = Path("docs/recompute.md").read_text(encoding="utf-8")
    overall, block = re.findall(r"```python\n(.*?)```", text, re.S)
    results = Client().get("/ru/results/2018/results.json").json()
    files = [fetched(slug, number) for slug, number in PUBLIC]

    def run(lines: str, name: str, data: Data) -> int:
        (tmp_path / name).write_text(json.dumps(data), encoding="utf-8")
        done = subprocess.run([sys.executable, "-I", "-c", lines], cwd=tmp_path, capture_output=True)
        return done.returncode

    assert run(overall, "results.json", results) == 0
    assert [run(block, "trace.json", told) for told in files] == [0] * len(files)
    whole = next(told for told, place in zip(files, PUBLIC, strict=True) if place not in HELD_BACK)
    wrong = whole | {"score": str(Decimal(whole["score"]) + Decimal("0.01"))}
    assert run(block, "trace.json", wrong) == 1


@pytest.mark.clause("c9.4", "c47")
@pytest.mark.parametrize(("slug", "block"), [place for place in PUBLIC if place not in HELD_BACK])
def test_score_follows_from_the_points_of_the_file(published: Published, slug: str, block: int) -> None:
    told = fetched(slug, block)
    assert score_from(told, lambda part: Decimal(part["value"])) == Decimal(told["score"])
    assert Decimal(told["score"]) == conclusion_of(slug, 2018, block).score


@pytest.mark.clause("c9.4", "c47")
@pytest.mark.parametrize(("slug", "block"), [place for place in PUBLIC if place not in HELD_BACK])
def test_score_follows_from_the_values_of_the_file(published: Published, slug: str, block: int) -> None:
    """Every formula put in plain Python by hand, as a reader of the file would."""
    told = fetched(slug, block)
    choices = {
        code: {answer: Decimal(choice["points"]) for answer, choice in item["choices"].items()}
        for code, item in told["names"]["items"].items()
        if "choices" in item
    }
    computed = {}
    for part in parts_of(told):
        formula = " ".join(part["formula"].split())
        found = BY_HAND[formula](Given(part["inputs"], choices))
        if part in told["trace"]["penalties"]:
            assert found == Decimal(part["taken_off"])
        elif found is None:
            assert part["state"] == "not_counted"
        else:
            computed[part["code"]] = rounded(found, told["trace"]["methodology"]["rounding"]["indicator"])
            assert computed[part["code"]] == Decimal(part["value"])
    assert len(computed) >= 5
    assert score_from(told, lambda part: computed[part["code"]]) == Decimal(told["score"])


class Given:
    """The inputs of one formula by name: ``v.staff``; of a list, ``v.of("kpi_fact")`` by element."""

    def __init__(self, inputs: list[Data], choices: dict[str, dict[str, Decimal]]) -> None:
        self.inputs, self.choices = inputs, choices

    def __getattr__(self, item: str) -> Decimal:
        (value,) = self.of(item).values()
        found: Decimal = value
        return found

    def of(self, item: str, years_back: int = 0) -> dict[str, Any]:
        return {
            given.get("element", ""): self.read(item, given["value"])
            for given in self.inputs
            if given["item"] == item
            and given.get("years_back", 0) == years_back
            and given["state"] in ("counted", "default")
        }

    def read(self, item: str, value: str) -> Any:
        if item in self.choices:
            return self.choices[item][value]
        return value if item == "kpi.better" else Decimal(value)


D = Decimal
HUNDRED, ZERO, ONE = D(100), D(0), D(1)


def stepped(value: Decimal, *steps: tuple[str, int], otherwise: int = 0, up: bool) -> Decimal:
    for edge, points in steps:
        if value >= D(edge) if up else value <= D(edge):
            return D(points)
    return D(otherwise)


def between(value: Decimal, *table: tuple[str, int]) -> Decimal:
    """Along straight lines between the points of the table, flat outside."""
    points = [(D(x), D(y)) for x, y in table]
    if value <= points[0][0]:
        return points[0][1]
    for (left, low), (right, high) in pairwise(points):
        if value <= right:
            return low + (high - low) * (value - left) / (right - left)
    return points[-1][1]


def part_of_plan(v: Given) -> Decimal:
    fact, plan, weight, better = v.of("kpi_fact"), v.of("kpi.plan"), v.of("kpi.weight"), v.of("kpi.better")
    summed = ZERO
    for kpi, value in fact.items():
        lower = better[kpi] == "lower"
        if value <= plan[kpi] if lower else value >= plan[kpi]:
            reached = ONE
        elif plan[kpi] <= 0:
            reached = ZERO
        else:
            reached = plan[kpi] / value if lower else max(value, ZERO) / plan[kpi]
        summed += reached * HUNDRED * weight[kpi]
    return summed / sum(weight[kpi] for kpi in fact)


def better_than_before(v: Given) -> Decimal | None:
    now, before = v.of("kpi_fact"), v.of("kpi_fact", 1)
    plan, better = v.of("kpi.plan"), v.of("kpi.better")
    both = [kpi for kpi in now if kpi in before]
    if not both:
        return None
    improved = 0
    for kpi in both:
        sign = -1 if better[kpi] == "lower" else 1
        step, over_plan = sign * (now[kpi] - before[kpi]), sign * (now[kpi] - plan[kpi])
        improved += step > 0 or (step == 0 and over_plan >= 0)
    return D(improved) / len(both) * HUNDRED


def programmes(v: Given) -> Decimal:
    fact, plan = v.of("programme_fact"), v.of("programme_plan")
    parts = [min(fact[one] / plan[one], ONE) * HUNDRED for one in fact if plan[one] > 0]
    return sum(parts, ZERO) / len(parts)


def site(v: Given) -> Decimal:
    items = [
        "site_contacts",
        "site_heads",
        "site_services",
        "site_reception",
        "site_budget",
        "site_vacancies",
    ]
    by_language = [v.of(item) for item in items]
    means = [sum((item[code] for item in by_language), ZERO) / len(items) for code in by_language[0]]
    return sum(means, ZERO) / len(means) * HUNDRED


def share(of: str, whole: str) -> Callable[[Given], Decimal | None]:
    """The part of the whole, at most all of it; without a whole not counted."""

    def found(v: Given) -> Decimal | None:
        all_of_it = getattr(v, whole)
        return None if all_of_it == 0 else min(getattr(v, of) / all_of_it, ONE) * HUNDRED

    return found


BY_HAND: dict[str, Callable[[Given], Decimal | None]] = {
    # block 1
    "clamp(goals_reached / goals_planned * 100 - 2 * goals_changed, 0, 100)": lambda v: min(
        max(v.goals_reached / v.goals_planned * 100 - 2 * v.goals_changed, ZERO), HUNDRED
    ),
    "if spent = 0 then (if violations = 0 then 100 else 0) else max(100 - 100 * violations / spent, 0)": (
        lambda v: max(HUNDRED - 100 * v.violations / v.spent, ZERO)
    ),
    'if transfers_received = 0 then not_counted("no_transfers") '
    "else min(transfers_used / transfers_received, 1) * 100": share("transfers_used", "transfers_received"),
    'let reached = if kpi.better = "lower" then kpi_fact <= kpi.plan else kpi_fact >= kpi.plan; '
    'let part = if kpi.better = "lower" then kpi.plan / kpi_fact else max(kpi_fact, 0) / kpi.plan; '
    "weighted_mean( (if reached then 1 else if kpi.plan > 0 then part else 0) * 100 by kpi.weight over kpi)": (
        part_of_plan
    ),
    "mean(min(programme_fact / programme_plan, 1) * 100 over programme where programme_plan > 0)": programmes,
    'share( if kpi.better = "lower" then kpi_fact < previous(kpi_fact) '
    "or (kpi_fact = previous(kpi_fact) and kpi_fact <= kpi.plan) else kpi_fact > previous(kpi_fact) "
    "or (kpi_fact = previous(kpi_fact) and kpi_fact >= kpi.plan) over kpi) * 100": better_than_before,
    "steps(spent / planned: >= 99% -> 100, >= 95% -> 80, >= 90% -> 50, else 0)": lambda v: stepped(
        v.spent / v.planned, ("0.99", 100), ("0.95", 80), ("0.90", 50), up=True
    ),
    # block 2
    'if appeals = 0 then not_counted("no_appeals") '
    "else interpolate(appeals_repeated / appeals: 0% -> 100, 2% -> 80, 5% -> 50, 10% -> 0)": lambda v: (
        None
        if v.appeals == 0
        else between(v.appeals_repeated / v.appeals, ("0", 100), ("0.02", 80), ("0.05", 50), ("0.10", 0))
    ),
    'if appeals = 0 then not_counted("no_appeals") else min(appeals_in_time / appeals, 1) * 100': (
        share("appeals_in_time", "appeals")
    ),
    'if drafts_due = 0 then not_counted("no_drafts") else min(drafts_published / drafts_due, 1) * 100': (
        share("drafts_published", "drafts_due")
    ),
    'if rendered = 0 then not_counted("no_services") else max(100 - 50 * upheld / rendered * 1000, 0)': (
        lambda v: None if v.rendered == 0 else max(HUNDRED - 50 * v.upheld / v.rendered * 1000, ZERO)
    ),
    'if rendered = 0 then not_counted("no_services") else min(rendered_electronically / rendered / 90%, 1) * 100': (
        lambda v: (
            None if v.rendered == 0 else min(v.rendered_electronically / v.rendered / D("0.9"), ONE) * HUNDRED
        )
    ),
    'if rendered = 0 then not_counted("no_services") else min(rendered_in_time / rendered, 1) * 100': (
        share("rendered_in_time", "rendered")
    ),
    'if survey_answers < 100 then not_counted("few_answers") else (survey_mean - 1) / 4 * 100': lambda v: (
        None if v.survey_answers < 100 else (v.survey_mean - 1) / 4 * 100
    ),
    "max(100 - 5 * overturned, 0)": lambda v: max(HUNDRED - 5 * v.overturned, ZERO),
    "mean(points(site_contacts), points(site_heads), points(site_services), points(site_reception), "
    "points(site_budget), points(site_vacancies) over language) * 100": site,
    "min(datasets_updated / datasets_due, 1) * 100": share("datasets_updated", "datasets_due"),
    # block 3
    "clamp(100 - 10 * overtime_hours / staff / 48, 0, 100)": lambda v: min(
        max(HUNDRED - 10 * v.overtime_hours / v.staff / 48, ZERO), HUNDRED
    ),
    "clamp(100 - 20 * (security_findings - security_remedied), 0, 100)": lambda v: min(
        max(HUNDRED - 20 * (v.security_findings - v.security_remedied), ZERO), HUNDRED
    ),
    'if culture_answers / staff < 30% then not_counted("low_response") else culture_index': lambda v: (
        None if v.culture_answers / v.staff < D("0.3") else v.culture_index
    ),
    'if functions_due = 0 then not_counted("no_functions") else min(functions_automated / functions_due, 1) * 100': (
        share("functions_automated", "functions_due")
    ),
    'if rendered = 0 then not_counted("no_services") else min(rendered_once_only / rendered, 1) * 100': (
        share("rendered_once_only", "rendered")
    ),
    'if vacancies_filled = 0 then not_counted("no_vacancies") '
    "else min(filled_by_competition / vacancies_filled, 1) * 100": share(
        "filled_by_competition", "vacancies_filled"
    ),
    "min(documents_electronic / documents, 1) * 100": share("documents_electronic", "documents"),
    "steps(staff_left / staff: <= 7% -> 100, <= 12% -> 70, <= 20% -> 40, else 0)": lambda v: stepped(
        v.staff_left / v.staff, ("0.07", 100), ("0.12", 70), ("0.20", 40), up=False
    ),
    # penalties
    **{
        f"report_days_late_{block}": lambda v, b=block: getattr(v, f"report_days_late_{b}")
        for block in (1, 2, 3)
    },  # type: ignore[misc]
    **{
        f"3 * untrue_values_{block}": lambda v, b=block: 3 * getattr(v, f"untrue_values_{b}")
        for block in (1, 2, 3)
    },  # type: ignore[misc]
}
