"""The words of the letters about objections (c57–c61)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from schedule.letter_kinds import register


def register_texts() -> None:
    """Give the words of every kind that `appeals.actions` writes."""
    register(
        "objection.filed",
        _("Objection %(number)s of %(body)s to the results of block %(block)s"),
        _(
            "%(body)s has filed objection %(number)s, with supporting documents, to the results of block "
            "%(block)s.\n\n"
            "The authorised body forms a special commission with representatives of the working body; nobody who "
            "took part in evaluating the body sits on it (clause 59). The result is sent not later than "
            "%(term)s, Almaty time (clause 60)."
        ),
    )
    register(
        "objection.consider",
        _("The special commission on objection %(number)s: you are a member"),
        _(
            "Objection %(number)s of %(body)s to the results of block %(block)s is handed to the special "
            "commission of which you are a member.\n\n"
            "The commission decides every point with its reasons, not later than %(term)s, Almaty time "
            "(clauses 59 and 60)."
        ),
    )
    register(
        "objection.accepted",
        _("Objection %(number)s of %(body)s is accepted"),
        _(
            "The special commission has accepted objection %(number)s of %(body)s to the results of block "
            "%(block)s, in whole or in part.\n\n"
            "The authorised body corrects the conclusion: a new version stands beside the old one, with the "
            "difference shown (clause 61)."
        ),
    )
    register(
        "objection.not_accepted",
        _("Objection %(number)s of %(body)s is not accepted"),
        _(
            "The special commission has not accepted objection %(number)s of %(body)s to the results of block "
            "%(block)s; its reasons stand beside every point.\n\n"
            "The result is final (clause 60). A complaint to the working body is possible not later than five "
            "working days after the end of the appeal procedure (clause 62)."
        ),
    )
    register(
        "objection.returned",
        _("Objection %(number)s of %(body)s is with the special commission again"),
        _(
            "Objection %(number)s of %(body)s to the results of block %(block)s was accepted, but the conclusion "
            "cannot be corrected with the values found: %(reason)s\n\n"
            "The special commission decides every point anew, with its reasons (clauses 60 and 61)."
        ),
    )
