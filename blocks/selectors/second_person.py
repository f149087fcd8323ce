"""Of many records: which a person may not approve, having made what is approved (c9.3); and which concern a tie (c9.2).

The same as the rights say of one (`blocks/rights.py`: ``gave_no_mark``, ``drew_nothing_up``), for queues and counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet

from blocks.direction_items import items_read
from blocks.models import Conclusion, Mark, PartialConclusion
from blocks.rights import DRAWING_ACTS, SCORING_ACTS
from engine.methodology import DataItem
from evaluation import rights
from evaluation.models import JournalEntry, User
from evaluation.persons import account_ids
from methodologies.content import methodology_of
from reports.models import DatumValue, Provenance


def marks_to_approve(user: User, waiting: QuerySet[PartialConclusion]) -> QuerySet[PartialConclusion]:
    """Of marks that wait: those that the person may approve. One query besides the standing, and one more with those of
    bodies for which the person gave a value."""
    accounts = account_ids(user)
    marked = Mark.objects.filter(partial=OuterRef("pk"), scored_by__in=accounts)
    waiting = waiting.exclude(assignment__body__in=rights.standing(user).tied)
    waiting = waiting.filter(~Exists(marked), ~Exists(_acts(PartialConclusion, SCORING_ACTS, accounts)))
    values = _given_for(accounts, waiting, "assignment__")
    if not values:
        return waiting
    asked = waiting.filter(assignment__body__in={body for _cycle, body in values})
    asked = asked.select_related("assignment", "methodology").defer("methodology__document")
    return waiting.exclude(pk__in=[one.pk for one in asked if _reads(one, items_read(one), values)])


def conclusions_to_approve(user: User, drafts: QuerySet[Conclusion]) -> QuerySet[Conclusion]:
    """Of draft conclusions: those that the person may approve. One query besides the standing, and one more with those
    of bodies for which the person gave a value."""
    accounts = account_ids(user)
    marked = Mark.objects.filter(
        scored_by__in=accounts,
        partial__assignment__cycle=OuterRef("cycle"),
        partial__assignment__body=OuterRef("body"),
        partial__assignment__block=OuterRef("block"),
    )
    drafts = drafts.exclude(body__in=rights.standing(user).tied)
    drafts = drafts.filter(~Exists(marked), ~Exists(_acts(Conclusion, DRAWING_ACTS, accounts)))
    values = _given_for(accounts, drafts)
    if not values:
        return drafts
    asked = drafts.filter(body__in={body for _cycle, body in values}).select_related("methodology")
    asked = asked.defer("methodology__document", "trace", "content")
    read = [one.pk for one in asked if _reads(one, (item.code for item in _items(one)), values)]
    return drafts.exclude(pk__in=read)


def _acts(model: type[Model], acts: Collection[str], accounts: Collection[int]) -> QuerySet[JournalEntry]:
    """What these accounts did of it, to be asked of each row of the model."""
    return JournalEntry.objects.filter(
        object_type=model._meta.label_lower, object_id=OuterRef("pk"), act__in=acts, actor__in=accounts
    )


def _items(conclusion: Conclusion) -> Sequence[DataItem]:
    return methodology_of(conclusion.methodology).items


def _reads(record: Any, items: Iterable[str], values: Mapping[tuple[int, int], set[str]]) -> bool:
    """Whether one of these items is among what was given for the record's body and year."""
    given = values.get((record.cycle_id, record.body_id), set())
    return not given.isdisjoint(items)


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
    given |= {
        one.pk
        for one in partials
        if (one.cycle_id, one.body_id) in values and _reads(one, items_read(one), values)
    }
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
        or _reads(one, (item.code for item in _items(one)), values)
    }


def _values_given(accounts: Collection[int], records: Sequence[Any]) -> dict[tuple[int, int], set[str]]:
    """(year's id, body's id) → the items of which one of the accounts gave a value. One query."""
    return _by_body(
        _given_by(accounts).filter(
            cycle__in={one.cycle_id for one in records}, body__in={one.body_id for one in records}
        )
    )


def _given_for(
    accounts: Collection[int], rows: QuerySet[Any], to_body: str = ""
) -> dict[tuple[int, int], set[str]]:
    """The same for the bodies and years of these rows, which are not read. One query."""
    of_rows = rows.order_by().filter(
        **{f"{to_body}cycle": OuterRef("cycle"), f"{to_body}body": OuterRef("body")}
    )
    return _by_body(_given_by(accounts).filter(Exists(of_rows)))


def _given_by(accounts: Collection[int]) -> QuerySet[DatumValue]:
    return DatumValue.objects.filter(given_by__in=accounts).exclude(provenance=Provenance.APPEAL)


def _by_body(given: QuerySet[DatumValue]) -> dict[tuple[int, int], set[str]]:
    found: dict[tuple[int, int], set[str]] = {}
    for cycle, body, item in given.order_by().values_list("cycle_id", "body_id", "item"):
        found.setdefault((cycle, body), set()).add(item)
    return found
