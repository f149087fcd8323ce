"""The journal in words: what an entry's act is called, and the entries of one record for `components/journal.html`.

Every act is named by its floor in its ``registration.py``, as what was done:
``journal.register({"report.sign": _("Report signed and submitted")})``. The ``law`` label of a transition is the
other text, what is to be done, for the button.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from evaluation.models import JournalEntry
from evaluation.models.base import transitions_of

_labels: dict[str, Any] = {
    "interestdeclaration.declare": _("Interest declared"),
}
_REGISTER_VERBS: dict[str, Any] = {
    "added": _("Entered in the register"),
    "changed": _("Changed in the register"),
    "deleted": _("Taken out of the register"),
    "load": _("Loaded with the shipped register"),
    "password_changed": _("Password set by an administrator"),
    "put_back": _("Lost file put back"),
    "build_again": _("Lost file queued to be made anew"),
}


@dataclass(frozen=True)
class JournalRow:
    """One entry as a page shows it; the fields of `components/journal.html`."""

    at: datetime
    who: Any
    office: Any
    what: Any
    clause: str
    before: Any
    after: Any


def register(labels: Mapping[str, Any]) -> None:
    """Name acts as what was done: code ("report.sign") → words, lazily translated."""
    _labels.update(labels)


def named() -> frozenset[str]:
    """The codes of all acts that a floor named in words."""
    return frozenset(_labels)


def act_label(act: str, object_type: str = "") -> Any:
    """What the act is called in the reader's language; its code where nobody named it."""
    if act in _labels:
        return _labels[act]
    verb = act.rpartition(".")[2]
    model = _model(object_type)
    if model is not None:
        for name, transition in transitions_of(model):
            if name == verb and "law" in transition.custom:
                return transition.custom["law"].label
    return _REGISTER_VERBS.get(verb, act)


def state_label(object_type: str, state: str) -> Any:
    """The name of a state of that kind of record; empty for none."""
    model = _model(object_type)
    if not state or model is None:
        return state
    fields = {field.name: field for field in model._meta.fields}
    choices = dict(fields["state"].flatchoices) if "state" in fields else {}
    return choices.get(state, state)


class JournalRows(list[JournalRow]):
    """The latest acts on records; ``earlier``: whether there are more than these."""

    earlier = False


def entries_of(*records: Model, limit: int = 100) -> JournalRows:
    """The latest acts on these records, newest first; one query per kind of record."""
    by_type: dict[str, list[Any]] = {}
    for record in records:
        by_type.setdefault(record._meta.label_lower, []).append(record.pk)
    found: list[JournalEntry] = []
    for kind, keys in by_type.items():
        entries = JournalEntry.objects.filter(object_type=kind, object_id__in=keys)
        found.extend(entries.select_related("actor", "subject")[: limit + 1])
    latest = sorted(found, key=lambda entry: (entry.at, entry.pk), reverse=True)
    shown = JournalRows(rows(latest[:limit]))
    shown.earlier = len(latest) > limit
    return shown


def rows(entries: Iterable[JournalEntry]) -> list[JournalRow]:
    """Entries as rows for the page."""
    return [
        JournalRow(
            at=entry.at,
            who=entry.actor if entry.actor is not None else _("the portal"),
            office="",
            what=_what(entry),
            clause=entry.clause if entry.clause != "whole" else "",
            before=state_label(entry.object_type, entry.before),
            after=state_label(entry.object_type, entry.after),
        )
        for entry in entries
    ]


def _what(entry: JournalEntry) -> Any:
    """What was done; of a record that tells of many bodies, with the body that the entry is about."""
    said = act_label(entry.act, entry.object_type)
    model = _model(entry.object_type)
    of_many = model is not None and not hasattr(model, "journal_subject_id")
    return f"{said} · {entry.subject.short_name}" if of_many and entry.subject is not None else said


def record_label(object_type: str, number: int) -> str:
    """The record in words: its kind and its number in this database."""
    model = _model(object_type)
    return f"{model._meta.verbose_name if model is not None else object_type} {number}"


def _model(object_type: str) -> type[Model] | None:
    try:
        return apps.get_model(object_type) if "." in object_type else None
    except LookupError:
        return None
