"""One rule of units for every operation: what may meet; what may not is among the refusals of test_formulas_language."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine import methodology as m
from engine.compiled import scope_of
from engine.formulas import Counted, FormulaError, Values, compile_formula
from tests.worlds.formulas import compiled, data


@pytest.mark.parametrize(
    "text",
    [
        'turnover / convert(coverage, "percent")',
        "turnover / 100 / coverage",  # by hand, as everybody writes it
        "turnover / 100 * staff / left",
        "left / staff / coverage",
        "coverage * staff",
        "staff * turnover / 100",
        "100 - 5 * turnover - 10 * coverage",  # points for each
        "100 - 5 * violations - 2 * spent / 1000",
        "min(days_late, 5) + min(staff, 3)",
        "100 * left / staff - turnover",  # turned into a per cent by a written number
        "sum(kpi_fact / kpi.plan over kpi)",
        "sum(max(kpi_fact, kpi.plan) / kpi.plan over kpi)",
        "sum(kpi_done over kpi)",
        "count(kpi_fact > kpi.plan over kpi)",
    ],
)
def test_units_that_may_meet(text: str) -> None:
    compiled(text)


def test_a_scale_of_a_scale_is_still_the_same_quantity() -> None:
    """Units declared upon built-in multiples: a thousand million tenge is tenge, a permille is a ratio."""
    words = m.Words("x", "x", "x")
    units = (
        m.DeclaredUnit("bn", words, "million_kzt", Decimal(1000)),
        m.DeclaredUnit("permille", words, "percent", Decimal("0.1")),
    )
    items = tuple(
        m.DataItem(code, words, unit, "year", "body", "number")
        for code, unit in (
            ("a", "bn"),
            ("b", "thousand_kzt"),
            ("c", "permille"),
            ("d", "ratio"),
            ("e", "percent"),
        )
    )
    scope = scope_of(m.MethodologyText(2018, 1, 1, words, (), items, units=units))
    for text in ("a / b", "a - b", "c / d", "c * e", "c - e"):
        with pytest.raises(FormulaError, match="One quantity in two units"):
            compile_formula(text, scope)
    assert compile_formula('convert(a, "thousand_kzt")', scope).evaluate(Values(data({"a": "2"}))) == Counted(
        Decimal(2000000)
    )
    assert compile_formula('convert(c, "percent")', scope).evaluate(Values(data({"c": "5"}))) == Counted(
        Decimal("0.5")
    )
