"""Of many records: which a person may not approve, having made what is approved (c9.3); and which concern a tie (c9.2).

The same as the rights say of one (`blocks/rights.py`: ``gave_no_mark``, ``drew_nothing_up``), for queues and counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from blocks.direction_items import items_read
from blocks.models import Conclusion, Mark, PartialConclusion
from blocks.rights import DRAWING_ACTS, SCORING_ACTS
from evaluation import rights
from evaluation.models import JournalEntry, User
from evaluation.persons import account_ids
from methodologies.content import methodology_of
from reports.models import DatumValue, Provenance


def marks_to_approve(user: User, waiting: QuerySet[PartialConclusion]) -> QuerySet[PartialConclusion]:
    """Of marks that wait: those that the person may approve. Five queries besides the standing."""
    waiting = waiting.exclude(assignment__body__in=rights.standing(user).tied)
    asked = waiting.select_related("assignment", "methodology").defer("methodology__document")
    return waiting.exclude(pk__in=who_gave(account_ids(user), list(asked.prefetch_related("marks"))))


def conclusions_to_approve(user: User, drafts: QuerySet[Conclusion]) -> QuerySet[Conclusion]:
    """Of draft conclusions: those that the person may approve. Five queries besides the standing."""
    drafts = drafts.exclude(body__in=rights.standing(user).tied)
    asked = drafts.select_related("methodology").defer("methodology__document", "trace", "content")
    return drafts.exclude(pk__in=who_drew_up(account_ids(user), list(asked)))


def who_gave(accounts: frozenset[int], partials: Sequence[PartialConclusion]) -> set[int]:
    """The partial conclusions of which a person gave a mark or its value, as ``gave_no_mark`` sees it. Two queries."""
    acted = JournalEntry.objects.filter(
        object_type="blocks.partialconclusion",
        object_id__in=[one.pk for one in partials],
        act__in=SCORING_ACTS,
        actor__in=accounts,
    )
    given = {one.pk for one in partials if any(mark.scored_by_id in accounts for mark in one.marks.all())}
    values = _values_given(accounts, partials)
    given |= {one.pk for one in partials if not values[one.cycle_id, one.body_id].isdisjoint(items_read(one))}
    return given | set(acted.values_list("object_id", flat=True))


def who_drew_up(accounts: frozenset[int], drafts: Sequence[Conclusion]) -> set[int]:
    """The conclusions that a person drew up, or gave a mark or value for: ``drew_nothing_up``. Three queries."""
    acted = JournalEntry.objects.filter(
        object_type="blocks.conclusion",
        object_id__in=[one.pk for one in drafts],
        act__in=DRAWING_ACTS,
        actor__in=accounts,
    )
    marks = Mark.objects.filter(
        scored_by__in=accounts, partial__assignment__cycle__in={one.cycle_id for one in drafts}
    )
    fields = [f"partial__assignment__{one}" for one in ("cycle_id", "body_id", "block")]
    marked = set(marks.values_list(*fields))
    values = _values_given(accounts, drafts)
    return set(acted.values_list("object_id", flat=True)) | {
        one.pk
        for one in drafts
        if (one.cycle_id, one.body_id, one.block) in marked
        or any(
            item.code in values[one.cycle_id, one.body_id] for item in methodology_of(one.methodology).items
        )
    }


def _values_given(accounts: frozenset[int], records: Sequence[Any]) -> dict[tuple[int, int], set[str]]:
    """(year's id, body's id) → the items of which one of the accounts gave a value. One query."""
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    given = DatumValue.objects.filter(
        cycle__in={one.cycle_id for one in records},
        body__in={one.body_id for one in records},
        given_by__in=accounts,
    ).exclude(provenance=Provenance.APPEAL)
    for cycle, body, item in given.values_list("cycle_id", "body_id", "item"):
        found[cycle, body].add(item)
    return found
