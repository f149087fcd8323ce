"""How often a report went back, with which words, and what was changed since: read from the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import get_language

from engine.questions import Slot
from evaluation.models import JournalEntry
from evaluation.presentation import decimal_text
from methodologies.content import text_of
from reports.models import Report, ReportState
from reports.return_grounds import Ground
from reports.selectors.sheets import ReportSheet

#: «Another reason» says nothing that the letter below it does not.
_GROUNDS = {code: label for code, label in Ground.choices if code != Ground.OTHER}
RETURNED, SENT_BACK, SAVED = "report.return_for_completion", "report.send_back", "report.save_values"


@dataclass(frozen=True)
class Returned:
    """One time that the report went back: ``inside`` its body, from the first head; else from an evaluator (``who``).

    ``grounds``: what was found wrong, in words.
    """

    at: datetime
    who: Any
    reason: str
    inside: bool
    places: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """A value that is not what it was: ``key`` of its place, what stood there and stands now; empty: nothing.

    ``documents``: whether other documents stand behind it than before.
    """

    key: str
    label: str
    before: str
    after: str
    documents: bool


@dataclass(frozen=True)
class History:
    """The returns, the latest first, and what was changed since the latest; None where the reader may not know yet."""

    returns: Sequence[Returned]
    changes: Sequence[Change] | None


def history_of(report: Report, sheet: ReportSheet, *, own: bool) -> History:
    """What ``own`` people of the body, or others, read of the report's way. One query.

    Others do not learn of what the first head returned, nor of changes that are not signed yet: they are drafts.
    """
    entries = list(
        JournalEntry.objects.filter(
            object_type="reports.report",
            object_id=report.pk,
            act__in=[RETURNED, SAVED, *([SENT_BACK] if own else [])],
        )
        .select_related("actor")
        .order_by("pk")
    )
    returns = [
        Returned(
            entry.at,
            entry.actor,
            entry.details.get("reason", ""),
            entry.act == SENT_BACK,
            tuple(entry.details.get("places", ())),
            tuple(str(_GROUNDS[one]) for one in entry.details.get("grounds", ()) if one in _GROUNDS),
        )
        for entry in entries
        if entry.act != SAVED
    ]
    if not returns:
        return History((), None)
    if not own and report.state not in (ReportState.SIGNED, ReportState.ACCEPTED):
        return History(returns[::-1], None)
    last = max(place for place, entry in enumerate(entries) if entry.act != SAVED)
    saved = [entry.details.get("changed", {}) for entry in entries[last + 1 :]]
    return History(returns[::-1], _changes(saved, sheet))


def _changes(saved: Sequence[dict[str, list[Any]]], sheet: ReportSheet) -> list[Change]:
    """The first "before" and the last "after" of each place, in the order of the form; what came back to itself is none."""
    first: dict[str, str] = {}
    latest: dict[str, str] = {}
    papers: set[str] = set()
    for changed in saved:
        for key, (before, after, *documents) in changed.items():
            first.setdefault(key, _plain(before))
            latest[key] = _plain(after)
            papers |= {key} if documents and _plain(before) == _plain(after) else set()
    places = {slot.key: slot for slot in sheet.slots.values()}
    keys = [*(key for key in places if key in latest), *(key for key in latest if key not in places)]
    found = []
    for key in keys:
        if first[key] == latest[key] and key not in papers:
            continue
        slot = places.get(key)
        before, after = (_written(value, slot) for value in (first[key], latest[key]))
        found.append(Change(key, sheet.label(slot) if slot else key, before, after, key in papers))
    return found


def _plain(value: str | None) -> str:
    """The same number is the same text, with however many zeros the journal keeps it."""
    try:
        return format(Decimal(value).normalize(), "f") if value else ""
    except InvalidOperation:
        return value or ""


def _written(value: str, slot: Slot | None) -> str:
    """As the form shows it: a number by the reader's language, a choice in words, a reason as it was given."""
    choice = slot.item.answer(value) if slot is not None and slot.item.choices else None
    if choice is not None:
        return text_of(choice.name)
    try:
        return decimal_text(Decimal(value), get_language() or "kk") if value else ""
    except InvalidOperation:
        return value
