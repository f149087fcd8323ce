"""What the parts of a methodology file must be to one another, beyond their shapes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from engine.compiled import scope_of
from engine.formulas import FormulaError, Scope, compile_formula, tree
from engine.formulas.errors import nearest
from engine.formulas.functions import FUNCTIONS
from engine.formulas.parser import KEYWORDS
from engine.formulas.units import BUILT_IN, Unit
from engine.formulas.values import DIMENSIONS
from engine.lawful import WHOLE_OF_SHARE, kind_limits, unlawful
from engine.methodology import (
    ROLES,
    AppliesTo,
    Choice,
    Criterion,
    DataItem,
    Direction,
    MethodologyText,
    OverallMethodologyText,
)

from .problems import FileProblem
from .reading import Reading

MAX_FORMULAS = 100_000  # characters in all: a block of 60 indicators has some 10,000
RESERVED = {*FUNCTIONS, *KEYWORDS, *DIMENSIONS}


def _at(reading: Reading, value: Any, key: str, code: str, /, **params: str) -> None:
    place = reading.place(value, key)
    reading.problem(code, place.path, place.node, **params)


def _unique(reading: Reading, values: Iterable[Any], key: str = "code") -> None:
    """No two of `values` have the same code."""
    seen: dict[Any, int] = {}
    for value in values:
        code = getattr(value, key)
        place = reading.place(value, key)
        if code in ("", None):
            continue
        if code in seen:
            _at(reading, value, key, "duplicate_code", code=str(code), first=str(seen[code]))
        else:
            seen[code] = place.node.line


def _repeats(reading: Reading, owner: Any, key: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            _at(reading, owner, key, "repeated", found=value)
        seen.add(value)


def _weights(reading: Reading, owner: Any, key: str, parts: Iterable[Any]) -> None:
    parts = list(parts)
    faulty = {problem.path for problem in reading.problems}
    for part in parts:  # one that is missing or cannot be read is told by itself, and is no 0
        if (id(part), "weight") not in reading.places or reading.place(part, "weight").path in faulty:
            return
    if parts and not any(part.weight for part in parts):
        _at(reading, owner, key, "no_weight")


def check_methodology(methodology: MethodologyText, reading: Reading) -> None:
    """Note every problem of a block's methodology."""
    _unique(reading, methodology.directions)
    _unique(reading, (c for d in methodology.directions for c in d.criteria))
    _unique(reading, [*(i for _, _, i in methodology.indicators()), *methodology.penalties])
    _unique(reading, methodology.items)
    _former_codes(methodology.items, reading, "former_code_taken")
    _unique(reading, methodology.units)
    _unique(reading, methodology.reasons)
    _repeats(reading, methodology, "languages", methodology.languages)
    _weights(reading, methodology, "directions", methodology.directions)
    units = _check_units(methodology, reading)
    for direction in methodology.directions:
        combining: list[Direction | Criterion] = [direction, *direction.criteria]
        for part in combining:
            if part.combine != "mean" and methodology.renormalise != "within_parent":
                _at(reading, part, "combine", "combine_renormalise", rule=methodology.renormalise)
        _weights(reading, direction, "criteria", direction.criteria)
        for criterion in direction.criteria:
            _weights(reading, criterion, "indicators", criterion.indicators)
    for _, _, indicator in methodology.indicators():
        _known_unit(reading, indicator, indicator.unit, units)
        for key, values in (("kinds", indicator.applies_to.kinds), ("bodies", indicator.applies_to.bodies)):
            if values:
                _repeats(reading, indicator.applies_to, key, values)
    known = {**scope_of(methodology).all_units()}
    for item in methodology.items:
        _check_item(item, known, reading)
    _check_sums(methodology.items, reading)
    _check_formulas(methodology, reading)


def _check_units(methodology: MethodologyText, reading: Reading) -> set[str]:
    """Note problems of declared units; return the codes of all units."""
    known = set(BUILT_IN)
    for unit in methodology.units:
        if unit.code in BUILT_IN:
            _at(reading, unit, "code", "built_in_unit", code=unit.code)
        if unit.base and unit.base not in known:
            _at(reading, unit, "base", "unit_base", base=unit.base)
        if unit.times == 0:
            _at(reading, unit, "times", "too_small", found="0", least="0.001")
        known.add(unit.code)
    return known


def _known_unit(reading: Reading, owner: Any, code: str, units: Collection[str]) -> None:
    if code and code not in units:
        near = nearest(code, units)
        _at(reading, owner, "unit", "unknown_unit", code=code, suggestion=f": {near}?" if near else ".")


def _lawful(item: DataItem, value: Decimal | str) -> bool:
    if item.value == "choice":
        return value in {c.code for c in item.choices}
    if not isinstance(value, Decimal):
        return False
    return unlawful(item, value) is None


