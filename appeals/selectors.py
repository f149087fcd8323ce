"""What pages and guards read of appeals; each with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appeals.models import (
    Objection,
    ObjectionState,
    Seat,
    SpecialCommission,
    SpecialCommissionMember,
    SpecialCommissionState,
)
from appeals.models.objections import OPEN, WITHOUT_EFFECT
from appeals.rights import visible_objections
from blocks.models import Conclusion, ConclusionState
from evaluation import clock, participation, rights
from evaluation.journal import act_label
from evaluation.models import InterestDeclaration, JournalEntry, Membership, Office, Role, User
from evaluation.names import alphabetical
from evaluation.presentation import date_text
from evaluation.refusals import FieldFault, Refusal
from reports.models import Document


@dataclass(frozen=True)
class Part:
    """What shows that a person took part in an evaluation: the first such act in the journal."""

    act: str
    object_type: str
    at: datetime

    @property
    def label(self) -> str:
        """The act in the reader's language."""
        return str(act_label(self.act, self.object_type))


def parts_taken(body_id: int, year: int) -> dict[str, Part]:
    """Who took part in evaluating the body that year, from the journal: person → the first act found (c59).

    A person is told by ``person_key``, whichever account acted; the acts are those of `evaluation.participation`.
    """
    entries = (
        JournalEntry.objects.filter(
            subject_id=body_id, year=year, act__in=participation.acts(), actor__isnull=False
        )
        .order_by("id")
        .values_list("actor__person_key", "act", "object_type", "at")
    )
    found: dict[str, Part] = {}
    for person, act, object_type, at in entries:
        found.setdefault(person, Part(act, object_type, at))
    return found


def took_part(body_id: int, year: int) -> frozenset[int]:
    """The ids of every account of whoever took part."""
    persons = User.objects.filter(person_key__in=parts_taken(body_id, year))
    return frozenset(persons.values_list("pk", flat=True))


def eligible(objection: Objection) -> QuerySet[User]:
    """Special-commission members of the authorised body and members of the working body, whatever they did (c59)."""
    working_body = rights.holder_of(Role.WORKING_BODY).pk
    return (
        User.objects.filter(
            Membership.valid_on(clock.today(), "memberships__")
            & (
                Q(
                    memberships__office=Office.SPECIAL_COMMISSION_MEMBER,
                    memberships__body_id=objection.authority_id,
                )
                | Q(memberships__office=Office.WORKING_BODY, memberships__body_id=working_body)
            ),
            is_active=True,
        )
        .distinct()
        .order_by("username")
    )


@dataclass(frozen=True)
class Person:
    """Somebody who might sit in a special commission. ``excluded``: why not, from the record; empty: they may."""

    user: User
    of_working_body: bool
    excluded: str = ""


def people_for(objection: Objection) -> list[Person]:
    """Everybody eligible, with the reason from the record against those who cannot sit (c59). Seven queries."""
    parts = parts_taken(objection.body_id, objection.cycle.year)
    working_body = rights.holder_of(Role.WORKING_BODY).pk
    people = list(eligible(objection).prefetch_related("memberships"))
    ties = _ties(objection, {user.person_key for user in people})
    found = []
    for user in people:
        seat = any(
            m.office == Office.WORKING_BODY and m.body_id == working_body for m in user.memberships.all()
        )
        why = _excluded(parts.get(user.person_key), ties.get(user.person_key, ""))
        found.append(Person(user, seat, why))
    return sorted(found, key=lambda person: (person.of_working_body, alphabetical(person.user.title)))


def _ties(objection: Objection, people: set[str]) -> dict[str, str]:
    """Person → why they cannot sit: ever of the house, or with a declared interest, with any account. Three queries."""
    house = rights.houses().get(objection.body_id, frozenset({objection.body_id}))
    of_house = Membership.objects.filter(body__in=house, user__person_key__in=people)
    interested = InterestDeclaration.objects.filter(body=objection.body_id, user__person_key__in=people)
    key = "user__person_key"
    declared = dict.fromkeys(
        interested.values_list(key, flat=True), _("has declared an interest in the evaluated body")
    )
    return declared | dict.fromkeys(of_house.values_list(key, flat=True), _("is of the evaluated body"))


def _excluded(part: Part | None, tie: str) -> str:
    if part is None:
        return tie
    when = date_text(clock.day_of(part.at), get_language() or "kk", year=True)
    return _("took part in evaluating this body: %(act)s, %(when)s") % {"act": part.label, "when": when}


def composition_faults(commission: SpecialCommission) -> list[FieldFault]:
    """What makes the composition unlawful under c59; empty when nothing does."""
    objection = commission.objection
    members = list(commission.members.select_related("user"))
    people = {person.user.pk: person for person in people_for(objection)}
    participants = parts_taken(objection.body_id, objection.cycle.year)
    faults = []
    for member in members:
        name, who = f"member-{member.user.pk}", {"who": member.user}
        part, person = participants.get(member.user.person_key), people.get(member.user.pk)
        if part is not None:
            sentence = _("%(who)s took part in evaluating this body (%(act)s) and cannot be a member.")
            faults.append(FieldFault(name, sentence % {**who, "act": part.label}))
        elif person is None:
            sentence = _(
                "%(who)s is neither of the authorised body's nor of the working body's people today."
            )
            faults.append(FieldFault(name, sentence % who))
        elif person.excluded:
            sentence = _("%(who)s cannot be a member: %(why)s.")
            faults.append(FieldFault(name, sentence % {**who, "why": person.excluded}))
    if len({member.user.person_key for member in members}) != len(members):
        faults.append(FieldFault("members", _("One person cannot hold two seats.")))
    seats = [member.seat for member in members]
    if seats.count(Seat.CHAIR) != 1:
        faults.append(FieldFault("chair", _("The commission has one chair.")))
    if Seat.MEMBER not in seats:
        faults.append(FieldFault("members", _("The commission has at least one member beside the chair.")))
    representatives = [people.get(m.user.pk) for m in members if m.seat == Seat.WORKING_BODY]
    if not representatives or not all(one is not None and one.of_working_body for one in representatives):
        faults.append(FieldFault("working_body", _("A representative of the working body takes part.")))
    return faults


