"""What the pages of reports read; each with a fixed number of queries."""

from reports.selectors.reports import (
    ReportLine,
    counts_by_state,
    documents_of,
    lines_of,
    read_whole,
    report_years,
    reports_of,
)
from reports.selectors.sheets import (
    Gap,
    HeldSheet,
    ReportSheet,
    as_it_stands,
    questions_for,
    read_sheet,
    read_sheet_of,
    read_sheets,
    report_gaps,
    sheets_at_hand,
)

__all__ = [
    "Gap",
    "HeldSheet",
    "ReportLine",
    "ReportSheet",
    "as_it_stands",
    "counts_by_state",
    "documents_of",
    "lines_of",
    "questions_for",
    "read_sheet",
    "read_sheet_of",
    "read_sheets",
    "read_whole",
    "report_gaps",
    "report_years",
    "reports_of",
    "sheets_at_hand",
]
