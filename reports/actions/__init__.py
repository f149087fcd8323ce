"""The verbs of what comes in: reports, documents, official statistics, late figures."""

from reports.actions.documents import attach_document, mend_document, open_document, raise_label
from reports.actions.evidence import prove_values, replace_document, reuse_document
from reports.actions.late_values import record_late_values
from reports.actions.reports import (
    accept_report,
    hand_report_for_signature,
    save_values,
    take_back_report,
)
from reports.actions.returns import return_report, send_back_report
from reports.actions.signing import check_waiting, freeze_manifest, sign_by_demo, sign_report, take_signature
from reports.actions.statistics import import_statistics
from reports.actions.submissions import leave_workbook, submit_workbook, take_over

__all__ = [
    "accept_report",
    "attach_document",
    "check_waiting",
    "freeze_manifest",
    "hand_report_for_signature",
    "import_statistics",
    "leave_workbook",
    "mend_document",
    "open_document",
    "prove_values",
    "raise_label",
    "record_late_values",
    "replace_document",
    "return_report",
    "reuse_document",
    "save_values",
    "send_back_report",
    "sign_by_demo",
    "sign_report",
    "submit_workbook",
    "take_back_report",
    "take_over",
    "take_signature",
]
