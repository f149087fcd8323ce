"""Numbers in files of other programs: which sign begins the decimals is told by the file, never by the reader's page.

    signs = signs_of(texts, delimiter=";")      # what the file's own numbers and its delimiter show
    number = signs.read("9,125")                # Decimal("9.125"); NotANumber where the file leaves it open

What a cell of a workbook holds as a number (`TypedNumber`) is never in doubt. Digits are read as a spreadsheet shows
them: of 0.30000000000000004 it shows 0.3.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from engine.formulas.terms import gettext_noop, said

#: A spreadsheet keeps and shows so many significant digits of a number.
EXCEL_DIGITS = 15

#: By code: what is wrong, and what to write instead.
MESSAGES: dict[str, tuple[str, str]] = {
    "not_a_number": (
        gettext_noop("“{found}” is not a number."),
        gettext_noop("Write it in digits, for example 1234.5."),
    ),
    "grouping": (
        gettext_noop("The digits of “{found}” are grouped oddly."),
        gettext_noop("Write the number without spaces and signs between its digits."),
    ),
    "ambiguous": (
        gettext_noop(
            "“{found}” can be read as {decimal} or as {grouped}: no other number of the file tells which."
        ),
        gettext_noop("Write {decimal} or {grouped}."),
    ),
    "percent_sign": (
        gettext_noop("“{found}” is written with the sign {sign}."),
        gettext_noop("Write {number} without the sign if the value is asked in these parts."),
    ),
    "words_beside": (
        gettext_noop("Words or signs stand beside the number in “{found}”."),
        gettext_noop("Write {number} alone."),
    ),
    "short_number": (
        gettext_noop(
            "The number {found} was too long for the width of its cell: its last digits are not in the file."
        ),
        gettext_noop("Format the column as text, write all digits and save anew."),
    ),
    "long_number": (
        gettext_noop("The number {found} is too long: a spreadsheet keeps 15 digits of a number."),
        gettext_noop("Format the cell as text and write all digits."),
    ),
    "date_text": (
        gettext_noop(
            "“{found}” is a day or a time, not a number; spreadsheets make days of numbers such as 9.05."
        ),
        gettext_noop("Format the cell as text and write the number anew."),
    ),
    "error_cell": (
        gettext_noop("The cell holds an error, {found}."),
        gettext_noop("Write the value itself."),
    ),
    "dash": (
        gettext_noop("A dash is not a number."),
        gettext_noop("Write the number, or leave the row out if there is none."),
    ),
}

_SPACE = "[ \t\u00a0\u2002-\u200a\u202f\u205f\u3000'’ʼ`´]"
_EDGES = " \t\r\n\u00a0\u2007\u202f\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"
_MINUS = "-\u2212\u2013\u2010\u2011\ufe63\uff0d"
_PLAIN = re.compile(r"-?[0-9]+(?:\.([0-9]+))?", re.ASCII)
_NUMBER = re.compile(rf"[0-9](?:{_SPACE}?[0-9.,])*|[.,][0-9]+")
_SPACED = re.compile(rf"[0-9]{{1,3}}(?:{_SPACE}[0-9]{{3}})+(?:[.,][0-9]+)?")
_POWER = re.compile(r"(.+?)([eE])([-+]?[0-9]{1,4})")
_BESIDE = re.compile(
    rf"(?P<before>[^0-9]{{0,30}}?)(?P<number>[{_MINUS}]?[0-9](?:{_SPACE}?[0-9.,])*)(?P<rest>[^0-9]{{0,30}})"
)
_DAY = re.compile(
    r"\d{1,4}([./-])\d{1,2}\1\d{2,4}(?:[ T].*)?|\d{1,2}:\d{2}(?::\d{2})?|"
    r"\d{1,4}[-. ](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|"
    r"қаң|ақп|нау|сәу|мам|мау|шіл|там|қыр|қаз|қар|жел)\w*\.?(?:[-. ]\d{2,4})?",
    re.IGNORECASE,
)
_ERRORS = re.compile(
    r"#(?:N/A|Н/Д|VALUE!|ЗНАЧ!|REF!|ССЫЛКА!|DIV/0!|ДЕЛ/0!|NUM!|ЧИСЛО!|NAME\?|ИМЯ\?|NULL!|ПУСТО!|SPILL!|#+)|Err:\d+",
    re.IGNORECASE,
)
_OTHER = {",": ".", ".": ","}


class TypedNumber(str):
    """The text of a cell that holds a number, not words: its point begins the decimals."""

    __slots__ = ()


class NotANumber(ValueError):
    """A text that is not read as a number; ``code`` is one of `MESSAGES`."""

    def __init__(self, code: str, **params: str) -> None:
        self.code: str = code
        self.params: Mapping[str, str] = params
        super().__init__(self.sentence())

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """What is wrong and what to write instead, in the reader's language (`translate` is gettext)."""
        return " ".join(said(part, self.params, translate) for part in MESSAGES[self.code])


