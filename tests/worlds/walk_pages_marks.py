"""The clicked year's middle: marks with their document, the second person, the block's conclusion and its PDF (c9.3, c46)."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import expect

from blocks import actions as blocks
from blocks.models import PartialConclusion
from blocks.tasks import build_conclusion_files
from config.walk import scoring, statistics
from evaluation.models import Office
from evaluation.presentation import decimal_text
from reports.models import Document
from schedule.milestones import Milestone
from tests.worlds.walk_pages import YEAR, Visitor, clicked_conclusion, others


def directions_are_scored(visitor: Visitor) -> None:
    walk = visitor.year
    others(statistics.take_in_statistics(walk))
    walk.at(walk.last_day(Milestone.CONCLUSIONS) - timedelta(days=30))
    clicked, *rest = walk.clicked_partials()
    for partial in rest:
        scoring.mark_direction(walk, partial)
        blocks.deliver_partial(partial, walk.people.of(Office.APPROVER, partial.evaluator))
    marks_are_given(visitor, clicked)
    second_person_approves(visitor, clicked)
    others(scoring.mark(walk))


def marks_are_given(visitor: Visitor, partial: PartialConclusion) -> None:
    """A file without a title is enough: the document is called by the file's name."""
    page, walk = visitor.page, visitor.year
    evaluator = walk.people.of(Office.EVALUATOR, partial.evaluator)
    blocks.record_values(partial, evaluator, walk.authority_entries(partial))
    visitor.sign_in(evaluator)
    visitor.reach(f"admin/blocks/partialconclusion/{partial.pk}/change/", by="Open the scoring desk")
    expect(page.get_by_text("not marked yet").first).to_be_visible()
    page.locator("#new-file").set_input_files(
        {
            "name": "register-2018.txt",
            "mimeType": "text/plain",
            "buffer": b"Practice register of the authority\n",
        }
    )
    page.locator('select[name="proof:rest"]').select_option(label="the new file")
    visitor.click("Save values and marks")
    partial.refresh_from_db()
    proof = Document.objects.filter(marks__partial=partial).distinct().get()
    assert proof.title == "register-2018.txt"
    visitor.look("scoring", "ru")
    visitor.click("Save and send for approval")
    partial.refresh_from_db()
    assert partial.state == "awaiting_approval"


def second_person_approves(visitor: Visitor, partial: PartialConclusion) -> None:
    """From the desk to the queue, and one click: the marks are approved and with the block's lead."""
    visitor.sign_in(visitor.year.people.of(Office.APPROVER, partial.evaluator))
    visitor.reach(f"desk/approve/{YEAR}/", by="Open the marks")
    visitor.look("approval", "ru")
    approves_in_the_queue(visitor)
    partial.refresh_from_db()
    assert partial.state == "delivered"


def approves_in_the_queue(visitor: Visitor) -> None:
    """What stands open in the queue."""
    with visitor.page.expect_navigation():
        visitor.page.locator("[data-act=approve]").click()


def conclusion_is_delivered(visitor: Visitor) -> None:
    """Drawn up, approved and delivered by clicking; then the worker builds its files and the body reads one."""
    walk, page = visitor.year, visitor.page
    walk.at(walk.last_day(Milestone.CONCLUSIONS) - timedelta(days=5))
    lead = walk.clicked_partials()[0].lead
    visitor.sign_in(walk.people.of(Office.EVALUATOR, lead))
    visitor.reach(f"desk/conclusions/?year={YEAR}")
    visitor.look("conclusions")
    body = walk.clicked_partials()[0].body
    row = page.locator("tr", has_text=body.short_name_en).filter(
        has=page.locator('input[name="block"][value="2"]')
    )
    with page.expect_navigation():
        row.get_by_role("button", name="Draw up", exact=True).click()
    conclusion = clicked_conclusion()
    visitor.sign_in(walk.people.of(Office.APPROVER, lead))
    visitor.reach(f"desk/approve/{YEAR}/")
    approves_in_the_queue(visitor)
    visitor.reach(f"desk/conclusions/{conclusion.pk}/")
    visitor.click("Deliver to the evaluated body")
    conclusion.refresh_from_db()
    assert (conclusion.state, conclusion.received_at is not None) == ("delivered", True)

    visitor.sign_in(walk.people.of(Office.FIRST_HEAD, conclusion.body))
    visitor.reach(f"desk/conclusions/{conclusion.pk}/")
    expect(page.locator("#conclusion-files").get_by_text("PDF is being made").first).to_be_visible()
    assert visitor.worker.work(build_conclusion_files) == 3
    link = page.locator("#conclusion-files a.doc").first  # the page asks again by itself
    expect(link).to_be_visible()
    assert conclusion.score is not None
    for file in page.locator("#conclusion-files a.doc").all():
        address = str(file.get_attribute("href"))
        language = str(re.search("/pdf/(..)/", address).group(1))  # type: ignore[union-attr]
        text = visitor.pdf(address)
        assert conclusion.number in text
        assert decimal_text(conclusion.score, language, 2) in text
    visitor.look("conclusion", "kk")
    others(scoring.conclude(walk))
