"""The words of the blocks' letters."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from schedule.letter_kinds import register


def register_texts() -> None:
    """Give the words of every kind that the blocks' actions write."""
    register(
        "cycle.opened",
        _("%(body)s: the evaluation for %(year)s is open"),
        _(
            "The evaluation for %(year)s is open. Your body reports on these blocks: %(blocks)s. The forms are on "
            "your desk; the first head signs each report by the date of the schedule (clauses 40 and 64)."
        ),
    )
    register(
        "marks.approve",
        _("%(body)s, direction %(direction)s: the marks await your approval"),
        _(
            "The evaluator has marked direction %(direction)s of %(body)s for %(year)s. A second person approves: "
            "please look through the marks and the documents behind them, and approve or return them."
        ),
    )
    register(
        "marks.returned",
        _("%(body)s, direction %(direction)s: the marks were returned"),
        _(
            "The approver returned the marks on direction %(direction)s of %(body)s for %(year)s. Reason: %(reason)s"
        ),
    )
    register(
        "conclusion.draw_up",
        _("%(body)s: all partial conclusions are in"),
        _(
            "Every direction of the block has been delivered for %(body)s, the last one %(direction)s. "
            "The conclusion for %(year)s can be drawn up."
        ),
    )
    register(
        "conclusion.returned",
        _("Conclusion %(number)s: returned to its author"),
        _(
            "The approver returned the draft conclusion on block %(block)s of %(body)s for %(year)s. Remark: %(reason)s"
        ),
    )
    register(
        "conclusion.sent_again",
        _("Conclusion %(number)s: sent for approval again"),
        _(
            "The draft conclusion on block %(block)s of %(body)s for %(year)s, which was returned, awaits your approval "
            "again."
        ),
    )
    register(
        "conclusion.received",
        _("Conclusion %(number)s received"),
        _(
            "The conclusion on block %(block)s for %(year)s has been delivered to your body. If you disagree, you may "
            "object, with supporting documents, until %(until)s (clauses 57 and 58)."
        ),
    )
    register(
        "conclusion.corrected",
        _("Conclusion %(number)s: corrected on your objection"),
        _(
            "The conclusion on block %(block)s for %(year)s was corrected after your objection was accepted "
            "(clause 61). The earlier version stays beside it."
        ),
    )
    register(
        "conclusion.recounted",
        _("Conclusion %(number)s: counted again with figures that arrived"),
        _(
            "A figure that was not out in time has arrived, and the conclusion on block %(block)s for %(year)s was "
            "counted again. The earlier version stays beside it, with both dates. If you disagree, you may object, "
            "with supporting documents, until %(until)s (clauses 57 and 58)."
        ),
    )
    register(
        "conclusion.final",
        _("Conclusion %(number)s is final"),
        _(
            "The final conclusion on block %(block)s of %(body)s for %(year)s has arrived (clauses 7.3 and 46)."
        ),
    )
