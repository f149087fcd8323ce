"""What a methodology asks about values: seen at once, explained before the hand-over, read by the evaluators beside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from engine.manifest import STATEMENTS, warnings_in
from evaluation import clock
from evaluation.models import Cycle
from evaluation.refusals import Refusal
from reports import actions
from reports.actions.documents import mend_document
from reports.entries import ValueEntry
from reports.models import DatumValue, Manifest, Provenance, Report
from reports.selectors import read_sheet
from reports.selectors.doubts import told_doubts
from reports.selectors.manifests import outdated
from reports.selectors.tasks import block_facts
from tests.worlds.elements import element, elements, texts
from tests.worlds.layers import Layers, layer
from tests.worlds.opened import Opened, open_year, shipped_document
from tests.worlds.report_pages import page_of, russian, typed
from tests.worlds.world import NOW, World

__all__ = ["russian"]


def asking(**checks: Any) -> dict[str, Any]:
    """Block 3 of 2018, its first item of the body with these checks; the next without those that it ships with."""
    document = shipped_document("3")
    items = {one["code"]: one for one in document["items"]}
    items["functions_due"] |= checks
    for check in ("jump", "evidence_of_period", "on_trial"):
        items["functions_automated"].pop(check, None)
    return document


def open_asking(world: World) -> Opened:
    return open_year(
        world,
        {
            "3": asking(
                jump=Decimal(50),
                outlier=Decimal(4),
                sum_of=["functions_automated"],
                stops=["sum_of"],
                on_trial=["outlier"],
            )
        },
    )


layer("asking", open_asking, on="world")


@pytest.fixture
def asked(db: None, layers: Layers) -> Iterator[Opened]:
    with clock.frozen(NOW):
        yield layers.value("asking")


def gave(opened: Opened, body: str, number: int) -> None:
    """What counted for a body the year before."""
    year, _made = Cycle.objects.get_or_create(year=2017)
    DatumValue.objects.create(
        cycle=year,
        body=opened.world.body(body),
        item="functions_due",
        provenance=Provenance.REPORTED,
        number=Decimal(number),
        given_by=opened.person(f"{body}.preparer"),
        given_at=NOW,
    )


def give(opened: Opened, number: str, **more: Any) -> Report:
    report = opened.report("agriculture", 3)
    document = opened.document("agriculture")
    entries = [
        ValueEntry("functions_due", number=Decimal(number), document_ids=(document.pk,), **more),
        ValueEntry("functions_automated", number=Decimal(number), document_ids=(document.pk,)),
    ]
    return actions.save_values(report, opened.person("agriculture.preparer"), entries)


def hand(opened: Opened, report: Report) -> Report:
    return actions.hand_report_for_signature(report, opened.person("agriculture.preparer"))


@pytest.mark.clause("c40", "c64")
def test_a_jump_is_explained_before_the_hand_over_and_read_beside_the_value(
    asked: Opened, client: Client
) -> None:
    gave(asked, "agriculture", 2)
    report = give(asked, "96")
    with pytest.raises(Refusal) as refused:
        hand(asked, report)
    assert [fault.field for fault in refused.value.faults] == ["functions_due"]
    assert "× 48 к прошлому году: было 2, внесено 96." in refused.value.faults[0].sentence
    sections = block_facts(read_sheet(report)).sections
    assert [place.lacks for section in sections for place in section.places if place.lacks] == ["explanation"]

    asked.world.sign_in(client, "agriculture.preparer")
    text = client.get(page_of(report)).content.decode()
    assert len(elements(text, "#state-functions_due .place-asked-waiting")) == 1
    sent = typed(report, functions_due={"say": "Передан новый вид работ, приказ № 5."})
    assert client.post(page_of(report), sent).status_code == 302
    report = hand(asked, asked.report("agriculture", 3))
    actions.sign_report(report, asked.person("agriculture.first_head"))

    asked.world.sign_in(client, "civil-service.evaluator")
    text = client.get(page_of(report)).content.decode()
    [said] = elements(text, "#at-functions_due .place-said")
    assert "Передан новый вид работ, приказ № 5." in said.text
    assert len(elements(text, "#at-functions_due .place-asked")) == 1


@pytest.mark.clause("c64")
def test_before_signing_the_first_head_reads_what_still_warns_and_the_manifest_says_so(
    asked: Opened, client: Client
) -> None:
    gave(asked, "agriculture", 2)
    report = give(asked, "96", explanation="Передан новый вид работ, приказ № 5.")
    document = asked.document("agriculture")
    mend_document(
        document,
        asked.person("agriculture.preparer"),
        document.title,
        document.source_kind,
        document.confidentiality,
        period=(date(2016, 1, 1), date(2016, 12, 31)),
    )
    report = hand(asked, report)
    asked.world.sign_in(client, "agriculture.first_head")
    page = client.get(page_of(report, "report_sign"))
    old = "Период документа «report.txt» закончился до отчётного года: 31.12.2016."
    assert texts(page, "#warnings-title ~ ul li") == [
        (
            "Число функций, подлежащих автоматизации: × 48 к прошлому году: было 2, внесено 96. Пояснение органа: "
            "Передан новый вид работ, приказ № 5."
        ),
        f"Число функций, подлежащих автоматизации: {old}",
        f"Число автоматизированных функций: {old}",
    ]
    head, shown = asked.person("agriculture.first_head"), element(page, "[name=shown]")["value"]
    manifest = actions.freeze_manifest(report, head, report.revision, shown=shown)
    told = json.loads(bytes(manifest.content))
    assert [(one["item"], one["check"]) for one in told["warnings"]] == [
        ("functions_automated", "old_document"),
        ("functions_due", "jump"),
        ("functions_due", "old_document"),
    ]
    [value] = [one for one in told["values"] if one["item"] == "functions_due"]
    assert value["explanation"] == "Передан новый вид работ, приказ № 5."

    for body in (
        asked.world.bodies.values()
    ):  # what comparable bodies have makes it an outlier while the page is open
        if body.kind == report.body.kind and body.slug != "agriculture":
            gave(asked, body.slug, 7)
    assert not outdated(manifest, read_sheet(report))
    for verb in (actions.freeze_manifest, actions.sign_report):
        with pytest.raises(Refusal) as refused:
            verb(report, head, report.revision, shown=shown)
        assert refused.value.code == "stale"
    ticked = dict.fromkeys(STATEMENTS, "on") | {"way": "second_factor", "revision": report.revision}
    answer = client.post(page_of(report, "report_sign"), {**ticked, "shown": shown})
    assert answer.status_code == 409
    assert len(elements(answer, "#warnings-title ~ ul li")) == 4
    shown = element(answer, "[name=shown]")["value"]
    assert client.post(page_of(report, "report_sign"), {**ticked, "shown": shown}).status_code == 302
    assert [one["check"] for one in warnings_in(bytes(Manifest.objects.latest("pk").content))] == [
        "old_document", "jump", "old_document", "outlier",
    ]  # fmt: skip


def test_an_explanation_is_left_by_those_who_do_not_speak_of_it(asked: Opened) -> None:
    give(asked, "96", explanation="Почему")
    give(asked, "97")
    assert DatumValue.objects.get(item="functions_due").explanation == "Почему"
    give(asked, "97", explanation="")
    assert DatumValue.objects.get(item="functions_due").explanation == ""


def test_a_check_that_stops_is_passed_by_no_explanation(asked: Opened) -> None:
    report = give(asked, "96", explanation="Так и есть.")
    preparer = asked.person("agriculture.preparer")
    document = asked.document("agriculture")
    entry = ValueEntry("functions_automated", number=Decimal(90), document_ids=(document.pk,))
    report = actions.save_values(report, preparer, [entry])
    with pytest.raises(Refusal, match="исправить или пояснить: 1"):
        hand(asked, report)
    [told] = told_doubts(read_sheet(report))
    assert (told.check, told.stops, told.open) == ("sum_of", True, True)


def test_an_outlier_on_trial_warns_asks_for_nothing_and_tells_no_figure(
    asked: Opened, client: Client
) -> None:
    peers = [
        body for body in asked.world.bodies.values() if body.kind == asked.world.body("agriculture").kind
    ]
    for body in peers:
        if body.slug != "agriculture":
            DatumValue.objects.create(
                cycle=Cycle.objects.get(year=2017),
                body=body,
                item="functions_due",
                provenance=Provenance.REPORTED,
                number=Decimal(7),
                given_by=asked.person("agriculture.preparer"),
                given_at=NOW,
            )
    assert len(peers) > 5
    report = give(asked, "96")
    [told] = told_doubts(read_sheet(report))
    assert (told.check, told.trial, told.open) == ("outlier", True, False)
    assert "7" not in told.sentence.replace("96", "")
    assert hand(asked, report).state == "awaiting_signature"


def test_questions_cost_one_query_whatever_is_given(asked: Opened) -> None:
    sheet = read_sheet(give(asked, "96"))
    with CaptureQueriesContext(connection) as queries:
        told_doubts(sheet)
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        told_doubts(sheet)
    assert len(queries) == 0


def test_of_two_values_of_one_field_the_second_person_sees_both_and_chooses(
    opened: Opened, client: Client
) -> None:
    report = opened.report("agriculture", 3)
    before = typed(report)
    preparer = opened.person("agriculture.preparer")
    actions.save_values(report, preparer, [ValueEntry("functions_due", number=Decimal(103))])
    opened.world.sign_in(client, "agriculture.preparer")
    address = page_of(report, "report_value") + "?place=functions_due"
    answer = client.post(address, before | {"v:functions_due": "104"})
    text = answer.content.decode()
    assert answer["Sarap-Saved"] == "no"
    assert [" ".join(one.text.split()) for one in elements(text, ".place-one strong")] == ["104", "103"]
    assert str(preparer) in elements(text, ".place-one")[1].text
    assert [one["value"] for one in elements(text, "[name='keep:functions_due']")] == ["mine", "theirs"]
    sent = {field["name"]: field["value"] for field in elements(text, "#state-functions_due input")}

    theirs = client.post(address, {**sent, "v:functions_due": "104", "keep:functions_due": "theirs"})
    assert theirs["Sarap-Saved"] == "yes"
    assert elements(theirs.content.decode(), "#at-functions_due")[0]["value"] == "103"
    assert DatumValue.objects.get(item="functions_due").number == 103

    mine = client.post(address, {**sent, "v:functions_due": "104", "keep:functions_due": "mine"})
    assert elements(mine.content.decode(), "#at-functions_due")[0]["value"] == "104"
    assert DatumValue.objects.get(item="functions_due").number == 104


def test_the_choice_works_without_a_script(opened: Opened, client: Client) -> None:
    report = opened.report("agriculture", 3)
    before = typed(report)
    other = opened.person("agriculture.first_head")
    actions.save_values(
        report, opened.person("agriculture.preparer"), [ValueEntry("functions_due", number=Decimal(103))]
    )
    DatumValue.objects.filter(item="functions_due").update(given_by=other)
    opened.world.sign_in(client, "agriculture.preparer")
    text = client.post(page_of(report), before | {"v:functions_due": "104"}).content.decode()
    sent = {
        field["name"]: field["value"]
        for field in elements(text, "#report-form input")
        if field.get("type") != "checkbox" and field.get("type") != "file"
    }
    assert sent["v:functions_due"] == "104"
    answer = client.post(page_of(report), sent | {"keep:functions_due": "theirs"})
    assert answer.status_code == 302
    assert DatumValue.objects.get(item="functions_due").number == 103
