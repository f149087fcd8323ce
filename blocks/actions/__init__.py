"""The verbs of the blocks: the opening of a year, marks, conclusions."""

from blocks.actions.conclusions import (
    approve_conclusion,
    correct_conclusion,
    deliver_conclusion,
    draw_up_conclusion,
    finalise_conclusion,
    hand_over_conclusion,
)
from blocks.actions.files import ask_for_files
from blocks.actions.opening import open_cycle
from blocks.actions.recounts import recount_conclusion
from blocks.actions.returns import send_back_conclusion, send_conclusion_again
from blocks.actions.scoring import (
    approve_and_deliver,
    approve_marks,
    deliver_partial,
    record_values,
    save_marks,
    send_back_marks,
    submit_marks,
)

__all__ = [
    "approve_and_deliver",
    "approve_conclusion",
    "approve_marks",
    "ask_for_files",
    "correct_conclusion",
    "deliver_conclusion",
    "deliver_partial",
    "draw_up_conclusion",
    "finalise_conclusion",
    "hand_over_conclusion",
    "open_cycle",
    "record_values",
    "recount_conclusion",
    "save_marks",
    "send_back_conclusion",
    "send_back_marks",
    "send_conclusion_again",
    "submit_marks",
]
