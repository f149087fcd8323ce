"""One year in a real browser: people sign in at the demo's door, move its clock and act by clicking, to publication.

Screenshots of the key pages: SARAP_SCREENSHOTS=1, into docs/screenshots/.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page

from evaluation.models import Cycle, Scope
from evaluation.register import load_register
from tests.worlds import walk_pages_appeal as appeal
from tests.worlds import walk_pages_beginning as beginning
from tests.worlds import walk_pages_ending as ending
from tests.worlds import walk_pages_marks as marks
from tests.worlds.demo import demo_mode  # noqa: F401 - the portal as it is in demo mode
from tests.worlds.walk_pages import EVALUATED, YEAR, DemoHand, Others, Visitor, Worker

pytestmark = [pytest.mark.browser, pytest.mark.minutes(4), pytest.mark.django_db(transaction=True)]


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
def year(demo_mode: None, transactional_db: None, worker: Worker) -> Others:  # noqa: F811
    """The register with the demo's accounts and few evaluated bodies, before the year begins."""
    load_register(demo_accounts=True)
    Scope.objects.exclude(body__slug__in=EVALUATED).delete()
    walked = Others(YEAR)
    walked.clock = DemoHand()  # type: ignore[assignment]
    walked.at(date(YEAR, 11, 5))
    walked.cycle = Cycle.objects.create(year=YEAR, synthetic=True)
    return walked


@pytest.mark.clause("c8", "c17", "c40", "c9.3", "c46", "c57", "c59", "c61", "c11", "c51", "c53")
def test_a_year_by_clicking(page: Page, year: Others, worker: Worker) -> None:
    visitor = Visitor(page, year, worker)
    for step in (
        beginning.schedule_is_approved,
        beginning.methodology_is_approved,
        beginning.year_is_opened,
        beginning.report_is_filled_in_and_signed,
        beginning.report_is_accepted,
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
