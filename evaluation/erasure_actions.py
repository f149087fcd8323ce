"""The verbs that propose to erase words of the journal for a person's sake: entries by number, or all of the person's.

Confirmed as every change of an account is (``account_actions.confirm_change``); what is left is which office did what to
which record and when (A-JOURNAL-2).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _

from evaluation import erasures
from evaluation.account_actions import RIGHT, propose
from evaluation.acting import refuse_without_right
from evaluation.models import AccountChange, ChangeKind, User
from evaluation.refusals import FieldFault, Refusal


def propose_erasure(
    person: User, by: User, numbers: list[int], ground: str, order_number: str, order_date: date | None
) -> AccountChange:
    """Propose that words of the journal's entries with these numbers (from 1) are erased."""
    refuse_without_right(by, RIGHT, None, erasures.CLAUSE)
    found = erasures.entries_by_number(numbers)
    faults = erasures.faults_of_entries(numbers, found)
    return _proposed(person, by, found, faults, ground, order_number, order_date)


def propose_erasure_of_all(
    person: User,
    by: User,
    whose: Iterable[str],
    ground: str,
    order_number: str,
    order_date: date | None,
    seen: int | None = None,
) -> AccountChange:
    """The same of all the person's entries of these kinds (``erasures.Whose``); ``seen``: how many were shown.

    Of more than ``erasures.AT_ONCE`` the oldest; the rest is proposed anew when these are erased.
    """
    refuse_without_right(by, RIGHT, None, erasures.CLAUSE)
    seals = erasures.entries_of(person, whose)
    faults = erasures.faults_of_list(seals.count(), seen)
    return _proposed(person, by, erasures.first_of(seals), faults, ground, order_number, order_date)


def _proposed(
    person: User,
    by: User,
    found: Mapping[int, int],
    faults: list[FieldFault],
    ground: str,
    order: str,
    day: date | None,
) -> AccountChange:
    faults = [*faults, *erasures.faults_of_order(ground, order, day)]
    if faults:
        sentence = _("The erasure cannot be proposed so.")
        raise Refusal("incomplete", sentence, clause=erasures.CLAUSE, faults=faults)
    fields = {erasures.ENTRIES: sorted(found.values()), erasures.GROUND: ground.strip()}
    return propose(by, person, ChangeKind.ERASURE, fields=fields, order_number=order.strip(), order_date=day)
