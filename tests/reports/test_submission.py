"""Submitting a report: handing over, signing, returning and accepting, each in time and by the right person (c40, c64)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import override

from evaluation import clock
from evaluation.models import JournalEntry, User
from reports import actions
from reports.entries import ValueEntry
from reports.models import Report, ReportState
from reports.selectors import report_gaps
from schedule.actions import record_extension
from schedule.milestones import Milestone
from schedule.models import Letter, TermKind
from tests.worlds.opened import Opened
from tests.worlds.report_acts import DUE_AT, SECOND, letters, refused, value

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


@pytest.mark.clause("c40")
def test_nothing_is_signed_for_a_year_that_still_runs(opened: Opened) -> None:
    """By the results of the previous year: 31 December 23:59:59 in Almaty is too early, the next second is not."""
    report = opened.hand(opened.report("agriculture", 1))
    head = opened.person("agriculture.first_head")
    new_year = datetime(2018, 12, 31, 18, 0, tzinfo=UTC)
    with clock.frozen(new_year - SECOND):
        refusal = refused("early", lambda: actions.sign_report(report, head))
        assert (refusal.clause, refusal.until, refusal.status) == ("c40", new_year, 409)
        assert "2018" in refusal.sentence
        assert "1 January 2019" in refusal.remedy
    with clock.frozen(new_year):
        assert actions.sign_report(report, head).state == ReportState.SIGNED


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


def test_a_letter_names_the_block_in_its_reader_s_language(opened: Opened) -> None:
    """Whatever the language of the person whose act it tells of."""
    User.objects.filter(username="agriculture.first_head").update(language="kk")
    User.objects.filter(username="agriculture.preparer").update(language="en")
    with override("ru"):
        actions.accept_report(
            opened.sign(opened.report("agriculture", 1)), opened.person("economy.evaluator")
        )
    told = Letter.objects.filter(kind="report.accepted").values_list("to__username", "subject")
    subjects = dict(told)
    assert "Мақсаттарға қол жеткізу" in subjects["agriculture.first_head"]
    assert "Achievement of goals" in subjects["agriculture.preparer"]


# --- evidence ------------------------------------------------------------------------------------------------------


def test_a_value_with_its_document_walks_back_to_the_bytes(opened: Opened) -> None:
    report = opened.fill(opened.report("agriculture", 1))
    (document,) = value(report, "goals_planned").documents.all()
    with document.file.open("rb") as stored:
        assert b"report.txt of agriculture" in stored.read()
