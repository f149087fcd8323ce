"""What can be wrong with a formula or with the data it reads, as codes with parameters.

The English sentences stand here once; the web layer translates them by gettext (`MESSAGES[code]` is the msgid)
and fills in the same parameters. Pure Python: `gettext_noop` only marks a text for extraction.
"""

from __future__ import annotations

import difflib
import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from .look_alikes import as_latin, strange_letters
from .terms import Term, gettext_noop, said

MESSAGES: dict[str, str] = {
    # reading the text
    "empty": gettext_noop("The formula is empty. Write, for example, done / planned * 100."),
    "too_long": gettext_noop(
        "The formula has {length} characters; at most {limit} are allowed. Split the indicator."
    ),
    "too_deep": gettext_noop(
        "The formula is nested deeper than {limit} levels. Split it into parts with let."
    ),
    "too_large": gettext_noop(
        "The formula has more than {limit} parts once its let names are filled in. Shorten it."
    ),
    "bad_character": gettext_noop("The sign {found} is not used in formulas. Take it out."),
    "unexpected": gettext_noop("{found} is not expected here; expected: {expected}."),
    "leading_equals": gettext_noop("A formula begins without the sign =, with what it gives."),
    "semicolon": gettext_noop("Values in brackets are parted by commas: write , instead of ;."),
    "unfinished": gettext_noop("The formula ends too early; expected: {expected}."),
    "decimal_comma": gettext_noop(
        "{found} can be read in two ways. Write {point} for a decimal number, or put a space after the comma."
    ),
    "split_number": gettext_noop("Write the number without spaces inside: {whole}."),
    "commas": gettext_noop("{found}: put a space after each comma between two values: {spaced}."),
    "exponent": gettext_noop("Write the number out in digits instead of {found}."),
    "written_too_long": gettext_noop("A number has at most {limit} digits before and after the point."),
    "wrong_sign": gettext_noop("The sign {found} is not used in formulas; write {right}."),
    "unclosed_text": gettext_noop(
        "Text in quotes is not closed. Codes are written in straight quotes on one line."
    ),
    # names
    "unknown_name": gettext_noop("Nothing is called {name} here: no data item and no let name."),
    "unknown_word": gettext_noop("{name} is not a word of the language."),
    "if_in_brackets": gettext_noop("A choice of two is written in words: if a < b then x else y."),
    "unknown_function": gettext_noop("There is no function {name}."),
    "function_without_brackets": gettext_noop(
        "{name} is a function: write what it works on in brackets after it."
    ),
    "not_a_function": gettext_noop("{name} is a data item, not a function; it takes no brackets."),
    "unknown_list": gettext_noop("over {name}: a formula can run over language, kpi or programme."),
    "unknown_reason": gettext_noop("The reason {name} is not declared in the methodology's reasons."),
    "unknown_unit": gettext_noop("There is no unit {name}."),
    "unknown_choice": gettext_noop("{item} has no choice {name}."),
    "let_reserved": gettext_noop(
        "let {name}: this name is already taken by a data item or a word of the language."
    ),
    "let_order": gettext_noop(
        "let {name} is used here before it is given; a let can be used only below its own line."
    ),
    "let_unused": gettext_noop("let {name} is never used."),
    # shape
    "argument_count": gettext_noop("{name} takes {expected} values; it was given {given}."),
    "too_few_arguments": gettext_noop(
        "{name} takes at least {expected} values, separated by commas; it was given {given}."
    ),
    "needs_rows": gettext_noop("{name} is written with rows: {example}."),
    "takes_no_rows": gettext_noop("{name} is not written with rows; write {example}."),
    "takes_no_over": gettext_noop("{name} cannot run over a list."),
    "takes_no_among": gettext_noop("{name} does not use among; only count and share do."),
    "takes_no_by": gettext_noop("{name} does not use by; only weighted_mean does."),
    "needs_by": gettext_noop("weighted_mean needs a weight for each value: {example}."),
    "needs_else": gettext_noop(
        "steps needs a last row with else, so that every value has its points: {example}."
    ),
    "else_not_last": gettext_noop("The else row stands last."),
    "no_else_here": gettext_noop("interpolate has no else: beyond its ends the value of the end counts."),
    "needs_sign": gettext_noop(
        "Each step begins with >=, >, <= or <, so that it is clear whether the limit itself belongs to it: {example}."
    ),
    "no_sign_here": gettext_noop("Rows of {name} begin with the point itself, with no sign before it."),
    "mixed_signs": gettext_noop(
        "All steps of one scale go the same way: either all with >= or >, or all with <= or <."
    ),
    "step_unreachable": gettext_noop("This step is never reached: a step above it already covers it."),
    "points_not_ordered": gettext_noop(
        "The points of interpolate go in one direction, each beyond the one before."
    ),
    "too_few_points": gettext_noop("interpolate needs at least two points."),
    "choice_twice": gettext_noop("The choice {name} stands twice."),
    "choice_left_out": gettext_noop(
        "The choice {name} of {item} has no row; add it, or a last row with else."
    ),
    "needs_text": gettext_noop("{name} expects a code in quotes here: {example}."),
    "text_alone": gettext_noop(
        'The code "{text}" stands alone; compare a choice item with it: item = "{text}".'
    ),
    # kinds of values
    "needs_number": gettext_noop("A number is needed here, but {found} is {kind}."),
    "needs_condition": gettext_noop("A condition is needed here, such as a < b, but {found} is {kind}."),
    "needs_choice_item": gettext_noop("{name} works on data items with choices; {found} is not one."),
    "compare_choice": gettext_noop("A choice item is compared with a code in quotes by = or <>: {example}."),
    "branches_differ": gettext_noop(
        "Both outcomes must be of one kind: here one is {kind}, the other {other}."
    ),
    "result_not_number": gettext_noop("The whole formula must give a number, but it gives {kind}."),
    "always_not_counted": gettext_noop("This formula never gives a number."),
    # lists, years, peers
    "outside_over": gettext_noop(
        "{item} has one value for each {per}: use it inside over {per}, e.g. {example}."
    ),
    "over_too_deep": gettext_noop("A list may run inside another list only once."),
    "peers_inside_over": gettext_noop(
        "Comparable bodies cannot be asked inside over {per}: their lists differ."
    ),
    "peers_nested": gettext_noop(
        "{name} cannot stand inside another question to comparable bodies or inside previous."
    ),
    "previous_too_deep": gettext_noop("previous reaches back at most {limit} years."),
    "known_of_this_year": gettext_noop(
        "known asks of earlier years alone, with previous around the whole: {example}. What this year lacks is missing."
    ),
    "unknown_indicator": gettext_noop(
        "There is no other indicator {name} in this direction; only their points can be read."
    ),
    "other_refused": gettext_noop(
        "The formula of indicator {name} is refused, or leads back to itself. Mend it first, or do without its points."
    ),
    "other_in_place": gettext_noop(
        "{name} stands outside lists, previous and questions to comparable bodies. Give it a name by let before them."
    ),
    # units
    "unit_clash": gettext_noop(
        "{left} is in {left_unit} and {right} in {right_unit}: they cannot be added, compared or averaged together."
    ),
    "unit_scale": gettext_noop(
        'One quantity in two units: {left} is in {left_unit}, {right} in {right_unit}. Write convert({right}, "{to}").'
    ),
    "own_units": gettext_noop(
        "{found} is in each element's own unit: {name} over {per} would put tonnes and people together. "
        "Divide first by what is in the same unit, such as {example}."
    ),
    "divided_by_nought": gettext_noop("Nothing can be divided by 0."),
    "no_points": gettext_noop(
        "points({item}): the choice {name} has no points. Give it points, or use choose."
    ),
    "cannot_convert": gettext_noop("{found} is in {from_unit} and cannot be turned into {to_unit}."),
    # at the time of computing
    "division_by_zero": gettext_noop(
        "Division by zero: {divisor} is 0. Say what counts then: "
        'if {divisor} = 0 then not_counted("…") else …'
    ),
    "ln_of_not_positive": gettext_noop(
        "ln is defined for numbers above 0; {argument} is {value}. Say what counts then: "
        'if {argument} <= 0 then not_counted("…") else …'
    ),
    "sqrt_of_negative": gettext_noop(
        "sqrt is defined for 0 and above; {argument} is {value}. Say what counts then: "
        'if {argument} < 0 then not_counted("…") else …'
    ),
    "power_undefined": gettext_noop(
        "{base} ^ {exponent} is not defined: 0 has only powers above 0, a number below 0 only whole ones. "
        "Say by if what counts then."
    ),
    "geometric_mean_of_negative": gettext_noop(
        "geometric_mean is defined for numbers from 0 up; one is {value}. Check the data, or write max(…, 0)."
    ),
    "weights_not_positive": gettext_noop(
        "The weights of weighted_mean add up to {sum}; they must add up to more than 0. Check the weights."
    ),
    "negative_weight": gettext_noop(
        "A weight of weighted_mean is {value}; weights are 0 or more. Check the weights."
    ),
    "clamp_limits": gettext_noop(
        "clamp: the lower limit {low} is above the upper limit {high}. Write the lower one first."
    ),
    "interpolation_order": gettext_noop(
        "interpolate: the points must go in one direction, but in this body's data they are {points}. Check them."
    ),
    "round_places": gettext_noop("round: the number of places must be whole, from 0 to 20; it is {value}."),
    "number_too_large": gettext_noop(
        "The numbers grow too large to be computed. Check the data, and what the formula multiplies or raises."
    ),
    "number_too_long": gettext_noop(
        "Numbers are computed exactly, and here one would have more than {limit} digits, or all of them together too "
        "many. Round on the way, for example round(…, 6), or raise to a smaller power."
    ),
    "too_much_work": gettext_noop(
        "For this body the formula has {found} parts to compute, a list inside a list or a long part for each element; "
        "at most {limit} are computed. Take a list out, or shorten what is repeated."
    ),
    "bad_number": gettext_noop("{item} holds {value}, which is not a number."),
    "bad_choice": gettext_noop("{item} holds {value}, which is not one of {choices}."),
    "outside_scale": gettext_noop(
        "The result {value} lies outside the scale from {low} to {high}. "
        "Check the data; if it may happen, write clamp(…, {low}, {high})."
    ),
    "negative_penalty": gettext_noop("The deduction is {value}; a deduction is 0 or more points."),
}

