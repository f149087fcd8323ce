"""The values of a trace in words: what each is, who gave it and on what, who checked it, what other hands gave beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from blocks.models import Conclusion
from blocks.selectors.workspace import names_of
from blocks.trace.sight import Given, Sight
from engine.formulas.arithmetic import trimmed
from engine.methodology import MethodologyText
from evaluation import clock
from evaluation.former_addresses import bodies_by_address
from evaluation.models import Body, Office
from evaluation.presentation import DASH, date_numeric_text, date_of_act_text, decimal_text
from methodologies.content import methodology_of, text_of
from methodologies.models import KeyPerformanceIndicator
from methodologies.units import unit_name
from reports.models import Provenance
from reports.models.documents import title_in

PLACES = 4
UNSAID_UNITS = ("number", "ratio", "own")  # they say nothing beside a number
MARKS = {Provenance.VERIFIED: "check", Provenance.STATISTICS: "statistics", Provenance.SURVEY: "statistics"}


@dataclass(frozen=True)
class Source:
    """A document behind values, numbered in the order in which the tree comes to it."""

    number: int
    title: str
    sha256: str
    url: str
    kind: str


@dataclass(frozen=True)
class Hand:
    """One hand's value: whose it is and from where, as a line; the value; its documents."""

    source: str
    value: str
    documents: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Read:
    """One value that a formula read. ``checked`` is empty where the indicator's own check covers it.

    ``element``: the name of the key indicator, programme or language that it is of, if any. ``hidden``: the value is
    held back, and with it everything that would tell of it.
    """

    name: str
    value: str
    element: str = ""
    source: str = ""
    checked: str = ""
    beside: tuple[Hand, ...] = ()
    documents: tuple[Source, ...] = ()
    hidden: bool = False


