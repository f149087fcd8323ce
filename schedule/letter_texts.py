"""The words of the schedule's letters. Each app of the tower has a module of this name and registers it in ``ready``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from schedule.letter_kinds import register


def register_texts() -> None:
    """Give the words of every kind that `schedule.actions` writes."""
    register(
        "schedule.begun",
        _("The evaluation for %(year)s is being prepared: its methodologies can be begun"),
        _(
            "State planning has begun the schedule of the evaluation for %(year)s. The texts of its methodologies can "
            "be begun now, before the schedule is approved (clause 17 of the System)."
        ),
    )
    register(
        "schedule.approve",
        _("The schedule of the evaluation for %(year)s awaits your order"),
        _(
            "State planning has submitted version %(version)s of the schedule of the evaluation for %(year)s.\n\n"
            "You approve it by order, with its number and date, or return it with the reason (clause 8 of the "
            "System). A schedule that is approved already changes not later than 1 December of the year before "
            "the evaluation year (item 7 of the Decree)."
        ),
    )
    register(
        "schedule.returned",
        _("The schedule of the evaluation for %(year)s is returned to you"),
        _(
            "The Head of the Presidential Administration has returned version %(version)s of the schedule.\n\n"
            "The reason: %(reason)s\n\n"
            "The draft is open again: correct the dates and submit it once more (clause 8 of the System)."
        ),
    )
    register(
        "schedule.approved",
        _("The schedule of the evaluation for %(year)s is approved"),
        _(
            "Version %(version)s of the schedule is approved by order No. %(order)s of %(ordered_on)s and public "
            "from now on.\n\n"
            "It bounds every step of the evaluation from this moment (clause 7 of the System)."
        ),
    )
    register(
        "schedule.extended",
        _("Your term is extended until %(day)s"),
        _(
            "By order No. %(order)s the term “%(milestone)s” of the evaluation for %(year)s is extended for your "
            "body until %(day)s, Almaty time.\n\n"
            "The extension and its reason stand on the public schedule."
        ),
    )
    register(
        "journal.checkpoint",
        _("Checkpoint of the journal: %(size)s entries"),
        _(
            "The journal was verified, entry by entry. Keep this letter: with it anybody can show later whether the "
            "journal still begins with the same %(size)s entries.\n\n%(note)s"
        ),
    )
    register(
        "journal.fault",
        _("The journal or its guards are not as they should be"),
        _(
            "%(finding)s\n\nGuards of the database that are missing, off or changed: %(guards)s. "
            "What is wrong with each stands above the journal."
        ),
    )
    register(
        "reminders.digest",
        _("Terms that concern you: %(count)s. First: %(nearest)s"),
        _("%(matters)s\n\nThe desk shows each with its clause and what happens next."),
    )
    register(
        "account.proposed",
        _("A change of an account is proposed: %(change)s"),
        _(
            "An administrator of the portal has proposed a change: %(change)s.\n\n"
            "Nothing is changed before a second person confirms it. If you know nothing of it, or it concerns you and "
            "you did not ask for it, say so to the auditor before it is confirmed."
        ),
    )
    register(
        "account.decided",
        _("The change of an account is decided: %(change)s"),
        _("The proposed change %(change)s has been decided. Its state: %(state)s."),
    )
    register(
        "account.lapsed",
        _("Nobody confirmed the change of an account: %(change)s"),
        _(
            "The proposed change %(change)s was confirmed by nobody within its term. Nothing is changed; if it is still "
            "wanted, an administrator proposes it anew."
        ),
    )
    register(
        "account.closed",
        _("The account %(account)s is closed"),
        _(
            "An administrator of the portal has closed the account %(account)s: nobody signs in with it any more."
        ),
    )
    register(
        "account.link",
        _("A link for the password of %(account)s is sent"),
        _(
            "An administrator of the portal has sent a link by which the owner of the account %(account)s sets the "
            "password. It went to the address on record, and nobody else sees it."
        ),
    )
