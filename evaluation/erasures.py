"""Words of the journal that are erased by right: which entries, on what ground; two persons, and the act on record (A-JOURNAL-2)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import gettext as _

from evaluation.acting import note
from evaluation.models import AccountChange, ChangeKind, JournalEntry, JournalSeal, User
from evaluation.refusals import FieldFault

CLAUSE: Final = "c9.5"
#: Keys of ``AccountChange.fields``.
ENTRIES, GROUND = "entries", "ground"
#: An act that erased words is not erased itself.
ERASING: Final = "journalentry.erase"
MOST: Final = 500
_SPAN = re.compile(r"(\d{1,15})(?:\s*[-\N{EN DASH}]\s*(\d{1,15}))?")


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


def numbers_in(change: AccountChange) -> list[int]:
    """The numbers of the entries whose words are to be erased; none for another kind of change, without a query."""
    ids = change.fields.get(ENTRIES, []) if change.kind == ChangeKind.ERASURE else []
    seals = JournalSeal.objects.filter(entry_id__in=ids).order_by("position")
    return [position + 1 for position in seals.values_list("position", flat=True)] if ids else []


def faults_of(
    numbers: list[int], found: dict[int, int], ground: str, order: str, day: Any
) -> list[FieldFault]:
    """What the proposal lacks."""
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
