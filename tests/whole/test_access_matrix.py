"""Nobody enters where nobody was let in: every address declares who may, and who × page × method → outcome holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLResolver, get_resolver
from django.utils.translation import override

from evaluation import clock
from evaluation.access import LIBRARY_NAMESPACES, LIBRARY_VIEWS, access_of
from evaluation.models import User
from tests.whole.access_matrix import LOGIN, NO_OFFICE, Row, all_rows, client_of
from tests.worlds.layers import Layers
from tests.worlds.world import World

pytestmark = pytest.mark.slow

ROWS = all_rows()

#: Pages of the admin that every ModelAdmin has alike: `tests/evaluation/test_admin.py` shows them for all.
ADMIN_ALIKE = ("_delete", "_history")
ADMIN_SITE = frozenset(
    f"admin:{name}"
    for name in [
        "app_list",
        "autocomplete",
        "jsi18n",
        "login",
        "logout",
        "password_change",
        "password_change_done",
        "search",
        "view_on_site",
    ]
)


def addresses(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, Any]]:
    """Every (name with namespace, view) of the URLconf."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern, inner)
        else:
            yield (f"{space}{pattern.name}" if pattern.name else space, pattern.callback)


def test_every_address_declares_who_may_open_it() -> None:
    silent = [
        f"{name or '(unnamed)'}: {view.__module__}"
        for name, view in addresses()
        if access_of(view, name) is None
    ]
    assert silent == []


def test_the_table_of_libraries_names_only_what_is_there() -> None:
    names = {name for name, _view in addresses()}
    assert sorted(set(LIBRARY_VIEWS) - names) == []
    assert {
        space for space in LIBRARY_NAMESPACES if not any(n.startswith(f"{space}:") for n in names)
    } == set()


def test_every_address_has_a_row() -> None:
    known = {row.view for row in ROWS}
    missing = {
        name
        for name, _view in addresses()
        if name
        and not name.endswith(":")
        and name not in known
        and name not in ADMIN_SITE
        and not (name.startswith("admin:") and name.endswith(ADMIN_ALIKE))
    }
    assert sorted(missing) == []


def test_every_row_has_an_address() -> None:
    names = {name for name, _view in addresses()}
    assert sorted({row.view for row in ROWS} - names) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "row", [pytest.param(row, marks=pytest.mark.layer(row.on), id=str(row)) for row in ROWS]
)
def test_row(row: Row, layers: Layers, world: World) -> None:
    User.objects.create(username=NO_OFFICE, language="ru")
    below = layers.value(row.on)
    with clock.frozen(row.at), override("ru"):
        url = row.address(below)
        data = row.data(below) if callable(row.data) else row.data
        wrong = []
        for who, expected in row.expected():
            outcome = outcome_for(world, who, row.method, url, data)
            if outcome != expected:
                wrong.append(f"{who}: {outcome} instead of {expected}")
    assert wrong == []


def outcome_for(world: World, who: str, method: str, url: str, data: Any) -> int | str:
    """What the person is answered; what a POST changed is undone, so that the next one finds the same object."""
    with transaction.atomic():
        client = client_of(world, who)
        answer = client.generic(method, url) if method not in ("GET", "POST") else None
        if answer is None:
            answer = client.get(url) if method == "GET" else client.post(url, data)
        if answer.streaming:
            list(answer.streaming_content)  # a file read to its end is closed
        else:
            assert b"Block Node" not in answer.content, (
                "inside {% block %} Django binds the name `block` itself"
            )
        transaction.set_rollback(True)
    if answer.status_code == 302 and answer["Location"].startswith("/ru/accounts/login/"):
        return LOGIN
    return int(answer.status_code)
