"""A methodology made ready for scoring: formulas compiled once, weights summed once for each group of bodies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from engine.formulas import Formula, FormulaError, Item, Problem, Scope, Values, compile_formula
from engine.formulas.arithmetic import EXACT
from engine.formulas.scope import Other
from engine.formulas.units import BUILT_IN, Unit
from engine.methodology import DataItem, Direction, MethodologyText, Penalty
from engine.plan import Plan, ReadyCriterion, ReadyDirection, ReadyIndicator, make_plan, total_weight


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


def scope_of(methodology: MethodologyText, directions: Iterable[Direction] = ()) -> Scope:
    """The names that the methodology's formulas may use; in `directions` those of their indicators too."""
    units: dict[str, Unit] = {}
    for unit in methodology.units:
        base, times = unit.base or unit.code, unit.times
        known = units.get(base) or BUILT_IN.get(base)
        if known is not None and known.base:
            # a scale of a scale: thousand_pairs of pair of person, bn of million_kzt
            base, times = known.base, EXACT.multiply(times, known.times)
        units[unit.code] = Unit(unit.code, base, times)
    items = {i.code: formula_item(i) for i in methodology.items}
    inside = (i for direction in directions for c in direction.criteria for i in c.indicators)
    others = {i.code: Other(i.formula, methodology.rounding.indicator) for i in inside}
    return Scope(items, frozenset(r.code for r in methodology.reasons), units, others)


class CompiledMethodology:
    """A methodology with compiled formulas. Make it with `compile_methodology`."""

    def __init__(self, methodology: MethodologyText) -> None:
        self.methodology = methodology
        self.scope = scope_of(methodology)
        problems: dict[str, tuple[Problem, ...]] = {}

        def compiled(code: str, text: str, scope: Scope = self.scope) -> Formula | None:
            try:
                return compile_formula(text, scope)
            except FormulaError as error:
                problems[code] = error.problems
                return None

        scopes = {d.code: scope_of(methodology, (d,)) for d in methodology.directions}
        formulas = [(i, compiled(i.code, i.formula, scopes[d.code])) for d, _, i in methodology.indicators()]
        penalties = [(p, compiled(p.code, p.formula)) for p in methodology.penalties]
        if problems:
            raise MethodologyError(problems)
        self.indicators = {
            id(i): ReadyIndicator(i, f, f.quick, Fraction(i.weight)) for i, f in formulas if f is not None
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
                    total = total_weight(indicators)
                    criteria.append(
                        ReadyCriterion(criterion, tuple(indicators), Fraction(criterion.weight), total)
                    )
            if criteria:
                directions.append(
                    ReadyDirection(
                        direction, tuple(criteria), Fraction(direction.weight), total_weight(criteria)
                    )
                )
        return make_plan(directions, left_out, self.methodology.rounding)


def compile_methodology(methodology: MethodologyText) -> CompiledMethodology:
    """The compiled methodology, made once for each Methodology object. Raises MethodologyError."""
    known = methodology.__dict__.get("_compiled")
    if known is None:
        known = CompiledMethodology(methodology)
        object.__setattr__(methodology, "_compiled", known)  # a memory, no part of the value
    result: CompiledMethodology = known
    return result
