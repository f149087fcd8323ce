"""What a formula comes to: a number, not counted, missing, or failed; and the way from outcome to plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from .arithmetic import Number, exactly, plain, shown
from .bounded import Bounded
from .errors import Problem


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is not counted.

    `code` is a reason declared by the methodology (from the formula), or empty; `text` is what was recorded with
    the datum. `item`, `element`, `body` say where it comes from.
    """

    code: str = ""
    text: str = ""
    item: str = ""
    element: str = ""
    body: str = ""

    def __str__(self) -> str:
        where = self.item + (f" [{self.element}]" if self.element else "")
        return " ".join(p for p in (self.body, f"{where}:" if where else "", self.text or self.code) if p)


@dataclass(frozen=True, slots=True)
class MissingItem:
    """A value that nobody has given yet. `item` may be a list's name (kpi, programme); `years_back` 0 is this year."""

    item: str
    element: str = ""
    years_back: int = 0
    body: str = ""

    def __str__(self) -> str:
        where = self.item + (f" [{self.element}]" if self.element else "")
        back = "" if not self.years_back else f" (year −{self.years_back})"
        return (f"{self.body} " if self.body else "") + where + back


@dataclass(frozen=True, slots=True)
class Counted:
    """A value: a number for a whole formula; inside a formula also a condition or a choice's code.

    `value` is what is shown of a number, a Decimal; `exact` the number itself where those digits are not all of it
    (`number_of` gives it in every case). While a formula is computed, `value` is the number itself: see `told`.
    """

    value: Decimal | bool | str | Number
    exact: Number | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class NotCounted:
    """Leaves the denominator, for these reasons."""

    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """Cannot be computed until these are given; blocks approval."""

    items: tuple[MissingItem, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """Cannot be computed from these data, for example a division by zero; blocks approval."""

    problems: tuple[Problem, ...]


Outcome = Counted | NotCounted | Missing | Failed


def number_of(outcome: Outcome) -> Number:
    """The number itself of an outcome that is one. Raises TypeError."""
    if isinstance(outcome, Counted):
        number = outcome.value if outcome.exact is None else outcome.exact
        if isinstance(number, Fraction | Bounded):
            return number
        if isinstance(number, Decimal):
            return Fraction(number)
    raise TypeError(outcome)


def told(outcome: Outcome) -> Outcome:
    """The outcome as it leaves a formula: a number as the digits that are shown, and the number itself."""
    if isinstance(outcome, Counted) and isinstance(outcome.value, Fraction | Bounded):
        return counted(outcome.value)
    return outcome


def counted(number: Number) -> Counted:
    """A number as it leaves a formula."""
    return Counted(shown(number), exactly(number))


def combine(outcomes: list[Outcome]) -> NotCounted | Missing | Failed | None:
    """What stands in the way of computing from all of `outcomes`, or None when all are counted.

    Not counted comes first: whatever else arrives, the whole is not counted. Then failures, then what is missing.
    """
    reasons: list[Reason] = []
    problems: list[Problem] = []
    items: list[MissingItem] = []
    for outcome in outcomes:
        if isinstance(outcome, NotCounted):
            reasons.extend(outcome.reasons)
        elif isinstance(outcome, Failed):
            problems.extend(outcome.problems)
        elif isinstance(outcome, Missing):
            items.extend(outcome.items)
    if reasons:
        return NotCounted(tuple(dict.fromkeys(reasons)))
    if problems:
        return Failed(tuple(problems))
    if items:
        return Missing(tuple(dict.fromkeys(items)))
    return None


MAX_EXACT_TEXT = 1_000


def number_json(value: Decimal, exact: Number | None) -> dict[str, object]:
    """A number as plain data: its digits, and what they do not say.

    `exact` is the fraction, "100/3" (left out beyond 1,000 characters), or `within` how far at most the true value
    lies from the digits.
    """
    told: dict[str, object] = {"value": plain(value)}
    if isinstance(exact, Bounded):
        told["within"] = str(exact.error)
    elif (
        exact is not None
        and exact.numerator.bit_length() + exact.denominator.bit_length() < 3 * MAX_EXACT_TEXT
    ):
        told["exact"] = f"{exact.numerator}/{exact.denominator}"
    return told


def to_json(outcome: Outcome) -> dict[str, object]:
    """Plain data; numbers as strings of digits."""
    if isinstance(outcome, Counted):
        value = outcome.value
        if isinstance(value, Decimal):
            return {"state": "counted", **number_json(value, outcome.exact)}
        return {"state": "counted", "value": value}
    if isinstance(outcome, NotCounted):
        reasons = [
            {"code": r.code, "text": r.text, "item": r.item, "element": r.element, "body": r.body}
            for r in outcome.reasons
        ]
        return {"state": "not_counted", "reasons": reasons}
    if isinstance(outcome, Missing):
        items = [
            {"item": m.item, "element": m.element, "years_back": m.years_back, "body": m.body}
            for m in outcome.items
        ]
        return {"state": "missing", "items": items}
    return {"state": "failed", "problems": [p.to_json() for p in outcome.problems]}
