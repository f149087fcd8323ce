"""The verbs of the list of key performance indicators: drafting, sending, returning, approval by order (c22)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from evaluation import clock
from evaluation.acting import lock, note, perform, refuse_without_right
from evaluation.former_addresses import bodies_by_address
from evaluation.models import Body, Cycle, Office, Role, User
from evaluation.refusals import FieldFault, Refusal
from methodologies.actions.methodologies import developers_of, people_in
from methodologies.guards import list_may_change
from methodologies.kpi_reads import rows_to_begin_with
from methodologies.kpi_rows import NAMES, Bodies, Row, changes, kept_rows
from methodologies.models import KeyPerformanceIndicator, KpiList, KpiListState, Subject
from methodologies.models.kpi_lists import APPROVED_ONCE
from schedule.letters import day_of_act, write_letters


def begin_kpi_list(cycle: Cycle, by: User, *, copied: bool = True) -> KpiList:
    """Begin the year's list, or its next version: ``copied`` from the latest list approved, or empty (c22)."""
    with transaction.atomic():
        found = _begun(cycle, by)
        found.rows = rows_to_begin_with(cycle.year) if copied else []
        found.save()
        note(found, "begin", by, "c22", after=found.state, details={"rows": len(found.rows)})
    return found


def _begun(cycle: Cycle, by: User) -> KpiList:
    """The next version, not saved yet. Raises Refusal while one is open, or when the list no longer changes."""
    locked = Cycle.objects.select_for_update().get(pk=cycle.pk)
    latest = KpiList.objects.filter(cycle=locked).order_by("-version").first()
    found = KpiList(
        cycle=locked,
        version=latest.version + 1 if latest else 1,
        moved_at=clock.now(),
    )
    refuse_without_right(by, "methodologies.draft_kpis", found, "c22")
    if latest is not None and latest.state not in APPROVED_ONCE:
        raise Refusal(
            "state",
            _("Version %(version)s of the list is “%(state)s”; finish it first.")
            % {"version": latest.version, "state": latest.get_state_display()},
            clause="c22",
        )
    stands = list_may_change(found)
    if stands is not None:
        raise stands
    return found


def save_kpis(
    found: KpiList,
    by: User,
    rows: Iterable[Mapping[str, Any]],
    language: str = "ru",
    revision: int | None = None,
) -> KpiList:
    """Keep these rows as the draft's, complete or not: what is wrong keeps the list from being sent, not from being kept.

    A row: body (Body, its address or name), code, names {kk, ru, en}, unit, better, weight, plan; numbers as
    ``language`` writes them.
    """
    with transaction.atomic():
        fresh = lock(found, revision)
        refuse_without_right(by, "methodologies.draft_kpis", fresh, "c22")
        if fresh.state != KpiListState.DRAFT:
            raise Refusal(
                "state",
                _("The list is “%(state)s”; its rows change only in a draft.")
                % {"state": fresh.get_state_display()},
                clause="c22",
            )
        before, fresh.rows = fresh.rows, kept_rows(rows, Bodies(), language)
        differing = changes(before, fresh.rows)
        if differing:
            fresh.revision += 1
            fresh.save(update_fields=["rows", "revision"])
            counts = {
                kind: sum(one.kind == kind for one in differing) for kind in ("added", "changed", "removed")
            }
            told = {
                f"{one.row['body']}:{one.row['code']}": {name: [old, new] for name, old, new in one.fields}
                or ([None, one.row] if one.kind == "added" else [one.row, None])
                for one in differing
            }
            note(fresh, "save", by, "c22", details={**counts, "changed": told})
    return fresh


def save_kpis_of_body(
    found: KpiList,
    body: Body,
    by: User,
    rows: Iterable[Mapping[str, Any]],
    language: str,
    revision: int | None,
) -> KpiList:
    """Keep these rows as those of one body; the rows of all others stay as they are."""
    with transaction.atomic():
        fresh = lock(found, revision)
        own = kept_rows(({**row, "body": body} for row in rows), Bodies([body]), language)
        others: list[Row] = [row for row in fresh.rows if row["body"] != body.slug]
        return save_kpis(fresh, by, [*others, *own], "ru")


