"""The steps before a year's evaluation: each floor says where its own stands, the page of the year shows them.

    year_steps.register(steps)      steps(year, user, people) -> list[Step], in a floor's ``registration.py``

A step is told to everybody with an office: its state, who has it and since when. What it holds stays behind the page
that it leads to, for those who may open that one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from evaluation import clock
from evaluation.models import Body, JournalEntry, Office, RoleHolder, User


@dataclass(frozen=True)
class Step:
    """One thing that the year needs. Lower ``order`` stands first.

    ``holder``: whose hand it is in, empty when nobody has to act; ``since``: from when; ``following``: what happens
    next; ``until``: the last day, None without a term; ``url``: where this person works on it or reads it;
    ``mine``: whether the next act is this person's.
    """

    code: str
    order: int
    title: Any
    clause: str
    state: Any
    tone: str
    holder: str = ""
    since: datetime | None = None
    following: Any = ""
    until: date | None = None
    url: str = ""
    mine: bool = False

    @property
    def done(self) -> bool:
        """Whether nothing is left to do."""
        return self.tone == "accepted"


class People:
    """Who holds which office for a role in law today, in words. One query."""

    def __init__(self) -> None:
        found = RoleHolder.objects.filter(RoleHolder.valid_on(clock.today())).select_related("body")
        self._holders: dict[str, Body] = {one.role: one.body for one in found}

    def at(self, office: Office, role: str) -> str:
        """«Координатор, Миннацэкономики»; the office alone while nobody fills the role."""
        body = self._holders.get(role)
        return f"{office.label}, {body.short_name}" if body is not None else str(office.label)


Provider = Callable[[int, User, People], list[Step]]

_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Add a floor's steps. Registering twice changes nothing."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def steps_of(year: int, user: User) -> list[Step]:
    """The steps of the year as this person may see them, in their order."""
    people = People()
    found = [step for provider in _providers for step in provider(year, user, people)]
    return sorted(found, key=lambda step: step.order)


def in_state_since(records: Iterable[Model]) -> dict[int, datetime]:
    """Record id → since when it is in its state, by the journal: its last move, else its first act. One query.

    The records are of one kind.
    """
    rows = list(records)
    if not rows:
        return {}
    entries = JournalEntry.objects.filter(
        object_type=rows[0]._meta.label_lower, object_id__in=[row.pk for row in rows]
    ).exclude(after="")
    since: dict[int, datetime] = {}
    for pk, at, before, after in entries.order_by("at", "pk").values_list(
        "object_id", "at", "before", "after"
    ):
        if before and before != after:
            since[pk] = at
        else:
            since.setdefault(pk, at)
    return since