def with_a_seat_left(held: rights.Standing) -> Exists:
    """Of objections: somebody who sits in the special commission may not sit any more (c59, c9.2).

    They hold no office for it, declared an interest in the evaluated body, were of its house, or the journal shows them
    in its evaluation: the reasons of ``composition_faults``. ``held``: of whoever asks, which knows holders and houses.
    """
    objection = "commission__objection"
    of_authority = Membership.objects.filter(
        Membership.valid_on(clock.today()),
        user=OuterRef("user"),
        office=Office.SPECIAL_COMMISSION_MEMBER,
        body=OuterRef(f"{objection}__authority"),
    )
    of_working_body = Membership.objects.filter(
        Membership.valid_on(clock.today()),
        user=OuterRef("user"),
        office=Office.WORKING_BODY,
        body=held.holders.get(Role.WORKING_BODY),
    )
    person = {"user__person_key": OuterRef("user__person_key")}
    interest = InterestDeclaration.objects.filter(**person, body=OuterRef(f"{objection}__body"))
    part = JournalEntry.objects.filter(
        actor__person_key=OuterRef("user__person_key"),
        subject=OuterRef(f"{objection}__body"),
        year=OuterRef(f"{objection}__cycle__year"),
        act__in=participation.acts(),
    )
    kin = Q(Exists(Membership.objects.filter(**person, body=OuterRef(f"{objection}__body"))))
    for house in {house for house in held.houses.values() if len(house) > 1}:
        kin |= Q(Exists(Membership.objects.filter(**person, body__in=house))) & Q(
            **{f"{objection}__body__in": house}
        )
    twice = SpecialCommissionMember.objects.filter(**person, commission=OuterRef("commission"))
    gone = SpecialCommissionMember.objects.filter(
        Q(user__is_active=False)
        | Exists(twice.exclude(pk=OuterRef("pk")))
        | ~(Exists(of_authority) | Exists(of_working_body))
        | Exists(interest)
        | Exists(part)
        | kin,
        commission__objection=OuterRef("pk"),
        commission__state=SpecialCommissionState.FORMED,
    )
    return Exists(gone)


def open_objection_refusals(conclusions: Sequence[Conclusion]) -> dict[int, Refusal]:
    """Why conclusions are not final yet, by their ids: an objection is open, or an accepted one is not corrected
    (c60, c61). One query."""
    objections = Objection.objects.filter(conclusion_id__in=[one.pk for one in conclusions])
    found: dict[int, Refusal] = {}
    for objection in objections.select_related("result_term"):
        refusal = _open_refusal(objection)
        if refusal is not None:
            found[objection.conclusion_id] = refusal
    return found


def _open_refusal(objection: Objection) -> Refusal | None:
    if objection.state in WITHOUT_EFFECT:
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
        remedy=_(
            "The fifteen calendar days have passed. The special commission still decides it, and the delay is "
            "recorded as a violation."
        )
        if is_overdue(objection)
        else _("The special commission decides it within fifteen calendar days."),
    )


def is_overdue(objection: Objection) -> bool:
    """Whether a filed objection has no result although its term has passed (c60)."""
    waits = objection.state in OPEN
    return waits and objection.result_term is not None and clock.now() >= objection.result_term.due_at


def objection_years(user: User) -> list[int]:
    """The years of which the person sees objections, the newest first. One query besides the standing."""
    years = visible_objections(user).order_by().values_list("cycle__year", flat=True).distinct()
    return sorted(years, reverse=True)


def objections_of(user: User, year: int | None = None) -> QuerySet[Objection]:
    """The objections that the person sees, with what a list shows of them, without the conclusions' long texts."""
    found = visible_objections(user) if year is None else visible_objections(user).filter(cycle__year=year)
    return (
        found.select_related(
            "cycle", "body", "authority", "conclusion", "conclusion__objection_term", "result_term"
        )
        .defer("conclusion__trace", "conclusion__content")
        .order_by("-cycle__year", "number")
    )


def open_to_objection(user: User) -> QuerySet[Conclusion]:
    """The delivered conclusions to which the person's body may still object, and has not begun to (c57)."""
    own = rights.standing(user).bodies(Office.PREPARER, Office.FIRST_HEAD)
    return (
        Conclusion.objects.filter(
            body_id__in=own,
            state=ConclusionState.DELIVERED,
            objection_term__due_at__gt=clock.now(),
            objection=None,
        )
        .select_related("cycle", "body", "lead", "objection_term")
        .defer("trace", "content")
        .order_by("objection_term__due_at", "body__order", "block")
    )


def own_documents(objection: Objection) -> QuerySet[Document]:
    """The documents that the body has laid to this year's evaluation, the newest first."""
    return Document.objects.filter(
        cycle_id=objection.cycle_id, body_id=objection.body_id, supplied_by_id=objection.body_id
    ).order_by("-uploaded_at", "-id")
