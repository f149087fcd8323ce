"""The verbs of the lowest floor: what a person does about themselves."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from engine import merkle
from evaluation import checkpoints, clock, database_guards
from evaluation.acting import note
from evaluation.journal_seals import Found
from evaluation.models import Body, InterestDeclaration, JournalCheckpoint, JournalVerification, User
from evaluation.persons import accounts_of
from evaluation.refusals import FieldFault, Refusal
from evaluation.rights import forget_standing


def declare_interest(by: User, body: Body, reason: str, until: date | None = None) -> InterestDeclaration:
    """Declare one's interest in a body: from now on ``by`` takes no part in evaluating it (c9.2).

    ``until``: the last day, inclusive; None: open. Nobody takes a declaration back before its end.
    """
    today = clock.today()
    faults = []
    if not reason.strip():
        faults.append(FieldFault("reason", _("Write what connects you with the body.")))
    if until is not None and until < today:
        faults.append(
            FieldFault("until", _("The last day has passed already; leave it empty or name a later one."))
        )
    if faults:
        raise Refusal("incomplete", _("The declaration lacks something."), clause="c9.2", faults=faults)
    with transaction.atomic():
        # every account of the person: two of them do not declare the same at once
        list(User.objects.select_for_update().filter(pk__in=accounts_of(by)).order_by("pk"))
        if InterestDeclaration.objects.filter(
            InterestDeclaration.valid_on(today), user__in=accounts_of(by), body=body
        ).exists():
            raise Refusal(
                "state",
                _("You have declared an interest in this body already, and it is still in force."),
                clause="c9.2",
            )
        declared = InterestDeclaration.objects.create(
            user=by, body=body, reason=reason.strip(), valid_from=today, valid_until=until
        )
        note(declared, "declare", by, "c9.2", details={"body": body.slug})
    forget_standing(by)
    return declared


def choose_language(by: User, language: str) -> None:
    """Choose the language of one's letters: kk, ru or en."""
    if language not in dict(User._meta.get_field("language").choices or ()):
        raise Refusal(
            "incomplete",
            _("Choose one of the three languages."),
            faults=[FieldFault("language", _("Choose one of the three languages."))],
        )
    User.objects.filter(pk=by.pk).update(language=language)
    by.language = language


def record_verification(found: Found) -> JournalVerification:
    """Keep what a reading of the whole journal gave, and what the database's guards say, for the auditor."""
    return JournalVerification.objects.create(
        size=len(found.leaves),
        root=merkle.root(found.leaves).hex(),
        fault=found.fault,
        position=found.position,
        guards=database_guards.faults(),
    )


def make_checkpoint(found: Found) -> JournalCheckpoint | None:
    """Sign how far the journal had come when it was read anew without a fault; None where it has not grown since.

    An empty journal has nothing to sign: a new portal's first evening, or a demo whose clock moves before any act.
    """
    size = len(found.leaves)
    if not size or found.fault or JournalCheckpoint.objects.filter(size__gte=size).exists():
        return None
    root = merkle.root(found.leaves)
    signed = checkpoints.signed(checkpoints.Checkpoint(checkpoints.origin(), size, root))
    return JournalCheckpoint.objects.create(size=size, root=root.hex(), note=signed)
