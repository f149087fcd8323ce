"""Time, work and digits of formulas have bounds, and within them nothing is lost."""

from __future__ import annotations

import difflib
import time
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

import pytest

from engine.formulas import Counted, Failed, FormulaError, compile_formula, make_peers
from engine.formulas.arithmetic import CONTEXT
from engine.formulas.functions import FUNCTIONS
from engine.formulas.mathml import MAX_MARKUP, to_mathml
from engine.formulas.mistaken_words import MEANT
from engine.formulas.parser import KEYWORDS
from engine.formulas.spelling import unparse
from engine.formulas.units import Unit
from engine.formulas.values import DIMENSIONS
from engine.formulas.words import in_words
from engine.formulas.work import MAX_WORK
from tests.worlds.formulas import SCOPE, compiled, values

#: Seconds of work. What has no bound takes minutes; what has one, a moment on any machine.
AT_ONCE: Final = 20


def kpis(count: int) -> dict[str, str | None]:
    """The values of a list of so many indicators."""
    given: dict[str, str | None] = {}
    for n in range(count):
        given |= {
            f"kpi_fact[{n}]": "5.5",
            f"kpi_done[{n}]": "5.5",
            f"kpi.plan[{n}]": "10",
            f"kpi.weight[{n}]": "1",
        }
    return given


LONG_PART = " + ".join(["ln(kpi_done) * kpi.weight"] * 60)


@pytest.mark.parametrize(
    "text",
    [
        "sum(sum(ln(1 + ln(1 + kpi_fact)) over kpi) over kpi)",
        "sum(previous(sum(kpi_done over kpi)) + kpi_done over kpi)",
        f"sum({LONG_PART} over kpi)",
        "mean(kpi_done over kpi where kpi_done > mean(kpi_done over kpi))",
        "peers_mean(sum(sum(kpi_done over kpi) over kpi))",
    ],
)
def test_lists_in_lists_stop_at_a_bound_with_a_sentence(text: str) -> None:
    """Both ways, at once, and also where a comparable body has the long list."""
    count = 300
    names = [str(n) for n in range(count)]
    body = values(kpis(count), kpi=names, previous=kpis(count))
    assert body.previous is not None
    body.previous.elements["kpi"] = tuple(names)
    formula = compiled(text)
    began = time.process_time()
    outcome = formula.evaluate(body)
    assert time.process_time() - began < AT_ONCE
    assert isinstance(outcome, Failed)
    assert [p.code for p in outcome.problems] == ["too_much_work"]
    assert f"at most {MAX_WORK:,}" in str(outcome.problems[0])
    assert formula.explain(body)[0] == outcome


def test_work_within_the_bound_is_done_and_explained_in_seconds() -> None:
    body = values(kpis(40), kpi=[str(n) for n in range(40)])
    formula = compiled("sum(sum(kpi_done * 2 over kpi) over kpi)")
    assert formula.evaluate(body) == Counted(Decimal(40 * 40 * 11))
    began = time.process_time()
    outcome, steps = formula.explain(body)
    assert time.process_time() - began < AT_ONCE
    assert outcome == Counted(Decimal(40 * 40 * 11))
    assert len(steps) < MAX_WORK


def test_a_comparable_body_with_a_long_list_does_not_hold_up_the_others() -> None:
    small, large = values(body="a"), values(kpis(300), body="b", kpi=[str(n) for n in range(300)])
    make_peers([small, large])
    outcome = compiled("peers_max(sum(sum(kpi_done over kpi) over kpi))").evaluate(small)
    assert isinstance(outcome, Failed)
    assert outcome.problems[0].code == "too_much_work"


DIGITS = "1." + "123456789" * 3 + "123"  # 31 digits: more than Python's decimals carry unasked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"staff * {DIGITS}", CONTEXT.multiply(Decimal(DIGITS), Decimal(200))),
        (f"-{DIGITS}", Decimal("-" + DIGITS)),
        (f"min(staff, -{DIGITS})", Decimal("-" + DIGITS)),
        (f"steps(staff: >= -{DIGITS} -> -{DIGITS}, else 0)", Decimal("-" + DIGITS)),
        (f"{DIGITS}%", Decimal(DIGITS).scaleb(-2, CONTEXT)),
        ("sqrt(2) * sqrt(2) - 2 = 0", None),
    ],
)
def test_written_numbers_keep_all_their_digits(text: str, expected: Decimal | None) -> None:
    """Also when the formula is compiled where decimals carry 28 digits, as outside of scoring."""
    if expected is None:
        text, expected = f"if {text} or sqrt(2) * sqrt(2) >= 2 then 1 else 0", Decimal(1)
    formula = compiled(text)
    body = values()
    assert formula.evaluate(body) == Counted(expected)
    assert formula.explain(body)[0] == Counted(expected)


