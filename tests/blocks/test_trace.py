"""The way of a score is told three times, as a page, as JSON and as the annex of the PDF: all three say the same (c9.4)."""

from __future__ import annotations

import json
from decimal import Decimal

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
from evaluation.models import Body
from reports.entries import ValueEntry
from tests.worlds.elements import named
from tests.worlds.scored import Scored, scored
from tests.worlds.statistics import JUNE, NOT_OUT, OUT, measured, take_in
from tests.worlds.told import Json, Told, annex_text, not_in_the_annex, on_page, squeezed
from tests.worlds.unguarded import unguarded

__all__ = ["measured", "scored"]

pytestmark = pytest.mark.slow


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
    assert not_in_the_annex(text, {_in_full(row) for row in rows}) == []
    return rows


def _in_full(row: Told) -> Told:
    """The same row as paper has it: bodies stand with their full names."""
    for body in Body.objects.all():
        row = row._replace(
            source=row.source.replace(f"{body.short_name}, ", f"{body.name}, "),
            checked=row.checked.replace(f"{body.short_name}, ", f"{body.name}, "),
        )
    return row


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
    measured: Scored, client: Client
) -> None:
    take_in(measured, NOT_OUT)
    old = measured.conclude("agriculture", 1)
    measured.world.sign_in(client, "agriculture.first_head")
    with clock.frozen(JUNE):
        assert any("not counted: out in June" in row.value for row in all_three(old, client))
        record = take_in(measured, OUT)
        new = actions.recount_conclusion(old, measured.person("economy.approver"))
        rows = all_three(new, client)
    facts = [row for row in rows if row.source.startswith("official statistics")]
    assert {row.element for row in facts} == {"Indicator 1", "Indicator 2"}
    assert {row.hashes for row in facts} == {frozenset([record.sha256])}
    assert all("Committee on Statistics, series 5, retrieved on 01.03.2019" in row.source for row in facts)
    checks = {row.code: row.checked for row in facts}
    assert checks["1.1.1.1"].startswith("checked: ")
    assert "approver, 24.06.2019" in checks["1.1.1.1"], "by the second person who counted again"
    assert checks["1.1.1.2"] == "came after the check", "it is still not counted: there is no year before"
    plans = [
        row for row in rows if row.source.startswith("list of key indicators, No. 12/9 of 26 November 2018")
    ]
    assert any("Head of the Presidential Administration" in row.source for row in plans)


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
    with unguarded(PartialConclusion):
        PartialConclusion.objects.filter(pk=scored.partials()[0].pk).update(approved_at=JUNE)
    found = recompute(conclusion)
    assert found is not None
    assert found.differs == ("trace: directions",)
