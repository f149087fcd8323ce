"""A methodology made ready for scoring: formulas compiled once, weights summed once for each group of bodies."""

from __future__ import annotations

import decimal
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.formulas import Formula, FormulaError, Item, Problem, Scope, Values, compile_formula
from engine.formulas.arithmetic import CONTEXT
from engine.formulas.quick import Quick
from engine.formulas.units import BUILT_IN, Unit
from engine.methodology import Criterion, DataItem, Direction, Indicator, MethodologyText, Penalty
from engine.weights import in_decimals


class MethodologyError(Exception):
    """Some formulas are refused; `problems` maps the code of an indicator or penalty to its formula's problems."""

    def __init__(self, problems: Mapping[str, tuple[Problem, ...]]) -> None:
        self.problems = dict(problems)
        super().__init__("\n".join(f"{code}: {p}" for code, found in problems.items() for p in found))


def formula_item(item: DataItem) -> Item:
    """What formulas may know of a data item."""
    return Item(
        item.code, "choice" if item.value == "choice" else "number", item.unit, item.per,
        {c.code: c.points for c in item.choices}, item.default,
    )  # fmt: skip


def scope_of(methodology: MethodologyText) -> Scope:
    """The names that the methodology's formulas may use."""
    units: dict[str, Unit] = {}
    for unit in methodology.units:
        base, times = unit.base or unit.code, unit.times
        known = units.get(base) or BUILT_IN.get(base)
        if (
            known is not None and known.base
        ):  # a scale of a scale: thousand_pairs of pair of person, bn of million_kzt
            base, times = known.base, CONTEXT.multiply(times, known.times)
        units[unit.code] = Unit(unit.code, base, times)
    items = {i.code: formula_item(i) for i in methodology.items}
    return Scope(items, frozenset(r.code for r in methodology.reasons), units)


@dataclass(frozen=True, slots=True, eq=False)
class ReadyIndicator:
    """An indicator with its compiled formula."""

    indicator: Indicator
    formula: Formula
    quick: Quick
    weight: Decimal


@dataclass(frozen=True, slots=True, eq=False)
class ReadyCriterion:
    """A criterion with the indicators that apply; `total` is the sum of their weights."""

    criterion: Criterion
    indicators: tuple[ReadyIndicator, ...]
    weight: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True, eq=False)
class ReadyDirection:
    """A direction with the criteria that apply; `total` is the sum of their weights."""

    direction: Direction
    criteria: tuple[ReadyCriterion, ...]
    weight: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What is measured of one group of bodies; `left_out` are the indicators that do not apply to it.

    `shares` are the parts of the block's weight (directions, criteria, indicators) when everything is counted.
    """

    directions: tuple[ReadyDirection, ...]
    total: Decimal
    left_out: tuple[str, ...]
    shares: tuple[list[Decimal], list[Decimal], list[Decimal]] | None


def _total(parts: list[Any]) -> Decimal:
    return sum((p.weight for p in parts), Decimal(0))


class CompiledMethodology:
    """A methodology with compiled formulas. Make it with `compile_methodology`."""

    def __init__(self, methodology: MethodologyText) -> None:
        self.methodology = methodology
        self.scope = scope_of(methodology)
        problems: dict[str, tuple[Problem, ...]] = {}

        def compiled(code: str, text: str) -> Formula | None:
            try:
                return compile_formula(text, self.scope)
            except FormulaError as error:
                problems[code] = error.problems
                return None

        formulas = [(i, compiled(i.code, i.formula)) for _, _, i in methodology.indicators()]
        penalties = [(p, compiled(p.code, p.formula)) for p in methodology.penalties]
        if problems:
            raise MethodologyError(problems)
        self.indicators = {
            id(i): ReadyIndicator(i, f, f.quick, in_decimals(i.weight)) for i, f in formulas if f is not None
        }
        self.penalties: tuple[tuple[Penalty, Formula], ...] = tuple(
            (p, f) for p, f in penalties if f is not None
        )
        self._singled_out = {b for _, _, i in methodology.indicators() for b in i.applies_to.bodies}
        self._plans: dict[tuple[str, str], Plan] = {}

    def plan(self, values: Values) -> Plan:
        """What is measured of the body whose values these are; made once per kind (and per body singled out)."""
        key = (values.kind, values.body if values.body in self._singled_out else "")
        known = self._plans.get(key)
        if known is None:
            known = self._plans[key] = self._plan(values.body, values.kind)
        return known

    def _plan(self, body: str, kind: str) -> Plan:
        left_out: list[str] = []
        directions: list[ReadyDirection] = []
        for direction in self.methodology.directions:
            criteria: list[ReadyCriterion] = []
            for criterion in direction.criteria:
                indicators: list[ReadyIndicator] = []
                for indicator in criterion.indicators:
                    if indicator.applies_to.covers(body, kind):
                        indicators.append(self.indicators[id(indicator)])
                    else:
                        left_out.append(indicator.code)
                if indicators:
                    total = _total(indicators)
                    criteria.append(
                        ReadyCriterion(criterion, tuple(indicators), in_decimals(criterion.weight), total)
                    )
            if criteria:
                directions.append(
                    ReadyDirection(
                        direction, tuple(criteria), in_decimals(direction.weight), _total(criteria)
                    )
                )
        total = _total(directions)
        return Plan(tuple(directions), total, tuple(left_out), _all_shares(directions, total))


def _all_shares(
    directions: list[ReadyDirection], total: Decimal
) -> tuple[list[Decimal], list[Decimal], list[Decimal]] | None:
    """The shares when everything is counted; None when some weights add up to nothing."""
    by_direction: list[Decimal] = []
    by_criterion: list[Decimal] = []
    by_indicator: list[Decimal] = []
    with decimal.localcontext(CONTEXT):
        for direction in directions:
            if not total or not direction.total or not all(c.total for c in direction.criteria):
                return None
            by_direction.append(direction.weight / total)
            for criterion in direction.criteria:
                by_criterion.append(by_direction[-1] * criterion.weight / direction.total)
                by_indicator += [by_criterion[-1] * r.weight / criterion.total for r in criterion.indicators]
    return by_direction, by_criterion, by_indicator


def compile_methodology(methodology: MethodologyText) -> CompiledMethodology:
    """The compiled methodology, made once for each Methodology object. Raises MethodologyError."""
    known = methodology.__dict__.get("_compiled")
    if known is None:
        known = CompiledMethodology(methodology)
        object.__setattr__(methodology, "_compiled", known)  # a memory, no part of the value
    result: CompiledMethodology = known
    return result
