"""Who is told of what is withheld at once: the second person, the authority, the body, the Commission (c9.5)."""

from __future__ import annotations

from itertools import chain
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commission.models import Withheld, Withholding
from evaluation import clock
from evaluation.models import Membership, Office, Role, RoleHolder, User
from evaluation.presentation import date_text
from schedule.letters import write_letters


def tell_second_persons(withholding: Withholding, asked_by: User, kind: str) -> None:
    """Those who may have the second word, but for whoever asked."""
    people = _with_offices(withholding).exclude(person_key=asked_by.person_key)
    _write(withholding, people, kind, reason=withholding.lift_reason or withholding.reason)


def tell_all(withholding: Withholding, kind: str) -> None:
    """Whoever answers for the result, the Commission, and the head of the body, who reads what the public reads."""
    today = Membership.valid_on(clock.today(), "memberships__")
    people = User.objects.filter(today, is_active=True)
    members = people.filter(memberships__office=Office.COMMISSION_MEMBER).distinct()
    heads = people.filter(
        memberships__office=Office.FIRST_HEAD, memberships__body=withholding.body
    ).distinct()
    _write(withholding, chain(_with_offices(withholding), members), kind, reason=withholding.reason)
    _write(withholding, heads, kind, reason=withholding.note, path=f"bodies/{withholding.body.slug}/")


def tell_who_asked(withholding: Withholding, person: User, kind: str, reason: str) -> None:
    """That the second person did not agree, and why."""
    _write(withholding, [person], kind, reason=reason)


def _with_offices(withholding: Withholding) -> QuerySet[User]:
    """State planning's coordinators, the working body, the approvers of the authority whose result it is."""
    day = clock.today()
    holders = dict(RoleHolder.objects.filter(RoleHolder.valid_on(day)).values_list("role", "body_id"))
    seats = (
        Q(memberships__office=Office.COORDINATOR, memberships__body=holders.get(Role.STATE_PLANNING))
        | Q(memberships__office=Office.WORKING_BODY, memberships__body=holders.get(Role.WORKING_BODY))
        | Q(memberships__office=Office.APPROVER, memberships__body=withholding.authority_id)
    )
    return User.objects.filter(Membership.valid_on(day, "memberships__"), seats, is_active=True).distinct()


def _write(withholding: Withholding, people: Any, kind: str, reason: str, path: str = "") -> None:
    write_letters(
        people,
        kind,
        key=f"{kind}:{withholding.pk}:{withholding.revision}",
        about=withholding.body,
        path=path or f"desk/withholding/{withholding.pk}/",
        year=withholding.cycle.year,
        body=withholding.body,
        what=lazy(what, str)(withholding),
        how_long=lazy(until, str)(withholding),
        public_note=lazy(_note, str)(withholding),
        reason=reason,
    )


def what(withholding: Withholding) -> str:
    """What is withheld, in the reader's language."""
    told = {
        Withheld.RESULT: _("all results of the year"),
        Withheld.BLOCK: _("block %(block)s"),
        Withheld.INDICATOR: _("indicator %(indicator)s of block %(block)s"),
        Withheld.FILE: _("the file of the conclusion on block %(block)s"),
    }[Withheld(withholding.kind)]
    return told % {"block": withholding.block, "indicator": withholding.indicator}


def until(withholding: Withholding) -> str:
    """Until when, in the reader's language."""
    if withholding.until is None:
        return _("without a term")
    return _("until %(day)s inclusive") % {
        "day": date_text(withholding.until, get_language() or "kk", year=True)
    }


def _note(withholding: Withholding) -> str:
    return withholding.note
