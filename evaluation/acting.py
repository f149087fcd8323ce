"""How every act runs: may they? lock the row; is it current, allowed, complete, in time? move; journal; then the rest.

The actions of the floors (``actions.py`` or ``actions/``) call ``perform``; nothing else moves a state. A transition's
``custom`` is made by ``law(...)``: its label, clause, right, deadline and offices. Pages ask ``refusal_of`` or
``possible_moves`` what they may offer, the docs read the law of every transition (``transitions_of``), and the
database has its own copy of the moves (``evaluation.models.base.guarded``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from celery import current_app
from django.db import models, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evaluation import clock, rights
from evaluation.laws import Deadline, DueBy, Law, law
from evaluation.models.base import Record, transitions_of
from evaluation.models.journal import JournalEntry, name_of
from evaluation.models.people import User
from evaluation.presentation import moment_text
from evaluation.refusals import Refusal
from evaluation.time_zone import last_day_before

__all__ = [
    "Deadline",
    "DueBy",
    "Law",
    "late",
    "law",
    "law_of",
    "lock",
    "note",
    "note_each",
    "perform",
    "possible_moves",
    "refusal_of",
    "refuse_without_right",
    "wake",
    "without_workers",
]

RecordT = TypeVar("RecordT", bound=Record)


def law_of(record: Record | type[Record], move: str) -> Law:
    """The law of the transition named ``move``."""
    model = record if isinstance(record, type) else type(record)
    return next(transition.custom["law"] for name, transition in transitions_of(model) if name == move)


def _transition(record: Record, move: str) -> Any:
    return getattr(type(record), move)._django_fsm.get_transition(record.state)  # type: ignore[attr-defined]


def refusal_of(record: Record, move: str, by: User | None) -> Refusal | None:
    """Why ``by`` may not make ``move`` on ``record`` now; None if they may. Right, then state, time, conditions.

    Nobody: the portal's clock, which makes only moves whose law says that they come by themselves.
    """
    rule = law_of(record, move)
    if by is None:
        if not rule.by_itself:
            raise TypeError(f"{move} of {record._meta.label} is made by a person")
    elif not rights.may(by, rule.right, record):
        clause = rights.clause_of(by, rule.right, record, rule.clause)
        return Refusal("right", rights.explain(by, rule.right, record), clause=clause)
    transition = _transition(record, move)
    if transition is None:
        return Refusal(
            "state",
            _("“%(act)s” is not possible now: the state is “%(state)s”.")
            % {"act": rule.label, "state": record.get_state_display()},  # type: ignore[attr-defined]
            clause=rule.clause,
            remedy=_("Open the page again to see what happened meanwhile."),
        )
    deadline = rule.due.deadline(record) if rule.due else None
    if deadline is not None and deadline.binding and clock.now() >= deadline.due_at:
        return late(deadline, rule.label)
    for condition in transition.conditions or ():
        refusal = condition.explain(record)
        if refusal is not None:
            return refusal
    return None


def late(deadline: Deadline, label: Any) -> Refusal:
    """The refusal of an act whose term has passed, with the date, the clause and the way out."""
    last_day = last_day_before(deadline.due_at)
    return Refusal(
        "late",
        _("“%(act)s” is refused: the term “%(what)s” ended on %(when)s.")
        % {
            "act": label,
            "what": deadline.what,
            "when": moment_text(last_day, get_language() or "kk", year=True),
        },
        clause=deadline.clause,
        until=deadline.due_at,
        remedy=deadline.remedy,
    )


def _lateness(record: Record, move: str) -> dict[str, Any]:
    """What the journal says of an act done after a term that does not bind it; empty if it is in time."""
    due = law_of(record, move).due
    deadline = due.deadline(record) if due else None
    if deadline is None or deadline.binding or clock.now() < deadline.due_at:
        return {}
    return {"late": True, "due": deadline.due_at.isoformat()}


def possible_moves(record: Record, by: User) -> list[str]:
    """The names of the transitions that ``by`` could make now, in order of writing; asks what ``perform`` asks."""
    names = dict.fromkeys(name for name, _transition_ in transitions_of(type(record)))
    return [name for name in names if refusal_of(record, name, by) is None]


def lock(record: RecordT, revision: int | None = None) -> RecordT:
    """The row itself, locked until the transaction ends; refused if it is no longer what the person saw.

    Call inside a transaction. ``revision`` is what the form was opened at; None for callers that saw nothing.
    """
    rows = type(record)._base_manager.select_for_update(of=("self",))
    fresh = rows.select_related(*record.at_hand).defer(*record.left_behind).get(pk=record.pk)
    if revision is not None and fresh.revision != revision:
        raise Refusal(
            "stale",
            _("Somebody changed this after you opened it, so your change was not written over theirs."),
            remedy=_("What you typed is kept below. Compare it with the current text and save again."),
        )
    return fresh


def refuse_without_right(by: User, right: str, record: Any, clause: str = "") -> None:
    """Raise the refusal if ``by`` lacks ``right`` over ``record``; for acts that move no state."""
    if not rights.may(by, right, record):
        found = rights.clause_of(by, right, record, clause)
        raise Refusal("right", rights.explain(by, right, record), clause=found)


def perform(
    record: RecordT,
    move: str,
    by: User | None,
    *,
    revision: int | None = None,
    details: dict[str, Any] | None = None,
    prepare: Callable[[RecordT], None] | None = None,
) -> RecordT:
    """Make the transition ``move`` on ``record``: the one way in which a state changes.

    ``prepare`` sets fields on the locked row before the conditions are asked (an order's number, say).
    Returns the fresh row. Raises ``Refusal``; then nothing has changed. An act that is late where the term does not
    bind says so in the journal.
    """
    with transaction.atomic():
        fresh = lock(record, revision)
        before = fresh.state  # type: ignore[attr-defined]
        if prepare is not None:
            prepare(fresh)
        refusal = refusal_of(fresh, move, by)
        if refusal is not None:
            raise refusal
        details = {**(details or {}), **_lateness(fresh, move)}
        fresh.__dict__["_guards_hold"] = True
        try:
            getattr(fresh, move)()
        finally:
            del fresh.__dict__["_guards_hold"]
        fresh.revision += 1
        fresh.save()
        note(fresh, move, by, law_of(fresh, move).clause, before=before, after=fresh.state, details=details)  # type: ignore[attr-defined]
    return fresh


def note(
    record: models.Model,
    verb: str,
    by: User | None,
    clause: str,
    *,
    before: str = "",
    after: str = "",
    details: dict[str, Any] | None = None,
    subject: int | None = None,
) -> JournalEntry:
    """Write one act into the journal. The record may name its body as ``journal_subject_id``, its year as
    ``journal_year``; ``subject``: the id of a body concerned, where the record tells of many."""
    entry = _entry(record, verb, by, clause, before, after, details, subject)
    entry.save(force_insert=True)
    return entry


def note_each(
    records: Iterable[models.Model],
    verb: str,
    by: User | None,
    clause: str,
    *,
    before: str = "",
    after: str = "",
    details: Callable[[Any], dict[str, Any]] | None = None,
) -> None:
    """Write one verb done on many records: an entry for each, in this order, each with ``details`` of its record.

    One insert for every thousand; the database seals them one after another as the transaction ends.
    """
    entries = [
        _entry(record, verb, by, clause, before, after, details(record) if details else None)
        for record in records
    ]
    JournalEntry.objects.bulk_create(entries, batch_size=1000)


def _entry(
    record: models.Model,
    verb: str,
    by: User | None,
    clause: str,
    before: str,
    after: str,
    details: dict[str, Any] | None,
    subject: int | None = None,
) -> JournalEntry:
    return JournalEntry(
        actor=by,
        act=f"{record._meta.model_name}.{verb}",
        clause=clause,
        object_type=record._meta.label_lower,
        object_id=record.pk,
        object_name=name_of(record),
        subject_id=subject or getattr(record, "journal_subject_id", None),
        year=getattr(record, "journal_year", None),
        before=before,
        after=after,
        details=details or {},
    )


_after: ContextVar[bool] = ContextVar("wake_workers", default=True)


@contextmanager
def without_workers() -> Iterator[None]:
    """Write rows only and wake no worker: for loading past years, whose letters and files the worker makes later."""
    token = _after.set(False)
    try:
        yield
    finally:
        _after.reset(token)


def wake(task: str, *args: Any) -> None:
    """Wake a worker by the task's name, after the transaction has committed.

    The rows are the truth; the task finds what is due in them. Raises celery.exceptions.NotRegistered at once for a
    name that no task has; what fails after the commit is logged, and nothing is lost.
    """
    if _after.get():
        job = current_app.tasks[task]
        transaction.on_commit(lambda: job.delay(*args), robust=True)
