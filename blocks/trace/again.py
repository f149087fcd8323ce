"""Computing a version again from the inputs that its own trace keeps: also when the stored values have moved on.

A superseded version's values were corrected on appeal, or figures arrived since. Its trace holds every value that any
formula read, comparable bodies' and earlier years' included: from these alone its score must come out, digit by digit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from blocks.models import Conclusion
from engine.formulas.values import Datum, Values, make_peers
from engine.methodology import MethodologyText
from engine.scoring import score_block
from methodologies.content import methodology_of

Cell = str | tuple[str, str]


def score_from_trace(conclusion: Conclusion) -> Decimal | None:
    """The block's score from the inputs in the conclusion's trace and the methodology that it was made by."""
    methodology = methodology_of(conclusion.methodology)
    values = values_from_trace(methodology, conclusion)
    return score_block(methodology, values).value


def values_from_trace(methodology: MethodologyText, conclusion: Conclusion) -> Values:
    """The values as the formulas read them then."""
    per = {item.code: item.per for item in methodology.items}
    bodies: dict[str, dict[int, dict[Cell, Datum]]] = {"": {0: {}}}
    elements: dict[tuple[str, int], dict[str, list[str]]] = {}
    for given in _inputs(conclusion.trace):
        body, back = str(given.get("body", "")), int(given.get("years_back", 0))
        item, element = str(given["item"]), str(given.get("element", ""))
        data = bodies.setdefault(body, {}).setdefault(back, {})
        if element:
            of = per.get(item, "kpi")
            listed = elements.setdefault((body, back), {}).setdefault(of, [])
            if element not in listed:
                listed.append(element)
        if given["state"] in ("counted", "not_counted"):
            data[(item, element) if element else item] = _datum(given)

    def made(body: str, back: int, previous: Values | None) -> Values:
        listed = elements.get((body, back), {})
        return Values(
            bodies.get(body, {}).get(back, {}),
            body=body or conclusion.body.slug,
            kind=conclusion.body.kind,
            year=conclusion.cycle.year - back,
            elements={
                "language": methodology.languages,
                "kpi": listed.get("kpi", []),
                "programme": listed.get("programme", []),
            },
            previous=previous,
        )

    def years(body: str) -> Values:
        deepest = max(bodies.get(body, {0: {}}))
        values: Values | None = None
        for back in range(deepest, -1, -1):
            values = made(body, back, values)
        assert values is not None  # noqa: S101 - the range has the year itself
        return values

    own = years("")
    peers = [years(body) for body in bodies if body and body != conclusion.body.slug]
    if len(bodies) > 1:
        members = [own, *peers]
        while members:
            make_peers(members)
            members = [values.previous for values in members if values.previous is not None]
    return own


def _datum(given: Mapping[str, Any]) -> Datum:
    if given["state"] == "not_counted":
        return Datum(None, str(given.get("reason", "")))
    value = given["value"]
    try:
        return Datum(Decimal(str(value)))
    except ArithmeticError:
        return Datum(str(value))


def _inputs(trace: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for direction in trace.get("directions", ()):
        for criterion in direction["criteria"]:
            for indicator in criterion["indicators"]:
                yield from indicator["inputs"]
    for penalty in trace.get("penalties", ()):
        yield from penalty["inputs"]