@dataclass(frozen=True)
class Signs:
    """What a file shows of the signs in its numbers. ``told``: the decimal sign that a person named."""

    decimals: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    delimiter: str = ""
    told: str = ""

    def read(self, text: str) -> Decimal:
        """The number that ``text`` is in this file. Raises NotANumber."""
        if isinstance(text, TypedNumber):
            return Decimal(text)
        return _without_noise(_Written(text).number(self))

    def begins_decimals(self, sign: str) -> bool | None:
        """Whether ``sign`` begins the decimals of a number that could be read both ways; None where nothing tells."""
        other = _OTHER[sign]
        if self.told:
            return sign == self.told
        if sign in self.decimals or sign in self.groups:
            return None if sign in self.decimals and sign in self.groups else sign in self.decimals
        if other in self.groups:
            return True
        if sign == ",":
            if other in self.decimals:
                return False
            # a program puts semicolons between columns where the comma begins the decimals
            return True if self.delimiter == ";" else None
        # nobody here groups thousands by points: one is in doubt only where commas begin the decimals
        return None if other in self.decimals else True


def signs_of(texts: Iterable[str], delimiter: str = "", told: str = "") -> Signs:
    """What the numbers among ``texts`` show by themselves: of 1.234,5 and of 9,12 each sign's part is certain."""
    decimals: set[str] = set()
    groups: set[str] = set()
    for text in texts:
        if isinstance(text, TypedNumber):
            continue
        plain = _PLAIN.fullmatch(text)
        if plain:
            if plain[1] and len(plain[1]) != 3:
                decimals.add(".")
            if len(plain[1] or "") != 3:
                continue
        try:
            written = _Written(text)
        except NotANumber:
            continue
        decimals |= written.decimals
        groups |= written.groups
    return Signs(frozenset(decimals), frozenset(groups), delimiter, told)


def shown_digits(value: float | int) -> str:
    """A number of a workbook's cell as a spreadsheet shows it, without an exponent. Raises NotANumber if too long."""
    number = Decimal(value) if isinstance(value, int) else Decimal(format(value, f".{EXCEL_DIGITS}g"))
    if not number.is_finite():
        raise NotANumber("error_cell", found=str(value))
    if number.adjusted() >= EXCEL_DIGITS:
        raise NotANumber("long_number", found=f"{value:.{EXCEL_DIGITS}G}")
    return _plain(number)


