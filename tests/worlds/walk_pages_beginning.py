"""The clicked year's beginning: schedule, methodology, opening, report (c7, c8, c17, c40, c64)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import yaml
from django.utils.translation import override
from playwright.sync_api import expect

from config.walk import beginning, scoring
from config.walk.beginning import methodology_document
from config.walk.core import refresh_statistics, shipped
from engine.manifest import STATEMENTS
from evaluation import clock
from evaluation.models import Cycle, Office, Role
from methodologies.kpi_files import CONTENT_TYPES, as_xlsx
from methodologies.kpi_rows import Bodies, kept_rows
from methodologies.models import LEADS, KeyPerformanceIndicator, Methodology
from reports import actions as reports
from reports.models import Report
from schedule.milestones import Milestone
from schedule.models import Schedule
from tests.worlds.walk_pages import BLOCK, BODY, YEAR, Visitor, clicked_report, others


def schedule_is_approved(visitor: Visitor) -> None:
    """By the page of the year that is prepared: the coordinator's menu leads there."""
    page = visitor.page
    visitor.office(Office.COORDINATOR, Role.STATE_PLANNING)
    with visitor.act("draft the schedule and submit it"):
        visitor.reach(f"desk/years/{YEAR}/")
        page.locator(f'[data-step="schedule"] a[href$="/desk/schedule/{YEAR}/"]').click()
        visitor.press(f'form[action$="/desk/schedule/{YEAR}/begin/"] button')
        visitor.look("schedule")
        visitor.press('button[name="submit"]')
    visitor.year.cycle = Cycle.objects.get(year=YEAR)  # the first draft of its schedule has made it
    visitor.open("demo/clock/")
    before = clock.today()
    visitor.click("To the next day")
    assert clock.today() == before + timedelta(days=1)
    visitor.office(Office.HEAD_OF_ADMINISTRATION, Role.PRESIDENTIAL_ADMINISTRATION)
    with visitor.act("approve the schedule by order"):
        visitor.reach(f"desk/schedule/{YEAR}/")
        order(visitor, "11-18/184")
        visitor.press('form[action$="/approve/"] button[type="submit"]')
    assert Schedule.objects.get(cycle__year=YEAR).state == "approved"


def order(visitor: Visitor, number: str) -> None:
    """The number and today's date of an order, into the form that asks for them."""
    visitor.page.locator('[name="order_number"]').first.fill(number)
    visitor.page.locator('[name="order_date"]').first.fill(clock.today().isoformat())


def indicators_are_approved(visitor: Visitor) -> None:
    """Last year's list, a workbook in its place, a row mended in the table; sent, returned with a remark, approved."""
    walk, page, address = visitor.year, visitor.page, f"desk/kpis/{YEAR}/"
    listed = shipped("methodologies", "kpi", f"{YEAR}.yaml")["bodies"]
    rows = [{"body": body, **row} for body, own in listed.items() for row in own]
    bodies = Bodies()
    with override("en"):
        workbook = as_xlsx(kept_rows(rows, bodies, "en"), YEAR, [], bodies)
    walk.at(date(YEAR, 11, 28))
    coordinator = visitor.office(Office.COORDINATOR, Role.STATE_PLANNING)
    with visitor.act("draft the list of key indicators: last year's, a workbook, one row in the table"):
        visitor.reach(address)
        visitor.press(f'form[action$="/{address}begin/"] button[name="copied"]')
        page.locator('input[type="file"]').set_input_files(
            {"name": "list.xlsx", "mimeType": CONTENT_TYPES["xlsx"], "buffer": workbook}
        )
        visitor.press(f'form[action$="/{address}take/"] button[type="submit"]')
        assert page.locator("[data-change]").count() > 0
        visitor.press(f'form[action$="/{address}take/"] button[type="submit"]')
        page.locator(f'a.kpi-edit[href$="/{BODY}/"]').click()
        page.locator("#id_row-0-plan").fill("101.25")
        visitor.press('button[name="save"]')
    sent(visitor, "send the list of key indicators")
    head = visitor.office(Office.HEAD_OF_ADMINISTRATION, Role.PRESIDENTIAL_ADMINISTRATION)
    with visitor.act("return the list of key indicators with a remark"):
        visitor.reach(address)
        page.locator('[name="reason"]').fill("The plan of one indicator is too low (practice).")
        visitor.press(f'form[action$="/{address}return/"] button[type="submit"]')
    visitor.sign_in(coordinator)
    visitor.reach(address)
    expect(page.get_by_text("The plan of one indicator is too low (practice).").first).to_be_visible()
    sent(visitor, "send the list of key indicators")
    visitor.sign_in(head)
    with visitor.act("approve the list of key indicators by order"):
        visitor.reach(address)
        order(visitor, "12-18/9")
        visitor.press(f'form[action$="/{address}approve/"] button[type="submit"]')
    approved = KeyPerformanceIndicator.objects.filter(cycle=walk.cycle)
    assert approved.count() == len(rows)
    assert approved.filter(body__slug=BODY, plan="101.25", order_number="12-18/9").count() == 1


