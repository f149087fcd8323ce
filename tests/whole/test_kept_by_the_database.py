"""What was approved, delivered, published or is past stays as it was, whoever writes past the actions."""

from __future__ import annotations

from copy import copy
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from blocks.models import Conclusion, Mark, PartialConclusion, Recommendation
from commission.models import CommissionReport, OverallEvaluation, Publication, PublicationItem
from evaluation.acting import note
from evaluation.models import (
    Cycle,
    DemoClock,
    JournalCheckpoint,
    JournalEntry,
    JournalSeal,
    Membership,
    RoleHolder,
)
from methodologies.models import Indicator, KpiList, Methodology
from reports.models import DatumValue, Document, Report
from schedule.models import Extension, MilestoneDate, Schedule, Term
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


@pytest.mark.clause("c8", "c22", "c47", "D7")
def test_what_an_order_approved_stays(published: Published) -> None:
    """Dates of the schedule, its order, extensions, the list of indicators, indicators, recommendations."""
    schedule = Schedule.objects.filter(state="approved")[0]
    dates = MilestoneDate.objects.filter(schedule=schedule)
    lists = KpiList.objects.filter(state="approved")
    indicators = Indicator.objects.filter(methodology__state="approved")
    given = Recommendation.objects.filter(conclusion__state="with_working_body")
    extension = Extension.objects.create(
        cycle=schedule.cycle, milestone="overall", body=published.world.body("economy"), due_on=date(2019, 6, 28),
        reason="x", order_number="1", order_date=date(2019, 4, 1), recorded_by=published.world.person("economy.coordinator"),
        recorded_at=datetime(2019, 4, 1, tzinfo=UTC),
    )  # fmt: skip
    first = dates[0]
    changes = [
        lambda: dates.update(due_on=date(2019, 12, 1)),
        lambda: dates.delete(),
        lambda: _another(first, milestone="another"),
        lambda: Schedule.objects.filter(pk=schedule.pk).update(order_number="2"),
        lambda: Schedule.objects.filter(pk=schedule.pk).update(state="draft"),
        lambda: Extension.objects.filter(pk=extension.pk).update(due_on=date(2019, 12, 1)),
        lambda: extension.delete(),
        lambda: lists.update(rows=[]),
        lambda: lists.update(state="draft"),
        lambda: lists.delete(),
        lambda: indicators.update(code="another"),
        lambda: indicators.delete(),
        lambda: _another(indicators[0], code="another"),
        lambda: given.update(text_ru="x"),
        lambda: given.update(due_on=date(2030, 1, 1)),
        lambda: given.delete(),
        lambda: _another(given[0]),
    ]
    assert all(rows.exists() for rows in (dates, lists, indicators, given))
    said = [refused(change) for change in changes]
    assert [one for one in said if "pgtrigger: Cannot" not in one] == []
    # what may follow: a version that supersedes, and what became of a recommendation
    Schedule.objects.filter(pk=schedule.pk).update(state="superseded")
    assert "pgtrigger: Cannot" in refused(
        lambda: Schedule.objects.filter(pk=schedule.pk).update(state="approved")
    )
    given.update(outcome="done", outcome_note="Done.")


@pytest.mark.clause("c40", "c49", "c51", "c53", "c64")
def test_who_and_when_stay(published: Published) -> None:
    """Whether somebody was in time is told by moments that nobody can move, and by whom by names that nobody can change."""
    other, day = published.world.people["commission.auditor"].pk, timedelta(days=1)
    kept: list[tuple[Any, tuple[str, ...]]] = [
        (Cycle.objects.filter(opened_at__isnull=False), ("opened_at", "year")),
        (Methodology.objects.filter(state="approved"), ("order_number", "approved_at", "title_ru", "version")),
        (Report.objects.filter(state="accepted"), ("signed_at", "signed_by", "prepared_at", "accepted_by", "accepted_at")),
        (Document.objects.filter(handed_at__isnull=False), ("uploaded_at", "uploaded_by", "filename", "size", "handed_at")),
        (PartialConclusion.objects.filter(state="delivered"), ("delivered_at",)),
        (OverallEvaluation.objects.filter(submitted_at__isnull=False), ("submitted_at", "computed_by", "version")),
        (Publication.objects.filter(published_at__isnull=False), ("published_at", "version")),
        (CommissionReport.objects.filter(sent_at__isnull=False), ("adopted_at", "sent_at")),
    ]  # fmt: skip
    said = []
    for rows, names in kept:
        one = rows.order_by("-pk")[0]
        for name in names:
            held = getattr(one, f"{name}_id", None) or getattr(one, name)
            another = (
                held + day if isinstance(held, datetime) else other if f"{name}_id" in vars(one) else None
            )
            another = another or (f"{held}7" if isinstance(held, str) else held + 7)
            said.append(
                (
                    name,
                    refused(
                        lambda rows=rows, pk=one.pk, new={name: another}: rows.filter(pk=pk).update(**new)
                    ),
                )
            )
        said.append(
            (
                rows.model.__name__,
                refused(lambda rows=rows, pk=one.pk: rows.filter(pk=pk)._raw_delete(rows.db)),
            )
        )
    told = [(name, words) for name, words in said if "pgtrigger: Cannot" not in words]
    assert told == []


#: Rows that the portal's role may delete one by one, although a year rests on them: why.
MAY_GO = {
    "mfa_authenticator": "a lost second step is taken off, by two persons",
    "evaluation_edition": "a mark of memory, no record: without it pages are made anew",
    "evaluation_keptfile": "about the disk, no evidence: a row goes with the last record that names its path",
    "evaluation_scope": "the row that is valid today: its former state stays in the history, past rows stay themselves",
    "evaluation_roleholder": "the same",
    "evaluation_membership": "the same",
    "evaluation_cycle": "the year to come, of which nothing hangs yet",
    "schedule_letter": "letters are told of in the journal",
    "methodologies_keyperformanceindicator": "made anew of the next approved version of their list, whose rows stay",
    "reports_datumvalue_documents": "of a figure that no signed report holds; what was counted of it is in the trace",
    "reports_documentpreview": "made anew from the document",
    "blocks_conclusionfile": "made anew from its conclusion with the same bytes, whose checksum stays issued",
    "blocks_conclusionpreview": "the same",
    "commission_commissionreportfile": "the same",
    "auth_permission": "Django's own list, unused: rights are rules",
    "django_session": "a session ends",
}


def test_no_other_row_of_a_year_may_be_deleted(published: Published) -> None:
    """Past the actions, one row of each table, by whoever holds the portal's connection."""
    went = set()
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table.startswith("pghistory_") or not model._base_manager.exists():
            continue
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {table} WHERE ctid = (SELECT max(ctid) FROM {table})")  # noqa: S608
                connection.check_constraints()
                went.add(table)
                transaction.set_rollback(True)
        except DatabaseError:
            continue
    assert went - set(MAY_GO) == set()
