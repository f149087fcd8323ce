"""How numbers, dates and clauses are written in Kazakh, Russian and English.

Pure: plain values in, strings out. The tables below are locale data (month names in the case a date
needs, decimal signs, how a clause is cited), which a message catalogue cannot hold; sentences for
people stay in the catalogue.

Languages are the codes ``kk``, ``ru``, ``en``; a regional code (``ru-kz``) counts as its language and an
unknown one as English.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Final

from engine.weights import weight_text
from evaluation.time_zone import end_of_term

NBSP: Final = "\N{NO-BREAK SPACE}"
MINUS: Final = "\N{MINUS SIGN}"
DASH: Final = "\N{EN DASH}"

_DECIMAL_SIGN: Final = {"kk": ",", "ru": ",", "en": "."}
_THOUSANDS_SIGN: Final = {"kk": NBSP, "ru": NBSP, "en": ","}

_MONTHS: Final = {
    "kk": (
        "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым",
        "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан",
    ),
    "ru": (
        "января", "февраля", "марта", "апреля", "мая", "июня",
        "июля", "августа", "сентября", "октября", "ноября", "декабря",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip

#: Kazakh: what a month's name takes when it says of which day an act is, «26 қарашадағы бұйрық».
_OF_MONTH: Final = (
    "дағы", "дағы", "дағы", "дегі", "дағы", "дағы",
    "дегі", "дағы", "тегі", "дағы", "дағы", "дағы",
)  # fmt: skip

_MONTHS_SHORT: Final = {
    "kk": ("қаң", "ақп", "нау", "сәу", "мам", "мау", "шіл", "там", "қыр", "қаз", "қар", "жел"),
    "ru": ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}  # fmt: skip

# Monday first, as in datetime.date.weekday().
_WEEKDAYS: Final = {
    "kk": ("дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі", "жексенбі"),
    "ru": ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_WEEKDAYS_SHORT: Final = {
    "kk": ("дс.", "сс.", "ср.", "бс.", "жм.", "сб.", "жс."),
    "ru": ("пн", "вт", "ср", "чт", "пт", "сб", "вс"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}

_CLAUSE: Final = {"kk": "{}-т.", "ru": "п. {}", "en": "cl. {}"}
#: A subitem of a clause, as acts are cited in the language: number of the clause, number of the subitem.
#: English cites it within the number: cl. 9.4.
_SUBITEM: Final = {"kk": "{0}-т. {1}) тш.", "ru": "подп. {1}) п. {0}"}
_DECREE_ITEM: Final = {"kk": "Жарлықтың {}-т.", "ru": "п. {} Указа", "en": "item {} of the Decree"}
_ANNEX: Final = {"kk": "Жарлыққа қосымша", "ru": "приложение к Указу", "en": "annex to the Decree"}
_ANNEX_LINE: Final = {
    "kk": "Жарлыққа қосымшаның {}-жолы",
    "ru": "строка {} приложения к Указу",
    "en": "line {} of the annex to the Decree",
}
_WHOLE: Final = {"kk": "Жарлық", "ru": "Указ", "en": "the Decree"}

_CODE: Final = re.compile(
    r"(?P<kind>[cD])(?P<number>\d+(?:[.\-]\d+)*)(?:[–—](?P=kind)?(?P<last>\d+(?:[.\-]\d+)*))?"
)
#: Room for every number that is stored or computed; Python's own 28 digits would cut a value of 22 before the point.
_WIDE: Final = Context(prec=200)
_ANNEX_CODE: Final = re.compile(r"A(?P<number>\d+)")


def base_language(language: str | None) -> str:
    """The language whose tables apply: ``kk``, ``ru`` or ``en``."""
    code = (language or "").split("-")[0].split("_")[0].lower()
    return code if code in _DECIMAL_SIGN else "en"


def round_half_up(value: Decimal | int | str, places: int) -> Decimal:
    """``value`` with exactly ``places`` decimals, halves away from zero; the portal's only rounding for the eye."""
    return Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _WIDE)


