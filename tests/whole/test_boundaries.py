"""Every transition that time bounds: the last second before its end is in time, the first second after is late.

The cases are made of the transitions themselves, so that none can be forgotten: a new bounded transition has its
cases from the day it is written, and one whose record cannot say its deadline fails here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from evaluation import acting, clock, rights
from evaluation.acting import law_of, refusal_of
from evaluation.models import Body, BodyKind, Cycle, User
from evaluation.models.base import Record, transitions_of
from schedule.due import DeadlineBook, schedule_closes_at
from schedule.milestones import Milestone
from schedule.models import Term, TermKind
from schedule.working_days import due_at

YEAR = 2018
DAYS = {
    Milestone.REPORTS: date(2019, 2, 21),
    Milestone.CONCLUSIONS: date(2019, 4, 15),
    Milestone.AFTER_APPEALS: date(2019, 5, 20),
    Milestone.BLOCK_CONCLUSIONS: date(2019, 6, 3),
    Milestone.OVERALL: date(2019, 6, 17),
    Milestone.PRESIDENT: date(2019, 7, 15),
}
TERM_END = date(2019, 7, 26)  # after every milestone, so that "the later of the two" is the term


@dataclasses.dataclass(frozen=True)
class Bounded:
    """One bounded transition: from which state which move."""

    model: type[Record]
    move: str
    source: str
    version: int = 1

    def __str__(self) -> str:
        return f"{self.model._meta.label_lower}.{self.move}({self.source}) v{self.version}"


def bounded_transitions() -> Iterator[Bounded]:
    """Every (model, move, source state) whose law names a bound; versioned records as a first one and as a later one."""
    for model in apps.get_models():
        if not issubclass(model, Record):
            continue
        for name, transition in transitions_of(model):
            if transition.custom["law"].due is None:
                continue
            for version in (1, 2) if _has(model, "version") else (1,):
                yield Bounded(model, name, str(transition.source), version)


def _has(model: type[models.Model], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


CASES = list(bounded_transitions())


def _body(pk: int) -> Body:
    return Body(pk=pk, slug=f"body-{pk}", kind=BodyKind.CENTRAL, valid_from=date(2010, 1, 1))


def _record(model: type[models.Model], seen: tuple[type, ...] = ()) -> Any:
    """A record that exists in memory only, with everything that a deadline may ask of it."""
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if not isinstance(field, models.ForeignKey):
            continue
        target = field.remote_field.model
        if target is Cycle:
            values[field.name] = Cycle(pk=1, year=YEAR)
        elif target is Body:
            values[field.name] = _body(len(values) + 1)
        elif target is Term:
            values[field.name] = Term(
                kind=TermKind.OBJECTION,
                holder=_body(9),
                started_at=datetime(2019, 4, 16, tzinfo=UTC),
                last_day=TERM_END,
                due_at=due_at(TERM_END),
            )
        elif target is not User and target is not model and target not in seen:
            values[field.name] = _record(target, (*seen, model))
    if _has(model, "block"):
        values["block"] = 1
    return model(pk=1, **values)


@pytest.fixture(autouse=True)
def open_to_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only time refuses here: the right is given, the conditions hold, the schedule is the one above."""
    transition_of = acting._transition

    def without_conditions(record: Record, move: str) -> Any:
        found = transition_of(record, move)
        return None if found is None else SimpleNamespace(conditions=())

    book = DeadlineBook(
        {(milestone.value, block): day for milestone, day in DAYS.items() for block in milestone.blocks}, {}
    )
    monkeypatch.setattr(rights, "may", lambda *_: True)
    monkeypatch.setattr(acting, "_transition", without_conditions)
    monkeypatch.setattr("schedule.due.book", lambda year: book if year == YEAR else None)


def _in_state(case: Bounded) -> Any:
    record = _record(case.model)
    record.__dict__["state"] = case.source  # the field is protected; here nothing moves
    if _has(case.model, "version"):
        record.version = case.version
    return record


def _is_first_schedule(case: Bounded) -> bool:
    return (
        case.model._meta.label_lower == "schedule.schedule"
        and case.version == 1
        and case.source in ("draft", "submitted")
    )


@pytest.mark.clause("c7", "c40", "c46", "c49", "c57", "c60", "D7")
@pytest.mark.parametrize("case", CASES, ids=str)
def test_last_second_is_in_time_and_the_next_is_late(case: Bounded) -> None:
    record = _in_state(case)
    due = law_of(record, case.move).due
    assert due is not None
    deadline = due.deadline(record)
    if _is_first_schedule(case):
        assert deadline is None  # D7 bounds changes; the first version is recorded as late instead
        with clock.frozen(schedule_closes_at(YEAR)):
            assert refusal_of(record, case.move, User(username="anybody")) is None
        return
    assert deadline is not None, "a bounded transition has a deadline once schedule and term are known"
    assert deadline.due_at.astimezone(clock.ALMATY).time() == datetime.min.time()
    with clock.frozen(deadline.due_at - timedelta(seconds=1)) as now:
        assert refusal_of(record, case.move, User(username="anybody")) is None
        now.tick(timedelta(seconds=1))
        late = refusal_of(record, case.move, User(username="anybody"))
        lateness = acting._lateness(record, case.move)
    if not deadline.binding:  # the result of an appeal: done late, and on record (c60, c66)
        assert case.model._meta.app_label == "appeals"
        assert late is None
        assert lateness == {"late": True, "due": deadline.due_at.isoformat()}
        return
    assert lateness == {}
    assert late is not None
    assert (late.code, late.until) == ("late", deadline.due_at)
    assert late.clause == deadline.clause
    assert str(late.sentence)


def test_no_model_of_the_law_is_without_cases() -> None:
    models_with_cases = {case.model._meta.label_lower for case in CASES}
    assert models_with_cases >= {
        "schedule.schedule",
        "reports.report",
        "blocks.partialconclusion",
        "blocks.conclusion",
        "appeals.objection",
        "appeals.specialcommission",
        "commission.overallevaluation",
        "commission.commissionreport",
    }


@pytest.mark.parametrize("milestone", list(Milestone))
def test_every_milestone_bounds_some_transition(milestone: Milestone) -> None:
    ends = set()
    for case in CASES:
        record = _in_state(case)
        due = law_of(record, case.move).due
        deadline = due.deadline(record) if due else None
        if deadline is not None:
            ends.add(deadline.due_at)
        for term in [name for name in ("completion_term",) if _has(case.model, name)]:
            setattr(record, term, None)  # without a term of its own, a report has the milestone
            assert due is not None
            without = due.deadline(record)
            assert without is not None
            ends.add(without.due_at)
    assert due_at(DAYS[milestone]) in ends
