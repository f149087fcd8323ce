"""The clicked year's end: overall evaluation, dashboard, the Commission's report, publication, reading (c11, c49, c51, c53)."""

from __future__ import annotations

from datetime import date, timedelta

from playwright.sync_api import expect

from commission.tasks import build_report_files
from commission.withholding import grounds
from config.walk import ending
from evaluation import clock
from evaluation.models import Office, Role
from evaluation.presentation import decimal_text
from schedule.milestones import Milestone
from tests.worlds.walk_pages import BEFORE, BLOCK, BODY, NEW, YEAR, Visitor, clicked_conclusion, others

SUMMARY = {
    "kk": "Комиссия нәтижелерді қарады (оқу үлгісі).",
    "ru": "Комиссия рассмотрела результаты (учебный пример).",
    "en": "The Commission considered the results (practice).",
}

#: The ground in law that the coordinator chooses for what is withheld.
STATE_SECRETS = next(ground for ground in grounds() if ground.code == "state_secrets")


def overall_is_computed(visitor: Visitor) -> None:
    """State planning for everybody, the working body for state planning itself (c9.2)."""
    walk = visitor.year
    conclusions_are_final(visitor)
    walk.at(walk.last_day(Milestone.OVERALL) - timedelta(days=4))
    for office, role in ((Office.COORDINATOR, Role.STATE_PLANNING), (Office.WORKING_BODY, Role.WORKING_BODY)):
        visitor.office(office, role)
        with visitor.act("compute all overall evaluations and bring them to the working body"):
            visitor.reach(f"desk/overall/{YEAR}/")
            visitor.click("Compute all that are ready")
            visitor.look(f"overall-{role}")
            visitor.click("Bring to the working body")
    assert walk.cycle.overalls.filter(state="submitted").count() == len({*BEFORE, *NEW})
    visitor.reach(f"desk/overview/{YEAR}/")
    expect(visitor.page.get_by_role("heading", name="Scores by direction")).to_be_visible()
    visitor.look("dashboard", "kk")


def conclusions_are_final(visitor: Visitor) -> None:
    """The clicked one by clicking: from the lead to state planning, from there to the working body."""
    walk, conclusion = visitor.year, clicked_conclusion()
    walk.at(walk.last_day(Milestone.AFTER_APPEALS) - timedelta(days=2))
    visitor.sign_in(walk.people.of(Office.APPROVER, conclusion.lead))
    with visitor.act("send a final conclusion to state planning"):
        visitor.reach(f"desk/conclusions/{conclusion.pk}/", by="Open")
        visitor.click("Send the final conclusion to state planning")
    visitor.office(Office.COORDINATOR, Role.STATE_PLANNING)
    with visitor.act("bring a block conclusion to the working body"):
        visitor.reach(f"desk/conclusions/{conclusion.pk}/")
        visitor.click("Bring the block conclusion to the working body")
    conclusion.refresh_from_db()
    assert conclusion.state == "with_working_body"
    others(ending.after_appeals(walk))


def report_goes_to_the_president(visitor: Visitor) -> None:
    walk, page = visitor.year, visitor.page
    visitor.office(Office.WORKING_BODY, Role.WORKING_BODY)
    with visitor.act("draw up the Commission's report, in three languages"):
        visitor.reach(f"desk/report/{YEAR}/")
        for language, words in SUMMARY.items():
            page.locator(f"#id_summary_{language}").fill(words)
        page.locator("#id_minutes_number").fill("18-3")
        page.locator("#id_minutes_date").fill(clock.today().isoformat())
        visitor.click("Save")
    visitor.look("report-to-president")
    visitor.sign_in(walk.people.anyone(Office.COMMISSION_MEMBER))
    with visitor.act("adopt the Commission's report"):
        visitor.reach(f"desk/report/{YEAR}/")
        visitor.click("Adopt the report")
    visitor.worker.work(build_report_files)
    visitor.office(Office.WORKING_BODY, Role.WORKING_BODY)
    visitor.reach(f"desk/report/{YEAR}/")
    text = visitor.pdf(str(page.locator(".docs a.doc").last.get_attribute("href")))
    assert SUMMARY["en"] in text
    score = clicked_conclusion().score
    assert score is not None
    assert decimal_text(score, "kk", 1) in text.replace(".", ",")
    with visitor.act("submit the results to the President"):
        visitor.reach(f"desk/report/{YEAR}/")
        visitor.click("Submit the results to the President")


def results_are_published(visitor: Visitor) -> None:
    walk, page = visitor.year, visitor.page
    walk.at(date(YEAR + 1, 7, 24))
    visitor.office(Office.COORDINATOR, Role.STATE_PLANNING)
    with visitor.act("list the results, withhold one with its reason, propose the publication"):
        visitor.reach(f"desk/publication/{YEAR}/")
        visitor.click("Draw up the list")
        visitor.look("publication")
        secret = page.locator("tr", has_text="Defence")
        secret = secret.filter(has=page.locator('[name="ground"]')).first
        secret.locator("summary").first.click()
        secret.locator('[name="ground"]').select_option(STATE_SECRETS.code)
        with page.expect_navigation():
            secret.get_by_role("button", name="Withhold").click()
        visitor.click("Propose the publication to the working body")
    visitor.office(Office.WORKING_BODY, Role.WORKING_BODY)
    with visitor.act("agree to the publication"):
        visitor.reach(f"desk/publication/{YEAR}/")
        visitor.look("publication-agreed")
        visitor.click("Agree to the publication")
    visitor.office(Office.COORDINATOR, Role.STATE_PLANNING)
    with visitor.act("publish the results"):
        visitor.reach(f"desk/publication/{YEAR}/")
        visitor.click("Publish the results")


def anybody_reads(visitor: Visitor) -> None:
    """Without signing in, in each language: from the year's table to the body, to its score, to the document behind it."""
    page, conclusion = visitor.page, clicked_conclusion()
    page.context.clear_cookies()
    body = conclusion.body
    assert conclusion.score is not None
    for code in ("kk", "ru", "en"):
        answer = page.goto(f"/{code}/results/{YEAR}/")
        assert answer is not None
        assert answer.status == 200
        expect(page.locator("html")).to_have_attribute("lang", code)
        expect(page.locator("tr.withheld")).to_contain_text(STATE_SECRETS.words[code])
        page.locator("table.results").get_by_role(
            "link", name=getattr(body, f"short_name_{code}"), exact=True
        ).click()
        expect(page).to_have_url(f"{page.evaluate('location.origin')}/{code}/bodies/{BODY}/")
        page.locator(f'main a[href$="/bodies/{BODY}/{YEAR}/{BLOCK}/"]').first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(decimal_text(conclusion.score, code, 2))
        expect(page.locator(".trace-documents").get_by_text("proof.txt").first).to_be_visible()
    visitor.look("score")
    visitor.open(f"bodies/{BODY}/")
    visitor.look("body", "ru")
    visitor.open(f"results/{YEAR}/")
    visitor.look("results", "kk")
