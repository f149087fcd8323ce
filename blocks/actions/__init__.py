"""The verbs of the blocks: methodology → cycle → report → marks → conclusion."""

from blocks.actions.conclusions import (
    approve_conclusion,
    correct_conclusion,
    deliver_conclusion,
    draw_up_conclusion,
    finalise_conclusion,
    hand_over_conclusion,
)
from blocks.actions.cycle import open_cycle
from blocks.actions.documents import attach_document, open_document
from blocks.actions.drafts import begin_draft, edit_draft
from blocks.actions.kpis import approve_kpis
from blocks.actions.late_values import record_late_values
from blocks.actions.methodologies import (
    agree_methodology,
    approve_methodology,
    import_methodology,
    return_methodology,
    submit_methodology,
)
from blocks.actions.recounts import recount_conclusion
from blocks.actions.reports import (
    accept_report,
    hand_report_for_signature,
    return_report,
    save_values,
    sign_report,
    take_back_report,
)
from blocks.actions.scoring import (
    approve_marks,
    deliver_partial,
    record_values,
    save_marks,
    send_back_marks,
    submit_marks,
)
from blocks.actions.statistics import import_statistics

__all__ = [
    "accept_report",
    "agree_methodology",
    "approve_conclusion",
    "approve_kpis",
    "approve_marks",
    "approve_methodology",
    "attach_document",
    "begin_draft",
    "correct_conclusion",
    "deliver_conclusion",
    "deliver_partial",
    "draw_up_conclusion",
    "edit_draft",
    "finalise_conclusion",
    "hand_over_conclusion",
    "hand_report_for_signature",
    "import_methodology",
    "import_statistics",
    "open_cycle",
    "open_document",
    "record_late_values",
    "record_values",
    "recount_conclusion",
    "return_methodology",
    "return_report",
    "save_marks",
    "save_values",
    "send_back_marks",
    "sign_report",
    "submit_marks",
    "submit_methodology",
    "take_back_report",
]
