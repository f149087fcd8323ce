"""What pages and guards read of appeals; each with a fixed number of queries."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from appeals.models import Objection, ObjectionState, Seat, SpecialCommission
from blocks.models import Conclusion
from evaluation import rights
from evaluation.models import JournalEntry, Membership, Office, Role, User
from evaluation.refusals import FieldFault, Refusal

EVALUATION_RECORDS = ("blocks.partialconclusion", "blocks.conclusion", "blocks.report", "blocks.mark")
READERS_EVERYWHERE = (Office.AUDITOR,)


def visible_objections(user: User) -> QuerySet[Objection]:
    """The objections that the person may open: their body's, those addressed to their body, their commissions',
    all of them for the working body, state planning's coordinator and auditors. Drafts are the body's own."""
    standing = rights.standing(user)
    own = Q(body_id__in=standing.bodies(Office.PREPARER, Office.FIRST_HEAD))
    if (
        standing.holds_in_role(Role.WORKING_BODY, Office.WORKING_BODY)
        or standing.holds(*READERS_EVERYWHERE)
        or standing.holds_in_role(Role.STATE_PLANNING, Office.COORDINATOR)
    ):
        others = Q()
    else:
        others = Q(authority_id__in=standing.bodies(Office.APPROVER, Office.EVALUATOR)) | Q(
            pk__in=Objection.objects.filter(commission__members__user_id=user.pk).values("pk")
        )
    return Objection.objects.filter(own | (others & ~Q(state=ObjectionState.DRAFT)))


def may_open_objection(user: User, objection: Objection) -> bool:
    """Whether the objection is among those the person may open."""
    return visible_objections(user).filter(pk=objection.pk).exists()


def took_part(body_id: int, year: int) -> dict[int, str]:
    """Who took part in evaluating the body that year, from the journal: user id → the first act found (c59)."""
    entries = (
        JournalEntry.objects.filter(
            subject_id=body_id, year=year, object_type__in=EVALUATION_RECORDS, actor__isnull=False
        )
        .exclude(actor__memberships__body_id=body_id)
        .order_by("id")
        .values_list("actor_id", "act")
    )
    found: dict[int, str] = {}
    for actor, act in entries:
        if actor is not None:
            found.setdefault(actor, act)
    return found


def candidates(objection: Objection) -> QuerySet[User]:
    """Who may sit in the special commission: special-commission members of the authorised body and the working body,
    without those who took part, belong to the body or declared an interest in it."""
    from evaluation import clock

    today = Membership.valid_on(clock.today(), "memberships__")
    working_body = rights.holder_of(Role.WORKING_BODY).pk
    excluded = set(took_part(objection.body_id, objection.cycle.year))
    house = rights.houses().get(objection.body_id, frozenset({objection.body_id}))
    return (
        User.objects.filter(
            today
            & (
                Q(
                    memberships__office=Office.SPECIAL_COMMISSION_MEMBER,
                    memberships__body_id=objection.authority_id,
                )
                | Q(memberships__office=Office.WORKING_BODY, memberships__body_id=working_body)
            ),
            is_active=True,
        )
        .exclude(pk__in=excluded)
        .exclude(memberships__body_id__in=house)
        .exclude(interests__body_id=objection.body_id)
        .distinct()
        .order_by("username")
    )


def composition_faults(commission: SpecialCommission) -> list[FieldFault]:
    """What makes the composition unlawful under c59; empty when nothing does."""
    objection = commission.objection
    members = list(commission.members.select_related("user"))
    allowed = {user.pk for user in candidates(objection)}
    participants = took_part(objection.body_id, objection.cycle.year)
    faults = []
    for member in members:
        if member.user_id in participants:
            faults.append(
                FieldFault(
                    f"member-{member.user_id}",
                    _("%(who)s took part in evaluating this body (%(act)s) and cannot be a member.")
                    % {"who": member.user, "act": participants[member.user_id]},
                )
            )
        elif member.user_id not in allowed:
            faults.append(
                FieldFault(
                    f"member-{member.user_id}",
                    _(
                        "%(who)s is neither of the authorised body's nor of the working body's people, or is of the evaluated body."
                    )
                    % {"who": member.user},
                )
            )
    seats = [member.seat for member in members]
    if seats.count(Seat.CHAIR) != 1:
        faults.append(FieldFault("chair", _("The commission has one chair.")))
    if Seat.MEMBER not in seats:
        faults.append(FieldFault("members", _("The commission has at least one member beside the chair.")))
    working_body = rights.holder_of(Role.WORKING_BODY).pk
    representatives = [member.user_id for member in members if member.seat == Seat.WORKING_BODY]
    real = set(
        Membership.objects.filter(
            user_id__in=representatives, body_id=working_body, office=Office.WORKING_BODY
        ).values_list("user_id", flat=True)
    )
    if not representatives or set(representatives) - real:
        faults.append(FieldFault("working_body", _("A representative of the working body takes part.")))
    return faults


def open_objection_refusal(conclusion: Conclusion) -> Refusal | None:
    """Why the conclusion is not final yet: an objection is open, or an accepted one is not corrected (c60, c61)."""
    objection = Objection.objects.filter(conclusion_id=conclusion.pk).first()
    if objection is None or objection.state in (ObjectionState.NOT_ACCEPTED, ObjectionState.WITHDRAWN):
        return None
    if objection.state == ObjectionState.DRAFT:
        return None  # not filed within the term: the term's end decided
    if objection.state == ObjectionState.ACCEPTED:
        return Refusal(
            "state",
            _("Objection %(number)s was accepted: the conclusion is corrected first.")
            % {"number": objection.number},
            clause="c61",
            remedy=_("Correct the conclusion; the corrected version goes to state planning."),
        )
    return Refusal(
        "state",
        _("Objection %(number)s is not decided yet.") % {"number": objection.number},
        clause="c60",
        remedy=_("The special commission decides it within fifteen calendar days."),
    )
