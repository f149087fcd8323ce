"""What was approved, delivered, published or is past stays as it was, whoever writes past the actions."""

from __future__ import annotations

from copy import copy
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from blocks.models import Conclusion, Mark, PartialConclusion
from commission.models import PublicationItem
from evaluation.acting import note
from evaluation.models import DemoClock, JournalCheckpoint, JournalEntry, JournalSeal, Membership, RoleHolder
from reports.models import DatumValue
from schedule.models import Term
from tests.worlds.published import Published, published
from tests.worlds.unguarded import unguarded
from tests.worlds.world import World

__all__ = ["published"]  # a fixture


def refused(change: object) -> str:
    def at_once() -> None:
        with transaction.atomic():
            change()  # type: ignore[operator]
            connection.check_constraints()

    with pytest.raises(DatabaseError) as refusal:
        at_once()
    return str(refusal.value)


def _another(row: Any, **changed: object) -> None:
    """The same row a second time, in a way of its own."""
    row = copy(row)
    row.pk = None
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(force_insert=True)


@pytest.mark.clause("c9.3", "c40", "c46", "c53", "c57", "c64")
def test_what_stands_is_not_written_over(published: Published) -> None:
    conclusion = Conclusion.objects.filter(state="with_working_body").first()
    partial = PartialConclusion.objects.filter(state="delivered", marks__isnull=False).first()
    assert conclusion is not None
    assert partial is not None
    marks = Mark.objects.filter(partial=partial)
    conclusions = Conclusion.objects.filter(pk=conclusion.pk)
    items = PublicationItem.objects.filter(publication__state="published")
    other = published.world.people["commission.auditor"]
    mark = marks.select_related("partial").first()
    assert mark is not None
    elsewhere = PartialConclusion.objects.exclude(pk=partial.pk).filter(state="delivered").first()
    value = DatumValue.objects.filter(report__state="accepted", documents__isnull=False).first()
    assert value is not None
    values = DatumValue.objects.filter(pk=value.pk)
    links = DatumValue.documents.through.objects.filter(datumvalue_id=value.pk)
    again = {"remade_by": other, "remade_at": conclusion.received_at + timedelta(days=1)}
    changes = [
        lambda: marks.update(score=1),
        lambda: marks.update(rationale="x"),
        lambda: marks.update(scored_by=other),
        lambda: marks.delete(),
        lambda: marks.update(partial=elsewhere),
        lambda: marks.update(partial=elsewhere, **again),
        lambda: marks.update(rationale="x", **again),
        lambda: _another(mark, indicator="another"),
        lambda: values.update(number=1),
        lambda: values.update(number=None, status="not_counted", reason="x", choice=""),
        lambda: values.update(report=None, number=1),
        lambda: values.update(report=None, provenance="verified"),
        lambda: values.update(provenance="verified", number=1),
        lambda: values.delete(),
        lambda: _another(value, item="another"),
        lambda: _another(value, item="another", report=None),
        lambda: _another(value, item="another", body=conclusion.lead),
        lambda: links.delete(),
        lambda: links.update(document=mark.document_id),
        lambda: _another(links.get(), document_id=mark.document_id),
        lambda: PartialConclusion.objects.filter(pk=partial.pk).update(approved_by=other),
        lambda: PartialConclusion.objects.filter(pk=partial.pk).update(approved_at=None),
        lambda: conclusions.update(approved_by=other),
        lambda: conclusions.update(received_at=conclusion.received_at + timedelta(days=1)),
        lambda: conclusions.update(objection_term=None),
        lambda: conclusions.update(version=9),
        lambda: Term.objects.update(last_day=date(2030, 1, 1)),
        lambda: Term.objects.update(due_at=conclusion.received_at + timedelta(days=900)),
        lambda: Term.objects.all()._raw_delete("default"),
        lambda: items.filter(withheld=True).update(withheld=False, reason_kk="", reason_ru="", reason_en=""),
        lambda: items.filter(withheld=False)._raw_delete("default"),
    ]
    assert items.filter(withheld=True).exists()
    for number, change in enumerate(changes):
        assert "pgtrigger: Cannot" in refused(change), number
    assert items.filter(withheld=False).update(withheld=True, reason_ru="x") > 0, "an emergency withholds"


@pytest.mark.clause("c61")
def test_a_conclusion_gives_way_to_its_successor_alone(published: Published) -> None:
    conclusion = Conclusion.objects.filter(state="with_working_body", superseded_by=None).first()
    assert conclusion is not None
    rows = Conclusion.objects.filter(pk=conclusion.pk)
    with unguarded(Conclusion):
        rows.update(state="delivered")
    assert "is superseded by none" in refused(lambda: rows.update(state="superseded"))


@pytest.mark.clause("c10")
def test_offices_of_the_past_stay(world: World) -> None:
    note(world.cycle, "open", None, "c20")
    last = date(2016, 1, 1)
    with unguarded(Membership, RoleHolder):
        Membership.objects.filter(user__username="commission.auditor").update(valid_until=last)
        RoleHolder.objects.filter(role="commission_working_body").update(valid_until=last)
    for rows in (
        Membership.objects.filter(user__username="commission.auditor"),
        RoleHolder.objects.filter(role="commission_working_body"),
    ):
        for change in (
            lambda rows=rows: rows.update(valid_until=None),
            lambda rows=rows: rows.update(valid_from=date(2010, 1, 1)),
            lambda rows=rows: rows.delete(),
        ):
            assert "Cannot update or delete" in refused(change)
    assert Membership.objects.exclude(user__username="commission.auditor").update(valid_until=None) > 0


@pytest.mark.clause("c10")
def test_an_entry_that_claims_an_earlier_moment_brings_no_past_back(world: World) -> None:
    note(world.cycle, "open", None, "c20")
    last = date(2016, 1, 1)
    rows = Membership.objects.filter(user__username="commission.auditor")
    with unguarded(Membership):
        rows.update(valid_until=last)
    entry = note(world.cycle, "open", None, "c20")
    _another(entry, at=datetime(2015, 1, 1, tzinfo=UTC))
    assert "Cannot update or delete" in refused(lambda: rows.update(valid_until=None))
    ahead = datetime.now(UTC) + timedelta(days=2)
    assert "lies ahead of the clock" in refused(lambda: _another(entry, at=ahead))
    assert JournalEntry.objects.filter(at__gt=datetime.now(UTC)).count() == 0
    DemoClock.objects.update_or_create(pk=1, defaults={"offset": timedelta(days=3)})
    _another(entry, at=ahead)


def test_a_checkpoint_counts_what_is_there_and_grows(world: World) -> None:
    note(world.cycle, "open", None, "c20")
    connection.check_constraints()
    size = JournalSeal.objects.count()

    def checkpoint(of: int) -> None:
        JournalCheckpoint.objects.create(size=of, root="0" * 64, note="x")

    for wrong in (size + 1, 2**62, 0, -1):
        assert "Cannot insert" in refused(lambda wrong=wrong: checkpoint(wrong)), wrong
    checkpoint(size)
    note(world.cycle, "open", None, "c20")
    connection.check_constraints()
    for wrong in (size, size - 1, size + 2):
        assert "Cannot insert" in refused(lambda wrong=wrong: checkpoint(wrong)), wrong
    checkpoint(size + 1)
