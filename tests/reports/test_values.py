"""Filling in a report: what is asked, who saves what, and two people at once (c18, c40)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blocks.selectors.scoring import missing_sentence
from engine.formulas import Datum, Missing, NotCounted
from engine.formulas.outcome import MissingItem
from engine.scoring import score_block
from evaluation import clock
from evaluation.models import JournalEntry
from methodologies.content import methodology_of
from methodologies.models import KeyPerformanceIndicator, Methodology
from reports import actions
from reports.entries import ValueEntry
from reports.models import DatumValue, Provenance, Report, ValueStatus
from reports.selectors import questions_for, read_sheet
from reports.selectors.values import values_of
from tests.worlds.opened import Opened
from tests.worlds.report_acts import refused, value

# --- what is asked -------------------------------------------------------------------------------------------------


@pytest.mark.clause("c18", "c40")
def test_a_shared_datum_is_asked_once_in_the_lowest_block(opened: Opened) -> None:
    """Services rendered are read by blocks 2 and 3: asked in 2, shown in 3, and refused there."""
    report = opened.report("agriculture", 3)
    sheet = read_sheet(report).sheet
    assert [q.item.code for q in sheet.questions()] == ["functions_due", "functions_automated"]
    assert [(q.item.code, q.asked_in) for q in sheet.questions(here=False)] == [("rendered", 2)]
    assert "rendered" in [item.code for item in questions_for(opened.report("agriculture", 2))]
    refusal = refused(
        "invalid",
        lambda: actions.save_values(
            report, opened.person("agriculture.preparer"), [ValueEntry("rendered", number=Decimal(5))]
        ),
    )
    assert "2" in refusal.faults[0].sentence


@pytest.mark.clause("c18")
def test_a_body_with_one_block_is_asked_there(opened: Opened) -> None:
    assert [item.code for item in questions_for(opened.report("prosecutor", 2))] == [
        "rendered",
        "rendered_in_time",
    ]


@pytest.mark.parametrize(
    "entry",
    [
        ValueEntry("spent", number=Decimal(1)),  # an authority supplies it
        ValueEntry("kpi_fact", row="kpi-1", number=Decimal(1)),  # statistics supply it
        ValueEntry("goals_planned", language="ru", number=Decimal(1)),
        ValueEntry("goals_planned", row="001", number=Decimal(1)),
        ValueEntry("programme_plan", number=Decimal(1)),
        ValueEntry("programme_plan", row="../../etc", number=Decimal(1)),
        ValueEntry("no_such_item", number=Decimal(1)),
    ],
    ids=lambda entry: entry.key,
)
def test_only_what_this_report_asks_is_taken(opened: Opened, entry: ValueEntry) -> None:
    report = opened.report("agriculture", 1)
    refusal = refused(
        "invalid", lambda: actions.save_values(report, opened.person("agriculture.preparer"), [entry])
    )
    assert [fault.field for fault in refusal.faults] == [entry.key]
    assert not DatumValue.objects.exists()


@pytest.mark.clause("c18", "c22")
def test_last_year_of_a_body_that_was_not_evaluated_then_is_not_counted(opened: Opened) -> None:
    """Listed last year, but not evaluated: nobody can give last year's facts any more, so they block nothing."""
    then, bodies = opened.world.cycles[2017], [opened.world.body(one) for one in ("agriculture", "culture")]
    for body in bodies:
        KeyPerformanceIndicator.objects.create(
            cycle=then, body=body, code="kpi-1", name_ru="Показатель", unit="%", better="higher", weight=100,
            plan=5, order_number="1", order_date=date(2016, 12, 1),
        )  # fmt: skip
    facts = [(then, bodies[1], "kpi-1", 7)]
    facts += [(opened.cycle, body, row, 9) for body in bodies for row in ("kpi-1", "kpi-2")]
    for cycle, body, row, number in facts:
        DatumValue.objects.create(
            cycle=cycle, body=body, item="kpi_fact", row=row, provenance="statistics", number=number,
            given_by=opened.person("economy.evaluator"), given_at=clock.now(),
        )  # fmt: skip
    methodology = methodology_of(Methodology.objects.get(cycle=opened.cycle, subject="1"))
    new, old = values_of(methodology, opened.cycle, bodies).values()
    assert new.previous is not None
    assert old.previous is not None
    assert new.previous.data["spent"] == Datum(None, "not_in_earlier_list")
    assert old.previous.data.get("spent") is None
    points = [
        {indicator.code: points for indicator, points in score_block(methodology, values).indicators()}
        for values in (new, old)
    ]
    assert isinstance(points[0]["1.1.1.2"], NotCounted)
    assert points[1]["1.1.1.2"] == 100
    said = missing_sentence(methodology, "1.1.1.2", Missing((MissingItem("kpi_fact", "kpi-1", 1),)))
    assert said.endswith("last year). Values of last year are recorded in that year's evaluation.")


