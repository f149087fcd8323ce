"""The words of the letters about reports."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from schedule.letter_kinds import register


def register_texts() -> None:
    """Give the words of every kind that the actions of reports write."""
    register(
        "report.sign_now",
        _("%(body)s, “%(block)s”: the report awaits your signature"),
        _(
            "The preparers have finished the report on block “%(block)s” for %(year)s. You answer in person for its "
            "truth, completeness and timeliness (clause 64): please read it and sign it, or have it corrected."
        ),
    )
    register(
        "report.sent_back",
        _("%(body)s, “%(block)s”: the first head returned the report to the preparers"),
        _(
            "The first head did not sign the report on block “%(block)s” for %(year)s and returned it to the preparers. "
            "Remark: %(reason)s. Please mend it and hand it over anew (clauses 40 and 64)."
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
