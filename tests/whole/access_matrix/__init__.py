"""Who × page × method → outcome, as data. Each floor keeps its rows in its own module here: ``ROWS``.

    ROWS = [
        Row("report", {OTHERS: 404, VISITOR: LOGIN, "agriculture.preparer": 200}, args=a_report),
        Row("report", {OTHERS: 404, VISITOR: LOGIN, "agriculture.preparer": 302}, "POST", args=a_report, data={...}),
    ]

An outcome is a status, or ``LOGIN``: sent to sign in. ``OTHERS`` stands for everybody of ``CAST`` whom the row does
not name: one person of each office, one without an office, and a visitor. Name strangers of the same office too
("culture.preparer" for a report of agriculture). ``args(world)`` makes the object, by real actions where it can (given the value of the layer ``on``),
and gives the address's arguments; it runs once per row, at ``at``. Every POST is rolled back after it was answered.

`tests/whole/test_access_matrix.py` runs the rows, and fails for an address that has none.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.test import Client
from django.urls import reverse

from evaluation.models import User
from tests.worlds.entering import enter
from tests.worlds.world import NOW, World

VISITOR = "visitor"
NO_OFFICE = "no office"
OTHERS = "others"
LOGIN = "to sign-in"

#: One person of each office; strangers to most objects.
CAST = (
    VISITOR,
    NO_OFFICE,
    "agriculture.preparer",
    "agriculture.first_head",
    "culture.preparer",
    "finance.evaluator",
    "finance.approver",
    "finance.methodologist",
    "civil-service.evaluator",
    "communications.special_commission_member",
    "economy.coordinator",
    "economy.administrator",
    "commission.working_body",
    "commission.commission_member",
    "commission.auditor",
    "commission.expert",
    "administration.head_of_administration",
    "integrator.integrator",
)

Args = Mapping[str, Any] | Sequence[Any]


@dataclass(frozen=True)
class Row:
    """One line of the table; see the module's text. ``query`` is what follows "?", ``on`` the layer it stands on."""

    view: str
    outcomes: Mapping[str, int | str]
    method: str = "GET"
    args: Args | Callable[[Any], Args] = ()
    data: Mapping[str, Any] | Callable[[Any], Mapping[str, Any]] = field(default_factory=dict)
    query: str = ""
    at: datetime = NOW
    note: str = ""
    on: str = "world"

    def __str__(self) -> str:
        return f"{self.method} {self.view}{'?' + self.query if self.query else ''} {self.note}".strip()

    def address(self, below: Any) -> str:
        """The address in the language of now; ``below`` is the value of the layer that the row stands on."""
        args = self.args(below) if callable(self.args) else self.args
        if isinstance(args, Mapping):
            path = reverse(self.view, kwargs=dict(args))
        else:
            path = reverse(self.view, args=list(args))
        return f"{path}?{self.query}" if self.query else path

    def expected(self) -> Iterator[tuple[str, int | str]]:
        """Each person with the outcome that the row promises them."""
        if OTHERS in self.outcomes:
            yield from ((who, self.outcomes[OTHERS]) for who in CAST if who not in self.outcomes)
        yield from ((who, outcome) for who, outcome in self.outcomes.items() if who != OTHERS)


def all_rows() -> list[Row]:
    """The rows of every module of this package, in their order."""
    found: list[Row] = []
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda one: one.name):
        found.extend(importlib.import_module(f"{__name__}.{module.name}").ROWS)
    return found


def client_of(world: World, who: str) -> Client:
    """A client signed in as the person of `CAST`, or as nobody for the visitor."""
    client = Client()
    if who == NO_OFFICE:
        enter(client, User.objects.get(username=NO_OFFICE))
    elif who != VISITOR:
        world.sign_in(client, who)
    return client