class Reader:
    """Reads the values of one conclusion's trace for a reader with this sight. Two queries.

    ``official``: offices and bodies stand with their full names, as a document has them.
    """

    def __init__(self, conclusion: Conclusion, sight: Sight, official: bool = False) -> None:
        self.official = official
        self.conclusion, self.trace, self.sight = conclusion, conclusion.trace, sight
        self.methodology: MethodologyText = methodology_of(conclusion.methodology)
        self.language = get_language() or "kk"
        self.names: dict[str, str] = names_of(self.methodology) | {
            "kpi.plan": _("plan of the key indicator"),
            "kpi.weight": _("weight of the key indicator"),
            "kpi.better": _("which way is better"),
            "higher": _("higher"),
            "lower": _("lower"),
        }
        self.units = {
            item.code: unit_name(item.unit, self.methodology)
            for item in self.methodology.items
            if item.unit not in UNSAID_UNITS
        }
        self.items = {item.code: item for item in self.methodology.items}
        self.documents: dict[int, Source] = {}

    # --- names ----------------------------------------------------------------------------------------------

    @cached_property
    def bodies(self) -> dict[str, str]:
        """The names of every body that the trace tells of, by address: the short ones, on paper the full ones."""
        return {slug: body.name if self.official else body.short_name for slug, body in self._found.items()}

    @cached_property
    def _found(self) -> dict[str, Body]:
        return bodies_by_address(bodies_in(self.trace))

    def full_name(self, slug: str) -> str:
        """The official name of a body, for who evaluated; empty where the trace names none."""
        return self._found[slug].name if slug in self._found else ""

    @cached_property
    def rows(self) -> dict[str, str]:
        """The names of the body's key indicators of this year and the last, by code."""
        year = self.conclusion.cycle.year
        listed = KeyPerformanceIndicator.objects.filter(
            body_id=self.conclusion.body_id, cycle__year__in=[year, year - 1]
        )
        return {kpi.code: kpi.name for kpi in listed.order_by("cycle__year")}

    def number(self, value: Any, places: int | None = None) -> str:
        """A number as it is written; without ``places`` with at most four decimals and none too many."""
        number = Decimal(str(value))
        if places is None:
            number = trimmed(number, PLACES)
        return decimal_text(number, self.language, places)

    def day(self, moment: str) -> str:
        """``moment``: ISO with its offset. The day that it was in Almaty, in digits."""
        return date_numeric_text(clock.day_of(datetime.fromisoformat(moment)))

    def seat(self, seat: Given, moment: str = "") -> str:
        """The office and its body, not a person: "МНЭ, оценщик, 25.02.2019"."""
        office = seat.get("office", "")
        parts = [
            self.bodies.get(seat.get("body", ""), ""),
            self.office(office),
            self.day(moment) if moment else "",
        ]
        return ", ".join(part for part in parts if part)

    def office(self, office: str) -> str:
        """The office's name; on paper it names its state as acts do. Empty for an office that there is not."""
        if self.official and office == Office.HEAD_OF_ADMINISTRATION:
            return pgettext("in a document", "Head of the Presidential Administration")
        return str(Office(office).label) if office in Office.values else ""

    def sources(self, documents: Iterable[Given], hand: str = "") -> tuple[Source, ...]:
        """The documents that may be named, each with its number in the whole tree."""
        found = []
        for document in documents:
            if not self.sight.names(document):
                continue
            known = self.documents.get(document["id"])
            if known is None:
                known = self.documents[document["id"]] = Source(
                    len(self.documents) + 1,
                    title_in(document, self.language),
                    document["sha256"],
                    self.sight.document_url(document["id"]),
                    MARKS.get(hand, "report") if hand in Provenance.values else "other",  # type: ignore[call-overload]
                )
            found.append(known)
        return tuple(found)

    # --- one value ------------------------------------------------------------------------------------------

    def read(self, given: Given, check: Given) -> Read:
        """One input of the trace. ``check``: of the indicator that reads it, empty for a penalty."""
        name, element = self.name(given), self.element(given)
        hidden = self.sight.hides(given)
        if hidden:
            return Read(name, hidden, element, hidden=True)
        provenance = given.get("provenance") or {}
        if given["state"] == "missing":
            return Read(name, _("not given"), element)
        if given["state"] == "default":
            value = _("%(value)s, as nothing else was recorded") % {"value": self.value(given)}
            return Read(name, value, element)
        hand = provenance.get("hand", "")
        return Read(
            name,
            self.value(given),
            element,
            self.source(provenance, hand),
            self.checked(given, provenance, check),
            tuple(
                Hand(
                    self.source(other, other_hand),
                    self.value({"item": given["item"], "value": other["value"]}),
                    self.sources(other["documents"], other_hand),
                )
                for other_hand, other in _beside(provenance)
            ),
            self.sources(provenance.get("documents", ()), hand),
        )

    def name(self, given: Given) -> str:
        """What the value is, of which year and body."""
        name = str(self.names.get(given["item"], given["item"]))
        if given.get("years_back"):
            name = _("%(name)s, the year before") % {"name": name}
        if given.get("body"):
            name = f"{name} · {self.bodies.get(given['body'], given['body'])}"
        return name

    def element(self, given: Given) -> str:
        """Of which key indicator, language or programme the value is."""
        code = str(given.get("element") or "")
        if code and self.items.get(given["item"]) and self.items[given["item"]].per == "programme":
            return _("budget programme %(code)s") % {"code": code}
        return self.rows.get(code) or _language(code) or code

    def value(self, given: Given) -> str:
        """The value with its unit; for one that is not counted, why."""
        if "value" not in given:
            reason = str(given.get("reason") or DASH)
            return _("not counted: %(reason)s") % {"reason": self.names.get(reason, reason)}
        text = self.short(given)
        unit = self.units.get(given["item"], "") if is_number(given["value"]) else ""
        return f"{text} {unit}" if unit else text

    def short(self, given: Given) -> str:
        """The value without its unit: a number, or the name of a choice."""
        value = given.get("value")
        if value is None:
            return DASH
        item = self.items.get(given["item"])
        for choice in item.choices if item is not None else ():
            if choice.code == value:
                return text_of(choice.name)
        if is_number(value):
            return self.number(value)
        return {"higher": _("higher"), "lower": _("lower")}.get(str(value), str(value))

    def source(self, provenance: Given, hand: str) -> str:
        """From whose hand the value is: of statistics their source and day, of the list its order; office and day."""
        who = self.seat(provenance.get("given_by") or {}, provenance.get("given_at", ""))
        if hand == "order":
            told: str = _("list of key indicators, %(order)s") % {"order": self.order(provenance["order"])}
        elif hand not in Provenance.values:
            return ""
        elif "statistics" in provenance:
            statistics = provenance["statistics"]
            words = _("%(source)s, retrieved on %(day)s") % {
                "source": statistics["source"],
                "day": date_numeric_text(date.fromisoformat(statistics["retrieved_on"])),
            }
            told = f"{Provenance(hand).label}: {words}"
        else:
            told = str(Provenance(hand).label)
        return f"{told} ({who})" if who else told

    def order(self, stored: str) -> str:
        """An order as acts name it; traces keep it as «12-18/9, 03.12.2018»."""
        number, _comma, written = stored.rpartition(", ")
        try:
            day = date.fromisoformat("-".join(reversed(written.split("."))))
        except ValueError:
            return stored
        words: str = _("No. %(number)s of %(day)s")
        return words % {"number": number, "day": date_of_act_text(day, self.language)}

    # --- checks ---------------------------------------------------------------------------------------------

    def checked(self, given: Given, provenance: Given, check: Given) -> str:
        """Who checked this value, where the indicator's check does not say it."""
        if given.get("body"):
            return _("checked in the evaluation of that body")
        if given.get("years_back"):
            year = self.conclusion.cycle.year - int(given["years_back"])
            return _("checked in the evaluation for %(year)s") % {"year": year}
        at = provenance.get("given_at", "")
        if provenance.get("hand") == Provenance.APPEAL:
            return ""  # a special commission found it; the indicator's check says who made the mark anew
        if not at or "marked_at" not in check or not self.came_after(at, check):
            return ""
        if "remade_at" not in check:
            return _("came after the check")
        who = self.seat(check["remade_by"], check["remade_at"])
        return _("checked: %(who)s") % {"who": who}

    @staticmethod
    def came_after(moment: str, check: Given) -> bool:
        """Whether a value came when the indicator was marked already."""
        return datetime.fromisoformat(moment) > datetime.fromisoformat(check["marked_at"])

    def check(self, check: Given) -> str:
        """Who marked the indicator, who approved the mark, and who made it anew since."""
        if not check:
            return ""
        parts = []
        if "marked_by" in check:
            parts.append(_("checked: %(who)s") % {"who": self.seat(check["marked_by"], check["marked_at"])})
        if "approved_by" in check:
            who = self.seat(check["approved_by"], check["approved_at"])
            parts.append(_("approved: %(who)s") % {"who": who})
        if "remade_by" in check:
            who = self.seat(check["remade_by"], check["remade_at"])
            parts.append(_("made anew: %(who)s") % {"who": who})
        return "; ".join(parts)


def is_number(value: Any) -> bool:
    """Whether a value of a trace is written in digits."""
    return isinstance(value, str) and value.lstrip("-").replace(".", "", 1).isdecimal()


def _beside(provenance: Given) -> list[tuple[str, dict[str, Any]]]:
    """What other hands gave; of a trace of the first format the value alone."""
    found = []
    for hand, other in (provenance.get("beside") or {}).items():
        found.append((hand, other if isinstance(other, dict) else {"value": other, "documents": []}))
    return found


def _language(code: str) -> str:
    return {"kk": _("in Kazakh"), "ru": _("in Russian")}.get(code, "")


def bodies_in(part: Any) -> Iterable[str]:
    """The addresses of all bodies that a trace names."""
    if isinstance(part, Mapping):
        for key, value in part.items():
            if key == "body" and isinstance(value, str):
                yield value
            else:
                yield from bodies_in(value)
    elif isinstance(part, list):
        for one in part:
            yield from bodies_in(one)
