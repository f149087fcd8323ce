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
        "document.infected",
        _("%(body)s: a virus was found in a document"),
        _(
            "The virus scanner found something in the document “%(document)s” for %(year)s, so nobody opens it and no "
            "report is signed with it. Put a clean version in its place (clause 44)."
        ),
    )
    register(
        "report.manifest_wiped",
        _("%(body)s, “%(block)s”: the report changed after you had read it for signature"),
        _(
            "The preparers took back the report on block “%(block)s” for %(year)s after it was laid down for your "
            "signature. What was laid down no longer counts. When they hand it over anew, you read it and sign it anew "
            "(clause 64)."
        ),
    )
    register(
        "report.signature_wiped",
        _("%(body)s, “%(block)s”: the signature under the report no longer counts"),
        _(
            "The report on block “%(block)s” for %(year)s was returned for completion. The first head's signature under "
            "it no longer counts; the body signs it anew when it is completed (clauses 40 and 64)."
        ),
    )
    register(
        "report.signature_void",
        _("%(body)s, “%(block)s”: the electronic signature under the report is not valid"),
        _(
            "The signature under the report on block “%(block)s” for %(year)s could not be checked at receipt. It has "
            "been checked now and is not valid; the report says what is wrong with it. The body signs the report anew by "
            "%(until)s (clause 64)."
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
