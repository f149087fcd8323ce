"""The way of a score is told three times, as a page, as JSON and as the annex of the PDF: all three say the same (c9.4)."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from blocks import actions
from blocks.actions.scoring import items_read
from blocks.models import Conclusion, ConclusionFile, PartialConclusion
from blocks.pdf import conclusion_pdf
from blocks.trace.nodes import read_trace
from blocks.trace.record import indicators_of, recompute
from evaluation import clock
from evaluation.models import Body, Office, User
from evaluation.presentation import date_numeric_text, decimal_text
from methodologies.content import methodology_of, text_of
from methodologies.models import KeyPerformanceIndicator
from public.selectors import public_conclusion
from public.trace import PublicSight
from reports.entries import ValueEntry
from reports.models import Provenance
from tests.reports.test_statistics import JUNE, NOT_OUT, OUT, take_in, year
from tests.worlds.elements import Part, named, parsed
from tests.worlds.opened import opened
from tests.worlds.published import Published, published
from tests.worlds.scored import Scored, scored

__all__ = ["opened", "published", "scored", "year"]

pytestmark = pytest.mark.slow


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
            words = f"list of key indicators, order {origin['order']}"
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


# --- the three --------------------------------------------------------------------------------------------------------


def all_three(conclusion: Conclusion, client: Client) -> set[Told]:
    """The rows of the conclusion, the same in JSON, page and PDF."""
    with override("en"):
        told = json.loads(client.get(reverse("conclusion_trace_json", args=[conclusion.pk])).content)
        page = client.get(reverse("conclusion_trace", args=[conclusion.pk])).content.decode()
        rows = set(Json(conclusion, told).rows())
        assert on_page(page) == rows
        record = told["trace"]["methodology"]
        methodology = named(page, ".trace-methodology", "Methodology: ")
        assert f"approved by order No. {record['order_number']} of " in methodology.text
        assert methodology.one(".checksum").text == f"SHA-256 {record['sha256']}"
        text = annex_text(conclusion_pdf(ConclusionFile(conclusion=conclusion, language="en"))[1])
    assert squeezed(record["order_number"]) in text
    assert record["sha256"] in text
    assert not_in_the_annex(text, rows) == []
    return rows


def deduct(scored: Scored, item: str, number: int) -> None:
    """A deduction's value, given with the direction of the authority that answers for it."""
    partial = next(one for one in scored.partials() if item in items_read(one))
    entry = ValueEntry(item, number=Decimal(number), document_ids=(scored.proof(partial).pk,))
    actions.record_values(partial, scored.person(scored.office(partial, "evaluator")), [entry])


@pytest.mark.clause("c9.4", "c9.3", "c4")
def test_page_json_and_pdf_tell_the_same_of_reported_verified_and_register_values(
    scored: Scored, client: Client
) -> None:
    second = scored.partials()[1]
    proof = scored.proof(second)
    verified = ValueEntry("functions_automated", number=Decimal(14), document_ids=(proof.pk,))
    actions.record_values(second, scored.person(scored.office(second, "evaluator")), [verified])
    deduct(scored, "untrue_values_3", 1)
    conclusion = scored.conclude()
    scored.world.sign_in(client, "agriculture.first_head")
    rows = all_three(conclusion, client)
    told = {(row.code, row.source.partition(" (")[0], row.value) for row in rows}
    assert ("3.2.1.1", "verified by the evaluator", "14") in told
    assert ("3.2.1.1", "reported by the body", "15") in told, (
        "the reported value stands beside the verified one"
    )
    assert {"authority's register", "survey"} <= {hand for _code, hand, _value in told}
    assert all(row.checked for row in rows if row.source and not row.item.startswith("beside"))
    (taken,) = [row for row in rows if row.code == "untrue_value"]
    assert taken.checked.startswith("approved: "), "the second person stands behind the deduction too"
    counted = [row for row in rows if "verified" in row.source]
    assert counted[0].hashes == {proof.sha256}


