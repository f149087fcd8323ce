"""The verbs of the blocks: the opening of a year, marks, conclusions."""

from blocks.actions.conclusions import (
    approve_conclusion,
    correct_conclusion,
    deliver_conclusion,
    draw_up_conclusion,
    finalise_conclusion,
    hand_over_conclusion,
)
from blocks.actions.opening import open_cycle
from blocks.actions.recounts import recount_conclusion
from blocks.actions.scoring import (
    approve_marks,
    deliver_partial,
    record_values,
    save_marks,
    send_back_marks,
    submit_marks,
)

__all__ = [
    "approve_conclusion",
    "approve_marks",
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
    "send_back_marks",
    "submit_marks",
]
