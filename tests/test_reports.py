"""The verbs of a report: filling in, signing, returning, accepting (c40, c64), each in time and by the right person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blocks import actions
from blocks.entries import ValueEntry
from blocks.models import (
    DatumValue,
    Provenance,
    Report,
    ReportState,
    ValueStatus,
)
from blocks.selectors import questions_for, read_sheet, report_gaps
from evaluation import clock
from evaluation.models import JournalEntry
from evaluation.refusals import Refusal
from schedule.actions import record_extension
from schedule.milestones import Milestone
from schedule.models import Letter, TermKind
from tests.opened import Opened

#: 24:00 of Thursday 21 February 2019 in Almaty, the last day of the reports of 2018.
DUE_AT = datetime(2019, 2, 21, 18, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def refused(code: str, act: Callable[[], Any]) -> Refusal:
    """The refusal of ``act``, which must have ``code``."""
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code, caught.value
    return caught.value


def value(report: Report, item: str, row: str = "") -> DatumValue:
    return DatumValue.objects.get(cycle=report.cycle, body=report.body, item=item, row=row)


def letters(kind: str) -> set[str]:
    return set(Letter.objects.filter(kind=kind).values_list("to__username", flat=True))


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
    from tests.world import add_person

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
    from tests.world import add_person

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


# --- handing over and signing --------------------------------------------------------------------------------------


@pytest.mark.clause("c40", "c64")
def test_an_incomplete_report_is_not_handed_over(opened: Opened) -> None:
    report = opened.report("agriculture", 1)
    preparer = opened.person("agriculture.preparer")
    actions.save_values(report, preparer, [ValueEntry("goals_planned", number=Decimal(3))])
    gaps = {gap.field for gap in report_gaps(report)}
    assert gaps == {"goals_planned", "goals_reached", "goals_changed", "new.1.row"}
    refusal = refused("incomplete", lambda: actions.hand_report_for_signature(report, preparer))
    assert {fault.field for fault in refusal.faults} == gaps
    assert any("document" in fault.sentence for fault in refusal.faults if fault.field == "goals_planned")


def test_a_programme_needs_all_of_its_values(opened: Opened) -> None:
    report = opened.fill(opened.report("agriculture", 1))
    preparer = opened.person("agriculture.preparer")
    actions.save_values(report, preparer, [ValueEntry("programme_plan", row="003", number=Decimal(1))])
    assert {gap.field for gap in report_gaps(report)} == {"programme_plan..003", "programme_fact..003"}


@pytest.mark.clause("c40", "c64")
def test_the_first_head_signs_what_was_handed_over(opened: Opened) -> None:
    report = opened.hand(opened.report("agriculture", 1))
    assert (report.state, report.prepared_by) == (
        ReportState.AWAITING_SIGNATURE,
        opened.person("agriculture.preparer"),
    )
    assert letters("report.sign_now") == {"agriculture.first_head"}
    for who in ("agriculture.preparer", "culture.first_head", "economy.coordinator", "economy.administrator"):
        refusal = refused("right", lambda who=who: actions.sign_report(report, opened.person(who)))
        assert "first head" in refusal.sentence
    signed = actions.sign_report(report, opened.person("agriculture.first_head"), report.revision)
    assert (signed.state, signed.signed_at) == (ReportState.SIGNED, clock.now())
    assert letters("report.signed") == {"economy.evaluator", "finance.evaluator"}
    details = JournalEntry.objects.get(act="report.sign").details
    assert details["values"] == 7
    assert len(details["sha256"]) == 64


@pytest.mark.clause("c64")
def test_a_change_after_handing_over_takes_the_report_back_and_wipes_it(opened: Opened) -> None:
    report = opened.hand(opened.report("agriculture", 1))
    seen = report.revision
    entry = ValueEntry("goals_planned", number=Decimal(13))
    changed = actions.save_values(report, opened.person("agriculture.preparer"), [entry])
    assert (changed.state, changed.prepared_by, changed.prepared_at) == (ReportState.DRAFT, None, None)
    refused("stale", lambda: actions.sign_report(report, opened.person("agriculture.first_head"), seen))
    refused("state", lambda: actions.sign_report(report, opened.person("agriculture.first_head")))


@pytest.mark.clause("c64")
def test_the_preparers_take_it_back(opened: Opened) -> None:
    report = opened.hand(opened.report("agriculture", 1))
    back = actions.take_back_report(report, opened.person("agriculture.preparer"), report.revision)
    assert (back.state, back.prepared_by) == (ReportState.DRAFT, None)


@pytest.mark.clause("c40")
def test_a_submitted_report_no_longer_changes(opened: Opened) -> None:
    report = opened.sign(opened.report("agriculture", 1))
    entry = ValueEntry("goals_planned", number=Decimal(13))
    refusal = refused(
        "state", lambda: actions.save_values(report, opened.person("agriculture.preparer"), [entry])
    )
    assert refusal.remedy


# --- in time -------------------------------------------------------------------------------------------------------


@pytest.mark.clause("c40", "c7")
def test_the_last_second_is_in_time_and_the_next_is_late(opened: Opened) -> None:
    first = opened.hand(opened.report("agriculture", 1))
    second = opened.hand(opened.report("agriculture", 2))
    head = opened.person("agriculture.first_head")
    with clock.frozen(DUE_AT - SECOND):
        assert actions.sign_report(first, head).state == ReportState.SIGNED
    with clock.frozen(DUE_AT):
        refusal = refused("late", lambda: actions.sign_report(second, head))
        assert (refusal.clause, refusal.until) == ("c40", DUE_AT)
        assert "extension" in refusal.remedy
        entry = ValueEntry("rendered", number=Decimal(13))
        preparer = opened.person("agriculture.preparer")
        refused("late", lambda: actions.save_values(second, preparer, [entry]))
        refused("late", lambda: actions.hand_report_for_signature(opened.report("agriculture", 3), preparer))
    assert Report.objects.get(pk=second.pk).state == ReportState.AWAITING_SIGNATURE


@pytest.mark.clause("c40", "c8")
def test_an_extension_by_order_reopens_it_for_that_body_alone(opened: Opened) -> None:
    ours = opened.hand(opened.report("agriculture", 1))
    theirs = opened.hand(opened.report("culture", 1))
    record_extension(
        opened.cycle,
        opened.person("administration.head_of_administration"),
        milestone=Milestone.REPORTS,
        block=1,
        body=opened.world.body("agriculture"),
        due_on=date(2019, 2, 25),
        reason="A flood in the archive.",
        order_number="17",
        order_date=date(2019, 2, 19),
    )
    with clock.frozen(datetime(2019, 2, 25, 17, 59, 59, tzinfo=UTC)):
        assert actions.sign_report(ours, opened.person("agriculture.first_head")).state == ReportState.SIGNED
        refused("late", lambda: actions.sign_report(theirs, opened.person("culture.first_head")))


@pytest.mark.clause("c40")
def test_a_returned_report_has_its_own_term_to_the_second(opened: Opened) -> None:
    """Returned after the milestone: the completion term bounds it, counted in working days from the return."""
    report = opened.sign(opened.report("agriculture", 2))
    with clock.frozen(datetime(2019, 2, 27, 6, 0, tzinfo=UTC)):
        returned = actions.return_report(
            report, opened.person("civil-service.evaluator"), "No document behind services rendered."
        )
        term = returned.completion_term
        assert term is not None
        assert (term.kind, term.holder) == (TermKind.COMPLETION, report.body)
        assert term.last_day > date(2019, 2, 27)
        handed = actions.hand_report_for_signature(returned, opened.person("agriculture.preparer"))
    head = opened.person("agriculture.first_head")
    with clock.frozen(term.due_at):
        refusal = refused("late", lambda: actions.sign_report(handed, head))
        assert refusal.until == term.due_at
    with clock.frozen(term.due_at - SECOND):
        assert actions.sign_report(handed, head).state == ReportState.SIGNED


# --- returning and accepting ---------------------------------------------------------------------------------------


@pytest.mark.clause("c40")
def test_an_evaluator_returns_with_a_reason_and_the_signature_is_wiped(opened: Opened) -> None:
    report = opened.sign(opened.report("agriculture", 1))
    evaluator = opened.person("finance.evaluator")
    refusal = refused("incomplete", lambda: actions.return_report(report, evaluator, " \n"))
    assert refusal.faults[0].field == "reason"
    returned = actions.return_report(report, evaluator, "No document.", report.revision)
    assert (returned.state, returned.signed_by, returned.signed_at, returned.prepared_by) == (
        ReportState.RETURNED,
        None,
        None,
        None,
    )
    assert returned.returned_because == "No document."
    assert letters("report.returned") == {"agriculture.preparer", "agriculture.first_head"}
    letter = Letter.objects.filter(kind="report.returned").first()
    assert letter is not None
    assert "No document." in letter.text
    assert JournalEntry.objects.get(act="report.return_for_completion").details["reason"] == "No document."
    again = opened.sign(opened.report("agriculture", 1), goals_planned=15)
    assert again.state == ReportState.SIGNED


@pytest.mark.clause("c40", "c9.2")
@pytest.mark.parametrize(
    "who",
    [
        "civil-service.evaluator",  # evaluates blocks 2 and 3, not 1
        "economy.approver",
        "economy.coordinator",
        "agriculture.first_head",
        "commission.working_body",
    ],
)
def test_only_an_evaluator_of_this_block_examines(opened: Opened, who: str) -> None:
    report = opened.sign(opened.report("agriculture", 1))
    person = opened.person(who)
    refused("right", lambda: actions.accept_report(report, person))
    refused("right", lambda: actions.return_report(report, person, "Why not"))


@pytest.mark.clause("c9.2")
def test_a_declared_interest_keeps_an_evaluator_out(opened: Opened) -> None:
    from evaluation.actions import declare_interest

    report = opened.sign(opened.report("agriculture", 1))
    evaluator = opened.person("economy.evaluator")
    declare_interest(evaluator, opened.world.body("agriculture"), "Served there last year")
    refusal = refused("right", lambda: actions.accept_report(report, opened.person("economy.evaluator")))
    assert "interest" in refusal.sentence


@pytest.mark.clause("c40")
def test_accepting_ends_it(opened: Opened) -> None:
    report = opened.sign(opened.report("agriculture", 1))
    accepted = actions.accept_report(report, opened.person("economy.evaluator"), report.revision)
    assert accepted.state == ReportState.ACCEPTED
    assert letters("report.accepted") == {"agriculture.preparer", "agriculture.first_head"}
    refused("state", lambda: actions.return_report(accepted, opened.person("economy.evaluator"), "Too late"))


# --- evidence ------------------------------------------------------------------------------------------------------


def test_a_value_with_its_document_walks_back_to_the_bytes(opened: Opened) -> None:
    report = opened.fill(opened.report("agriculture", 1))
    (document,) = value(report, "goals_planned").documents.all()
    with document.file.open("rb") as stored:
        assert b"report.txt of agriculture" in stored.read()
