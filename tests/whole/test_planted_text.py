"""Marked text in every column that holds what people typed: on no page of any office does it become an element."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.utils.html import escape
from django.utils.translation import override

from config.floors import FLOORS
from evaluation import clock
from evaluation.refusals import Refusal
from methodologies import content
from tests.whole.access_matrix import NO_OFFICE, VISITOR, Row, all_rows
from tests.worlds.elements import elements
from tests.worlds.scored import Scored, scored
from tests.worlds.unguarded import unguarded
from tests.worlds.world import World

__all__ = ["scored"]

PLANTED = "\"'><i data-planted onload=x()>{{ x }}</i>"
#: Columns of JSON in which the world holds words; of the others no row is there yet.
JSON_WITH_WORDS = {
    "Conclusion.content",
    "Conclusion.trace",
    "JournalEntry.details",
    "KpiList.rows",
    "Letter.told",
    "Methodology.document",
}
SHORT = "<i data-planted>"
#: Either of them as a template lays it down: a page that holds no other form need not be taken apart.
_ESCAPED = re.compile("|".join(re.escape(escape(one)) for one in (PLANTED, SHORT)))
#: Columns by which the portal finds something: nobody types them, or only what their own check lets through.
_FOUND_BY = re.compile(
    r"(?:^|_)(?:code|clauses?|indicator|direction|criterion|slug|username|email|password|language|number|sha256|digest|path|filename|content_type|secret|"
    r"signature|key|kind|act|state|label|object_type|clause|item|row|unit|hand|element|figure|address|iin|bin|item_code|"
    r"failure|choice|content|duty|from_state|to_state|before|after|version|name_key|block|sign|degree|previous|root|note|person|words|keys)$"
)


#: Keys in JSON whose text is read as a formula or as a part of one.
_READ_BY_THE_ENGINE = frozenset({"formula", "part", "label_expression"})


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


def documents() -> Iterator[models.Field[object, object]]:
    """Every column of JSON."""
    for model in apps.get_models():
        if model._meta.app_label in FLOORS and not model.__name__.endswith("Event") and model._meta.managed:
            fields = model._meta.local_concrete_fields
            yield from (one for one in fields if isinstance(one, models.JSONField))


def marked(found: Any, key: str = "") -> Any:
    """The same with marked text in the place of all words: what has a space or a letter that no code has."""
    if isinstance(found, dict):
        return {name: marked(value, name) for name, value in found.items()}
    if isinstance(found, list):
        return [marked(one, key) for one in found]
    words = isinstance(found, str) and (" " in found or not found.isascii())
    return PLANTED if words and not (_FOUND_BY.search(key) or key in _READ_BY_THE_ENGINE) else found


def plant_in_documents() -> set[str]:
    """In every row of every column of JSON; in which columns there were words."""
    planted = set()
    with unguarded():
        for one in documents():
            for row in one.model._base_manager.only("pk", one.name):
                before = getattr(row, one.attname)
                after = marked(before)
                if after != before:
                    one.model._base_manager.filter(pk=row.pk).update(**{one.name: after})
                    planted.add(f"{one.model.__name__}.{one.name}")
    return planted


@pytest.fixture
def _read_anew() -> Iterator[None]:
    """Methodologies are kept in memory by their digest, which planted words do not change."""
    content._built.cache_clear()
    yield
    content._built.cache_clear()


#: Pages that nobody signed in reads.
VISITORS_ALONE = {"account_login"}


@dataclass
class Crawl:
    """Which pages were read with marked text in them, and what was wrong."""

    views: set[str] = field(default_factory=set)
    columns: int = 0
    documents: set[str] = field(default_factory=set)
    marked: int = 0
    wrong: list[str] = field(default_factory=list)

    def go_through(self, rows: Iterable[Row], scored: Scored) -> None:
        """A page of each view that can be had together with those before it; then all is as it was."""
        with transaction.atomic():
            with override("ru"):
                pages = pages_of(rows, scored)
            self.columns = max(self.columns, plant())
            self.documents |= plant_in_documents()
            content._built.cache_clear()
            clients: dict[str, Client] = {}
            for (address, who, at), view in pages.items():
                with clock.frozen(at):
                    answer = client_of(clients, scored.world, who).get(address)
                if answer.status_code != 200:  # what another row made shut it: in the next round
                    continue
                self.views.add(view)
                if answer.streaming or "html" not in answer.get("Content-Type", ""):
                    answer.getvalue()  # a file is closed when it was read
                    continue
                page = answer.content.decode()
                self.marked += "data-planted" in page
                if "data-planted" in _ESCAPED.sub("", page) and elements(
                    answer, "[data-planted], [onload], [href^='javascript:'], [src^='javascript:']"
                ):
                    self.wrong.append(f"{who}: {address}")
            transaction.set_rollback(True)
        content._built.cache_clear()


def reader_of(row: Row) -> str:
    """The first person signed in whom the row lets read; empty if there is none."""
    return next((who for who, got in row.expected() if got == 200 and who not in (VISITOR, NO_OFFICE)), "")


def pages_of(rows: Iterable[Row], scored: Scored) -> dict[tuple[str, str, datetime], str]:
    """(Address, who reads it, when) → the view: of each view the first row whose object can be made beside the others."""
    found: dict[tuple[str, str, datetime], str] = {}
    for row in rows:
        if row.view in found.values():
            continue
        with suppress(Refusal, IntegrityError), clock.frozen(row.at), transaction.atomic():
            below = scored.world if row.on == "world" else scored
            found[row.address(below), reader_of(row), row.at] = row.view
    return found


@pytest.mark.slow
@pytest.mark.usefixtures("_read_anew")
def test_marked_text_is_text_on_every_page(scored: Scored) -> None:
    rows = [row for row in all_rows() if row.method == "GET" and 200 in dict(row.expected()).values()]
    rest = [row for row in rows if reader_of(row)]
    assert {row.view for row in rows} - {row.view for row in rest} == VISITORS_ALONE
    crawl = Crawl()
    while rest:
        crawl.go_through(rest, scored)
        left = [row for row in rest if row.view not in crawl.views]
        assert len(left) < len(rest), {row.view for row in left}
        rest = left
    assert crawl.wrong == []
    assert crawl.columns >= 25
    assert crawl.documents >= JSON_WITH_WORDS, JSON_WITH_WORDS - crawl.documents
    assert crawl.marked > 60


def client_of(clients: dict[str, Client], world: World, who: str) -> Client:
    if who not in clients:
        clients[who] = Client()
        world.sign_in(clients[who], who)
    return clients[who]
