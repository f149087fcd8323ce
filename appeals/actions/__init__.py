"""The verbs of appeals (c57–c61). Web forms, the walk of the year and tests call these and nothing else."""

from appeals.actions.deciding import (
    PointDecision,
    accept_objection,
    correct_by_objection,
    decide_points,
    reject_objection,
    return_to_commission,
)
from appeals.actions.filing import (
    file_objection,
    open_objection,
    refuse_after_term,
    remove_point,
    save_point,
    withdraw_objection,
)
from appeals.actions.forming import form_commission, hand_to_commission

__all__ = [
    "PointDecision",
    "accept_objection",
    "correct_by_objection",
    "decide_points",
    "file_objection",
    "form_commission",
    "hand_to_commission",
    "open_objection",
    "refuse_after_term",
    "reject_objection",
    "remove_point",
    "return_to_commission",
    "save_point",
    "withdraw_objection",
]
