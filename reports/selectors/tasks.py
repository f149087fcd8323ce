"""The facts behind a body's list of tasks: its reports of a year, section by section."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from engine.methodology import Criterion, Direction, Indicator, MethodologyText
from engine.questions import BODY_SUPPLIES, Part, Slot, measures_of, reads_of
from evaluation import clock, rights
from evaluation.models import Body, Cycle, Office, User
from reports.models import Report
from reports.models.reports import REPORT_DUE
from reports.rights import visible_reports
from reports.selectors.doubts import open_cells
from reports.selectors.sheets import ReportSheet, read_sheets
from reports.task_list import BlockFacts, PlaceFact, Reader, SectionFacts, TaskList, task_list
from schedule.due import deadlines_at_hand

#: The code under which deductions stand as one section.
DEDUCTIONS = ""


def reports_of_body(user: User, year: int, body: Body | str) -> list[Report]:
    """The reports of a body for a year, by block, that the person sees; empty: there is nothing for them. One query."""
    where = {"body__slug": body} if isinstance(body, str) else {"body": body}
    return list(visible_reports(user).filter(cycle__year=year, **where).order_by("block"))


def reader_of(user: User, body_id: int) -> Reader:
    """On whose behalf the person reads a body's list: who prepares there reads as a preparer."""
    standing = rights.standing(user)
    if standing.holds(Office.PREPARER, body=body_id):
        return Reader.PREPARER
    return Reader.HEAD if standing.holds(Office.FIRST_HEAD, body=body_id) else Reader.OTHER


def tasks_of(cycle: Cycle, reports: Sequence[Report], user: User) -> tuple[TaskList, dict[int, ReportSheet]]:
    """The list of one body's reports for this reader, and the sheets it is made of, by block. Seven queries or so,
    whatever the reports hold."""
    sheets = read_sheets(cycle, reports)
    with deadlines_at_hand():
        facts = [block_facts(sheets[report.pk]) for report in reports]
    reader = reader_of(user, reports[0].body_id)
    return task_list(facts, reader, clock.now()), {report.block: sheets[report.pk] for report in reports}


def block_facts(sheet: ReportSheet) -> BlockFacts:
    """The facts of one report; its deadline is asked of the schedule."""
    report = sheet.report
    deadline = REPORT_DUE.deadline(report)
    return BlockFacts(
        block=report.block,
        state=str(report.state),
        due_at=None if deadline is None else deadline.due_at,
        sections=tuple(_sections(sheet)),
        handed_over=report.handed_over,
        signed_by=str(report.signed_by) if report.signed_by else "",
        signed_at=report.signed_at,
    )


def section_of(part: Part) -> str:
    """The code of the section to which a part of the sheet belongs."""
    return part.criterion.code if part.criterion is not None else DEDUCTIONS


def _sections(sheet: ReportSheet) -> Iterator[SectionFacts]:
    parts: dict[str, list[Part]] = defaultdict(list)
    for part in sheet.sheet.parts:
        parts[section_of(part)].append(part)
    suppliers = _suppliers(sheet.methodology, sheet)
    programmes = sheet.programme_rows_missing
    for direction, criterion in _criteria(sheet):
        code = criterion.code if criterion is not None else DEDUCTIONS
        mine = parts[code]
        places = [_place(sheet, slot) for part in mine for q in part.questions if q.here for slot in q.slots]
        if programmes and any(q.here and q.item.per == "programme" for part in mine for q in part.questions):
            places.append(PlaceFact(False, "programme"))
            programmes = False
        others = {q.asked_in for part in mine for q in part.questions if not q.here}
        yield SectionFacts(
            direction.code if direction is not None else "",
            code,
            tuple(places),
            tuple(sorted(others)),
            any(part.also for part in mine),
            suppliers.get(code, ()),
        )


def _criteria(sheet: ReportSheet) -> Iterator[tuple[Direction | None, Criterion | None]]:
    """The criteria that measure the body, in order; the deductions at the end if they ask something of it."""
    who, met = sheet.sheet.respondent, set()
    for direction, criterion, measure in measures_of(sheet.methodology, who.body, who.kind):
        code = criterion.code if criterion is not None else DEDUCTIONS
        asked = any(part.measure is measure for part in sheet.sheet.parts)
        if code not in met and (isinstance(measure, Indicator) or asked):
            met.add(code)
            yield direction, criterion


def _place(sheet: ReportSheet, slot: Slot) -> PlaceFact:
    value = sheet.values.get(slot.cell)
    if value is None:
        return PlaceFact(False, "value")
    lacks = "document" if sheet.missing(slot) else "explanation" if slot.cell in open_cells(sheet) else ""
    return PlaceFact(True, lacks, str(value.given_by), value.given_at)


def _suppliers(methodology: MethodologyText, sheet: ReportSheet) -> dict[str, tuple[tuple[str, str], ...]]:
    """By section, who gives what is not asked of the body."""
    items, reads = {item.code: item for item in methodology.items}, reads_of(methodology)
    who = sheet.sheet.respondent
    found: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
    for _direction, criterion, measure in measures_of(methodology, who.body, who.kind):
        for code in reads.get(measure.code, ()):
            if items[code].supplier != BODY_SUPPLIES:
                found[criterion.code if criterion else DEDUCTIONS][items[code].supplier, items[code].role] = (
                    None
                )
    return {code: tuple(pairs) for code, pairs in found.items()}
