"""The list of key performance indicators: drafted by state planning, sent, returned, approved by order (c22)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from evaluation import clock
from evaluation.models import Cycle, JournalEntry
from methodologies import actions
from methodologies.kpi_rows import BETTER, better_of
from methodologies.models import KeyPerformanceIndicator, KpiList, KpiListState
from schedule.models import Letter
from tests.worlds.opened import KPIS, Opened, approve_list
from tests.worlds.opening import ORDER, refused, unopened
from tests.worlds.world import World

__all__ = ["unopened"]

PLANNING, HEAD = "economy.coordinator", "administration.head_of_administration"


def letters(kind: str) -> set[str]:
    return set(Letter.objects.filter(kind=kind).values_list("to__username", flat=True))


def drafted(world: World, cycle: Cycle, rows: Any = KPIS) -> KpiList:
    return actions.take_kpis(cycle, world.person(PLANNING), rows)


def submitted(world: World, cycle: Cycle, rows: Any = KPIS) -> KpiList:
    return actions.submit_kpis(drafted(world, cycle, rows), world.person(PLANNING))


@pytest.mark.clause("c22")
def test_state_planning_drafts_and_the_head_approves(world: World, unopened: Cycle) -> None:
    planning, head = world.person(PLANNING), world.person(HEAD)
    refused("right", lambda: actions.begin_kpi_list(unopened, head))
    draft = drafted(world, unopened)
    refused("right", lambda: actions.submit_kpis(draft, head))
    refused("state", lambda: actions.approve_kpis(draft, head, *ORDER))
    sent = actions.submit_kpis(draft, planning)
    assert (sent.state, letters("kpis.approve")) == (KpiListState.SUBMITTED, {HEAD})
    refused("state", lambda: actions.save_kpis(sent, planning, KPIS[:1]))  # what was sent does not change
    refused("right", lambda: actions.approve_kpis(sent, planning, *ORDER))
    approved = actions.approve_kpis(sent, head, *ORDER)
    found = KeyPerformanceIndicator.objects.filter(cycle=unopened, body__slug="culture").order_by("code")
    assert [(one.code, str(one.plan), one.better, one.order_number) for one in found] == [
        ("kpi-1", "100.500000", "higher", "2/7"),
        ("kpi-2", "100.500000", "higher", "2/7"),
    ]
    assert letters("kpis.approved") == {PLANNING, "economy.methodologist", "finance.methodologist"}
    acts = JournalEntry.objects.filter(object_type="methodologies.kpilist", object_id=approved.pk)
    assert list(acts.order_by("pk").values_list("act", "after")) == [
        ("kpilist.begin", "draft"),
        ("kpilist.save", ""),
        ("kpilist.submit", "submitted"),
        ("kpilist.approve", "approved"),
    ]


@pytest.mark.clause("c22")
def test_the_head_returns_it_with_a_remark(world: World, unopened: Cycle) -> None:
    head, planning = world.person(HEAD), world.person(PLANNING)
    sent = submitted(world, unopened)
    refused("incomplete", lambda: actions.send_back_kpis(sent, head, "  "))
    refused("right", lambda: actions.send_back_kpis(sent, planning, "No."))
    back = actions.send_back_kpis(sent, head, "The plan of roads is too low.")
    assert (back.state, letters("kpis.returned")) == (KpiListState.DRAFT, {PLANNING})
    assert "The plan of roads is too low." in Letter.objects.get(kind="kpis.returned").text
    actions.approve_kpis(actions.submit_kpis(back, planning), head, *ORDER)
    assert KeyPerformanceIndicator.objects.filter(cycle=unopened).count() == len(KPIS)


@pytest.mark.clause("c22")
def test_a_newer_list_replaces_the_one_before_it(world: World, unopened: Cycle) -> None:
    first = approve_list(world, unopened, KPIS)
    second = actions.begin_kpi_list(unopened, world.person(PLANNING))
    assert (second.version, len(second.rows)) == (2, len(KPIS))  # the list in force is where a change begins
    refused("state", lambda: actions.begin_kpi_list(unopened, world.person(PLANNING)))  # one at a time
    approve_list(world, unopened, KPIS[:1])
    assert KeyPerformanceIndicator.objects.filter(cycle=unopened).count() == 1
    assert KpiList.objects.get(pk=first.pk).state == KpiListState.SUPERSEDED


@pytest.mark.clause("c22")
def test_next_year_s_draft_begins_with_this_year_s_list(world: World, unopened: Cycle) -> None:
    approve_list(world, unopened, KPIS)
    following = Cycle.objects.create(year=2019)
    draft = actions.begin_kpi_list(following, world.person(PLANNING))
    listed = {(row["body"], row["code"], row["plan"], row["weight"]) for row in draft.rows}
    assert ("culture", "kpi-1", "100.5", "50") in listed
    assert len(draft.rows) == len(KPIS)
    assert not KeyPerformanceIndicator.objects.filter(
        cycle=following
    ).exists()  # nothing is in force by a copy


@pytest.mark.clause("c22")
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"body": "nowhere"}, "rows.{}.body"),
        ({"code": "с пробелом"}, "rows.{}.code"),
        ({"code": "kpi-2"}, "rows.{}.code"),
        ({"names": {"kk": "а", "ru": "", "en": "a"}}, "rows.{}.name_ru"),
        ({"better": "best"}, "rows.{}.better"),
        ({"weight": "0"}, "rows.{}.weight"),
        ({"plan": "much"}, "rows.{}.plan"),
        ({"weight": "1e400"}, "rows.{}.weight"),
        ({"plan": "0.123456789"}, "rows.{}.plan"),
        ({"unit": "u" * 400}, "rows.{}.unit"),
    ],
)
def test_a_faulty_row_is_kept_and_named_but_not_sent(
    world: World, unopened: Cycle, change: dict[str, Any], field: str
) -> None:
    draft = drafted(world, unopened, [{**KPIS[0], **change}, *KPIS[1:]])
    assert len(draft.rows) == len(KPIS)
    refusal = refused("incomplete", lambda: actions.submit_kpis(draft, world.person(PLANNING)))
    (name,) = [fault.field for fault in refusal.faults]
    assert name.split(".")[2] == field.split(".")[2]
    typed = next(iter(change.values()))
    kept = draft.rows[int(name.split(".")[1]) - 1][name.split(".")[2]]
    assert kept == ("" if isinstance(typed, dict) else typed)  # as it was typed


@pytest.mark.clause("c22")
def test_the_list_has_its_order_and_stays_once_the_year_is_open(world: World, unopened: Cycle) -> None:
    head = world.person(HEAD)
    sent = submitted(world, unopened)
    tomorrow = clock.today() + timedelta(days=1)  # an order of a day to come is none yet
    for number, day, field in (("", None, "order_number"), ("2/7", tomorrow, "order_date")):
        refusal = refused(
            "incomplete", lambda number=number, day=day: actions.approve_kpis(sent, head, number, day)
        )
        assert [fault.field for fault in refusal.faults] == [field]
    actions.approve_kpis(sent, head, *ORDER)
    empty = actions.save_kpis(
        actions.begin_kpi_list(unopened, world.person(PLANNING)), world.person(PLANNING), []
    )
    refusal = refused("incomplete", lambda: actions.submit_kpis(empty, world.person(PLANNING)))
    assert [fault.field for fault in refusal.faults] == ["rows"]


@pytest.mark.clause("c22")
def test_a_list_that_stands_when_the_year_opens_stays(opened: Opened) -> None:
    planning = opened.person(PLANNING)
    refused("state", lambda: actions.begin_kpi_list(opened.cycle, planning))
    refused("state", lambda: actions.take_kpis(opened.cycle, planning, KPIS))


@pytest.mark.clause("c22")
@pytest.mark.parametrize("way", list(BETTER))
def test_words_for_which_is_better_are_read_in_three_languages(way: str) -> None:
    for words in BETTER[way].values():
        for word in words:
            assert better_of(f"  {word.upper()} ") == way
    said = {
        "higher": (
            "Чем больше, тем лучше",
            "the higher the better",
            "неғұрлым көп болса, соғұрлым жақсы",
            "↑",
        )
    }
    said["lower"] = ("чем меньше – тем лучше", "lower is better", "аз болса жақсы", "↓")
    assert {better_of(text) for text in said[way]} == {way}
    assert better_of("лучше") == "лучше"  # which of the two is not said