class _Written:
    """A text taken apart: its sign, its digits, and which of its signs are certain. Raises NotANumber."""

    def __init__(self, text: str) -> None:
        self.text = text.strip(_EDGES)
        self.decimals: set[str] = set()
        self.groups: set[str] = set()
        self.doubtful = ""
        self.power, self.shortened = 0, False
        body = self.text
        if len(body) > 1 and body[0] in "'’" and body[1] in f"+{_MINUS}0123456789.,(":
            body = body[1:]  # as spreadsheets mark a number kept as text
        self.negative = False
        if body[:1] == "(" and body[-1:] == ")":  # bookkeepers' minus
            body, self.negative = body[1:-1].strip(_EDGES), True
        elif body[:1] and body[0] in _MINUS:
            body, self.negative = body[1:].strip(_EDGES), True
        else:
            body = body.removeprefix("+")
        powered = _POWER.fullmatch(body)
        if powered:
            body, self.power = powered[1], int(powered[3])
            # programs write 1e+16 with all its digits; a spreadsheet's E is of a cell too narrow for them
            self.shortened = powered[2] == "E"
        if not _NUMBER.fullmatch(body):
            raise self._strange()
        if not body.isascii() or re.search(_SPACE, body):
            if not _SPACED.fullmatch(body):
                raise self._odd()
            body = re.sub(_SPACE, "", body)
            self.decimals.update(sign for sign in ",." if sign in body)
            self.whole, self.fraction = _cut(body, next((s for s in ",." if s in body), ""))
        else:
            self.whole, self.fraction = self._parts(body)
        if self.power and self.doubtful:  # nobody groups the digits before a power of ten
            self.decimals.add(self.doubtful)
            self.doubtful = ""

    def _parts(self, body: str) -> tuple[str, str]:
        comma, point = body.count(","), body.count(".")
        if comma and point:
            last = "," if body.rindex(",") > body.rindex(".") else "."
            whole, fraction = _cut(body, last)
            group = _OTHER[last]
            if last in whole or not _grouped(whole, group) or not fraction:
                raise self._odd()
            self.decimals.add(last)
            self.groups.add(group)
            return whole.replace(group, ""), fraction
        sign = "," if comma else "." if point else ""
        if comma + point > 1:
            if not _grouped(body, sign):
                raise self._odd()
            self.groups.add(sign)
            return body.replace(sign, ""), ""
        if not sign:
            return body, ""
        whole, fraction = _cut(body, sign)
        if not fraction:
            raise self._fault("not_a_number")
        if len(fraction) == 3 and re.fullmatch(r"[1-9][0-9]{0,2}", whole):
            self.doubtful = sign
        else:
            self.decimals.add(sign)
        return whole, fraction

    def number(self, signs: Signs) -> Decimal:
        """The number, with its doubt settled by what the file shows."""
        whole, fraction = self.whole, self.fraction
        if self.doubtful:
            begins = signs.begins_decimals(self.doubtful)
            if begins is None:
                decimal = f"{whole}{_OTHER[self.doubtful]}{fraction}"
                raise self._fault("ambiguous", decimal=decimal, grouped=whole + fraction)
            if not begins:
                whole, fraction = whole + fraction, ""
        if self.shortened and self.power > len(fraction):
            raise self._fault("short_number")
        digits = (whole + fraction).lstrip("0") or "0"
        if len(digits) > 1000 or abs(self.power) > 1000:
            raise self._fault("not_a_number")
        # no arithmetic here: it would round to the context's digits
        exponent = self.power - len(fraction)
        if exponent > 0:
            digits, exponent = digits + "0" * exponent, 0
        number = Decimal((0, tuple(map(int, digits)), exponent))
        return number.copy_negate() if self.negative and number else number

    def _fault(self, code: str, **params: str) -> NotANumber:
        return NotANumber(code, found=self.text[:60], **params)

    def _odd(self) -> NotANumber:
        return self._fault("date_text" if _DAY.fullmatch(self.text[:200]) else "grouping")

    def _strange(self) -> NotANumber:
        """Why the text is no number: what people and programs write in its place."""
        text = self.text[:200]
        if _ERRORS.fullmatch(text):
            return self._fault("error_cell")
        if text and not text.strip(_MINUS + "—"):
            return NotANumber("dash")
        if _DAY.fullmatch(text):
            return self._fault("date_text")
        beside = _BESIDE.fullmatch(text)
        if beside and (rest := (beside["before"] + beside["rest"]).strip(_EDGES)):
            if rest in ("%", "‰"):
                return self._fault("percent_sign", sign=rest, number=beside["number"])
            return self._fault("words_beside", number=beside["number"])
        return self._fault("not_a_number")


def _cut(body: str, sign: str) -> tuple[str, str]:
    """The digits before and after the sign; a missing whole part is 0."""
    whole, _sign, fraction = body.partition(sign) if body.count(sign) == 1 and sign else (body, "", "")
    if sign and body.count(sign) > 1:
        whole, _sign, fraction = body.rpartition(sign)
    return whole or "0", fraction


def _grouped(whole: str, sign: str) -> bool:
    return bool(re.fullmatch(rf"[0-9]{{1,3}}(?:{re.escape(sign)}[0-9]{{3}})+", whole))


def _plain(number: Decimal) -> str:
    text = format(number if number else abs(number), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _without_noise(number: Decimal) -> Decimal:
    """0.30000000000000004, as programs write out a binary fraction, is the 0.3 that a spreadsheet shows of it."""
    digits = number.as_tuple().digits
    if not EXCEL_DIGITS < len(digits) <= EXCEL_DIGITS + 2 or number == number.to_integral_value():
        return number
    rounded = Decimal(format(float(number), f".{EXCEL_DIGITS}g"))
    return (
        Decimal(_plain(rounded)) if len(rounded.normalize().as_tuple().digits) <= EXCEL_DIGITS - 3 else number
    )