def _check_item(item: DataItem, units: Mapping[str, Unit], reading: Reading) -> None:
    if item.code in RESERVED:
        _at(reading, item, "code", "reserved_code", code=item.code)
    _known_unit(reading, item, item.unit, units)
    if item.unit == "own" and item.per not in ("kpi", "programme"):
        _at(reading, item, "unit", "own_unit")
    if item.supplier != "body" and not item.role:
        _at(reading, item, "", "needs_role", roles=", ".join(ROLES))
    _unique(reading, item.choices)
    _former_codes(item.choices, reading, "former_choice_taken")
    if item.value == "choice" and not item.choices:
        _at(reading, item, "value", "needs_choices")
    if item.value != "choice" and item.choices:
        _at(reading, item, "choices", "choices_without_choice")
    if item.value == "choice" and (item.minimum is not None or item.maximum is not None):
        _at(reading, item, "minimum" if item.minimum is not None else "maximum", "limits_of_choice")
    if item.minimum is not None and item.maximum is not None and item.minimum > item.maximum:
        _at(reading, item, "minimum", "limits_crossed", minimum=str(item.minimum), maximum=str(item.maximum))
    _check_kind(item, units, reading)
    _check_checks(item, reading)
    if item.default is not None and not _lawful(item, item.default):
        _at(reading, item, "default", "bad_default", found=str(item.default))


def _check_checks(item: DataItem, reading: Reading) -> None:
    """What is said of an item's checks speaks of checks that it declares, and no new check stops a report."""
    for key in ("stops", "on_trial"):
        for check in getattr(item, key):
            if check not in item.checks:
                _at(reading, item, key, "check_not_declared", check=check)
    for check in set(item.stops) & set(item.on_trial):
        _at(reading, item, "on_trial", "check_on_trial_stops", check=check)
    for key in ("jump", "sum_of", "outlier"):
        if item.value == "choice" and key in item.checks:
            _at(reading, item, key, "check_of_choice", check=key)
    if item.evidence_of_period and item.evidence is None:
        _at(reading, item, "evidence_of_period", "check_without_document")


def _check_sums(items: Sequence[DataItem], reading: Reading) -> None:
    """The parts of a total are items that repeat as it does and are of its unit; no item is a part of itself."""
    known = {item.code: item for item in items}
    for item in items:
        for code in item.sum_of:
            part = known.get(code)
            if part is None or code == item.code:
                _at(reading, item, "sum_of", "sum_part_unknown", code=code)
            elif (part.per, part.unit) != (item.per, item.unit) or part.value == "choice":
                _at(reading, item, "sum_of", "sum_part_unlike", code=code)


def _check_kind(item: DataItem, units: Mapping[str, Unit], reading: Reading) -> None:
    """A share is of a whole, money is tenge; and the item's own limits lie within what its kind may be."""
    unit = units.get(item.unit)
    if item.value == "share" and item.unit not in WHOLE_OF_SHARE:
        _at(reading, item, "value", "share_unit", unit=item.unit)
    if item.value == "money" and unit is not None and unit.base != "kzt":
        _at(reading, item, "value", "money_unit", unit=item.unit)
    low, high = kind_limits(item.value, item.unit)
    for key, limit in (("minimum", item.minimum), ("maximum", item.maximum)):
        if limit is not None and low is not None and limit < low:
            _at(reading, item, key, "limit_below_kind", found=str(limit), kind=item.value, least=str(low))
        if limit is not None and high is not None and limit > high:
            _at(reading, item, key, "limit_above_kind", found=str(limit), kind=item.value, most=str(high))


def _former_codes(brothers: Sequence[DataItem] | Sequence[Choice], reading: Reading, problem: str) -> None:
    """A code of earlier years belongs to one of the brothers, and none has it now: else it would be read as two things."""
    taken = {one.code for one in brothers}
    for one in brothers:
        for code in one.formerly:
            if code in taken:
                _at(reading, one, "formerly", problem, code=code)
            taken.add(code)


def _check_formulas(methodology: MethodologyText, reading: Reading) -> None:
    read = 0
    owners: list[tuple[Any, Scope]] = []
    for direction in methodology.directions:
        scope = scope_of(methodology, (direction,))
        owners += [(i, scope) for c in direction.criteria for i in c.indicators]
    alone = scope_of(methodology)
    owners += [(penalty, alone) for penalty in methodology.penalties]
    applies = {i.code: i.applies_to for _, _, i in methodology.indicators()}
    for owner, scope in owners:
        if not owner.formula:
            continue
        read += len(owner.formula)
        if read > MAX_FORMULAS:
            return _at(reading, owner, "formula", "formulas_too_long", limit=f"{MAX_FORMULAS:,}")
        if reading.full():
            return None
        try:
            formula = compile_formula(owner.formula, scope)
            for node in tree.walk(formula.tree):
                if isinstance(node, tree.PointsOf) and applies[node.code] not in (
                    AppliesTo(),
                    owner.applies_to,
                ):
                    _at(reading, owner, "formula", "other_applies", code=node.code)
        except FormulaError as error:
            place = reading.place(owner, "formula")
            for problem in error.problems:
                reading.problems.append(
                    FileProblem(
                        "formula",
                        place.path,
                        place.node.first_line + problem.line - 1,
                        problem.column,
                        {"sentence": str(problem)},
                        problem,
                    )
                )
    return None


def check_overall(methodology: OverallMethodologyText, reading: Reading) -> None:
    """Note every problem of an overall methodology."""
    _unique(reading, methodology.blocks, "block")
    _unique(reading, methodology.degrees)
    _weights(reading, methodology, "blocks", methodology.blocks)
    before: Decimal | None = None
    for degree in methodology.degrees:
        if before is not None and degree.from_ >= before:
            _at(reading, degree, "from", "degrees_order", found=str(degree.from_))
        before = degree.from_
    if before is not None and before > 0:
        _at(reading, methodology, "degrees", "degrees_end", found=str(before))
