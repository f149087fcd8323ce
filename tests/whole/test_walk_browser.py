"""A portal's second year in a real browser: people act by clicking, from the first draft to publication.

What they press is counted; docs/roles.md tells it by office. SARAP_WRITE_PRESSES=1 writes the table anew.
Screenshots of the key pages: SARAP_SCREENSHOTS=1, into docs/screenshots/.
"""

from __future__ import annotations

import os
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page

from blocks.files import build_waiting
from blocks.models import ConclusionFile
from commission.models import CommissionReportFile
from config.walk.year import walk
from evaluation.acting import without_workers
from evaluation.models import Scope
from evaluation.register import load_register
from tests.worlds import walk_pages_appeal as appeal
from tests.worlds import walk_pages_beginning as beginning
from tests.worlds import walk_pages_ending as ending
from tests.worlds import walk_pages_marks as marks
from tests.worlds.demo import demo_mode, demo_server  # noqa: F401 - the portal as it is in demo mode
from tests.worlds.presses import as_table, in_the_roles, write_into_the_roles
from tests.worlds.published import small_file
from tests.worlds.walk_pages import BEFORE, NEW, YEAR, DemoHand, Others, Visitor, Worker

pytestmark = [pytest.mark.browser, pytest.mark.minutes(15), pytest.mark.django_db(transaction=True)]

#: Every kind of act of a year, as the journal calls it. Whoever walks here does each of them by clicking.
ACTS = {
    "schedule.draft", "schedule.submit", "schedule.approve",
    "methodology.import", "methodology.submit", "methodology.agree_planning", "methodology.agree_working_body",
    "methodology.approve",
    "kpilist.begin", "kpilist.save", "kpilist.submit", "kpilist.send_back", "kpilist.approve",
    "cycle.open",
    "report.save_values", "report.hand_for_signature", "report.sign", "report.return_for_completion", "report.accept",
    "statisticsimport.import",
    "partialconclusion.save_marks", "partialconclusion.submit", "partialconclusion.approve",
    "partialconclusion.deliver",
    "conclusion.draw_up", "conclusion.approve", "conclusion.deliver", "conclusion.finalise", "conclusion.hand_over",
    "objection.open", "objection.save_point", "objection.file", "specialcommission.form", "objection.hand_to_commission",
    "objection.decide_point", "conclusion.correct", "objection.accept",
    "overallevaluation.compute", "overallevaluation.submit",
    "commissionreport.draw_up", "commissionreport.adopt", "commissionreport.send",
    "publication.prepare", "publication.withhold", "publication.propose", "publication.clear",
    "publication.publish",
}  # fmt: skip


@pytest.fixture
def browser_options() -> dict[str, Any]:
    return {
        "viewport": {"width": 1280, "height": 800},
        "locale": "en-GB",
        "timezone_id": "Asia/Almaty",
        "reduced_motion": "reduce",
    }


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Worker:
    """Tasks wait for the test to do them; the server's threads only ask."""
    worker = Worker()
    monkeypatch.setattr("celery.app.task.Task.delay", lambda task, *_args, **_kwargs: worker.told(task))
    return worker


@pytest.fixture
def year(demo_server: None, transactional_db: None, worker: Worker) -> Others:  # noqa: F811
    """The register with the demo's accounts; a few bodies have gone through the year before, all others come new."""
    load_register(demo_accounts=True)
    Scope.objects.exclude(body__slug__in=(*BEFORE, *NEW)).delete()
    Scope.objects.exclude(body__slug__in=BEFORE).filter(valid_until__lte=date(YEAR, 1, 1)).delete()
    Scope.objects.exclude(body__slug__in=BEFORE).filter(valid_from__lt=date(YEAR, 1, 1)).update(
        valid_from=date(YEAR, 1, 1)
    )
    with without_workers(), transaction.atomic():
        for _step in walk(YEAR - 1):
            pass
        build_waiting(ConclusionFile, ("conclusion",), small_file)
        build_waiting(
            CommissionReportFile, ("report",), lambda row: (f"report-{row.language}.pdf", b"%PDF-1.7")
        )
    walked = Others(YEAR)
    walked.clock = DemoHand()  # type: ignore[assignment]
    walked.at(date(YEAR, 11, 5))
    return walked


@pytest.mark.clause("c8", "c17", "c22", "c40", "c9.3", "c46", "c57", "c59", "c61", "c11", "c51", "c53")
def test_a_second_year_by_clicking(page: Page, year: Others, worker: Worker) -> None:
    evaluated = Scope.objects.filter(Scope.valid_on(date(YEAR, 12, 31))).values_list("body__slug", flat=True)
    assert set(evaluated) == {*BEFORE, *NEW}
    visitor = Visitor(page, year, worker)
    for step in (
        beginning.schedule_is_approved,
        beginning.methodology_is_approved,
        beginning.indicators_are_approved,
        beginning.year_is_opened,
        beginning.report_is_filled_in_and_signed,
        beginning.report_is_returned_and_completed,
        beginning.report_is_accepted,
        marks.statistics_are_taken_in,
        marks.directions_are_scored,
        marks.conclusion_is_delivered,
        appeal.body_objects,
        appeal.commission_decides,
        appeal.lead_corrects,
        ending.overall_is_computed,
        ending.report_goes_to_the_president,
        ending.results_are_published,
        ending.anybody_reads,
    ):
        step(visitor)
    assert ACTS - visitor.acts == set()
    if os.environ.get("SARAP_WRITE_PRESSES") == "1":
        write_into_the_roles(visitor.presses)
    assert in_the_roles() == as_table(visitor.presses)
