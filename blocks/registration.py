"""What the blocks give to the frame: menu, desk, journal's words, letters, duties, names of departures."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from blocks import departures, marks_of_assignments
from blocks.desk import conclusions, opening, recounts, scoring
from blocks.duties import ROWS, conclusion_duties
from blocks.file_queue import file_queue
from blocks.files import queue_again
from blocks.letter_texts import register_texts
from blocks.models import ConclusionFile, FileState
from blocks.rights import READS_CONCLUSIONS, own_not_told
from blocks.selectors.waiting import to_deliver_by, waiting_for
from blocks.year_step import steps
from evaluation import desk, journal, kept_files, navigation, work_queues, year_steps
from evaluation.models import Office
from evaluation.rights import standing
from methodologies import past_values
from reports import marks_gate
from schedule import duty_rows
from schedule.violations import name_act

ACTS = {
    "cycle.open": _("Evaluation opened"),
    "conclusion.approve": _("Conclusion approved"),
    "conclusion.send_back": _("Conclusion returned to its author"),
    "conclusion.send_again": _("Conclusion sent for approval again"),
    "conclusion.deliver": _("Sent to the evaluated body"),
    "conclusion.finalise": _("Final conclusion sent to state planning"),
    "conclusion.hand_over": _("Block conclusion brought to the working body"),
    "conclusion.supersede": _("Replaced by a corrected version"),
    "conclusion.recount": _("Counted again with the figures that arrived"),
    "partialconclusion.submit": _("Marks sent for approval"),
    "partialconclusion.send_back": _("Marks returned to the evaluator"),
    "partialconclusion.approve": _("Marks approved"),
    "partialconclusion.deliver": _("Sent to the block's lead"),
    "partialconclusion.record_values": _("The authority's values saved"),
    "partialconclusion.save_marks": _("Marks saved"),
    "partialconclusion.correct_marks": _("Marks corrected on appeal"),
    "partialconclusion.recount_marks": _("Marks made of figures that arrived"),
    "partialconclusion.record_late_values": _("Figures recorded that arrived late"),
    "conclusion.draw_up": _("Conclusion drawn up"),
    "conclusion.correct": _("Corrected version drawn up"),
    "conclusion.recount_from": _("Counted again with figures that arrived"),
    "conclusion.judge_recommendation": _("Execution of a recommendation judged"),
    "conclusion.edit_recommendation": _("Recommendation changed"),
    "conclusion.try_file_again": _("File to be built again"),
}


def menu(user: Any) -> list[navigation.NavItem]:
    """The ways to the scoring desk and to the conclusions, for those who have something there."""
    if not user.is_authenticated:
        return []
    held = standing(user)
    items = []
    if held.holds(Office.EVALUATOR, Office.APPROVER):
        items.append(
            navigation.NavItem(
                _("Scoring"),
                reverse(scoring.MARKS),
                30,
                navigation.Group.MINE,
                lambda: (scoring.waiting(user), to_deliver_by(user)),
            )
        )
    if held.holds(Office.APPROVER):
        address = reverse("approvals")
        items.append(
            navigation.NavItem(
                _("For approval"), address, 29, navigation.Group.MINE, lambda: waiting_for(user)
            )
        )
    if held.holds(*READS_CONCLUSIONS):
        address = reverse("conclusions")
        items.append(
            navigation.NavItem(
                _("Conclusions"),
                address,
                35,
                navigation.Group.MINE,
                lambda: conclusions.waiting(user),
            )
        )
    return items


def register() -> None:
    """Called when the app starts."""
    register_texts()
    work_queues.register(
        file_queue(
            "conclusions",
            _("PDFs of conclusions"),
            ConclusionFile,
            "blocks.build_conclusion_files",
            lambda row: row.conclusion,
            "conclusion",
        )
    )
    kept_files.register(
        kept_files.FileKind(
            "conclusions",
            lambda: ConclusionFile.objects.filter(state=FileState.BUILT).select_related("conclusion"),
            lambda row: str(
                _("Conclusion No. %(number)s (%(language)s)")
                % {"number": row.conclusion.number, "language": row.language}
            ),
            lambda row: row.conclusion,
            queue_again,
        )
    )
    desk.register(opening.turns)
    desk.register(scoring.turns)
    desk.register(recounts.turns)
    navigation.register(menu)
    journal.register(ACTS)
    year_steps.register(steps)
    duty_rows.register(conclusion_duties, ROWS)
    marks_gate.answer_with(marks_of_assignments)
    past_values.hide_with(own_not_told)
    for act, words in departures.ACTS.items():
        name_act(act, words)
