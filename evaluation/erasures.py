"""Words of the journal that are erased by right: which entries, on what ground; two persons, and the act on record (A-JOURNAL-2)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from django.db import connection, models
from django.db.models import Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from evaluation.acting import note
from evaluation.journal import act_label, record_label
from evaluation.models import (
    AccountChange,
    ChangeKind,
    InterestDeclaration,
    JournalEntry,
    JournalSeal,
    Membership,
    User,
)
from evaluation.persons import accounts_of
from evaluation.refusals import FieldFault

CLAUSE: Final = "c9.5"
#: Keys of ``AccountChange.fields``.
ENTRIES, GROUND = "entries", "ground"
#: An act that erased words is not erased itself.
ERASING: Final = "journalentry.erase"
MOST: Final = 500
#: So many entries of a person one order erases: each is an act of its own, in one transaction.
AT_ONCE: Final = 2_000
_SPAN = re.compile(r"(\d{1,15})(?:\s*[-\N{EN DASH}]\s*(\d{1,15}))?")


#: The advisory lock under which one erasure is confirmed after the other: the portal's role may lock no salt.
LOCK: Final = 954009005


def hold() -> None:
    """Until the transaction ends nobody else erases: two orders may name one entry."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def numbers_of(text: str) -> list[int]:
    """ "3, 7–9" → [3, 7, 8, 9]; empty where it is no such list, or one of more than ``MOST``."""
    found: set[int] = set()
    for part in re.split(r"[,;]", text.strip().strip(",;")):
        span = _SPAN.fullmatch(part.strip())
        if span is None:
            return []
        first, last = int(span[1]), int(span[2] or span[1])
        if not 0 < first <= last or last - first >= MOST:
            return []
        found.update(range(first, last + 1))
    return sorted(found) if len(found) <= MOST else []


def entries_by_number(numbers: Iterable[int]) -> dict[int, int]:
    """The number in the journal (from 1) → the entry's id, of those that are there and may be erased. One query."""
    seals = JournalSeal.objects.filter(position__in=[number - 1 for number in numbers])
    kept = seals.exclude(entry__act=ERASING).exclude(entry__salt__words="")
    return {position + 1: entry for position, entry in kept.values_list("position", "entry_id")}


class Whose(models.TextChoices):
    """Which entries of a person: by each of their accounts."""

    ACTED = "acted", _lazy("what the person did")
    ABOUT = "about", _lazy("what was done to their account, offices and declarations")
    NAMED = "named", _lazy("whose details name the account or its e-mail address")


def entries_of(person: User, whose: Iterable[str]) -> QuerySet[JournalSeal]:
    """The seals of all entries of these kinds that may be erased, oldest first; none without a kind. One query for its
    accounts."""
    accounts = list(accounts_of(person).values("pk", "username", "email"))
    ids = [one["pk"] for one in accounts]
    found, which = Q(pk__in=[]), set(whose)
    if Whose.ACTED in which:
        found |= Q(entry__actor__in=ids)
    if Whose.ABOUT in which:
        found |= Q(entry__object_type="evaluation.user", entry__object_id__in=ids)
        for model, field in ((Membership, "user"), (InterestDeclaration, "user"), (AccountChange, "person")):
            rows = model._base_manager.filter(**{f"{field}__in": ids}).values("pk")
            found |= Q(entry__object_type=model._meta.label_lower, entry__object_id__in=rows)
    if Whose.NAMED in which:
        for name in {one[key] for one in accounts for key in ("username", "email") if one[key]}:
            found |= Q(said__icontains=name)
    seals = JournalSeal.objects.annotate(said=Cast("entry__details", models.TextField())).filter(found)
    # what an erasure rests on stays: its proposal, ground and order
    erasing = AccountChange.objects.filter(kind=ChangeKind.ERASURE).values("pk")
    ordered = Q(entry__object_type=AccountChange._meta.label_lower, entry__object_id__in=erasing)
    return seals.exclude(ordered | Q(entry__act=ERASING) | Q(entry__salt__words="")).order_by("position")


def first_of(seals: QuerySet[JournalSeal]) -> dict[int, int]:
    """Number → the entry's id, of as many as one order erases, the oldest first."""
    return {position + 1: entry for position, entry in seals.values_list("position", "entry_id")[:AT_ONCE]}


def entries_shown(seals: Iterable[JournalSeal]) -> list[dict[str, Any]]:
    """For a page: number, moment, act, kind and number of the record, never the words that are to be erased. No query."""
    return [
        {
            "number": seal.position + 1,
            "at": seal.entry.at,
            "act": act_label(seal.entry.act, seal.entry.object_type),
            "record": record_label(seal.entry.object_type, seal.entry.object_id),
        }
        for seal in seals
    ]


def spans(numbers: Iterable[int]) -> str:
    """[3, 7, 8, 9] → "3, 7–9": what ``numbers_of`` reads."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ", ".join("\N{EN DASH}".join(map(str, run)) for run in runs)


def numbers_in(change: AccountChange) -> str:
    """The numbers of the entries whose words are to be erased; none for another kind of change, without a query."""
    ids = change.fields.get(ENTRIES, []) if change.kind == ChangeKind.ERASURE else []
    if not ids:
        return ""
    positions = JournalSeal.objects.filter(entry_id__in=ids).values_list("position", flat=True)
    return f"{spans(position + 1 for position in positions)} ({len(ids)})"


def faults_of_entries(numbers: list[int], found: dict[int, int]) -> list[FieldFault]:
    """What is wrong with the entries that were named by number."""
    faults = []
    lacking = [str(number) for number in numbers if number not in found]
    if not numbers:
        faults.append(
            FieldFault(
                "numbers",
                _("Write the numbers of the entries, for example “12, 15–17”; at most %(count)s.")
                % {"count": MOST},
            )
        )
    elif lacking:
        faults.append(
            FieldFault(
                "numbers",
                _("These entries are not there, were erased already or erased others: %(numbers)s.")
                % {"numbers": ", ".join(lacking)},
            )
        )
    return faults


def faults_of_list(count: int, seen: int | None) -> list[FieldFault]:
    """What is wrong with all entries of a person: there are none, or others than were shown."""
    if not count:
        return [FieldFault("seen", _("There are no such entries, or their words are erased already."))]
    if seen is not None and seen != count:
        sentence = _("There are %(count)s entries now, %(seen)s were shown: look at the list once more.")
        return [FieldFault("seen", sentence % {"count": count, "seen": seen})]
    return []


def faults_of_order(ground: str, order: str, day: Any) -> list[FieldFault]:
    """What the order lacks."""
    faults = []
    if not ground.strip():
        faults.append(FieldFault("ground", _("Name the ground in law on which the words are erased.")))
    if not order.strip():
        faults.append(FieldFault("order_number", _("Write the order's number.")))
    if day is None:
        faults.append(FieldFault("order_date", _("Write the order's date.")))
    return faults


def put_on_record(change: AccountChange, by: User) -> None:
    """One act for each entry, whose words the database has just erased: it names the entry and the order, no words."""
    for entry in JournalEntry.objects.filter(pk__in=change.fields[ENTRIES]).order_by("pk"):
        note(
            entry,
            "erase",
            by,
            CLAUSE,
            details={
                "change": change.pk,
                "order": change.order_number,
                "order_date": change.order_date.isoformat() if change.order_date else "",
            },
        )
