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

__all__ = [
    "Bulk",
    "adopt_report",
    "clear_publication",
    "compute_overall",
    "compute_overalls",
    "draw_up_report",
    "figures_of",
    "on_each",
    "prepare_publication",
    "propose_publication",
    "publish_results",
    "send_back_publication",
    "send_report",
    "submit_overall",
    "submit_overalls",
    "withhold_item",
]