# --- saving --------------------------------------------------------------------------------------------------------


@pytest.mark.clause("c40")
def test_values_are_saved_with_who_when_and_documents(opened: Opened, february: clock.FrozenClock) -> None:
    report = opened.report("agriculture", 1)
    document = opened.document("agriculture")
    preparer = opened.person("agriculture.preparer")
    entries = [
        ValueEntry("goals_planned", number=Decimal("12"), document_ids=(document.pk,)),
        ValueEntry("programme_fact", row="001", number=Decimal("1234.56789012"), document_ids=(document.pk,)),
        ValueEntry("goals_reached", status=ValueStatus.NOT_COUNTED, reason=" The plan was repealed. "),
    ]
    saved = actions.save_values(report, preparer, entries, report.revision)
    assert saved.revision == report.revision + 1
    planned = value(report, "goals_planned")
    assert (planned.number, planned.provenance, planned.given_by, planned.given_at) == (
        Decimal(12),
        Provenance.REPORTED,
        preparer,
        clock.now(),
    )
    assert list(planned.documents.all()) == [document]
    assert value(report, "programme_fact", "001").number == Decimal("1234.56789012")
    withheld = value(report, "goals_reached")
    assert (withheld.number, withheld.reason) == (None, "The plan was repealed.")
    entry = JournalEntry.objects.get(act="report.save_values")
    assert entry.details["changed"]["goals_planned"] == [None, "12", [document.pk]]
    assert entry.clause == "c40"


def test_only_the_named_places_change(opened: Opened) -> None:
    report = opened.fill(opened.report("agriculture", 1))
    before = value(report, "goals_reached")
    entry = ValueEntry("goals_planned", number=Decimal(99))
    saved = actions.save_values(report, opened.person("agriculture.preparer"), [entry], report.revision)
    assert value(report, "goals_planned").number == 99
    assert not value(report, "goals_planned").documents.exists()
    after = value(report, "goals_reached")
    assert (after.number, after.given_at, after.revision) == (before.number, before.given_at, before.revision)
    again = actions.save_values(saved, opened.person("agriculture.preparer"), [entry], saved.revision)
    assert again.revision == saved.revision  # nothing changed, nothing written
    assert JournalEntry.objects.filter(act="report.save_values").count() == 2


