"""The rows of a list of key performance indicators: as people write them, as they are kept, what is wrong, what changed.

A row is kept as text, so that a draft loses nothing that was typed: what can be read is kept in one form (a body's
address, "higher" or "lower", a number with a point), what cannot is kept as it stands and named by ``faults_in``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from evaluation.models import Body
from evaluation.models.base import LANGUAGES
from evaluation.typed_numbers import NotANumber, parse_number, trimmed

Row = dict[str, str]

NAMES = tuple(f"name_{language}" for language in LANGUAGES)
FIELDS = ("body", "code", *NAMES, "unit", "better", "weight", "plan")
#: What the list can hold: letters of a text, digits before and after the point of a number.
LONGEST = {"code": 60, "unit": 60, **dict.fromkeys(NAMES, 400)}
DIGITS = {"weight": (4, 3), "plan": (18, 6)}
#: The most of any cell that a draft keeps, readable or not.
KEPT = 500

#: What people write for "which is better", in three languages; the first word of each language stands in sentences.
BETTER: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "higher": {
        "kk": ("көп", "көбірек", "жоғары", "жоғарырақ", "артық", "өсу", "өсім", "ұлғаю"),
        "ru": ("больше", "выше", "рост", "увеличение", "повышение", "много", "более"),
        "en": ("higher", "more", "up", "greater", "high", "larger", "growth", "increase"),
    },
    "lower": {
        "kk": ("аз", "азырақ", "төмен", "төменірек", "кем", "төмендеу", "азаю", "кему"),
        "ru": ("меньше", "ниже", "снижение", "уменьшение", "сокращение", "мало", "менее"),
        "en": ("lower", "less", "down", "smaller", "low", "fewer", "decrease", "reduction"),
    },
}
_ARROWS = {">": "higher", "↑": "higher", "▲": "higher", "<": "lower", "↓": "lower", "▼": "lower"}
_BETTER = _ARROWS | {word: way for way, said in BETTER.items() for words in said.values() for word in words}
#: Before and after the word itself: «чем больше, тем лучше», "the more the better", «көп болса, жақсы».
_AROUND = re.compile(r"\b(чем|тем|лучше|the|is|better|неғұрлым|болса|соғұрлым|жақсы)\b")


def better_of(text: str) -> str:
    """ "higher" or "lower" for a word of ``BETTER`` in any of the three languages; the text as it is for any other."""
    plain = " ".join(re.sub(r"[.,;:!–—-]", " ", _AROUND.sub(" ", text.casefold())).split())
    return _BETTER.get(plain, text.strip())


def accepted_words() -> str:
    """The words of ``BETTER``, for a sentence: those of each language, higher before lower."""
    ways = [", ".join(f"{word[0]}" for word in said.values()) for said in BETTER.values()]
    return " · ".join(ways)


class Bodies:
    """Which body a text means: its address, or one of its names in any language. One query."""

    def __init__(self, bodies: Iterable[Body] | None = None) -> None:
        self.all = list(Body.objects.order_by("order", "slug") if bodies is None else bodies)
        self.by_slug = {body.slug: body for body in self.all}
        self._named: dict[str, set[str]] = {}
        for body in self.all:
            for text in _names_of(body):
                self._named.setdefault(_as_name(text), set()).add(body.slug)

    def slug_of(self, text: str) -> str:
        """The address of the body that the text means; the text as it is where it means none, or several."""
        if text in self.by_slug:
            return text
        found = self._named.get(_as_name(text), set())
        return next(iter(found)) if len(found) == 1 else text

    def several(self, text: str) -> list[str]:
        """The names of the bodies that the text may mean when it means more than one."""
        found = self._named.get(_as_name(text), set())
        return sorted(self.by_slug[slug].name for slug in found) if len(found) > 1 else []


def _names_of(body: Body) -> Iterable[str]:
    for language in LANGUAGES:
        yield getattr(body, f"name_{language}")
        yield getattr(body, f"short_name_{language}")


def _as_name(text: str) -> str:
    """A name as it is compared: without case, quotation marks, points, kinds of dashes and of spaces."""
    plain = re.sub(r"[«»\"'“”„’`.]", " ", text.casefold().replace("ё", "е"))
    return " ".join(re.sub(r"[\u2010-\u2015-]", "-", plain).split())


def kept_row(given: Mapping[str, Any], bodies: Bodies, language: str) -> Row:
    """A row as it is kept. ``given``: ``FIELDS``, or "names" {kk, ru, en} for the three; ``body`` may be a Body."""
    names = given.get("names") or given.get("name") or {}
    row = {field: _text(given.get(field)) for field in FIELDS}
    for code in LANGUAGES:
        row[f"name_{code}"] = row[f"name_{code}"] or _text(names.get(code))
    body = given.get("body")
    row["body"] = body.slug if isinstance(body, Body) else bodies.slug_of(row["body"])
    row["better"] = better_of(row["better"])
    for field in ("weight", "plan"):
        row[field] = _number_text(row[field], language)
    return row


def kept_rows(given: Iterable[Mapping[str, Any]], bodies: Bodies, language: str) -> list[Row]:
    """The rows as they are kept, in the order of bodies; a row in which nothing is written is left out.

    A row without a code gets one of its English name: by its code a fact is compared with that of the year before.
    """
    rows = [kept_row(one, bodies, language) for one in given]
    rows = [row for row in rows if any(row[field] for field in FIELDS if field != "body")]
    place = {slug: number for number, slug in enumerate(bodies.by_slug)}
    rows.sort(key=lambda row: place.get(row["body"], len(place)))
    taken = {(row["body"], row["code"]) for row in rows}
    for row in rows:
        if not row["code"]:
            row["code"] = _free_code(row, taken)
            taken.add((row["body"], row["code"]))
    return rows


def _text(value: Any) -> str:
    return " ".join(str("" if value is None else value).split())[:KEPT]


def _number_text(text: str, language: str) -> str:
    """The number written with a point; the text as it is when it is no number."""
    try:
        return f"{parse_number(text.removesuffix('%'), language):f}"
    except NotANumber:
        return text


def _free_code(row: Row, taken: set[tuple[str, str]]) -> str:
    base = slugify(row["name_en"])[:50].strip("-_")
    if not base:
        return ""
    codes = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
    return next(code for code in codes if (row["body"], code) not in taken)


def number_of(text: str) -> Decimal | None:
    """The kept number; None for a text that is none."""
    return Decimal(text) if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) else None


@dataclass(frozen=True)
class RowFault:
    """What is wrong in one cell: the row's number from 1, the field, what stands there, and what is wanted."""

    number: int
    field: str
    found: str
    wanted: str