def sent(visitor: Visitor, what: str) -> None:
    """The draft goes to the Head of the Administration."""
    with visitor.act(what):
        visitor.reach(f"desk/kpis/{YEAR}/")
        visitor.press(f'form[action$="/desk/kpis/{YEAR}/submit/"] button')


def methodology_is_approved(visitor: Visitor) -> None:
    """From a file, through both agreements, to the order: one block's by clicking, the others' by the walk."""
    walk, page, subject = visitor.year, visitor.page, str(BLOCK)
    walk.at(date(YEAR, 11, 26))
    text = yaml.safe_dump(methodology_document(YEAR, subject), allow_unicode=True, sort_keys=False)
    visitor.office(Office.METHODOLOGIST, LEADS[subject])
    with visitor.act("take the text of a methodology in and send it for agreement"):
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
        with visitor.act("agree a methodology"):
            visitor.reach(f"desk/methodologies/{record.pk}/")
            visitor.click(words)
    visitor.office(Office.APPROVER, LEADS[subject])
    with visitor.act("approve a methodology by order"):
        visitor.reach(f"desk/methodologies/{record.pk}/")
        order(visitor, "2-18/7")
        visitor.click("Approve by this order")
    record.refresh_from_db()
    assert (record.state, record.order_number) == ("approved", "2-18/7")
    a_draft_is_begun_from_last_year_s(visitor)
    others(beginning.approve_methodologies(walk, [one for one in LEADS if one != subject]))


def a_draft_is_begun_from_last_year_s(visitor: Visitor) -> None:
    """The other way to a draft: last year's text, to be changed in the editor."""
    visitor.office(Office.METHODOLOGIST, LEADS["overall"])
    source = Methodology.objects.get(cycle__year=YEAR - 1, subject="overall")
    with visitor.act("begin a methodology from last year's text"):
        visitor.reach("desk/methodologies/")
        visitor.page.locator("#id_source").select_option(str(source.pk))
        visitor.press('form[action$="/desk/methodologies/begin/"] button')
    assert Methodology.objects.get(cycle__year=YEAR, subject="overall").state == "draft"


