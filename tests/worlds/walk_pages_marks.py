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
from reports.models import Document, StatisticsImport
from reports.selectors.statistics import awaited
from schedule.milestones import Milestone
from tests.worlds.walk_pages import BLOCK, YEAR, Visitor, clicked_conclusion, others


def statistics_are_taken_in(visitor: Visitor) -> None:
    """The year's figures of official statistics, as one file of the authority that answers for most of them (c4.6); on
    its own house another brings them (c9.2)."""
    walk, page = visitor.year, visitor.page
    authority, *rest = sorted(
        statistics.answering(walk), key=lambda one: -sum(1 for _place in awaited(walk.cycle, one))
    )
    day = walk.reports_day() + timedelta(days=statistics.OUT_AFTER)
    walk.at(day)
    for other in rest:
        statistics.take_in(walk, other, day)
    figures = statistics.table(walk, awaited(walk.cycle, authority))
    visitor.sign_in(walk.people.of(Office.EVALUATOR, authority))
    with visitor.act("take official statistics in"):
        visitor.reach(f"desk/statistics/{YEAR}/")
        page.locator('[name="source"]').fill(statistics.SOURCE.format(year=YEAR))
        page.locator('[name="retrieved_on"]').fill(day.isoformat())
        page.locator('[name="file"]').set_input_files(
            {"name": f"statistics-{YEAR}.csv", "mimeType": "text/csv", "buffer": figures}
        )
        visitor.press('form[enctype="multipart/form-data"] button[type="submit"]')
    taken = StatisticsImport.objects.get(cycle=walk.cycle, authority=authority)
    assert taken.count == figures.count(b"\n") - 1


def directions_are_scored(visitor: Visitor) -> None:
    walk = visitor.year
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
    with visitor.act("mark a direction, one new document behind all marks, and send it for approval"):
        visitor.reach(f"admin/blocks/partialconclusion/{partial.pk}/change/", by="Open the scoring desk")
        expect(page.get_by_text("not marked yet").first).to_be_visible()
        page.locator("#new-file").set_input_files(
            {
                "name": f"register-{YEAR}.txt",
                "mimeType": "text/plain",
                "buffer": b"Practice register of the authority\n",
            }
        )
        page.locator('select[name="proof:rest"]').select_option(label="the new file")
        visitor.click("Save values and marks")
        partial.refresh_from_db()
        proof = Document.objects.filter(marks__partial=partial).distinct().get()
        assert proof.title == f"register-{YEAR}.txt"
        visitor.look("scoring", "ru")
        visitor.click("Save and send for approval")
    partial.refresh_from_db()
    assert partial.state == "awaiting_approval"


def second_person_approves(visitor: Visitor, partial: PartialConclusion) -> None:
    """From the desk to the queue, and one click: the marks are approved and with the block's lead."""
    visitor.sign_in(visitor.year.people.of(Office.APPROVER, partial.evaluator))
    with visitor.act("approve a direction's marks and deliver its partial conclusion"):
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
    body = walk.clicked_partials()[0].body
    with visitor.act("draw up a block conclusion"):
        visitor.reach(f"desk/conclusions/?year={YEAR}")
        visitor.look("conclusions")
        row = page.locator("tr", has_text=body.short_name_en).filter(
            has=page.locator(f'input[name="block"][value="{BLOCK}"]')
        )
        with page.expect_navigation():
            row.get_by_role("button", name="Draw up", exact=True).click()
    conclusion = clicked_conclusion()
    visitor.sign_in(walk.people.of(Office.APPROVER, lead))
    with visitor.act("approve a block conclusion and deliver it"):
        visitor.reach(f"desk/approve/{YEAR}/")
        approves_in_the_queue(visitor)
        visitor.reach(f"desk/conclusions/{conclusion.pk}/")
        visitor.press(f'form[action$="/desk/conclusions/{conclusion.pk}/move/deliver/"] button')
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
