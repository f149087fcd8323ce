"""Marked text in every column that holds what people typed: on no page of any office does it become an element."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.utils.translation import override

from config.floors import FLOORS
from evaluation import clock
from evaluation.refusals import Refusal
from tests.whole.access_matrix import NO_OFFICE, VISITOR, all_rows
from tests.worlds.elements import elements
from tests.worlds.scored import Scored, scored
from tests.worlds.unguarded import unguarded
from tests.worlds.world import World

__all__ = ["scored"]

PLANTED = "\"'><i data-planted onload=x()>{{ x }}</i>"
SHORT = "<i data-planted>"
#: Columns by which the portal finds something: nobody types them, or only what their own check lets through.
_FOUND_BY = re.compile(
    r"(?:^|_)(?:code|clauses?|indicator|direction|criterion|slug|username|email|password|language|number|sha256|digest|path|filename|content_type|secret|"
    r"signature|key|kind|act|state|label|object_type|clause|item|row|unit|hand|element|figure|address|iin|bin|item_code|"
    r"failure|choice|content|duty|from_state|to_state|before|after|version|name_key|block|sign|degree|previous|root|note|person|words|keys)$"
)


def columns() -> Iterator[models.Field[object, object]]:
    """Every column of text that a person can type into."""
    for model in apps.get_models():
        if model._meta.app_label not in FLOORS or model.__name__.endswith("Event") or not model._meta.managed:
            continue
        for one in model._meta.local_concrete_fields:
            text = isinstance(one, (models.CharField, models.TextField)) and not isinstance(
                one, models.SlugField
            )
            if text and not (one.choices or one.unique or one.primary_key or _FOUND_BY.search(one.name)):
                yield one


def plant() -> int:
    """In all rows that are there; in how many columns."""
    planted = 0
    with unguarded():
        for one in columns():
            most = one.max_length or len(PLANTED)
            text = PLANTED if most >= len(PLANTED) else SHORT
            if most < len(text):
                continue
            with (
                suppress(IntegrityError),
                transaction.atomic(),
            ):  # one that a constraint checks is no free text
                planted += bool(one.model._base_manager.update(**{one.name: text}))
    return planted


@pytest.mark.slow
def test_marked_text_is_text_on_every_page(scored: Scored) -> None:
    world, pages = scored.world, []
    with override("ru"):
        for row in all_rows():
            who = next(
                (who for who, got in row.expected() if got == 200 and who not in (VISITOR, NO_OFFICE)), ""
            )
            if row.method != "GET" or not who or (row.on != "scored" and callable(row.args)):
                continue
            with (
                suppress(Refusal),
                clock.frozen(row.at),
                transaction.atomic(),
            ):  # another row's act came first
                pages.append((row.address(scored if row.on == "scored" else world), who, row.at))
    assert plant() >= 25
    clients: dict[str, Client] = {}
    wrong, marked = [], 0
    for address, who, at in dict.fromkeys(pages):
        with clock.frozen(at):
            answer = client_of(clients, world, who).get(address)
        if answer.streaming or "html" not in answer.get("Content-Type", ""):
            continue
        marked += "data-planted" in answer.content.decode()
        if elements(answer, "[data-planted], [onload], [href^='javascript:'], [src^='javascript:']"):
            wrong.append(f"{who}: {address}")
    assert wrong == []
    assert marked > 20


def client_of(clients: dict[str, Client], world: World, who: str) -> Client:
    if who not in clients:
        clients[who] = Client()
        world.sign_in(clients[who], who)
    return clients[who]
