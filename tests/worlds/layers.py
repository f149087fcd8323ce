"""Worlds that many tests start from, built once and stacked: each test's own changes are undone, not the world.

    layer("opened", open_year, on="world")     # how the layer is made from a copy of the one below

    def test_…(opened): …                      # stands on "opened", which stands on "world"

A worker keeps one stack of savepoints. A test says by its fixtures (or `@pytest.mark.layer`) on which layer it stands; what is above is
rolled back, what is missing is built, and pytest-django's own transaction of the test lies on top. A test without a
layer starts from an empty database. One with real commits (``transaction=True``) has the rows of what it needs put
into its tables (``kept_rows.py``). One worker of a run builds a layer, the others take its rows (``shared_layers.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pgtrigger
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import override

from tests.worlds.kept_rows import go_on_from, put_back, sequences, written_down
from tests.worlds.roles import owners_role
from tests.worlds.shared_layers import Shared, shared


@dataclass(frozen=True)
class Layer:
    """``build`` gets the value of the layer below (nothing when there is none) and gives this layer's value."""

    name: str
    build: Callable[..., Any]
    on: str = ""


_LAYERS: dict[str, Layer] = {}


def layer(name: str, build: Callable[..., Any], on: str = "") -> None:
    """Declare a layer; its name is that of the fixture that asks for it."""
    _LAYERS[name] = Layer(name, build, on)


def path_to(name: str) -> list[Layer]:
    """The layers from the lowest to this one."""
    found: list[Layer] = []
    while name:
        found.insert(0, _LAYERS[name])
        name = found[0].on
    return found


def asked_by(item: pytest.Item, fixtures: Sequence[str]) -> list[Layer]:
    """The layers that a test with these fixtures or this mark stands on. Refused when they are not one stack."""
    names = {*fixtures, *(name for mark in item.iter_markers("layer") for name in mark.args)}
    paths = sorted((path_to(name) for name in names if name in _LAYERS), key=len)
    for path in paths:
        if paths[-1][: len(path)] != path:
            raise pytest.UsageError(f"{item.nodeid}: {path[-1].name} is not below {paths[-1][-1].name}")
    return paths[-1] if paths else []


@dataclass(frozen=True)
class Standing:
    """A layer of the stack: its value, its rows, and the savepoint that undoes it."""

    layer: Layer
    kept: Shared
    savepoint: Any


class Layers:
    """The stack of this worker."""

    def __init__(self, blocker: Any) -> None:
        self._blocker = blocker
        self._standing: list[Standing] = []
        self._copies: dict[str, Any] = {}
        self._committed: dict[str, Shared] = {}

    def stand_on(self, path: Sequence[Layer]) -> None:
        """Undo what is above ``path`` or beside it, and lay down what is missing."""
        self._copies.clear()
        with self._blocker.unblock():
            while [one.layer for one in self._standing] != list(path[: len(self._standing)]):
                savepoint = self._standing.pop().savepoint
                transaction.set_rollback(True)
                savepoint.__exit__(None, None, None)
            for missing in path[len(self._standing) :]:
                savepoint = transaction.atomic()
                savepoint.__enter__()
                try:
                    kept = self._laid(missing, self._standing[-1].kept if self._standing else None)
                except BaseException:
                    transaction.set_rollback(True)
                    savepoint.__exit__(None, None, None)
                    raise
                self._standing.append(Standing(missing, kept, savepoint))

    def value(self, name: str) -> Any:
        """The layer's value, a copy of the test's own; laid down on the spot where no savepoint may stand."""
        if name not in self._copies:
            made = self._built(name) if connection.in_atomic_block else self._put_down(name)
            self._copies[name] = deepcopy(made)
        return self._copies[name]

    def _built(self, name: str) -> Any:
        standing = {one.layer.name: one.kept.value for one in self._standing}
        made = None
        for step in path_to(name):
            made = standing[step.name] if step.name in standing else self._build(step, made)
        return made

    def _put_down(self, name: str) -> Any:
        """The layer with real commits, in empty tables: its rows as they would stand in a transaction."""
        if name not in self._committed:
            self.stand_on(path_to(name))
            self._committed[name] = self._standing[-1].kept
            self.stand_on([])
        put_back(self._committed[name].rows)
        return self._committed[name].value

    def top(self, name: str) -> Any:
        """The value of the highest layer of this test, which holds that of ``name``."""
        return self.value(self._standing[-1].layer.name if self._standing else name)

    def _laid(self, missing: Layer, below: Shared | None) -> Shared:
        def build() -> Shared:
            value = self._build(missing, below.value if below else None)
            # What waits for the end of a transaction is done with the layer, not again after every test.
            connection.check_constraints()
            return Shared(value, written_down(), sequences())

        def lay_down(found: Shared) -> None:
            put_back(found.rows, instead_of=below.rows if below else None)
            go_on_from(found.sequences)

        return shared(missing.name, build, lay_down)

    @staticmethod
    def _build(missing: Layer, below: Any) -> Any:
        with override("en"):
            return missing.build(deepcopy(below)) if missing.on else missing.build()


