"""The clicked year's beginning: schedule, methodology, opening, report (c7, c8, c17, c40, c64)."""

from __future__ import annotations

from datetime import date, timedelta

import yaml
from playwright.sync_api import expect

from config.walk import beginning, scoring
from config.walk.beginning import methodology_document
from evaluation import clock
from evaluation.models import Office, Role
from methodologies.models import LEADS, KeyPerformanceIndicator, Methodology
from reports import actions as reports
from reports.models import Report
from schedule.milestones import Milestone
from tests.worlds.walk_pages import BLOCK, BODY, YEAR, Visitor, clicked_report, others


def schedule_is_approved(visitor: Visitor) -> None:
    visitor.office(Office.COORDINATOR, Role.STATE_PLANNING)
    visitor.reach(f"desk/schedule/{YEAR}/")
    visitor.click("Draft the schedule")
    visitor.look("schedule")
    visitor.click("Submit the schedule for approval")
    visitor.open("demo/clock/")
    before = clock.today()
    visitor.click("To the next day")
    assert clock.today() == before + timedelta(days=1)
    visitor.office(Office.HEAD_OF_ADMINISTRATION, Role.PRESIDENTIAL_ADMINISTRATION)
    visitor.reach(f"desk/schedule/{YEAR}/")
    visitor.page.get_by_label("Order number").first.fill("11-18/184")
    visitor.page.get_by_label("Order date").first.fill(clock.today().isoformat())
    visitor.click("Approve the schedule by order")
    expect(visitor.page.get_by_text("The schedule is approved and public.")).to_be_visible()


def methodology_is_approved(visitor: Visitor) -> None:
    """From a file, through both agreements, to the order: one block's by clicking, the others' by the walk."""
    walk, page, subject = visitor.year, visitor.page, str(BLOCK)
    walk.at(date(YEAR, 11, 26))
    text = yaml.safe_dump(methodology_document(YEAR, subject), allow_unicode=True, sort_keys=False)
    visitor.office(Office.METHODOLOGIST, LEADS[subject])
    visitor.reach("desk/methodologies/")
    page.locator('input[type="file"]').set_input_files(
        {"name": f"block{subject}.yaml", "mimeType": "application/yaml", "buffer": text.encode()}
    )
    visitor.click("Take in")
    visitor.look("methodology")
    visitor.click("Send to state planning for agreement")
    record = Methodology.objects.get(cycle__year=YEAR, subject=subject)
    for office, role, words in (
        (Office.COORDINATOR, Role.STATE_PLANNING, "Agree on behalf of state planning"),
        (Office.WORKING_BODY, Role.WORKING_BODY, "Agree on behalf of the working body"),
    ):
        visitor.office(office, role)
        visitor.reach(f"desk/methodologies/{record.pk}/")
        visitor.click(words)
    visitor.office(Office.APPROVER, LEADS[subject])
    visitor.reach(f"desk/methodologies/{record.pk}/")
    page.get_by_label("Order number").fill("2-18/7")
    page.get_by_label("Order date").fill(clock.today().isoformat())
    visitor.click("Approve by this order")
    record.refresh_from_db()
    assert (record.state, record.order_number) == ("approved", "2-18/7")
    rest = [one for one in LEADS if one != subject]
    others(beginning.approve_methodologies(walk, rest), beginning.approve_indicators(walk))


def year_is_opened(visitor: Visitor) -> None:
    visitor.year.at(date(YEAR + 1, 1, 14))
    visitor.office(Office.COORDINATOR, Role.STATE_PLANNING)
    visitor.reach(f"desk/cycle/{YEAR}/")
    visitor.look("cycle")
    visitor.click(f"Open the evaluation for {YEAR}")
    visitor.year.cycle.refresh_from_db()
    assert Report.objects.filter(body__slug=BODY, block=BLOCK).exists()


def report_is_filled_in_and_signed(visitor: Visitor) -> None:
    walk, page = visitor.year, visitor.page
    report = clicked_report()
    walk.at(walk.last_day(Milestone.REPORTS, BLOCK) - timedelta(days=10))
    preparer = walk.people.of(Office.PREPARER, report.body)
    entries = walk.report_entries(report, [])
    plain = [entry for entry in entries if entry.number is not None and not entry.language and not entry.row]
    typed = plain[:2]
    reports.save_values(report, preparer, [entry for entry in entries if entry not in typed])

    visitor.sign_in(preparer)
    visitor.look("desk", "kk")
    visitor.reach(f"desk/reports/{report.pk}/")
    form = page.locator("#report-form")
    assert len(typed) == 2
    for entry in typed:
        place = form.locator(f'.place:has([name^="v:{entry.item}"])').first
        place.locator('input[name^="v:"]').fill(str(entry.number))
        place.get_by_text("Attach a document").click()
        place.locator('.place-choose input[type="checkbox"]').first.check()
    # at once, while what was typed is still saving itself
    visitor.click("Save and hand to the first head")
    visitor.reach(f"desk/reports/{report.pk}/")
    visitor.look("report", "ru", top="#report-form")

    head = walk.people.of(Office.FIRST_HEAD, report.body)
    visitor.sign_in(head)
    page.get_by_role("link", name="Open and sign").first.click()
    visitor.look("report-sign")
    page.locator('input[name="answers"]').check()
    visitor.click("Sign and submit the report")
    report.refresh_from_db()
    assert (report.state, report.signed_by) == ("signed", head)
    other_reports_are_signed(visitor)


def other_reports_are_signed(visitor: Visitor) -> None:
    walk = visitor.year
    kpis = list(KeyPerformanceIndicator.objects.filter(cycle=walk.cycle))
    rest = Report.objects.filter(cycle=walk.cycle).exclude(pk=clicked_report().pk)
    for other in rest.select_related("body", "cycle"):
        own = [kpi for kpi in kpis if kpi.body_id == other.body_id]
        preparer = walk.people.of(Office.PREPARER, other.body)
        filled = reports.save_values(other, preparer, walk.report_entries(other, own))
        handed = reports.hand_report_for_signature(filled, preparer)
        reports.sign_report(handed, walk.people.of(Office.FIRST_HEAD, other.body))


def report_is_accepted(visitor: Visitor) -> None:
    walk, report = visitor.year, clicked_report()
    walk.at(walk.reports_day() + timedelta(days=4))
    visitor.sign_in(walk.examiner(report))
    visitor.reach(f"desk/reports/{report.pk}/", by="Open the list")
    visitor.look("report-examined")
    visitor.click("Accept the report")
    report.refresh_from_db()
    assert report.state == "accepted"
    others(scoring.take_in_reports(walk))
