"""The verbs of the authorised body about the special commission: forming it, handing it the objection (c59)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from appeals.actions.telling import tell_of_objection
from appeals.models import Objection, ObjectionState, SpecialCommission, SpecialCommissionMember
from appeals.models.objections import OPEN
from appeals.models.special_commissions import SpecialCommissionState
from appeals.selectors import composition_faults
from evaluation import clock
from evaluation.acting import lock, perform, refuse_without_right
from evaluation.changes import Watched
from evaluation.models import User
from evaluation.refusals import FieldFault, Refusal


def form_commission(
    objection: Objection, by: User, seats: Sequence[tuple[User, str]], revision: int | None = None
) -> SpecialCommission:
    """Form the special commission of ``seats`` (person, seat), refused if the record shows anyone took part (c59).

    One that is formed is formed anew when somebody in it may not sit any more; the objection stays with it, and who
    is new in it gets the letter (A-APPEAL-6).
    """
    with transaction.atomic():
        fresh = lock(objection, revision)
        refuse_without_right(by, "appeals.consider_objection", fresh, "c59")
        if fresh.state not in OPEN:
            raise Refusal(
                "state",
                _("A special commission is formed for a filed objection; this one is “%(state)s”.")
                % {"state": fresh.get_state_display()},
                clause="c59",
            )
        commission, _created = SpecialCommission.objects.get_or_create(objection=fresh)
        sat = {member.user_id for member in commission.members.all()}
        watched = Watched(commission.members.all(), ("seat",), by=("user__username",))
        if commission.state == SpecialCommissionState.FORMED:
            left = [fault.sentence for fault in composition_faults(commission)]
            commission = perform(commission, "reopen", by, details={"why": left})
        commission.members.all().delete()
        if len({user.person_key for user, _seat in seats}) != len(seats):
            raise Refusal(
                "incomplete",
                _("One person cannot hold two seats."),
                clause="c59",
                faults=[FieldFault("members", _("Choose different people."))],
            )
        SpecialCommissionMember.objects.bulk_create(
            SpecialCommissionMember(commission=commission, user=user, seat=seat) for user, seat in seats
        )

        def prepare(row: SpecialCommission) -> None:
            row.formed_at = clock.now()

        details = {"changed": watched.changed()}
        formed = perform(commission, "form", by, prepare=prepare, details=details)
        if fresh.state == ObjectionState.IN_REVIEW:
            tell_of_objection(
                fresh, [user for user, _seat in seats if user.pk not in sat], "objection.consider"
            )
        return formed


def hand_to_commission(objection: Objection, by: User, revision: int | None = None) -> Objection:
    """The formed commission receives the objection."""
    with transaction.atomic():
        handed = perform(objection, "hand_to_commission", by, revision=revision)
        members = [member.user for member in handed.commission.members.select_related("user")]
        tell_of_objection(handed, members, "objection.consider")
    return handed