_MANY_WORDS = 25
_LONGEST_WORD = 60

DID_YOU_MEAN = gettext_noop("Did you mean {suggestion}?")

KIND_WORDS: dict[str, Term] = {
    "number": Term(gettext_noop("a number")),
    "boolean": Term(gettext_noop("a condition")),
    "code": Term(gettext_noop("a choice")),
    "never": Term(gettext_noop("not counted")),
}


LOOKS_LIKE = gettext_noop(
    "{written} looks like {suggestion}, but not all of its letters are Latin: {letters}. Write them anew."
)


def hint(suggestion: str, params: Mapping[str, str], translate: Callable[[str], str]) -> str:
    """The nearest right word as a sentence; where what was written only looks like it, which letters are others."""
    for written in params.values():
        for strange, right in ((written, suggestion), (suggestion, written)):
            if strange != right and as_latin(strange) == right:
                return looks_like(strange, right, translate)
    return said(DID_YOU_MEAN, {"suggestion": suggestion}, translate)


def looks_like(written: str, right: str, translate: Callable[[str], str] = str) -> str:
    """Which letters of `written` keep it from being the word `right` that it looks like."""
    about = {"written": written, "suggestion": right, "letters": strange_letters(written)}
    return said(LOOKS_LIKE, about, translate)