def test_an_empty_entry_takes_the_value_away(opened: Opened) -> None:
    report = opened.fill(opened.report("agriculture", 1))
    actions.save_values(report, opened.person("agriculture.preparer"), [ValueEntry("goals_planned")])
    assert not DatumValue.objects.filter(item="goals_planned").exists()
    changes = JournalEntry.objects.filter(act="report.save_values").first()
    assert changes is not None
    assert changes.details["changed"] == {"goals_planned": ["12.00000000", None, []]}


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (ValueEntry("goals_planned", number=Decimal("1.5")), "whole"),
        (ValueEntry("goals_planned", number=Decimal(0)), "less"),
        (ValueEntry("goals_planned", choice="yes"), "number"),
        (ValueEntry("goals_planned", status=ValueStatus.NOT_COUNTED), "why"),
        (ValueEntry("goals_planned", status=ValueStatus.NOT_COUNTED, reason="x" * 301), "long"),
        (
            ValueEntry("goals_planned", number=Decimal(1), status=ValueStatus.NOT_COUNTED, reason="x"),
            "both",
        ),
        (ValueEntry("programme_fact", row="001", number=Decimal("0.123456789")), "digits"),
        (ValueEntry("programme_fact", row="001", number=Decimal(10) ** 22), "long"),
        (ValueEntry("programme_fact", row="001", number=Decimal("NaN")), "digits"),
        (ValueEntry("programme_fact", row="001", number=Decimal(-1)), "less"),
    ],
)
def test_an_unlawful_value_is_refused_with_what_to_write(
    opened: Opened, entry: ValueEntry, words: str
) -> None:
    report = opened.report("agriculture", 1)
    good = ValueEntry("goals_changed", number=Decimal(0))
    refusal = refused(
        "invalid", lambda: actions.save_values(report, opened.person("agriculture.preparer"), [good, entry])
    )
    assert [fault.field for fault in refusal.faults] == [entry.key]
    assert words in refusal.faults[0].sentence
    assert not DatumValue.objects.exists()  # all or nothing


def test_a_place_given_twice_is_refused(opened: Opened) -> None:
    entry = ValueEntry("goals_changed", number=Decimal(0))
    refused(
        "invalid",
        lambda: actions.save_values(
            opened.report("agriculture", 1), opened.person("agriculture.preparer"), [entry, entry]
        ),
    )


@pytest.mark.clause("c44")
def test_only_the_body_s_own_documents_stand_behind_its_values(opened: Opened) -> None:
    foreign = opened.document("culture")
    laid_by_evaluator = opened.document("agriculture", "check.txt", "finance", "evaluator")
    for document in (foreign, laid_by_evaluator):
        entry = ValueEntry("goals_planned", number=Decimal(1), document_ids=(document.pk,))
        refusal = refused(
            "invalid",
            lambda entry=entry: actions.save_values(
                opened.report("agriculture", 1), opened.person("agriculture.preparer"), [entry]
            ),
        )
        assert refusal.faults[0].field == "goals_planned"


@pytest.mark.parametrize(
    "who", ["agriculture.first_head", "culture.preparer", "economy.evaluator", "economy.administrator"]
)
def test_only_the_body_s_preparers_fill_in(opened: Opened, who: str) -> None:
    entry = ValueEntry("goals_planned", number=Decimal(1))
    refusal = refused(
        "right",
        lambda: actions.save_values(opened.report("agriculture", 1), opened.person(who), [entry]),
    )
    assert "preparers" in refusal.sentence


def test_saving_costs_the_same_queries_whatever_the_number_of_values(opened: Opened) -> None:
    report = opened.report("agriculture", 1)
    preparer = opened.person("agriculture.preparer")
    document = opened.document("agriculture")

    def entries(first: int, count: int) -> list[ValueEntry]:
        return [
            ValueEntry("programme_fact", row=f"{n:03}", number=Decimal(n), document_ids=(document.pk,))
            for n in range(first, first + count)
        ]

    actions.save_values(report, preparer, entries(1, 2))
    costs = []
    for first, count in ((10, 3), (100, 90)):
        gone, mended = f"{first:03}", f"{first + 1:03}"
        actions.save_values(report, preparer, entries(first, 2))
        batch = [
            *entries(first + 2, count),
            ValueEntry("programme_fact", row=gone),
            ValueEntry("programme_fact", row=mended, number=Decimal(7), document_ids=(document.pk,)),
        ]
        with CaptureQueriesContext(connection) as queries:
            actions.save_values(report, preparer, batch)
        costs.append(len(queries))
    assert costs[0] == costs[1], costs


# --- two people at once --------------------------------------------------------------------------------------------


