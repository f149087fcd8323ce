"""Two people act on one report at the same moment, each with a connection of their own: one success, one refusal."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from blocks import actions as block_actions
from blocks.models import PartialConclusion
from engine.report_workbook.writing import written
from evaluation import clock
from evaluation.models import Assignment, JournalEntry, Office
from evaluation.refusals import Refusal
from reports import actions as report_actions
from reports.entries import ValueEntry
from reports.models import DatumValue, Report, ReportState, Submission
from reports.selectors import read_sheet
from reports.workbooks import book_of
from tests.worlds.layers import Layers
from tests.worlds.opened import Opened
from tests.worlds.together import at_once
from tests.worlds.unguarded import unguarded, unopen
from tests.worlds.world import NOW, add_person

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def together(transactional_db: None, layers: Layers) -> Opened:
    """The opened year, committed, so that other connections see it."""
    made: Opened = layers.value("opened")
    return made


@pytest.mark.clause("c64")
def test_signing_against_taking_back(together: Opened) -> None:
    with clock.frozen(NOW):
        report = together.hand(together.report("agriculture", 1))
        head, preparer = together.person("agriculture.first_head"), together.person("agriculture.preparer")
        results = at_once(
            lambda: report_actions.sign_report(report, head, report.revision),
            lambda: report_actions.take_back_report(report, preparer, report.revision),
        )
    refusals = [one for one in results if isinstance(one, Refusal)]
    assert [one.code for one in refusals] == ["stale"]
    state = Report.objects.get(pk=report.pk).state
    assert state == (ReportState.DRAFT if isinstance(results[0], Refusal) else ReportState.SIGNED)
    acts = JournalEntry.objects.filter(act__in=["report.sign", "report.take_back"])
    assert acts.count() == 1


def test_two_signatures_are_one(together: Opened) -> None:
    with clock.frozen(NOW):
        report = together.hand(together.report("agriculture", 1))
        first = together.person("agriculture.first_head")
        second = add_person(together.world.body("agriculture"), Office.FIRST_HEAD, "agriculture.acting_head")
        results = at_once(
            lambda: report_actions.sign_report(report, first),
            lambda: report_actions.sign_report(report, second),
        )
    refusals = [one for one in results if isinstance(one, Refusal)]
    assert [one.code for one in refusals] == ["state"]
    assert JournalEntry.objects.filter(act="report.sign").count() == 1


def test_two_hands_on_one_value(together: Opened) -> None:
    """Both opened the form at the same state; one value is written, the other person is shown it."""
    with clock.frozen(NOW):
        report = together.fill(together.report("agriculture", 1))
        seen = DatumValue.objects.get(item="goals_planned").revision
        people = [
            together.person("agriculture.preparer"),
            add_person(together.world.body("agriculture"), Office.PREPARER, "agriculture.second_preparer"),
        ]

        def save(person: Any, number: int) -> Callable[[], Any]:
            entry = ValueEntry("goals_planned", number=Decimal(number), seen=seen)
            return lambda: report_actions.save_values(report, person, [entry], report.revision)

        results = at_once(save(people[0], 30), save(people[1], 40))
    refusals = [one for one in results if isinstance(one, Refusal)]
    assert [one.code for one in refusals] == ["stale"]
    winner = 1 if isinstance(results[0], Refusal) else 0
    stands = DatumValue.objects.get(item="goals_planned")
    assert (stands.number, stands.given_by) == (Decimal((30, 40)[winner]), people[winner])


def test_two_hands_on_two_values(together: Opened) -> None:
    with clock.frozen(NOW):
        report = together.fill(together.report("agriculture", 1))
        preparer = together.person("agriculture.preparer")
        second = add_person(
            together.world.body("agriculture"), Office.PREPARER, "agriculture.second_preparer"
        )
        seen = DatumValue.objects.get(item="goals_planned").revision
        results = at_once(
            lambda: report_actions.save_values(
                report,
                preparer,
                [ValueEntry("goals_planned", number=Decimal(30), seen=seen)],
                report.revision,
            ),
            lambda: report_actions.save_values(
                report, second, [ValueEntry("goals_reached", number=Decimal(25), seen=seen)], report.revision
            ),
        )
    assert not [one for one in results if isinstance(one, Refusal)]
    numbers = dict(DatumValue.objects.filter(item__startswith="goals_").values_list("item", "number"))
    assert (numbers["goals_planned"], numbers["goals_reached"]) == (30, 25)


def test_opening_the_year_twice(together: Opened) -> None:
    Report.objects.all().delete()
    PartialConclusion.objects.all().delete()
    with unguarded(Assignment):
        Assignment.objects.all().delete()
    unopen(together.cycle.pk)
    coordinator = together.person("economy.coordinator")
    with clock.frozen(datetime(2019, 1, 14, 5, 0, tzinfo=UTC)):
        results = at_once(
            lambda: block_actions.open_cycle(together.cycle, coordinator),
            lambda: block_actions.open_cycle(together.cycle, coordinator),
        )
    assert [one.code for one in results if isinstance(one, Refusal)] == ["state"]
    assert Report.objects.count() == 22


def workbook(report: Report, number: int) -> bytes:
    """The report's own workbook with another planned number of goals."""
    file = load_workbook(io.BytesIO(written(book_of(read_sheet(report), "ru"))))
    file["Значения"]["D2"] = number
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


@pytest.mark.clause("c40")
def test_two_workbooks_of_two_preparers(together: Opened) -> None:
    """Both are checked and wait for whoever sent them; of both taken over at once one is, the other person is told."""
    with clock.frozen(NOW):
        report = together.fill(together.report("agriculture", 1))
        people = [
            together.person("agriculture.preparer"),
            add_person(together.world.body("agriculture"), Office.PREPARER, "agriculture.second_preparer"),
        ]
        files = [workbook(report, 30), workbook(report, 40)]

        def send(place: int) -> Callable[[], Submission]:
            return lambda: (
                report_actions.submit_workbook(report, people[place], "a.xlsx", files[place]).submission
            )

        sent: list[Submission] = at_once(send(0), send(1))
        assert [(one.outcome, one.by) for one in sent] == [("waiting", person) for person in people]
        report.refresh_from_db()

        def take(place: int) -> Callable[[], Report]:
            return lambda: report_actions.take_over(
                sent[place], people[place], ["goals_planned"], report.revision
            )

        results = at_once(take(0), take(1))
        assert [one.code for one in results if isinstance(one, Refusal)] == ["stale"]
        winner = 1 if isinstance(results[0], Refusal) else 0
        stands = DatumValue.objects.get(item="goals_planned")
        assert (stands.number, stands.given_by) == (Decimal((30, 40)[winner]), people[winner])
        outcomes = dict(Submission.objects.values_list("by", "outcome"))
        assert outcomes == {people[winner].pk: "taken", people[1 - winner].pk: "waiting"}

        report.refresh_from_db()
        left = people[1 - winner]
        again = at_once(
            lambda: report_actions.take_over(sent[1 - winner], left, ["goals_planned"], report.revision),
            lambda: report_actions.leave_workbook(sent[1 - winner], left),
        )
    assert [one.code for one in again if isinstance(one, Refusal)] == ["state"]
    taken = not isinstance(again[0], Refusal)
    assert Submission.objects.get(by=left).outcome == ("taken" if taken else "left")
    stands.refresh_from_db()
    assert stands.number == Decimal((30, 40)[1 - winner if taken else winner])