def per_cent(part: int, whole: int) -> Decimal | None:
    """``part`` of ``whole`` in per cent, not rounded: 20 of 30 is 66.666…, shown as 67. None of nothing."""
    return Decimal(100 * part) / whole if whole else None


def decimal_text(value: Decimal | Fraction | int | str, language: str, places: int | None = None) -> str:
    """``81.4`` as the language writes it: ``81,4`` in kk and ru, ``81.4`` in en; thousands grouped.

    With ``places`` the value is rounded half up to them; without, it is written with the decimals it has.
    Raises ``TypeError`` for a float: a score that was ever a float is not exact.
    """
    if isinstance(value, float):
        raise TypeError("scores and amounts are Decimal, never float")
    code = base_language(language)
    if isinstance(value, Fraction) or (isinstance(value, str) and "/" in value):
        fraction_of = Fraction(value)
        text = weight_text(fraction_of)
        if "/" in text and places is None:
            return text  # a third has no last digit
        value = text if "/" not in text else Decimal(fraction_of.numerator) / Decimal(fraction_of.denominator)
    number = Decimal(value) if places is None else round_half_up(value, places)
    if not number.is_finite():
        return DASH
    sign = MINUS if number < 0 else ""
    whole, _, fraction = f"{number.copy_abs():f}".partition(".")
    # Four digits stay together in Russian and Kazakh typography, so that years and small counts read as usual.
    if len(whole) > 4 or (code == "en" and len(whole) > 3):
        whole = f"{int(whole):,}".replace(",", _THOUSANDS_SIGN[code])
    return sign + whole + (_DECIMAL_SIGN[code] + fraction if fraction else "")


def movement_parts(value: Decimal | int | str | None, language: str, places: int = 1) -> tuple[str, str, str]:
    """A change as ``(direction, sign, size)``: ``("up", "▲", "3,8")``, ``("down", "▼", "2,9")``, ``("same", "=", "0,0")``.

    ``None`` (nothing to compare with) gives ``("none", "", "–")``. The direction follows the *rounded* size,
    so that an arrow never stands beside a zero.
    """
    if value is None:
        return ("none", "", DASH)
    rounded = round_half_up(value, places)
    size = decimal_text(rounded.copy_abs(), language)
    if rounded > 0:
        return ("up", "▲", size)
    if rounded < 0:
        return ("down", "▼", size)
    return ("same", "=", size)


def date_text(day: datetime.date, language: str, *, year: bool = False) -> str:
    """``21 февраля`` · ``21 ақпан`` · ``21 February``; with the year ``21 февраля 2019 года`` · ``2019 жылғы 21 ақпан``."""
    code = base_language(language)
    text = f"{day.day}{NBSP}{_MONTHS[code][day.month - 1]}"
    if not year:
        return text
    if code == "kk":
        return f"{day.year}{NBSP}жылғы {text}"
    return f"{text} {day.year}{NBSP}года" if code == "ru" else f"{text} {day.year}"


def date_of_act_text(day: datetime.date, language: str) -> str:
    """The day of an order, as acts are cited: ``2018 жылғы 26 қарашадағы`` (№ … бұйрық); else the date with its year."""
    ending = _OF_MONTH[day.month - 1] if base_language(language) == "kk" else ""
    return date_text(day, language, year=True) + ending


def date_short_text(day: datetime.date, language: str) -> str:
    """``21 фев`` · ``21 ақп`` · ``21 Feb``: for the labels of drawings."""
    return f"{day.day}{NBSP}{_MONTHS_SHORT[base_language(language)][day.month - 1]}"


def date_numeric_text(day: datetime.date) -> str:
    """``21.02.2019`` in every language: for tables and document chips. Never slashes: some read them month first."""
    return day.strftime("%d.%m.%Y")


def end_text(due_at: datetime.datetime) -> str:
    """``15.04.2019 24:00``: the end of a term in a table, of the first moment that is late (aware)."""
    day, hour = end_of_term(due_at)
    return f"{date_numeric_text(day)} {hour}"