def test_a_stale_place_is_not_written_over(opened: Opened) -> None:
    """Somebody else changed the same place: nothing is written, and their hand is named."""
    from evaluation.models import Office
    from tests.worlds.world import add_person

    report = opened.fill(opened.report("agriculture", 1))
    seen = value(report, "goals_planned").revision
    other = add_person(opened.world.body("agriculture"), Office.PREPARER, "agriculture.other")
    actions.save_values(report, other, [ValueEntry("goals_planned", number=Decimal(20), seen=seen)])
    mine = [
        ValueEntry("goals_planned", number=Decimal(30), seen=seen),
        ValueEntry("goals_changed", number=Decimal(1), seen=value(report, "goals_changed").revision),
    ]
    refusal = refused(
        "stale", lambda: actions.save_values(report, opened.person("agriculture.preparer"), mine)
    )
    assert [fault.field for fault in refusal.faults] == ["goals_planned"]
    assert str(other) in refusal.faults[0].sentence
    assert value(report, "goals_planned").number == 20
    assert value(report, "goals_changed").number == 12


def test_one_s_own_earlier_change_is_not_stale_to_the_whole_form(opened: Opened) -> None:
    """The form is sent while a place of it is still being saved; somebody else's change is refused all the same."""
    from evaluation.models import Office
    from tests.worlds.world import add_person

    report = opened.fill(opened.report("agriculture", 1))
    preparer = opened.person("agriculture.preparer")
    other = add_person(opened.world.body("agriculture"), Office.PREPARER, "agriculture.other")
    seen = value(report, "goals_planned").revision
    mine = ValueEntry("goals_planned", number=Decimal(30), seen=seen)

    def whole_form() -> Report:
        return actions.save_values(report, preparer, [mine], report.revision, over_own=True)

    for changed in (ValueEntry("goals_planned", number=Decimal(29)), ValueEntry("goals_planned")):
        actions.save_values(report, preparer, [changed])
        refused("stale", lambda: actions.save_values(report, preparer, [mine], report.revision))
        whole_form()
        assert value(report, "goals_planned").number == 30
    for changed in (ValueEntry("goals_planned", number=Decimal(29)), ValueEntry("goals_planned")):
        actions.save_values(report, other, [changed])
        assert [fault.field for fault in refused("stale", whole_form).faults] == ["goals_planned"]


def test_different_places_meet_without_a_refusal(opened: Opened) -> None:
    report = opened.fill(opened.report("agriculture", 1))
    preparer = opened.person("agriculture.preparer")
    for item in ("goals_planned", "goals_reached"):
        entry = ValueEntry(item, number=Decimal(40), seen=report.revision)
        actions.save_values(report, preparer, [entry], report.revision)
    assert {value(report, item).number for item in ("goals_planned", "goals_reached")} == {Decimal(40)}


def test_a_value_taken_away_and_given_anew_is_another_value(opened: Opened) -> None:
    report = opened.fill(opened.report("agriculture", 1))
    preparer = opened.person("agriculture.preparer")
    seen = value(report, "goals_planned").revision
    actions.save_values(report, preparer, [ValueEntry("goals_planned")])
    stale = ValueEntry("goals_planned", number=Decimal(30), seen=seen)
    assert (
        "taken away"
        in refused("stale", lambda: actions.save_values(report, preparer, [stale])).faults[0].sentence
    )
    actions.save_values(report, preparer, [ValueEntry("goals_planned", number=Decimal(50), seen=0)])
    refused("stale", lambda: actions.save_values(report, preparer, [stale]))


def test_an_entry_that_saw_nothing_counts_against_the_report_s_revision(opened: Opened) -> None:
    report = opened.report("agriculture", 1)
    preparer = opened.person("agriculture.preparer")
    actions.save_values(report, preparer, [ValueEntry("goals_planned", number=Decimal(1))], report.revision)
    late = ValueEntry("goals_planned", number=Decimal(2))
    refused("stale", lambda: actions.save_values(report, preparer, [late], report.revision))
    actions.save_values(report, preparer, [late])  # a caller that saw nothing at all
    assert value(report, "goals_planned").number == 2