def faults_in(rows: Sequence[Row], bodies: Bodies) -> list[RowFault]:
    """Everything that keeps these rows from being a list (c22)."""
    faults: list[RowFault] = []
    met: dict[tuple[str, str], int] = {}
    for number, row in enumerate(rows, start=1):
        found = [*_body_faults(row, bodies), *_code_faults(row, met), *_cell_faults(row)]
        faults += [RowFault(number, field, row[field], wanted) for field, wanted in found]
        met.setdefault((row["body"], row["code"]), number)
    return faults


def _body_faults(row: Row, bodies: Bodies) -> Iterable[tuple[str, str]]:
    if row["body"] in bodies.by_slug:
        return
    several = bodies.several(row["body"])
    if several:
        yield (
            "body",
            _("several bodies are called so: %(bodies)s. Write the full name.")
            % {"bodies": "; ".join(several)},
        )
    else:
        yield "body", _("write the name of a body as it stands in the register of bodies.")


def _code_faults(row: Row, met: Mapping[tuple[str, str], int]) -> Iterable[tuple[str, str]]:
    code = row["code"]
    if not code or not re.fullmatch(r"[A-Za-z0-9_-]+", code):
        yield "code", _("give a code of Latin letters, digits and hyphens.")
    elif (row["body"], code) in met:
        yield "code", _("the code “%(code)s” stands twice for this body.") % {"code": code}


def _cell_faults(row: Row) -> Iterable[tuple[str, str]]:
    wanted = {
        "name_kk": _("name the indicator in Kazakh."),
        "name_ru": _("name the indicator in Russian."),
        "name_en": _("name the indicator in English."),
    }
    for field, sentence in wanted.items():
        if not row[field]:
            yield field, sentence
    for field, limit in LONGEST.items():
        if len(row[field]) > limit:
            yield field, _("at most %(limit)s characters.") % {"limit": limit}
    if row["better"] not in BETTER:
        yield "better", _("say which is better by one of the words: %(words)s.") % {"words": accepted_words()}
    weight, plan = number_of(row["weight"]), number_of(row["plan"])
    if weight is None or weight <= 0:
        yield "weight", _("the weight is a number above 0.")
    if plan is None:
        yield "plan", _("the plan is a number.")
    for field, number in (("weight", weight), ("plan", plan)):
        whole, decimals = DIGITS[field]
        if number is not None and not _fits(number, whole, decimals):
            yield (
                field,
                _("at most %(whole)s digits before the decimal sign and %(decimals)s after it.")
                % {
                    "whole": whole,
                    "decimals": decimals,
                },
            )


def _fits(number: Decimal, whole: int, decimals: int) -> bool:
    return abs(number) < 10**whole and len(f"{trimmed(number):f}".partition(".")[2]) <= decimals


@dataclass(frozen=True)
class Change:
    """One indicator that two lists do not have alike. ``kind``: "added", "removed", "changed".

    ``fields``: (field, before, after) of what differs; empty for one that came or went.
    """

    kind: str
    row: Row
    fields: tuple[tuple[str, str, str], ...] = ()


def changes(before: Sequence[Row], after: Sequence[Row]) -> list[Change]:
    """What ``after`` has otherwise than ``before``, by body and code, in the order of ``after``, then what went."""
    old = {(row["body"], row["code"]): row for row in before}
    found: list[Change] = []
    for row in after:
        earlier = old.pop((row["body"], row["code"]), None)
        if earlier is None:
            found.append(Change("added", row))
            continue
        differing = tuple(
            (field, earlier[field], row[field]) for field in FIELDS if not _same(earlier[field], row[field])
        )
        if differing:
            found.append(Change("changed", row, differing))
    return [*found, *(Change("removed", row) for row in old.values())]


def _same(one: str, other: str) -> bool:
    """Whether two cells say the same: as texts, or as numbers."""
    if one == other:
        return True
    left, right = number_of(one), number_of(other)
    return left is not None and left == right
