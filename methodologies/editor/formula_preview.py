"""A formula while it is written: as mathematics and in words, what it reads, what it comes to on a body's past data.

    shown = preview(methodology, text)                                   # nothing but the formula
    shown = preview(methodology, text, on=Chosen(cycle, body))           # with its value: six queries

Mistakes come with their place in the text and the nearest right word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from engine.compiled import scope_of
from engine.formulas import (
    Counted,
    Failed,
    Formula,
    FormulaError,
    Missing,
    MissingItem,
    NotCounted,
    Outcome,
    Problem,
    compile_formula,
    make_peers,
)
from engine.formulas.arithmetic import trimmed
from engine.formulas.mathml import to_mathml
from engine.formulas.outcome import number_of
from engine.formulas.words import in_words
from engine.methodology import SCALE, MethodologyText
from engine.methodology_format.layout import ITEM_CODE
from engine.score_trace import InputTrace, inputs_of
from evaluation.models import Body, Cycle
from evaluation.presentation import decimal_text
from methodologies.content import text_of
from methodologies.models import KeyPerformanceIndicator
from methodologies.past_values import values_of
from methodologies.units import unit_name
from methodologies.words import LANGUAGE_NAMES, names_of

#: The decimal places of a number in the editor.
PLACES = 4
#: How many values of one formula are shown; the rest is counted.
SHOWN = 40


@dataclass(frozen=True)
class Mistake:
    """What is wrong with a formula, and where: line and column count from 1."""

    sentence: str
    line: int
    column: int
    #: The kind of part that could be added by the name that is not known yet ("item", "reason", "unit"), and the name.
    missing: str = ""
    name: str = ""

    @classmethod
    def of(cls, problem: Problem) -> Mistake:
        """``missing`` is set only for a name that can be an item's code and resembles no known one."""
        kind, name = _MISSING.get(problem.code, ""), str(problem.params.get("name", ""))
        kind = kind if re.fullmatch(ITEM_CODE.pattern, name) and not problem.suggestion else ""
        return cls(problem.sentence(_), problem.line, problem.column, kind, name if kind else "")


_MISSING = {"unknown_name": "item", "unknown_reason": "reason", "unknown_unit": "unit"}


@dataclass(frozen=True)
class ReadItem:
    """A data item that a formula reads, or can read; ``per`` is how the language runs over its list: "over kpi"."""

    code: str
    name: str
    unit: str
    per: str = ""


@dataclass(frozen=True)
class Given:
    """One value that the formula read: whose or which, and what it is."""

    name: str
    value: str
    missing: bool = False


@dataclass(frozen=True)
class Worth:
    """What the formula comes to on one body's data of one year. ``tone`` is the tone of the answer."""

    year: int
    body: str
    value: str
    tone: str
    sentences: tuple[str, ...]
    given: tuple[Given, ...]
    more: int


@dataclass(frozen=True)
class Preview:
    """What the editor shows beside a formula. ``marked`` is its text in pieces, the wrong ones marked."""

    mistakes: tuple[Mistake, ...] = ()
    marked: tuple[tuple[str, bool], ...] = ()
    mathml: SafeString | str = ""
    words: str = ""
    reads: tuple[ReadItem, ...] = ()
    worth: Worth | None = None


@dataclass(frozen=True)
class Chosen:
    """On whose data the formula is tried. ``bodies`` are all that may be compared with."""

    cycle: Cycle
    body: Body
    bodies: Sequence[Body] = field(default=(), repr=False)


def number(value: Decimal) -> str:
    """A number as the reader's language writes it, with at most four decimal places."""
    return decimal_text(trimmed(value, PLACES), get_language() or "kk")


def preview(
    methodology: MethodologyText, text: str, on: Chosen | None = None, *, penalty: bool = False
) -> Preview:
    """What there is to say of the formula ``text`` among the items of the methodology."""
    scope = scope_of(methodology, () if penalty else methodology.directions)
    try:
        formula = compile_formula(text, scope)
    except FormulaError as error:
        mistakes = tuple(Mistake.of(one) for one in error.problems)
        return Preview(mistakes=mistakes, marked=_marked(text, error.problems))
    names = names_of(methodology)
    values_called = names | _kpi_words() | {"kpi.better=higher": _("higher"), "kpi.better=lower": _("lower")}
    own = {item.code: item for item in methodology.items}
    codes = dict.fromkeys(one.item for one in formula.reads if one.item in own)
    return Preview(
        mathml=SafeString(to_mathml(formula.tree, names, _, number)),
        words=in_words(formula.tree, names, _, number),
        reads=tuple(
            ReadItem(code, text_of(own[code].name), unit_name(own[code].unit, methodology)) for code in codes
        ),
        worth=_worth(methodology, formula, on, values_called.get, penalty) if on is not None else None,
    )


def _marked(text: str, problems: Sequence[Problem]) -> tuple[tuple[str, bool], ...]:
    """The text in pieces: what a mistake covers is marked. Empty where no mistake has a place inside the text."""
    wrong = [False] * len(text)
    for one in problems:
        for index in range(one.start, min(max(one.end, one.start + 1), len(text))):
            wrong[index] = True
    pieces: list[tuple[str, bool]] = []
    for letter, bad in zip(text, wrong, strict=True):
        if pieces and pieces[-1][1] == bad:
            pieces[-1] = (pieces[-1][0] + letter, bad)
        else:
            pieces.append((letter, bad))
    return tuple(pieces) if any(wrong) else ()


# --- on data -------------------------------------------------------------------------------------------------------