def test_converting_there_and_back_is_what_it_was() -> None:
    units = {
        "second": Unit("second", "second"),
        "minute": Unit("minute", "second", Decimal(60)),
        "week": Unit("week", "second", Decimal(604_800)),
    }
    scope = type(SCOPE)(SCOPE.items, SCOPE.reasons, {**SCOPE.units, **units})
    body = values()
    text = 'if convert(convert(staff / staff * 21, "percent"), "ratio") = 21 then 1 else 0'
    assert compile_formula(text, scope).evaluate(body) == Counted(Decimal(1))
    items = {**SCOPE.items, "staff": type(SCOPE.items["staff"])("staff", unit="minute")}
    scope = type(SCOPE)(items, SCOPE.reasons, {**SCOPE.units, **units})
    text = 'if convert(convert(staff, "week"), "minute") >= 200 then 1 else 0'
    assert compile_formula(text, scope).evaluate(body) == Counted(Decimal(1))


@pytest.mark.parametrize(
    "text", ["ln(exp(1)) >= 1", "sqrt(7) ^ 2 = 7", "geometric_mean(4, 9) = 6", "2 ^ 0.5 ^ 2 > 1"]
)
def test_what_functions_lose_in_their_last_digits_decides_nothing(text: str) -> None:
    assert compiled(f"if {text} then 1 else 0").evaluate(values()) == Counted(Decimal(1))


def test_halves_are_rounded_up_after_functions_too() -> None:
    assert compiled("round(sqrt(2.345) ^ 2, 2)").evaluate(values()) == Counted(Decimal("2.35"))
    assert compiled("round(-(sqrt(2.345) ^ 2), 2)").evaluate(values()) == Counted(Decimal("-2.35"))


def test_words_meant_lead_to_words_of_the_language() -> None:
    own = {*KEYWORDS, *FUNCTIONS, *DIMENSIONS, "yes", "partly", "no", "higher", "lower"}
    assert set(MEANT.values()) <= own
    assert not set(MEANT) & own


def test_the_longest_refused_formula_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """260 unknown names among 2,000 items: each is compared letter by letter with the few that look likely."""
    compared = []

    def close(word: str, possibilities: Iterable[str], **more: Any) -> list[str]:
        likely = list(possibilities)
        compared.append(len(likely))
        return get_close_matches(word, likely, **more)

    get_close_matches = difflib.get_close_matches
    monkeypatch.setattr(difflib, "get_close_matches", close)
    many = {f"item_number_{n}": type(SCOPE.items["staff"])(f"item_number_{n}") for n in range(2000)}
    scope = type(SCOPE)(many, SCOPE.reasons, SCOPE.units)
    text = "sum(" + ", ".join(f"itm_numbr_{n}" for n in range(260)) + ")"
    with pytest.raises(FormulaError) as refused:
        compile_formula(text, scope)
    assert len(refused.value.problems) == 260
    assert (len(compared), max(compared)) == (260, 25)


CHAINS = [
    " + ".join(["staff"] * 90), " - ".join(["staff"] * 90), " * ".join(["staff"] * 90), " / ".join(["staff"] * 90),
    " + ".join(["(staff + 1)"] * 90), " ^ ".join(["staff"] * 90), "-" * 90 + "staff", "if staff > 1 then 1 else " * 90 + "1",
    "otherwise(" * 90 + "staff" + ", 0)" * 90, "min(1, " * 90 + "staff" + ")" * 90, "ln(" * 90 + "staff" + ")" * 90,
    "steps(staff: >= 1 -> 1, else " * 90 + "1" + ")" * 90, "if " + "not " * 90 + "staff > 1 then 1 else 0",
    "if " + " and ".join(["staff > 1"] * 90) + " then 1 else 0", "convert(" * 90 + "spent" + ', "kzt")' * 90,
    "power(" * 90 + "staff" + ", 1)" * 90, "round(" * 90 + "staff" + ", 1)" * 90, "clamp(" * 90 + "staff" + ", 0, 1)" * 90,
    "weighted_mean(1 by 1, 2 by " * 90 + "staff" + ")" * 90, "steps(" * 90 + "1" + ": >= 2 -> 1, >= 1 -> 1, else 0)" * 90,
    "interpolate(" * 90 + "1" + ": 0 -> 0, 1 -> 1)" * 90,
]  # fmt: skip


@pytest.mark.parametrize("text", CHAINS, ids=lambda text: text[:20])
def test_deep_formulas_are_read_computed_and_shown_in_the_time_that_they_take_to_write(text: str) -> None:
    """Nothing is worked out twice at each level: ninety levels would take for ever."""
    began = time.process_time()
    formula = compiled(text)
    body = values()
    assert formula.evaluate(body) == formula.explain(body)[0]
    assert unparse(formula.tree)
    assert in_words(formula.tree)
    assert len(to_mathml(formula.tree)) < 2 * MAX_MARKUP
    assert time.process_time() - began < AT_ONCE
