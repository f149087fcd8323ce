"""Small methodologies built in code, for the tests of scoring and of the file format."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine.formulas import Datum, Values, make_peers
from engine.methodology import (
    AppliesTo,
    Criterion,
    DataItem,
    DeclaredReason,
    Direction,
    Indicator,
    MethodologyText,
    Penalty,
    Rounding,
    Words,
)


def words(text: str) -> Words:
    """The same text in three languages, told apart."""
    return Words(f"{text} қз", f"{text} рус", text)


def item(code: str, **more: Any) -> DataItem:
    """A plain number that the body gives."""
    given = {"unit": "point", "period": "year", "supplier": "body", "value": "number", **more}
    return DataItem(code, words(code), **given)


def indicator(code: str, weight: str = "100", formula: str = "", **more: Any) -> Indicator:
    """An indicator whose points are the item x<code> unless a formula is given."""
    return Indicator(
        code,
        words(code),
        Decimal(weight),
        formula or f"x{code}",
        "output",
        1,
        applies_to=more.pop("applies_to", AppliesTo()),
        **more,
    )


def criterion(code: str, weight: str, *indicators: Indicator) -> Criterion:
    return Criterion(code, words(code), Decimal(weight), indicators)


def direction(code: str, weight: str, *criteria: Criterion) -> Direction:
    return Direction(code, words(code), "state_planning", Decimal(weight), criteria)


def methodology(*directions: Direction, **more: Any) -> MethodologyText:
    """A block of these directions; every x<code> item that formulas read is declared."""
    codes = {i.code for d in directions for c in d.criteria for i in c.indicators}
    items = [item(f"x{code}") for code in sorted(codes)]
    settings: dict[str, Any] = {
        "rounding": Rounding(),
        "items": (*items, *more.pop("items", ())),
        "reasons": (DeclaredReason("late", words("late")),),
        **more,
    }
    return MethodologyText(2018, 3, 2, words("Block"), directions, **settings)


def two_directions(**more: Any) -> MethodologyText:
    """Directions of 60 and 40; in the first criteria of 70 (indicators 50, 30, 20) and 30 (100); one in the second."""
    return methodology(
        direction(
            "A",
            "60",
            criterion("Aa", "70", indicator("1", "50"), indicator("2", "30"), indicator("3", "20")),
            criterion("Ab", "30", indicator("4")),
        ),
        direction("B", "40", criterion("Ba", "100", indicator("5"))),
        **more,
    )


def body(given: Mapping[str, str | None], *, name: str = "b1", kind: str = "central", **more: Any) -> Values:
    """Values x<code> from texts; None is not counted."""
    data: dict[Any, Datum] = {}
    for code, text in given.items():
        key = f"x{code}" if code.isdigit() else code
        data[key] = (
            Datum(None, "not out")
            if text is None
            else Datum(Decimal(text), provenance={"document": f"{key}.pdf"})
        )
    found = Values(data, body=name, kind=kind, year=2018, **more)
    make_peers([found])
    return found


def penalty(code: str, formula: str, limit: str | None = None) -> Penalty:
    return Penalty(code, words(code), formula, None if limit is None else Decimal(limit))