def readable(methodology: MethodologyText) -> list[ReadItem]:
    """All that a formula of the methodology can read: its items, and the columns of the key indicators' list (c22)."""
    found = [
        ReadItem(item.code, text_of(item.name), unit_name(item.unit, methodology), _per(item.per))
        for item in methodology.items
    ]
    own = unit_name("own", methodology)
    units = {"kpi.plan": own, "kpi.weight": unit_name("number"), "kpi.better": '"higher", "lower"'}
    return [*found, *(ReadItem(code, said, units[code], _per("kpi")) for code, said in _kpi_words().items())]


def _per(per: str) -> str:
    return "" if per == "none" else f"over {per}"


def _kpi_words() -> dict[str, str]:
    """The columns of the list of key performance indicators in words."""
    return {
        "kpi.plan": _("plan of the key indicator"),
        "kpi.weight": _("weight of the key indicator"),
        "kpi.better": _("which way is better"),
    }


def _worth(
    methodology: MethodologyText,
    formula: Formula,
    on: Chosen,
    name: Callable[[str], str | None],
    penalty: bool,
) -> Worth:
    compared = any(one.peers for one in formula.reads)
    everybody = values_of(methodology, on.cycle, [*(on.bodies if compared else ()), on.body])
    if compared:
        make_peers(everybody.values())
    values = everybody[on.body.pk]
    outcome = formula.evaluate(values)
    own = list(_once(one for one in inputs_of(formula, formula.reads, values) if not one.body))
    elements = _elements(on, own)
    value, tone, sentences = _told(outcome, name, elements, penalty)
    given = [_given(methodology, one, name, elements) for one in own]
    return Worth(
        on.cycle.year, on.body.short_name, value, tone, sentences, tuple(given[:SHOWN]), max(0, len(given) - SHOWN)
    )  # fmt: skip


def _elements(on: Chosen, inputs: Iterable[InputTrace]) -> dict[str, str]:
    """The names of the lists' elements: languages, and the body's key indicators of the year and the one before. One query."""
    if not any(one.element for one in inputs):
        return {}
    listed = KeyPerformanceIndicator.objects.filter(
        body=on.body, cycle__year__in=[on.cycle.year, on.cycle.year - 1]
    )
    names = {kpi.code: kpi.name for kpi in listed.order_by("cycle__year")}
    return dict(LANGUAGE_NAMES) | names


def _once(inputs: Iterable[InputTrace]) -> Iterator[InputTrace]:
    """The values without those that a formula reads twice."""
    seen: set[tuple[object, ...]] = set()
    for one in inputs:
        key = (one.item, one.element, one.years_back)
        if key not in seen:
            seen.add(key)
            yield one


def _told(
    outcome: Outcome, name: Callable[[str], str | None], elements: Mapping[str, str], penalty: bool
) -> tuple[str, str, tuple[str, ...]]:
    """(the value, its tone, what is to be said of it)."""
    if isinstance(outcome, Counted) and isinstance(outcome.value, Decimal):
        points, (low, high) = number_of(outcome), SCALE
        told = number(outcome.value)
        if penalty and points < 0:
            return told, "refused", (Problem("negative_penalty", {"value": told}).sentence(_),)
        if not penalty and not Fraction(low) <= points <= Fraction(high):
            params = {"value": told, "low": number(low), "high": number(high)}
            return told, "refused", (Problem("outside_scale", params).sentence(_),)
        return told, "done", ()
    if isinstance(outcome, NotCounted):
        reasons = [name(one.text or one.code) or one.text or one.code for one in outcome.reasons]
        return _("not counted"), "neutral", tuple(dict.fromkeys(str(reason) for reason in reasons))
    if isinstance(outcome, Missing):
        named = (replace(one, element=elements.get(one.element, one.element)) for one in outcome.items)
        missing = dict.fromkeys(missing_text(one, name) for one in named)
        told = _("Nobody gave: %(items)s.") % {"items": "; ".join(missing)}
        return _("missing"), "waiting", (told,)
    problems = outcome.problems if isinstance(outcome, Failed) else ()
    return _("cannot be computed"), "refused", tuple(one.sentence(_) for one in problems)


def missing_text(item: MissingItem, name: Callable[[str], str | None]) -> str:
    """What a missing value is called: the item's name, of which element, of which year."""
    lists = {
        "kpi": _("the list of key performance indicators"),
        "programme": _("the list of budget programmes"),
    }
    told = name(item.item) or lists.get(item.item) or item.item
    marks = [item.element, _("last year") if item.years_back else ""]
    return " · ".join([told, *(mark for mark in marks if mark)])


def _given(
    methodology: MethodologyText,
    found: InputTrace,
    name: Callable[[str], str | None],
    elements: Mapping[str, str],
) -> Given:
    element = elements.get(found.element, found.element)
    told = missing_text(MissingItem(found.item, element, found.years_back), name)
    datum = found.datum
    if datum is None:
        default = next((item.default for item in methodology.items if item.code == found.item), None)
        if default is None:
            return Given(told, _("nobody gave it"), missing=True)
        return Given(told, _("%(value)s, as nobody gave it") % {"value": _value(default, found.item, name)})
    if datum.value is None:
        return Given(told, _("not counted: %(reason)s") % {"reason": name(datum.reason) or datum.reason})
    return Given(told, _value(datum.value, found.item, name))


def _value(value: Decimal | str, item: str, name: Callable[[str], str | None]) -> str:
    return number(value) if isinstance(value, Decimal) else name(f"{item}={value}") or value