def year_is_opened(visitor: Visitor) -> None:
    visitor.year.at(date(YEAR + 1, 1, 14))
    visitor.office(Office.COORDINATOR, Role.STATE_PLANNING)
    with visitor.act("open the evaluation"):
        visitor.reach(f"desk/cycle/{YEAR}/")
        visitor.look("cycle")
        visitor.click(f"Open the evaluation for {YEAR}")
    visitor.year.cycle.refresh_from_db()
    assert Report.objects.filter(cycle__year=YEAR, body__slug=BODY, block=BLOCK).exists()


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
    with visitor.act("fill two values in, each with a document, and hand the report to the first head"):
        visitor.reach(f"desk/reports/{report.pk}/")
        form = page.locator("#report-form")
        assert len(typed) == 2
        for entry in typed:
            place = form.locator(f'.place:has([name^="v:{entry.item}"])').first
            place.locator('input[name^="v:"]').fill(str(entry.number))
            place.get_by_text("Attach a document").click()
            place.locator('.place-choose input[type="checkbox"]').first.check()
        # at once, while what was typed is still saving itself
        visitor.press('button[name="then"][value="hand"]')
    visitor.reach(f"desk/reports/{report.pk}/")
    visitor.look("report", "ru", top="#report-form")
    report_is_signed(visitor, "sign a report")
    other_reports_are_signed(visitor)


def report_is_signed(visitor: Visitor, what: str) -> None:
    report = clicked_report()
    head = visitor.year.people.of(Office.FIRST_HEAD, report.body)
    visitor.sign_in(head)
    with visitor.act(what):
        visitor.reach(f"desk/reports/{report.pk}/")
        visitor.press(f'a[href$="/desk/reports/{report.pk}/sign/"]')
        visitor.look("report-sign")
        for statement in STATEMENTS:
            visitor.page.locator(f'input[name="{statement}"]').check()
        visitor.press(f'form[action$="/desk/reports/{report.pk}/sign/"] button[type="submit"]')
    report.refresh_from_db()
    assert (report.state, report.signed_by) == ("signed", head)


def report_is_returned_and_completed(visitor: Visitor) -> None:
    """The evaluator returns the report with the reason; the body hands it over and signs it again."""
    walk, page, report = visitor.year, visitor.page, clicked_report()
    walk.at(walk.reports_day() + timedelta(days=1))
    visitor.sign_in(walk.examiner(report))
    with visitor.act("return a report for completion"):
        visitor.reach(f"desk/reports/{report.pk}/", by="Open the list")
        form = page.locator(f'form[action$="/desk/reports/{report.pk}/return/"]')
        page.locator("details", has=form).locator("summary").click()
        form.locator('[name="reason"]').fill(scoring.RETURN_REASON)
        # not the button that only drafts the letter from what is ticked
        visitor.press(f'form[action$="/desk/reports/{report.pk}/return/"] button[type="submit"]:not([name])')
    visitor.sign_in(walk.people.of(Office.PREPARER, report.body))
    with visitor.act("hand a returned report over again"):
        visitor.reach(f"desk/reports/{report.pk}/")
        visitor.press('button[name="then"][value="hand"]')
    report_is_signed(visitor, "sign a returned report")


def other_reports_are_signed(visitor: Visitor) -> None:
    """Everybody else's, by the walk's actions."""
    walk = visitor.year
    kpis = list(KeyPerformanceIndicator.objects.filter(cycle=walk.cycle))
    rest = Report.objects.filter(cycle=walk.cycle).exclude(pk=clicked_report().pk)

    def signed() -> Iterator[Report]:
        for index, other in enumerate(rest.select_related("body", "cycle")):
            own = [kpi for kpi in kpis if kpi.body_id == other.body_id]
            preparer = walk.people.of(Office.PREPARER, other.body)
            filled = reports.save_values(other, preparer, walk.report_entries(other, own))
            handed = reports.hand_report_for_signature(filled, preparer)
            yield reports.sign_report(handed, walk.people.of(Office.FIRST_HEAD, other.body))
            if index == 20:
                refresh_statistics()

    others(signed())


def report_is_accepted(visitor: Visitor) -> None:
    walk, report = visitor.year, clicked_report()
    walk.at(walk.reports_day() + timedelta(days=4))
    visitor.sign_in(walk.examiner(report))
    with visitor.act("accept a report"):
        visitor.reach(f"desk/reports/{report.pk}/", by="Open the list")
        visitor.look("report-examined")
        visitor.click("Accept the report")
    report.refresh_from_db()
    assert report.state == "accepted"
    others(scoring.take_in_reports(walk))
