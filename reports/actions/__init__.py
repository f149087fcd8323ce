"""The verbs of what comes in: reports, documents, official statistics, late figures."""

from reports.actions.documents import attach_document, mend_document, open_document, raise_label
from reports.actions.late_values import record_late_values
from reports.actions.reports import (
    accept_report,
    hand_report_for_signature,
    save_values,
    sign_report,
    take_back_report,
)
from reports.actions.returns import return_report, send_back_report
from reports.actions.statistics import import_statistics

__all__ = [
    "accept_report",
    "attach_document",
    "hand_report_for_signature",
    "import_statistics",
    "mend_document",
    "open_document",
    "raise_label",
    "record_late_values",
    "return_report",
    "save_values",
    "send_back_report",
    "sign_report",
    "take_back_report",
]