def guard_emptying(how: str) -> None:
    """``DISABLE`` the guards against TRUNCATE, by which committed tests are cleaned up, or ``ENABLE ALWAYS`` them."""
    with owners_role(), connection.cursor() as cursor:
        for model, trigger in pgtrigger.registered():
            if trigger.name == "never_emptied":
                cursor.execute(f"ALTER TABLE {model._meta.db_table} {how} TRIGGER {trigger.get_pgid(model)}")


@pytest.fixture(scope="session")
def layers(django_db_setup: None, django_db_blocker: Any) -> Iterator[Layers]:
    """The worker's stack; taken down before the database is."""
    # The triggers stand; emptying the tables after a test that committed is no reason to write them again.
    settings.PGTRIGGER_INSTALL_ON_MIGRATE = settings.PGHISTORY_INSTALL_CONTEXT_FUNC_ON_MIGRATE = False
    with django_db_blocker.unblock():
        guard_emptying("DISABLE")
    stack = Layers(django_db_blocker)
    yield stack
    stack.stand_on([])


@pytest.fixture
def _django_db_helper(_layer_below: None, _django_db_helper: None) -> None:
    """pytest-django's own, which opens the test's transaction, after the layers below it stand."""


@pytest.fixture
def _layer_below(request: pytest.FixtureRequest, layers: Layers) -> None:
    item, fixtures = request.node, request.fixturenames
    layers.stand_on([] if commits(item, fixtures) else asked_by(item, fixtures))


def commits(item: pytest.Item, fixtures: Sequence[str]) -> bool:
    """Whether the test really commits, and so stands on nothing."""
    marker = item.get_closest_marker("django_db")
    asked = bool(marker and marker.kwargs.get("transaction"))
    return asked or "transactional_db" in fixtures or "live_server" in fixtures


def in_order(items: list[pytest.Item]) -> None:
    """Tests that really commit come first, then the others by the layer that they stand on, so that neighbours find it
    built, then modules that click: a browser's event loop has connections of its own, which nothing may stand on after
    it. Those that say how many minutes they take begin first, so that no worker is left with one.

    A module whose tests stand on several layers is met at each: built anew for every module, the layers cost more than
    all that is tested on them.
    """
    module = {item: item.nodeid.partition("::")[0] for item in items}
    below = {item: path_of(item) for item in items}
    really = {item: commits(item, getattr(item, "fixturenames", ())) for item in items}
    clicking = {module[item] for item in items if item.get_closest_marker("browser")}
    minutes: dict[str, int] = {}
    for item in items:
        name = module[item]
        minutes[name] = max([minutes.get(name, 0), *(mark.args[0] for mark in item.iter_markers("minutes"))])

    def place(item: pytest.Item) -> tuple[int, str, int, str, bool, str]:
        name = module[item]
        kind = 2 if name in clicking else 0 if really[item] else 1
        return kind, below[item] if kind == 1 else "", -minutes[name], name, really[item], below[item]

    items.sort(key=place)


def path_of(item: pytest.Item) -> str:
    """The layers that the test stands on, from the lowest: "world/opened"; empty for none."""
    return "/".join(one.name for one in asked_by(item, getattr(item, "fixturenames", ())))