def refuse_closed_list(cycle: Cycle, by: User) -> None:
    """Raise the refusal that rows of a file would meet, so that no file is read for nothing (c22)."""
    with transaction.atomic():
        latest = KpiList.objects.filter(cycle=cycle).order_by("-version").first()
        if latest is None or latest.state != KpiListState.DRAFT:
            _begun(cycle, by)


def take_kpis(
    cycle: Cycle, by: User, rows: Iterable[Mapping[str, Any]], revision: int | None = None
) -> KpiList:
    """Put the rows of a file in the place of the draft's; where no draft is open, begin one with them."""
    with transaction.atomic():
        latest = KpiList.objects.filter(cycle=cycle).order_by("-version").first()
        if latest is None or latest.state in APPROVED_ONCE:
            latest, revision = begin_kpi_list(cycle, by, copied=False), None
        return save_kpis(latest, by, rows, revision=revision)


def submit_kpis(found: KpiList, by: User, revision: int | None = None) -> KpiList:
    """Hand the draft to the Head of the Presidential Administration (c22)."""
    with transaction.atomic():
        submitted = perform(found, "submit", by, revision=revision, prepare=_moved)
        head = people_in((Role.PRESIDENTIAL_ADMINISTRATION, Office.HEAD_OF_ADMINISTRATION))
        _tell(submitted, head, "kpis.approve")
    return submitted


def send_back_kpis(found: KpiList, by: User, reason: str, revision: int | None = None) -> KpiList:
    """Return the list to state planning with a remark (c22)."""
    reason = reason.strip()
    if not reason:
        raise Refusal(
            "incomplete",
            _("Write why the list is returned."),
            clause="c22",
            faults=[FieldFault("reason", _("Write what should be changed."))],
        )
    with transaction.atomic():
        returned = perform(
            found, "send_back", by, revision=revision, prepare=_moved, details={"reason": reason}
        )
        _tell(returned, people_in((Role.STATE_PLANNING, Office.COORDINATOR)), "kpis.returned", reason=reason)
    return returned


def approve_kpis(
    found: KpiList, by: User, order_number: str, order_date: date | None, revision: int | None = None
) -> KpiList:
    """Approve by order of the Head of the Presidential Administration; a list in force gives way (c22).

    Until the evaluation opens each order replaces the list; afterwards a list that stands stays (A-METHOD-2).
    """

    def prepare(fresh: KpiList) -> None:
        _moved(fresh)
        fresh.order_number, fresh.order_date = order_number.strip(), order_date

    with transaction.atomic():
        Cycle.objects.select_for_update().get(pk=found.cycle_id)
        older = KpiList.objects.filter(cycle_id=found.cycle_id, state=KpiListState.APPROVED).first()
        if older is not None and older.pk != found.pk:
            perform(older, "supersede", by)
        approved = perform(found, "approve", by, revision=revision, prepare=prepare)
        _write_indicators(approved)
        people = people_in((Role.STATE_PLANNING, Office.COORDINATOR))
        _tell(approved, [*people, *developers_of(Subject.BLOCK1)], "kpis.approved")
    return approved


def _moved(fresh: KpiList) -> None:
    fresh.moved_at = clock.now()


def _write_indicators(approved: KpiList) -> None:
    """The rows as indicators, in the place of those before them. Call inside a transaction."""
    bodies = bodies_by_address(row["body"] for row in approved.rows)
    dated = approved.order_date
    assert dated is not None  # the approval asks for it  # noqa: S101
    KeyPerformanceIndicator.objects.filter(cycle=approved.cycle).delete()
    KeyPerformanceIndicator.objects.bulk_create(
        KeyPerformanceIndicator(
            cycle=approved.cycle,
            body=bodies[row["body"]],
            code=row["code"],
            unit=row["unit"],
            better=row["better"],
            weight=Decimal(row["weight"]),
            plan=Decimal(row["plan"]),
            order_number=approved.order_number,
            order_date=dated,
            **{name: row[name] for name in NAMES},
        )
        for row in approved.rows
    )


def _tell(found: KpiList, people: Iterable[User], kind: str, **context: Any) -> None:
    write_letters(
        people,
        kind,
        key=f"{kind}:{found.pk}:{found.revision}",
        about=None,
        path=f"desk/kpis/{found.cycle.year}/",
        year=found.cycle.year,
        count=len(found.rows),
        order=found.order_number,
        ordered_on=day_of_act(found.order_date),
        **context,
    )
