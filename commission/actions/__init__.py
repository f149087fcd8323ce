"""The verbs of the whole picture: overall evaluation, the Commission's report, publication (c11, c49, c51, c53)."""

from commission.actions.overall import (
    Bulk,
    compute_overall,
    compute_overalls,
    on_each,
    submit_overall,
    submit_overalls,
)
from commission.actions.publication import (
    clear_publication,
    prepare_publication,
    propose_publication,
    publish_results,
    send_back_publication,
    withhold_item,
)
from commission.actions.report import adopt_report, draw_up_report, figures_of, send_report
from commission.actions.withholdings import (
    ask_to_lift,
    ask_to_withhold,
    confirm_withholding,
    keep_withheld,
    lift_withholding,
    refuse_withholding,
    tell_of_ended,
)

__all__ = [
    "Bulk",
    "adopt_report",
    "ask_to_lift",
    "ask_to_withhold",
    "clear_publication",
    "compute_overall",
    "compute_overalls",
    "confirm_withholding",
    "draw_up_report",
    "figures_of",
    "keep_withheld",
    "lift_withholding",
    "on_each",
    "prepare_publication",
    "propose_publication",
    "publish_results",
    "refuse_withholding",
    "send_back_publication",
    "send_report",
    "submit_overall",
    "submit_overalls",
    "tell_of_ended",
    "withhold_item",
]
