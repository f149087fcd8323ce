"""Why a proposed change of an account may not be confirmed, or not be recorded as expired."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evaluation import clock
from evaluation.conditions import guard
from evaluation.erasures import ENTRIES
from evaluation.models import AccountChange, ChangeKind, JournalSalt, Membership
from evaluation.models.account_changes import TAKEN_OFF
from evaluation.opened_years import read_until
from evaluation.refusals import Refusal
from evaluation.second_step import second_steps_of


@guard
def change_is_open(change: AccountChange) -> Refusal | None:
    """Within its term."""
    if clock.now() < change.lapses_at:
        return None
    return Refusal(
        "late",
        _("Nobody confirmed the change in time."),
        until=change.lapses_at,
        remedy=_("An administrator proposes it anew."),
    )


@guard
def change_has_lapsed(change: AccountChange) -> Refusal | None:
    """Its term is over."""
    if clock.now() >= change.lapses_at:
        return None
    return Refusal("early", _("The change may still be confirmed."), until=change.lapses_at)


@guard
def change_still_fits(change: AccountChange) -> Refusal | None:
    """What it changes is as it was when it was proposed."""
    if change.kind == ChangeKind.ACCOUNT:
        fits = all(getattr(change.person, name) == was for name, (was, _will) in change.fields.items())
    elif change.kind == ChangeKind.SECOND_STEP:
        fits = second_steps_of(change.person) == change.fields[TAKEN_OFF]
    elif change.kind == ChangeKind.ERASURE:
        fits = not JournalSalt.objects.filter(pk__in=change.fields[ENTRIES], words="").exists()
    elif change.kind == ChangeKind.END:
        fits = change.membership is not None and change.membership.valid_until is None
    else:
        fits = not overlapping(change) and not _lies_in_a_read_year(change)
    if fits:
        return None
    return Refusal(
        "state",
        _("The account or the office was changed after this was proposed."),
        remedy=_("Refuse it; an administrator proposes it anew."),
    )


def _lies_in_a_read_year(change: AccountChange) -> bool:
    """Whether a year that was opened since has read the offices of a day in the past from which this one would begin."""
    first, read = change.valid_from, read_until()
    return first is not None and read is not None and first < clock.today() and first <= read


def overlapping(change: AccountChange | Membership) -> bool:
    """Whether the person holds the office in the body on one of these days already."""
    person = change.person_id if isinstance(change, AccountChange) else change.user_id
    held = Membership.objects.filter(user_id=person, body_id=change.body_id or 0, office=change.office)
    if change.valid_until is not None:
        held = held.filter(valid_from__lte=change.valid_until)
    first = change.valid_from
    return any(row.valid_until is None or first is None or row.valid_until >= first for row in held)
