"""Methodologies on their way into force: taken in, checked, agreed, approved by order (c16–c20, c26, c33, c39)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import InternalError, connection, transaction

from engine.methodology import REQUIREMENTS
from evaluation import clock
from evaluation.models import Cycle, JournalEntry
from methodologies import actions
from methodologies.content import methodology_of, overall_of
from methodologies.models import Indicator, Methodology, MethodologyState
from methodologies.review import checked_document, document_of, faults_of
from schedule.models import Letter
from tests.worlds.opened import (
    NOVEMBER,
    Opened,
    approve_methodology,
    shipped,
    shipped_document,
)
from tests.worlds.opening import ORDER, refused, unopened
from tests.worlds.world import HOLDERS, World

__all__ = ["unopened"]


def first_indicator(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["directions"][0]["criteria"][0]["indicators"][0]
    return found


def letters(kind: str) -> set[str]:
    return set(Letter.objects.filter(kind=kind).values_list("to__username", flat=True))


# --- taking in -----------------------------------------------------------------------------------------------------


@pytest.mark.clause("c17", "c16")
@pytest.mark.parametrize("subject", ["1", "2", "3", "overall"])
def test_a_methodology_goes_all_the_way_into_force(world: World, unopened: Cycle, subject: str) -> None:
    with clock.frozen(NOVEMBER):
        record = approve_methodology(world, unopened, subject)
    assert (record.state, record.version, record.order_number) == (
        MethodologyState.APPROVED,
        1,
        f"{subject}/7",
    )
    acts = JournalEntry.objects.filter(object_type="methodologies.methodology", object_id=record.pk).order_by(
        "id"
    )
    assert list(acts.values_list("act", flat=True)) == [
        f"methodology.{verb}"
        for verb in ("import", "submit", "agree_planning", "agree_working_body", "approve")
    ]
    assert letters("methodology.agree") == {"economy.coordinator", "commission.working_body"}
    assert f"{HOLDERS['state_planning']}.approver" in letters("methodology.approve") or subject in "23"


@pytest.mark.clause("c26", "c33", "c39")
@pytest.mark.parametrize(
    ("subject", "developers", "strangers"),
    [
        ("1", ["economy", "finance"], ["civil-service", "communications", "legal-statistics"]),
        ("2", ["civil-service", "communications", "legal-statistics"], ["economy", "finance"]),
        ("3", ["communications", "civil-service"], ["economy", "finance", "legal-statistics"]),
    ],
)
def test_the_lead_and_its_co_developers_draft(
    world: World, unopened: Cycle, subject: str, developers: list[str], strangers: list[str]
) -> None:
    for body in strangers:
        refusal = refused(
            "right",
            lambda body=body: actions.import_methodology(
                unopened, shipped_document(subject), world.person(f"{body}.methodologist")
            ),
        )
        assert "co-developers" in refusal.sentence
    for body in developers:
        record = actions.import_methodology(
            unopened, shipped_document(subject), world.person(f"{body}.methodologist")
        )
        assert record.version == 1  # the open draft is rewritten, not multiplied
    refused(
        "right", lambda: actions.submit_methodology(record, world.person(f"{strangers[0]}.methodologist"))
    )
    assert Methodology.objects.filter(subject=subject).count() == 1


def test_the_document_is_kept_as_taken_in(world: World, unopened: Cycle) -> None:
    author = world.person("economy.methodologist")
    record = actions.import_methodology(unopened, shipped_document("1"), author)
    record = Methodology.objects.get(pk=record.pk)
    assert checked_document(record.document) == record.document
    content = methodology_of(record)
    assert (content.cycle, content.version, content.block) == (2018, 1, 1)
    rows = list(Indicator.objects.filter(methodology=record).values_list("code", "direction", "name_ru"))
    assert rows == [(i.code, d.code, i.name.ru) for d, _c, i in content.indicators()]
    overall = actions.import_methodology(unopened, shipped_document("overall"), author)
    assert sum(block.weight for block in overall_of(overall).blocks) == 100


def test_a_document_for_another_year_takes_the_year_of_its_cycle(world: World) -> None:
    cycle = Cycle.objects.create(year=2019, synthetic=True)
    record = actions.import_methodology(cycle, shipped_document("1"), world.person("economy.methodologist"))
    assert methodology_of(record).cycle == 2019


def test_a_faulty_document_is_refused_whole_with_every_fault_at_its_path(
    world: World, unopened: Cycle
) -> None:
    document = shipped_document("1")
    first_indicator(document)["better"] = "sideways"
    document["items"][0]["unit"] = "furlong"
    refusal = refused(
        "invalid",
        lambda: actions.import_methodology(unopened, document, world.person("economy.methodologist")),
    )
    fields = {fault.field for fault in refusal.faults}
    assert any("1.1.1.1" in field and "better" in field for field in fields), fields
    assert any("items[kpi_fact]" in field for field in fields), fields
    assert not Methodology.objects.exists()


def test_a_file_s_faults_name_their_lines() -> None:
    text = shipped("1").replace("renormalise: within_parent", "renormalise: somehow")
    line = text.splitlines().index("renormalise: somehow") + 1
    refusal = refused("invalid", lambda: document_of(text))
    assert str(line) in refusal.faults[0].sentence


def test_what_is_no_methodology_is_refused(world: World, unopened: Cycle) -> None:
    author = world.person("economy.methodologist")
    assert (
        refused("invalid", lambda: actions.import_methodology(unopened, {"block": 4}, author)).clause == "c17"
    )


# --- c18: what keeps it from going on ------------------------------------------------------------------------------


@pytest.mark.clause("c18")
@pytest.mark.parametrize(
    ("number", "key"),
    list(enumerate(REQUIREMENTS, start=1)),
)
def test_each_requirement_must_be_answered(world: World, unopened: Cycle, number: int, key: str) -> None:
    document = shipped_document("3")
    del first_indicator(document)["requirements"][key]
    author = world.person("communications.methodologist")
    record = actions.import_methodology(unopened, document, author)
    refusal = refused("incomplete", lambda: actions.submit_methodology(record, author))
    assert refusal.clause == "c18"
    (fault,) = refusal.faults
    assert fault.field.endswith(f"requirements.{key}")
    assert f"18.{number}" in fault.sentence
    assert Methodology.objects.get(pk=record.pk).state == MethodologyState.DRAFT


def test_weights_must_add_up(world: World, unopened: Cycle) -> None:
    document = shipped_document("1")
    document["directions"][0]["weight"] = 59.5
    first_indicator(document)["weight"] = 71
    author = world.person("economy.methodologist")
    record = actions.import_methodology(unopened, document, author)
    faults = dict(faults_of(record))
    assert set(faults) == {"directions", "directions[1.1].criteria[1.1.1].indicators"}
    assert "99.5" in faults["directions"].replace(",", ".")
    overall = shipped_document("overall")
    overall["blocks"][0]["weight"] = 61
    record = actions.import_methodology(unopened, overall, author)
    assert [path for path, _sentence in faults_of(record)] == ["blocks"]


@pytest.mark.clause("c18")
def test_a_shared_datum_has_one_description(world: World, unopened: Cycle) -> None:
    """The same code in two blocks is the same datum, asked once: its descriptions may not differ (c18.4)."""
    actions.import_methodology(unopened, shipped_document("2"), world.person("civil-service.methodologist"))
    document = shipped_document("3")
    shared = next(item for item in document["items"] if item["code"] == "rendered")
    shared["name"]["ru"] = "Число услуг"
    author = world.person("communications.methodologist")
    record = actions.import_methodology(unopened, document, author)
    assert [path for path, _sentence in faults_of(record)] == ["items[rendered]"]
    record = actions.import_methodology(unopened, shipped_document("3"), author)
    assert faults_of(record) == []


@pytest.mark.clause("c20")
def test_an_indicator_that_would_measure_nobody_is_not_approved(world: World, unopened: Cycle) -> None:
    """Kinds and bodies that the register does not know, by a slip or by a letter of another alphabet."""
    place = "directions[1.1].criteria[1.1.1].indicators[1.1.1.1].applies_to"
    author = world.person("economy.methodologist")
    for named, path, words in (
        ({"kinds": ["oblst", "central"]}, f"{place}.kinds", "Did you mean oblast?"),
        ({"kinds": ["apparatus"]}, f"{place}.kinds", "There is no kind of bodies apparatus"),
        ({"bodies": ["agricultur", "finance"]}, f"{place}.bodies", "Did you mean agriculture?"),
    ):
        document = shipped_document("1")
        first_indicator(document)["applies_to"] = named
        faults = dict(faults_of(actions.import_methodology(unopened, document, author)))
        assert words in faults[path]
        assert (place in faults) == (named == {"kinds": ["apparatus"]})
    document = shipped_document("1")
    first_indicator(document)["applies_to"] = {"kinds": ["central"]}
    assert faults_of(actions.import_methodology(unopened, document, author)) == []


def test_the_directions_are_the_decree_s(world: World, unopened: Cycle) -> None:
    document = shipped_document("1")
    document["directions"][1]["evaluator"] = "state_planning"
    record = actions.import_methodology(unopened, document, world.person("economy.methodologist"))
    assert [path for path, _sentence in faults_of(record)] == ["directions[1.2].evaluator"]


@pytest.mark.clause("c20")
def test_an_indicator_says_which_bodies_it_measures(opened: Opened) -> None:
    """1.2.1.3 measures local bodies only: it is no measure of a ministry, in questions and in routes alike."""
    content = methodology_of(Methodology.objects.get(cycle=opened.cycle, subject="1"))
    transfers = next(i for _d, _c, i in content.indicators() if i.code == "1.2.1.3")
    covered = {
        slug for slug, body in opened.world.bodies.items() if transfers.applies_to.covers(slug, body.kind)
    }
    assert covered == {"akmola"}


# --- steps ---------------------------------------------------------------------------------------------------------


def submitted(world: World, cycle: Cycle) -> Methodology:
    author = world.person("civil-service.methodologist")
    record = actions.import_methodology(cycle, shipped_document("2"), author)
    return actions.submit_methodology(record, author)


@pytest.mark.clause("c17", "c14")
def test_state_planning_agrees_first_then_the_working_body(world: World, unopened: Cycle) -> None:
    record = submitted(world, unopened)
    refused("right", lambda: actions.agree_methodology(record, world.person("commission.working_body")))
    refused("right", lambda: actions.agree_methodology(record, world.person("civil-service.approver")))
    record = actions.agree_methodology(record, world.person("economy.coordinator"))
    assert record.state == MethodologyState.WORKING_BODY
    refused("right", lambda: actions.agree_methodology(record, world.person("economy.coordinator")))
    refused(
        "state", lambda: actions.approve_methodology(record, world.person("civil-service.approver"), *ORDER)
    )
    record = actions.agree_methodology(record, world.person("commission.working_body"))
    assert record.state == MethodologyState.AGREED


@pytest.mark.parametrize("steps", [0, 1])
def test_either_returns_it_with_a_reason(world: World, unopened: Cycle, steps: int) -> None:
    record = submitted(world, unopened)
    by = world.person("economy.coordinator")
    if steps:
        record = actions.agree_methodology(record, by)
        by = world.person("commission.working_body")
    assert (
        refused("incomplete", lambda: actions.return_methodology(record, by, "  ")).faults[0].field
        == "reason"
    )
    record = actions.return_methodology(record, by, "The survey is too small.")
    assert record.state == MethodologyState.DRAFT
    entry = JournalEntry.objects.filter(act__startswith="methodology.return").get()
    assert entry.details["reason"] == "The survey is too small."
    assert letters("methodology.returned") == {
        f"{body}.methodologist" for body in ("civil-service", "communications", "legal-statistics")
    }


def test_a_text_on_its_way_is_not_rewritten(world: World, unopened: Cycle) -> None:
    submitted(world, unopened)
    author = world.person("civil-service.methodologist")
    refusal = refused("state", lambda: actions.import_methodology(unopened, shipped_document("2"), author))
    assert refusal.remedy


@pytest.mark.clause("c17")
def test_approval_needs_the_order_and_the_lead_s_approver(world: World, unopened: Cycle) -> None:
    record = submitted(world, unopened)
    record = actions.agree_methodology(record, world.person("economy.coordinator"))
    record = actions.agree_methodology(record, world.person("commission.working_body"))
    approver = world.person("civil-service.approver")
    refused("right", lambda: actions.approve_methodology(record, world.person("economy.approver"), *ORDER))
    refusal = refused("incomplete", lambda: actions.approve_methodology(record, approver, " ", None))
    assert refusal.clause == "c17"
    tomorrow = clock.today() + timedelta(days=1)  # an order of a day to come is none yet
    refusal = refused("incomplete", lambda: actions.approve_methodology(record, approver, "2/7", tomorrow))
    assert [fault.field for fault in refusal.faults] == ["order_date"]
    record = actions.approve_methodology(record, approver, *ORDER)
    assert record.approved_at is not None


@pytest.mark.clause("c17")
def test_an_approved_text_never_changes_and_a_change_is_a_new_version(world: World, unopened: Cycle) -> None:
    first = approve_methodology(world, unopened, "1")
    for field, value in (("document", "'{}'"), ("digest", "'0'")):
        change = f"UPDATE {Methodology._meta.db_table} SET {field} = {value} WHERE id = %s"  # noqa: S608
        refused_by_trigger = pytest.raises(InternalError, match=r"Cannot update rows from .*methodology")
        with refused_by_trigger, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change, [first.pk])
    document = shipped_document("1")
    document["directions"][0]["weight"], document["directions"][1]["weight"] = 50, 50
    second = approve_methodology(world, unopened, "1", document)
    assert (second.version, second.state) == (2, MethodologyState.APPROVED)
    assert Methodology.objects.get(pk=first.pk).state == MethodologyState.SUPERSEDED
    assert methodology_of(first).directions[0].weight == 60


@pytest.mark.clause("c17", "c20")
def test_once_the_year_is_open_its_methodologies_stay(opened: Opened) -> None:
    """Bodies are measured by what they knew beforehand (A-METHOD-1)."""
    refusal = refused("state", lambda: approve_methodology(opened.world, opened.cycle, "1"))
    assert refusal.clause == "c17"
    assert Methodology.objects.filter(subject="1", state=MethodologyState.APPROVED).get().version == 1
    assert approve_methodology(opened.world, opened.cycle, "overall").version == 2
