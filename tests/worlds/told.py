"""What a score's way tells, row by row, read from the JSON, from the page and from the annex of the PDF."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from blocks.models import Conclusion
from evaluation import clock
from evaluation.models import Body, Office
from evaluation.presentation import date_numeric_text, date_text, decimal_text
from methodologies.content import methodology_of, text_of
from methodologies.models import KeyPerformanceIndicator
from reports.models import Provenance
from tests.worlds.elements import Part, parsed


class Told(NamedTuple):
    """One value as it is told: of which indicator, what, of what element, how much, whose, on what, and who checked it."""

    code: str
    item: str
    element: str
    value: str
    source: str
    hashes: frozenset[str]
    checked: str


# --- as JSON ----------------------------------------------------------------------------------------------------------


class Json:
    """What the stored JSON tells, put in English words by the test itself."""

    def __init__(self, conclusion: Conclusion, told: dict[str, Any]) -> None:
        self.trace = told["trace"]
        self.year = told["year"]
        self.items = {
            item.code: text_of(item.name, "en") for item in methodology_of(conclusion.methodology).items
        } | {
            "kpi.plan": "plan of the key indicator",
            "kpi.weight": "weight of the key indicator",
            "kpi.better": "which way is better",
        }
        listed = KeyPerformanceIndicator.objects.filter(body=conclusion.body)
        self.elements = {kpi.code: kpi.name_en for kpi in listed}
        self.bodies = {body.slug: body.short_name_en for body in Body.objects.all()}

    def rows(self) -> Iterator[Told]:
        for direction in self.trace["directions"]:
            for criterion in direction["criteria"]:
                for part in criterion["indicators"]:
                    yield from self.of(part, self.check(part["check"]))
        for penalty in self.trace["penalties"]:
            yield from self.of(penalty, self.check(penalty["check"]) if "check" in penalty else "")

    def of(self, part: dict[str, Any], check: str) -> Iterator[Told]:
        for given in part["inputs"]:
            item, element = self.items[given["item"]], str(given.get("element", ""))
            if given.get("years_back"):
                item = f"{item}, the year before"
            element = self.elements.get(element) or (f"budget programme {element}" if element else "")
            origin = given.get("provenance") or {}
            own = check if origin else ""
            if given.get("years_back") and origin:
                own = f"checked in the evaluation for {self.year - 1}"
            elif "marked_at" in part.get("check", {}) and self.moment(origin, "given_at") > self.moment(
                part["check"], "marked_at"
            ):
                own = self.late(part["check"])
            yield Told(
                part["code"], item, element, self.value(given), self.source(origin), self.hashes(origin), own
            )
            for hand, other in (origin.get("beside") or {}).items():
                source = self.source({**other, "hand": hand})
                yield Told(
                    part["code"], f"beside {item}", element, self.value(other), source, self.hashes(other), ""
                )

    @staticmethod
    def moment(told: dict[str, Any], key: str) -> datetime:
        return datetime.fromisoformat(told.get(key, "2000-01-01T00:00:00+00:00"))

    def late(self, check: dict[str, Any]) -> str:
        return f"checked: {self.seat(check, 'remade')}" if "remade_at" in check else "came after the check"

    @staticmethod
    def value(given: dict[str, Any]) -> str:
        if "value" not in given:
            return f"not counted: {given['reason']}" if given.get("reason") else "not given"
        value = str(given["value"])
        return decimal_text(Decimal(value), "en") if re.fullmatch(r"-?[\d.]+", value) else value

    @staticmethod
    def hashes(origin: dict[str, Any]) -> frozenset[str]:
        return frozenset(document["sha256"] for document in origin.get("documents", ()))

    def day(self, moment: str) -> str:
        return date_numeric_text(clock.day_of(datetime.fromisoformat(moment)))

    def seat(self, told: dict[str, Any], act: str) -> str:
        who = told[f"{act}_by"]
        parts = [self.bodies.get(who.get("body", ""), ""), str(Office(who["office"]).label)]
        parts.append(self.day(told[f"{act}_at"]) if f"{act}_at" in told else "")
        return ", ".join(filter(None, parts))

    def source(self, origin: dict[str, Any]) -> str:
        if not origin:
            return ""
        if origin["hand"] == "order":
            number, day = origin["order"].split(", ")
            ordered = date.fromisoformat("-".join(reversed(day.split("."))))
            words = f"list of key indicators, No. {number} of {date_text(ordered, 'en', year=True)}".replace(
                "\xa0", " "
            )
        else:
            words = str(Provenance(origin["hand"]).label)
        if "statistics" in origin:
            retrieved = date_numeric_text(date.fromisoformat(origin["statistics"]["retrieved_on"]))
            words += f": {origin['statistics']['source']}, retrieved on {retrieved}"
        return f"{words} ({self.seat(origin, 'given')})"

    def check(self, check: dict[str, Any]) -> str:
        marked = f"checked: {self.seat(check, 'marked')}; " if "marked_by" in check else ""
        told = f"{marked}approved: {self.seat(check, 'approved')}"
        return f"{told}; made anew: {self.seat(check, 'remade')}" if "remade_by" in check else told


# --- as a page --------------------------------------------------------------------------------------------------------


def plain(part: Part) -> str:
    """Its words, with every space a plain one."""
    return " ".join(part.text.split())


def first(part: Part | None, css: str) -> str:
    """The words of the first such element; nothing when there is none."""
    found = part.all(css) if part else []
    return plain(found[0]) if found else ""


def on_page(page: str) -> set[Told]:
    """The rows of the page's tree, each with the checksums that its numbers stand for below."""
    whole = parsed(page)
    below = [
        (one["id"].removeprefix("document-"), one.one(".checksum").text)
        for one in whole.all("li[id^='document-']")
    ]
    known = {number: checksum.removeprefix("SHA-256 ") for number, checksum in below}
    assert len(known) == len(below) > 0
    assert all(re.fullmatch("[0-9a-f]{64}", checksum) for checksum in known.values())

    def hashes(part: Part | None) -> frozenset[str]:
        links = [link.text for link in part.all("a")] if part else []
        return frozenset(known[link[1:-1]] for link in links if re.fullmatch(r"\[\d+\]", link))

    found: list[Told] = []
    for node in whole.all("li.trace-node[id^='i-'], li.trace-node[id^='p-']"):
        code, check, element = node["id"][2:], first(node, "p.trace-check > span"), ""
        assert len(node.all("li.trace-node")) == 1, "nothing below has rows of its own"
        for row in node.all("p.trace-element, div:has(> dt):has(> dd.num)"):
            if row.get("class") == "trace-element":
                element = plain(row)
                continue
            name = plain(row.one("dt"))
            hands = row.all("dd.trace-source")
            beside = [hand for hand in hands if "trace-beside" in hand["class"].split()]
            own = next((hand for hand in hands if hand not in beside), None)
            told_by = first(own, ".trace-from")
            covered = first(own, ".trace-checked") or (check if told_by else "")
            value = number(plain(row.one("dd.num")))
            found.append(Told(code, name, element, value, told_by, hashes(own), covered))
            for hand in beside:
                other, by = number(first(hand, ".num")), first(hand, ".trace-from")
                found.append(Told(code, f"beside {name}", element, other, by, hashes(hand), ""))
    assert len(found) == len(set(found)), "nothing is told twice"
    return set(found)


