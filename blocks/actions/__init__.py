"""The verbs of the blocks: methodology → cycle → report → marks → conclusion."""

from blocks.actions.documents import attach_document, open_document
from blocks.actions.reports import (
    accept_report,
    hand_report_for_signature,
    return_report,
    save_values,
    sign_report,
    take_back_report,
)

__all__ = [
    "accept_report",
    "attach_document",
    "hand_report_for_signature",
    "open_document",
    "return_report",
    "save_values",
    "sign_report",
    "take_back_report",
]