@pytest.mark.clause("c9.4", "c4", "c22", "c47")
def test_page_json_and_pdf_tell_the_same_of_statistics_orders_and_late_figures(
    year: Scored, client: Client
) -> None:
    take_in(year, NOT_OUT)
    old = year.conclude("agriculture", 1)
    year.world.sign_in(client, "agriculture.first_head")
    with clock.frozen(JUNE):
        assert any("not counted: out in June" in row.value for row in all_three(old, client))
        record = take_in(year, OUT)
        new = actions.recount_conclusion(old, year.person("economy.approver"))
        rows = all_three(new, client)
    facts = [row for row in rows if row.source.startswith("official statistics")]
    assert {row.element for row in facts} == {"Indicator 1", "Indicator 2"}
    assert {row.hashes for row in facts} == {frozenset([record.sha256])}
    assert all("Committee on Statistics, series 5, retrieved on 01.03.2019" in row.source for row in facts)
    checks = {row.code: row.checked for row in facts}
    assert checks["1.1.1.1"].startswith("checked: ")
    assert "approver, 24.06.2019" in checks["1.1.1.1"], "by the second person who counted again"
    assert checks["1.1.1.2"] == "came after the check", "it is still not counted: there is no year before"
    plans = [row for row in rows if row.source.startswith("list of key indicators, order 12/9, 26.11.2018")]
    assert any("Head of the Presidential Administration" in row.source for row in plans)


@pytest.mark.clause("c9.4", "c9.5")
def test_the_public_page_tells_the_same_but_what_is_withheld(published: Published, client: Client) -> None:
    world = published.world
    world.sign_in(client, "economy.coordinator")
    desk: dict[int, set[Told]] = {}
    names = {user.get_full_name() or user.username for user in User.objects.all()}
    for block in (1, 2, 3):
        conclusion = Conclusion.objects.get(body__slug="agriculture", cycle__year=2018, block=block)
        with override("en"):
            desk[block] = on_page(
                client.get(reverse("conclusion_trace", args=[conclusion.pk])).content.decode()
            )
            page = Client().get(reverse("score", args=["agriculture", 2018, block])).content.decode()
        public = on_page(page)
        held = {row for row in public if row.value == "for official use, not shown"}
        assert public - held <= desk[block]
        whole = {(row.code, row.item, row.element) for row in desk[block]}
        assert {(row.code, row.item, row.element) for row in public} == whole
        assert all(not row.source and not row.hashes for row in held)
        assert bool(held) == (block == 2)
        assert not [name for name in names if name and name in page]


# --- what the trace keeps ---------------------------------------------------------------------------------------------


def test_a_trace_of_the_first_format_still_comes_to_the_same_digits(scored: Scored) -> None:
    conclusion = scored.conclude()
    old = json.loads(json.dumps(conclusion.trace))
    old["format"] = 1
    for key in ("order_number", "order_date", "sha256"):
        del old["methodology"][key]
    for direction in old["directions"]:
        for criterion in direction["criteria"]:
            for part in criterion["indicators"]:
                del part["check"]
                for given in part["inputs"]:
                    (given.get("provenance") or {}).pop("given_by", None)
    conclusion.trace = old
    found = recompute(conclusion)
    assert found is not None
    assert found.same, found.differs
    root = read_trace(conclusion).root
    assert root.children[0].children[0].children[0].check == ""
    assert root.children[0].note, "the direction names its evaluator by the role"


def test_a_trace_of_the_second_format_is_compared_but_for_the_digits_that_were_cut(scored: Scored) -> None:
    """Then every division was cut at 50 digits, and a contribution at 28: their last digits are not today's."""
    conclusion = scored.conclude()
    old = json.loads(json.dumps(conclusion.trace))
    old["format"] = 2
    contribution = next(indicators_of(old))["contribution"]
    whole, _, places = contribution.partition(".")

    def same(told: str) -> bool:
        next(indicators_of(old))["contribution"] = told
        conclusion.trace = old
        found = recompute(conclusion)
        assert found is not None
        return found.same

    assert same(contribution)
    assert same(f"{whole}.{places:0<25}7"), "the 26th place is where it was cut"
    assert not same(f"{whole}.{places:0<10}7"), "the eleventh is not"


@pytest.mark.clause("c61", "c9.3")
def test_a_mark_given_by_somebody_else_changes_the_trace(scored: Scored) -> None:
    conclusion = scored.conclude()
    found = recompute(conclusion)
    assert found is not None
    assert found.same
    PartialConclusion.objects.filter(pk=scored.partials()[0].pk).update(approved_at=JUNE)
    found = recompute(conclusion)
    assert found is not None
    assert found.differs == ("trace: directions",)


def test_the_trace_costs_the_same_queries_for_any_reader(
    published: Published, django_assert_max_num_queries: Any
) -> None:
    body = Body.objects.get(slug="agriculture")
    public = public_conclusion(body, 2018, 1)
    assert public is not None
    with django_assert_max_num_queries(3):
        read_trace(public.conclusion, PublicSight(public))
