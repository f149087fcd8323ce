"""How a score came about: a tree from the block down to each value that was read, and the same as JSON.

Each input keeps the `provenance` it was given with (source document, who gave it, who checked it): nothing here
looks inside. In JSON every number is a string of digits; what 50 digits do not say stands beside it as a fraction
(`exact`), what a root or a logarithm cannot say as a bound (`within`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from engine.compiled import compile_methodology
from engine.formulas import Datum, Formula, NotCounted, Read, Values
from engine.formulas.arithmetic import Number, exactly, plain, shown
from engine.formulas.bounded import Bounded
from engine.formulas.outcome import number_json
from engine.formulas.outcome import to_json as outcome_json
from engine.methodology import Criterion, Direction, Indicator, MethodologyText, Words
from engine.plan import Plan, ReadyIndicator, Share, Shares, share
from engine.weighing import Weighed, weigh_whole
from engine.weights import weight_text

TRACE_FORMAT = 3


class InputTrace(NamedTuple):
    """One value that a formula reads. `datum` None: nobody gave it (the item's default counts, if it has one)."""

    item: str
    datum: Datum | None
    element: str = ""
    years_back: int = 0
    body: str = ""


class IndicatorTrace(NamedTuple):
    """`points` is a number, or the outcome that says why there is none; `share` is its part of the block's weight.

    `exact` is the number itself where the digits of `points` are not all of it, `exact_share` the share.
    What it reads is looked up when it is asked for (`inputs`): the values are immutable and kept with the tree.
    """

    ready: ReadyIndicator
    points: Any
    share: Decimal
    exact: Number | None
    exact_share: Fraction
    adds: bool

    @property
    def contribution(self) -> Decimal | None:
        """What the points bring to the block, as it is shown; None where there are none, or no mean adds them up."""
        if not self.adds or not isinstance(self.points, Decimal):
            return None
        number = Fraction(self.points) if self.exact is None else self.exact
        return shown(number * self.exact_share)

    @property
    def indicator(self) -> Indicator:
        """The indicator as the methodology states it."""
        return self.ready.indicator

    def inputs(self, values: Values) -> list[InputTrace]:
        """Every value that the formula reads, comparable bodies' values included, in the order of the text."""
        formula = self.ready.formula
        return inputs_of(formula, formula.reads, values)


class CriterionTrace(NamedTuple):
    """`value` is a number or a state; `share` is the criterion's part of the block's weight, `exact_share` the whole."""

    criterion: Criterion
    value: Decimal | str
    share: Decimal
    exact_share: Fraction
    indicators: list[IndicatorTrace]


class DirectionTrace(NamedTuple):
    """`value` is a number or a state; `share` is the direction's part of the block's weight, `exact_share` the whole."""

    direction: Direction
    value: Decimal | str
    share: Decimal
    exact_share: Fraction
    criteria: list[CriterionTrace]


class BlockTrace(NamedTuple):
    """The whole tree for one body; `left_out` are indicators that do not apply to it."""

    methodology: MethodologyText
    values: Values
    directions: list[DirectionTrace]
    left_out: tuple[str, ...]


_ZERO, _ONE = Fraction(0), Fraction(1)


def _elements(values: Values | None, per: str) -> tuple[str, ...]:
    return values.elements.get(per, ()) if values is not None else ()


def _year(values: Values, years_back: int) -> Values | None:
    found: Values | None = values
    for _ in range(years_back):
        found = found.previous if found is not None else None
    return found


def _inputs_of_read(read: Read, values: Values, per: str) -> list[InputTrace]:
    at = _year(values, read.years_back)
    data = at.data if at is not None else {}
    if per == "none":
        return [InputTrace(read.item, data.get(read.item), "", read.years_back)]
    return [InputTrace(read.item, data.get((read.item, e)), e, read.years_back) for e in _elements(at, per)]


def inputs_of(formula: Formula, reads: Iterable[Read], values: Values) -> list[InputTrace]:
    """The values that `reads` name, for the body whose values these are."""
    found: list[InputTrace] = []
    for read in reads:
        item = formula.scope.known(read.item)
        if not read.peers:
            found += _inputs_of_read(read, values, item.per)
        elif values.peers is not None:
            for member in values.peers.members:
                found += [i._replace(body=member.body) for i in _inputs_of_read(read, member, item.per)]
    return found


def _leaves(value: Any) -> bool:
    """Whether a part is out of the denominator."""
    return isinstance(value, NotCounted) or value == "not_counted"


def _shares(
    weights: Sequence[Fraction], values: Sequence[Any], whole: Fraction, keep_all: bool
) -> list[Fraction]:
    """The parts of `whole` that fall to brothers: to those that are in the denominator only, unless `keep_all`."""
    stay = [keep_all or not _leaves(v) for v in values]
    total = sum((w for w, s in zip(weights, stay, strict=True) if s), _ZERO)
    if not total:
        return [_ZERO] * len(weights)
    return [whole * w / total if s else _ZERO for w, s in zip(weights, stay, strict=True)]


def trace_block(
    methodology: MethodologyText, plan: Plan, values: Values,
    points: Sequence[Any], criteria: Sequence[Decimal | str], directions: Sequence[Decimal | str],
) -> BlockTrace:  # fmt: skip
    """The tree of one body's score. `points` are numbers of any kind, or outcomes."""
    shares = plan.shares
    if any(not isinstance(p, Decimal | Fraction | Bounded) for p in points) or not shares:
        shares = _shares_of(methodology, plan, points, criteria, directions)
    by_direction, by_criterion, by_indicator = shares
    tree: list[DirectionTrace] = []
    n = c = 0
    for d, direction in enumerate(plan.directions):
        branches: list[CriterionTrace] = []
        for criterion in direction.criteria:
            leaves = []
            for ready in criterion.indicators:
                found, its_share = points[n], by_indicator[n]
                exact = found if isinstance(found, Fraction | Bounded) else None
                leaves.append(IndicatorTrace(
                    ready, found if exact is None else shown(exact), its_share.shown, exact, its_share.exact,
                    direction.direction.combine == criterion.criterion.combine == "mean",
                ))  # fmt: skip
                n += 1
            branches.append(CriterionTrace(criterion.criterion, criteria[c], *by_criterion[c], leaves))
            c += 1
        tree.append(DirectionTrace(direction.direction, directions[d], *by_direction[d], branches))
    return BlockTrace(methodology, values, tree, plan.left_out)


def _shares_of(
    methodology: MethodologyText, plan: Plan,
    points: Sequence[Any], criteria: Sequence[Decimal | str], directions: Sequence[Decimal | str],
) -> Shares:  # fmt: skip
    """The parts of the block's weight that directions, criteria and indicators really have for this body."""
    rule = methodology.renormalise
    # with "none" every indicator keeps its weight; with "across_block" all that stay grow alike
    keep_all = rule != "within_parent"
    scale = _counted_share(plan, points) if rule == "across_block" else _ONE
    by_direction = _shares([d.part for d in plan.directions], directions, scale, keep_all)
    by_criterion: list[Fraction] = []
    by_indicator: list[Fraction] = []
    for direction, whole in zip(plan.directions, by_direction, strict=True):
        c = len(by_criterion)
        its = criteria[c : c + len(direction.criteria)]
        by_criterion += _shares([x.part for x in direction.criteria], its, whole, keep_all)
        for criterion, part in zip(direction.criteria, by_criterion[c:], strict=True):
            n = len(by_indicator)
            its_points = points[n : n + len(criterion.indicators)]
            found = _shares([r.part for r in criterion.indicators], its_points, part, keep_all)
            if rule == "across_block":
                found = [_ZERO if _leaves(p) else s for p, s in zip(its_points, found, strict=True)]
            by_indicator += found
    return _of(by_direction), _of(by_criterion), _of(by_indicator)


def _of(shares: list[Fraction]) -> list[Share]:
    return [share(one) for one in shares]


def _counted_share(plan: Plan, points: Sequence[Any]) -> Fraction:
    """How many times a declared share grows when not counted indicators leave the whole block."""
    counted = _ZERO
    remaining = iter(points)
    for direction in plan.directions:
        for criterion in direction.criteria:
            for ready in criterion.indicators:
                if not _leaves(next(remaining)) and plan.total and direction.total and criterion.total:
                    in_direction = direction.part / plan.total * (criterion.part / direction.total)
                    counted += in_direction * ready.part / criterion.total
    return _ONE / counted if counted else _ONE


# --- JSON -------------------------------------------------------------------------------------------------------
def _words(words: Words) -> dict[str, str]:
    return {"kk": words.kk, "ru": words.ru, "en": words.en}


def _value(value: Any, exact: Number | None = None) -> dict[str, object]:
    if isinstance(value, Decimal):
        return {"state": "counted", **number_json(value, exact)}
    if isinstance(value, str):
        return {"state": value}
    return outcome_json(value)


def _as_given(provenance: Any) -> Any:
    """The provenance as JSON: as it is when it is plain data, a dataclass as its fields, anything else as text."""
    if provenance is None or isinstance(provenance, str | int | bool):
        return provenance
    if isinstance(provenance, dict):
        return {str(k): _as_given(v) for k, v in provenance.items()}
    if isinstance(provenance, list | tuple):
        return [_as_given(v) for v in provenance]
    if dataclasses.is_dataclass(provenance) and not isinstance(provenance, type):
        return {f.name: _as_given(getattr(provenance, f.name)) for f in dataclasses.fields(provenance)}
    return plain(provenance) if isinstance(provenance, Decimal) else str(provenance)


def _input_json(found: InputTrace, default: Decimal | str | None) -> dict[str, object]:
    told: dict[str, object] = {"item": found.item}
    for key in ("element", "years_back", "body"):
        if getattr(found, key):
            told[key] = getattr(found, key)
    datum = found.datum
    if datum is None:
        told["state"] = "missing" if default is None else "default"
        if default is not None:
            told["value"] = plain(default) if isinstance(default, Decimal) else default
        return told
    told["state"] = "not_counted" if datum.value is None else "counted"
    if datum.value is None:
        told["reason"] = datum.reason
    else:
        told["value"] = plain(datum.value) if isinstance(datum.value, Decimal) else datum.value
    told["provenance"] = _as_given(datum.provenance)
    return told


def indicator_json(
    trace: IndicatorTrace, values: Values, *, steps: bool = True, show_peers: bool = True
) -> dict[str, object]:
    """One indicator's branch; `steps` adds each computed part, `show_peers` the values of comparable bodies."""
    indicator, formula = trace.indicator, trace.ready.formula
    told: dict[str, object] = {
        "code": indicator.code, "name": _words(indicator.name), "weight": weight_text(indicator.weight),
        **_named("share", trace.share, exactly(trace.exact_share)), "formula": formula.text.strip(),
        "unit": indicator.unit,
        "source_kind": indicator.source_kind, **_value(trace.points, trace.exact),
    }  # fmt: skip
    if trace.contribution is not None:
        told["contribution"] = plain(trace.contribution)
    inputs = [i for i in trace.inputs(values) if show_peers or not i.body]
    scope = formula.scope
    told["inputs"] = [_input_json(i, scope.known(i.item).default) for i in inputs]
    if steps:
        _, computed = formula.explain(values)
        told["steps"] = [
            {"part": s.text, **({"element": s.element} if s.element else {}),
             **({"years_back": s.years_back} if s.years_back else {}), **outcome_json(s.outcome)}
            for s in computed
        ]  # fmt: skip
    return told


def _penalty_inputs(formula: Formula, values: Values) -> list[dict[str, object]]:
    inputs = inputs_of(formula, formula.reads, values)
    scope = formula.scope
    return [_input_json(i, scope.known(i.item).default) for i in inputs]


def _named(name: str, digits: Decimal | None, exact: Number | None) -> dict[str, object]:
    """A number under a name of its own, what its digits do not say beside it: share and share_exact."""
    told = {"value": None} if digits is None else number_json(digits, exact)
    return {(name if key == "value" else f"{name}_{key}"): given for key, given in told.items()}


def to_json(score: Any, *, steps: bool = True, show_peers: bool = True) -> dict[str, object]:
    """The whole trace of a `BlockScore` that was scored with trace=True, ready for json.dumps."""
    trace: BlockTrace = score.trace
    methodology = trace.methodology

    leaves = [i for d in trace.directions for c in d.criteria for i in c.indicators]
    points = [i.points if i.exact is None else i.exact for i in leaves]
    criteria, directions = map(iter, weigh_whole(methodology, score.plan, points)[:2])

    def branch(traced: Any, part: Any, whole: Weighed) -> dict[str, object]:
        exact = None if isinstance(whole, str) else exactly(whole)
        return {"code": part.code, "name": _words(part.name), "weight": weight_text(part.weight),
                **_named("share", traced.share, exactly(traced.exact_share)),
                **({} if part.combine == "mean" else {"combine": part.combine}), **_value(traced.value, exact)}  # fmt: skip

    compiled = compile_methodology(methodology)
    formulas = {p.code: f for p, f in compiled.penalties}
    return {
        "format": TRACE_FORMAT,
        "body": score.body,
        "methodology": {
            "block": methodology.block, "cycle": methodology.cycle, "version": methodology.version,
            "title": _words(methodology.title), "illustrative": methodology.illustrative,
            "renormalise": methodology.renormalise, "floor": plain(methodology.floor),
            "rounding": dataclasses.asdict(methodology.rounding),
        },
        "state": score.state,
        **({"value": None} if score.value is None else number_json(score.value, score.exact)),
        "before_penalties": None if score.before_penalties is None else plain(score.before_penalties),
        "directions": [
            {**branch(d, d.direction, next(directions)), "evaluator": d.direction.evaluator, "criteria": [
                {**branch(c, c.criterion, next(criteria)), "indicators": [
                    indicator_json(i, trace.values, steps=steps, show_peers=show_peers) for i in c.indicators
                ]} for c in d.criteria
            ]} for d in trace.directions
        ],
        "penalties": [
            {"code": p.penalty.code, "name": _words(p.penalty.name), "formula": p.penalty.formula,
             "limit": None if p.penalty.limit is None else plain(p.penalty.limit), **outcome_json(p.outcome),
             **_named("taken_off", p.points, p.exact),
             "inputs": _penalty_inputs(formulas[p.penalty.code], trace.values)}
            for p in score.penalties
        ],
        "does_not_apply": list(trace.left_out),
    }  # fmt: skip