def weekday_text(day: datetime.date, language: str, *, short: bool = True) -> str:
    """``чт`` · ``бс.`` · ``Thu``, or in full."""
    table = _WEEKDAYS_SHORT if short else _WEEKDAYS
    return table[base_language(language)][day.weekday()]


def date_weekday_text(day: datetime.date, language: str, *, year: bool = False) -> str:
    """``21 февраля, чт`` · ``21 ақпан, бейсенбі`` · ``Thu 21 February``."""
    code = base_language(language)
    if code == "en":
        return f"{weekday_text(day, language)}{NBSP}{date_text(day, language, year=year)}"
    # Kazakh official writing does not shorten a weekday within a sentence.
    return f"{date_text(day, language, year=year)}, {weekday_text(day, language, short=code != 'kk')}"


def date_in_full_text(day: datetime.date, language: str) -> str:
    """``четверг, 21 февраля 2019 года`` · ``2019 жылғы 21 ақпан, бейсенбі`` · ``Thursday, 21 February 2019``."""
    parts = [weekday_text(day, language, short=False), date_text(day, language, year=True)]
    return ", ".join(reversed(parts) if base_language(language) == "kk" else parts)


def calendar_words(language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The months as they stand in a date, and the weekdays from Monday, for what a page writes by itself."""
    code = base_language(language)
    return _MONTHS[code], _WEEKDAYS[code]


def moment_text(day: datetime.date, language: str, *, time: str = "24:00", year: bool = False) -> str:
    """``21 февраля, чт, 24:00`` · ``21 ақпан, бейсенбі, сағат 24.00`` · ``Thu 21 February, 24:00``."""
    hour = f"сағат{NBSP}{time.replace(':', '.')}" if base_language(language) == "kk" else time
    return f"{date_weekday_text(day, language, year=year)}, {hour}"


def deadline_text(day: datetime.date, language: str, *, time: str = "24:00", year: bool = False) -> str:
    """``до 21 февраля, чт, 24:00`` · ``21 ақпан, бейсенбі, сағат 24.00-ге дейін`` · ``until Thu 21 February, 24:00``."""
    moment = moment_text(day, language, time=time, year=year)
    code = base_language(language)
    if code == "kk":
        return f"{moment}-{kazakh_dative_of_time(time)} дейін"
    return f"{'до' if code == 'ru' else 'until'} {moment}"


def kazakh_dative_of_time(time: str) -> str:
    """The ending a clock time takes before «дейін»: ``00`` is read «нөл» → ``ге``; others by their last spoken word."""
    minutes = int(time[-2:])
    unit, ten = minutes % 10, minutes // 10
    hard = {6: "ға", 9: "ға"}  # алты, тоғыз: back vowels
    voiceless = {3: "ке", 4: "ке", 5: "ке"}  # үш, төрт, бес: after a voiceless consonant
    if minutes == 0:
        return "ге"
    if unit:
        return hard.get(unit) or voiceless.get(unit) or "ге"
    # он, отыз: back; қырық: back and voiceless; жиырма: back; елу: front
    return {1: "ға", 2: "ға", 3: "ға", 4: "қа", 5: "ге"}[ten]


def clause_label(codes: str | Iterable[str], language: str) -> str:
    """How clauses are cited: ``c57`` → «п. 57» · «57-т.» · "cl. 57"; ``D7`` → «п. 7 Указа».

    A subitem is cited as one: ``c9.4`` → «подп. 4) п. 9» · «9-т. 4) тш.» · "cl. 9.4".
    Several codes of one kind share the word: ``("c40", "c64")`` → «п. 40, 64». A range may be one code,
    ``c23–c25``. ``A`` is the annex, ``A7`` its seventh line, ``whole`` the Decree as a whole. Raises ``ValueError`` for anything else.
    """
    code = base_language(language)
    numbers: dict[str, list[str]] = {"c": [], "D": []}
    others: list[str] = []
    subitems: list[str] = []
    for item in [codes] if isinstance(codes, str) else codes:
        if item == "A":
            others.append(_ANNEX[code])
        elif item == "whole":
            others.append(_WHOLE[code])
        elif line := _ANNEX_CODE.fullmatch(item):
            others.append(_ANNEX_LINE[code].format(line["number"]))
        else:
            kind, first, last = _parse_clause(item)
            clause, dot, subitem = first.partition(".")
            if kind == "c" and dot and not last and code in _SUBITEM:
                subitems.append(_SUBITEM[code].format(clause, subitem))
            else:
                numbers[kind].append(f"{first}–{last}" if last else first)
    parts = []
    for kind, template in (("c", _CLAUSE[code]), ("D", _DECREE_ITEM[code])):
        if numbers[kind]:
            parts.append(template.format(", ".join(numbers[kind])))
        if kind == "c":
            parts += subitems
    return ", ".join(parts + others)


_IN_FULL: Final = {
    "kk": {"one": "{}-тармақ", "many": "{}-тармақтар", "and": " және ", "item": "Жарлықтың {}-тармағы",
           "subitem": "{0}-тармақтың {1}) тармақшасы"},
    "ru": {"one": "пункт {}", "many": "пункты {}", "and": " и ", "item": "пункт {} Указа",
           "subitem": "подпункт {1}) пункта {0}"},
    "en": {"one": "clause {}", "many": "clauses {}", "and": " and ", "item": "item {} of the Decree",
           "subitem": "subclause {1}) of clause {0}"},
}  # fmt: skip


def clause_in_full(codes: Iterable[str], language: str) -> str:
    """A citation as documents write it, without abbreviations: «пункты 40 и 64» · «9-тармақтың 4) тармақшасы».

    Takes the codes of ``clause_label``; the annex and its lines are written as there.
    """
    words = _IN_FULL[base_language(language)]
    numbers, others = [], []
    for item in codes:
        if item in ("A", "whole") or _ANNEX_CODE.fullmatch(item):
            others.append(clause_label(item, language))
            continue
        kind, first, last = _parse_clause(item)
        clause, _dot, subitem = first.partition(".")
        if kind == "D":
            others.append(words["item"].format(first))
        elif subitem:
            others.append(words["subitem"].format(clause, subitem))
        else:
            numbers.append(f"{first}–{last}" if last else first)
    if not numbers:
        return ", ".join(others)
    listed = words["and"].join(filter(None, [", ".join(numbers[:-1]), numbers[-1]]))
    several = len(numbers) > 1 or "–" in listed
    return ", ".join([words["many" if several else "one"].format(listed), *others])


def clause_anchor(code: str) -> str:
    """The id of a clause in the Decree's text: its own code, of a range its first: ``c23–c25`` → ``c23``.

    Empty for ``whole``: the top of the text.
    """
    if code == "whole":
        return ""
    if code == "A" or _ANNEX_CODE.fullmatch(code):
        return code
    kind, first, _ = _parse_clause(code)
    return kind + first


def _parse_clause(code: str) -> tuple[str, str, str]:
    match = _CODE.fullmatch(code.replace("-c", "–c").replace("-D", "–D"))
    if match is None:
        raise ValueError(f"not a clause of the Decree: {code!r}")
    return match["kind"], match["number"], match["last"] or ""


def name_in(names: dict[str, str], language: str) -> str:
    """The name in the language; where it is empty, in Kazakh, then Russian, then English: a body is never nameless."""
    for code in (base_language(language), "kk", "ru", "en"):
        if names.get(code):
            return names[code]
    return ""


def ended_once(text: str) -> str:
    """The text without the full stop that follows what a person ended with one already: «… учебный пример).. Доработайте»."""
    return re.sub(r"(?<!\.)([.!?…])\.(?!\.)", r"\1", text)


def bar_width(value: Decimal | int | str | None, full: Decimal | int | str = 100) -> str:
    """How much of a bar 100 units long is filled, as an SVG number between ``0`` and ``100`` with one decimal."""
    if value is None or not Decimal(full):
        return "0"
    share = Decimal(value) / Decimal(full) * 100
    return f"{round_half_up(min(max(share, Decimal(0)), Decimal(100)), 1).normalize():f}"
