"""What pages, guards and exports read of the blocks; each with a fixed number of queries."""

from blocks.selectors.scoring import Gap, may_open_conclusion, may_see_marks, partial_gaps
from blocks.selectors.sheets import ReportSheet, read_sheet, read_sheets, report_gaps
from blocks.selectors.sight import may_see_body, visible_reports

__all__ = [
    "Gap",
    "ReportSheet",
    "may_open_conclusion",
    "may_see_body",
    "may_see_marks",
    "partial_gaps",
    "read_sheet",
    "read_sheets",
    "report_gaps",
    "visible_reports",
]