def guiding(
    sentence: str, suggestion: str, translate: Callable[[str], str], params: Mapping[str, str] | None = None
) -> str:
    """The sentence, and after it the nearest right word if there is one; `params` are the sentence's."""
    return f"{sentence} {hint(suggestion, params or {}, translate)}" if suggestion else sentence


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: a code of `MESSAGES`, its parameters and the place in the formula's text.

    `start` and `end` are character offsets, `line` and `column` count from 1.
    `suggestion` is the nearest right word, or empty.
    """

    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    start: int = 0
    end: int = 0
    line: int = 1
    column: int = 1
    suggestion: str = ""

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """What is wrong and the nearest right word, in the reader's language (`translate` is gettext)."""
        return guiding(
            said(MESSAGES[self.code], self.params, translate), self.suggestion, translate, self.params
        )

    def __str__(self) -> str:
        return self.sentence()

    def to_json(self) -> dict[str, object]:
        """Plain data for a trace or a page."""
        return {
            "code": self.code, "params": dict(self.params), "sentence": str(self),
            "line": self.line, "column": self.column, "suggestion": self.suggestion,
        }  # fmt: skip


class FormulaError(Exception):
    """The formula is refused; `problems` holds every problem that was found, in the order of the text."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{p.line}:{p.column} {p}" for p in self.problems))


def _pairs(word: str) -> frozenset[str]:
    return frozenset(word[i : i + 2] for i in range(len(word) - 1))


@lru_cache(maxsize=8)
def _known(words: tuple[str, ...]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """The words by their small letters; which of these hold a pair of letters. Asked of the same words many times."""
    by_lower = {word.lower(): word for word in words}
    holding: dict[str, list[str]] = {}
    for lower in by_lower:
        for pair in _pairs(lower):
            holding.setdefault(pair, []).append(lower)
    return by_lower, holding


def nearest(word: str, words: Iterable[str]) -> str:
    """The known word most like `word`, or an empty string."""
    known = tuple(words)
    if not word.isascii() and (seems := as_latin(word)) in known:
        return seems
    by_lower, holding = _known(known)
    lower = word[:_LONGEST_WORD].lower()
    likely: Iterable[str] = by_lower
    if len(by_lower) > _MANY_WORDS:  # difflib takes its time, and a bad file may ask a thousand times
        shared: Counter[str] = Counter()
        for pair in _pairs(lower):
            shared.update(holding.get(pair, ()))
        likely = heapq.nlargest(_MANY_WORDS, by_lower, key=shared.__getitem__)
    found = difflib.get_close_matches(lower, likely, n=1, cutoff=0.6)
    if found:
        return by_lower[found[0]]
    longer = [
        k
        for k in known
        if (k.lower().startswith(lower) and len(lower) >= 3) or (lower in k.lower() and len(lower) >= 4)
    ]
    return min(longer, key=len) if longer else ""


def place(text: str, start: int) -> tuple[int, int]:
    """Line and column (from 1) of the character offset `start` in `text`."""
    before = text[:start]
    return before.count("\n") + 1, start - (before.rfind("\n") + 1) + 1
