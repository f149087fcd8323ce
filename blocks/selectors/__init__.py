"""What pages, guards and exports read of the blocks; each with a fixed number of queries."""

from blocks.selectors.reports import ReportLine, documents_of, lines_of, report_lines, report_years
from blocks.selectors.scoring import Gap, may_open_conclusion, may_see_marks, partial_gaps
from blocks.selectors.sheets import ReportSheet, questions_for, read_sheet, read_sheets, report_gaps
from blocks.selectors.sight import may_see_body, visible_reports

__all__ = [
    "Gap",
    "ReportLine",
    "ReportSheet",
    "documents_of",
    "lines_of",
    "may_open_conclusion",
    "may_see_body",
    "may_see_marks",
    "partial_gaps",
    "questions_for",
    "read_sheet",
    "read_sheets",
    "report_gaps",
    "report_lines",
    "report_years",
    "visible_reports",
]
