"""What the pages of reports read; each with a fixed number of queries."""

from reports.selectors.reports import ReportLine, documents_of, lines_of, report_years, reports_of
from reports.selectors.sheets import (
    Gap,
    ReportSheet,
    questions_for,
    read_sheet,
    read_sheets,
    report_gaps,
    sheet_at_hand,
)

__all__ = [
    "Gap",
    "ReportLine",
    "ReportSheet",
    "documents_of",
    "lines_of",
    "questions_for",
    "read_sheet",
    "read_sheets",
    "report_gaps",
    "report_years",
    "reports_of",
    "sheet_at_hand",
]
