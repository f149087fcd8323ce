"""The words of the letters about methodologies, the opening of the cycle and reports."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from schedule.letters import register


def register_texts() -> None:
    """Give the words of every kind that the actions of methodologies, of the cycle and of reports write."""
    register(
        "methodology.agree",
        _("Methodology “%(subject)s” for %(year)s awaits your agreement"),
        _(
            "Version %(version)s of the methodology “%(subject)s” for %(year)s has been sent to you for agreement "
            "(clause 17). Please read it, and agree or return it with your reasons."
        ),
    )
    register(
        "methodology.returned",
        _("Methodology “%(subject)s” for %(year)s was returned"),
        _(
            "Version %(version)s of the methodology “%(subject)s” for %(year)s was not agreed and is a draft again. "
            "Reason: %(reason)s"
        ),
    )
    register(
        "methodology.approve",
        _("Methodology “%(subject)s” for %(year)s is agreed and awaits approval"),
        _(
            "State planning and the working body have agreed version %(version)s of the methodology “%(subject)s” "
            "for %(year)s. It comes into force by your order (clause 17)."
        ),
    )
    register(
        "methodology.approved",
        _("Methodology “%(subject)s” for %(year)s is in force"),
        _(
            "Version %(version)s of the methodology “%(subject)s” for %(year)s was approved by order %(order)s."
        ),
    )
    register(
        "cycle.opened",
        _("%(body)s: the evaluation for %(year)s is open"),
        _(
            "The evaluation for %(year)s is open. Your body reports on these blocks: %(blocks)s. The forms are on "
            "your desk; the first head signs each report by the date of the schedule (clauses 40 and 64)."
        ),
    )
    register(
        "report.sign_now",
        _("%(body)s, “%(block)s”: the report awaits your signature"),
        _(
            "The preparers have finished the report on block “%(block)s” for %(year)s. You answer in person for its "
            "truth, completeness and timeliness (clause 64): please read it and sign it, or have it corrected."
        ),
    )
    register(
        "report.signed",
        _("%(body)s, “%(block)s”: the report has been submitted"),
        _(
            "The first head of %(body)s signed the report on block “%(block)s” for %(year)s. Please accept it, or "
            "return it for completion with your reasons (clause 40)."
        ),
    )
    register(
        "report.returned",
        _("%(body)s, “%(block)s”: the report was returned for completion"),
        _(
            "The report on block “%(block)s” for %(year)s was returned for completion. Reason: %(reason)s. Complete "
            "it, sign it again and submit it by %(until)s (clause 40)."
        ),
    )
    register(
        "report.accepted",
        _("%(body)s, “%(block)s”: the report is accepted"),
        _("The report on block “%(block)s” for %(year)s is complete in form and was accepted (clause 40)."),
    )