def number(text: str) -> str:
    """The value without its unit."""
    return re.sub(r"^(-?[\d.,]*\d)\b.*", r"\1", text)


# --- as the PDF -------------------------------------------------------------------------------------------------------


def squeezed(text: str) -> str:
    """Without white space and hyphens, one of which a line may end with."""
    return re.sub(r"[\s-]+", "", text)


def annex_text(pdf: bytes) -> str:
    """The text between the running head and foot of every page of the annex, without white space."""
    area = ["-x", "0", "-y", "66", "-W", "596", "-H", "715"]
    told = subprocess.run(["pdftotext", *area, "-", "-"], input=pdf, capture_output=True, check=True)
    text = squeezed(told.stdout.decode())
    text = text.partition(squeezed("Annex. How the score was obtained"))[2]
    head_of_table = squeezed("Direction, criterion, indicator Score")  # on every page
    return text.replace(head_of_table, "")


def not_in_the_annex(text: str, rows: set[Told]) -> list[Told]:
    """The rows that the annex does not tell; of those that it does, whatever it tells besides is a failure."""
    listed = re.findall(r"\[(\d+)\](?:(?!\[\d).)*?SHA256([0-9a-f]{64})", text.partition("Documents")[2])
    numbers = {checksum: place for place, checksum in listed}
    missing, rest = [], text
    for row in sorted(rows, key=lambda told: -len(told.source)):
        marks = sorted(int(numbers[checksum]) for checksum in row.hashes)
        beside = row.item.startswith("beside ")
        pattern = re.escape(squeezed("beside it")) if beside else re.escape(squeezed(row.item)) + ":"
        pattern += re.escape(squeezed(row.value)) + r"[^;:]*?"
        pattern += (";" + re.escape(squeezed(row.source))) if row.source else ""
        own_check = row.checked and "approved: " not in row.checked
        pattern += (";" + re.escape(squeezed(row.checked))) if own_check else ""
        pattern += "".join(rf"\[{mark}\]" for mark in marks)
        rest, times = re.subn(pattern, "¶", rest, count=1)
        if not times:
            missing.append(row)
    for hand in Provenance.labels:
        assert squeezed(f"; {hand}") not in rest, (
            f"the annex tells more: {rest[rest.index(squeezed(hand)) :][:200]}"
        )
    for check in {row.checked for row in rows if "approved: " in row.checked}:
        assert squeezed(check) in rest
    return missing
