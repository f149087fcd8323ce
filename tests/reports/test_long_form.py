"""A form of 150 values: a constant number of queries, and every place drawn as its own templates would draw it (c40)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from engine.methodology import Words
from evaluation.refusals import Refusal
from reports import actions, place_parts
from reports.entries import ValueEntry
from reports.forms import ReportQuestionnaire
from reports.models import DatumValue, Document
from reports.place_parts import PARTS, Drawn, Part
from reports.places import FormPlace
from reports.selectors import HeldSheet, read_sheet, read_sheet_of
from tests.worlds.long_form import FEW, MANY, asks_much, long_report
from tests.worlds.opened import Opened
from tests.worlds.report_pages import page_of, russian, typed

__all__ = ["asks_much", "russian"]

PREPARER = "agriculture.preparer"
#: Of the page, whatever the form asks; of one field's save.
QUERIES = 18
SAVE_QUERIES = 22


def test_the_form_costs_the_same_queries_at_both_sizes(asks_much: Opened, client: Client) -> None:
    report = long_report(asks_much)
    assert len(read_sheet(report).slots) in (FEW, MANY)
    asks_much.world.sign_in(client, PREPARER)
    client.get(page_of(report))  # what a process reads once
    with CaptureQueriesContext(connection) as page:
        assert client.get(page_of(report)).status_code == 200
    assert len(page) == QUERIES
    given = {"asked_8": {"v": "31"}}
    sent = typed(report, **given)
    address = f"{page_of(report, 'report_value')}?place=asked_8"
    with CaptureQueriesContext(connection) as save:
        answer = client.post(address, sent, headers={"HX-Request": "true"})
    assert answer["Sarap-Saved"] == "yes"
    assert len(save) == SAVE_QUERIES
    assert DatumValue.objects.get(report=report, item="asked_8").number == 31


def test_a_sheet_read_before_the_lock_stands_until_somebody_writes(opened: Opened) -> None:
    """What another block's report or another person writes meanwhile is read anew; a refusal tells it as ever."""
    report, preparer = opened.report("agriculture", 3), opened.person(PREPARER)
    code = next(iter(read_sheet(report).slots))[0]
    held = HeldSheet(read_sheet_of(report, code))
    with CaptureQueriesContext(connection) as queries:
        assert held.under_lock(report).values == {}
    assert len(queries) == 1
    document = opened.document("agriculture")
    entry = ValueEntry(code, number=Decimal(5), document_ids=(document.pk,))
    actions.save_values(report, preparer, [entry])
    with pytest.raises(Refusal) as caught:
        actions.save_values(report, preparer, [replace(entry, number=Decimal(6), seen=0)], held=held)
    assert caught.value.code == "stale"
    assert [value.number for value in held.sheet.values.values()] == [5]
    before = held.sheet
    opened.fill(opened.report("agriculture", 1))
    assert held.under_lock(opened.report("agriculture", 3)) is not before
    assert len(held.sheet.values) > 1


def test_documents_that_stay_are_not_written_again(opened: Opened) -> None:
    report, preparer = opened.report("agriculture", 3), opened.person(PREPARER)
    code = next(iter(read_sheet(report).slots))[0]
    kept, other = opened.document("agriculture"), opened.document("agriculture", "other.txt")
    links = DatumValue.documents.through.objects.filter(datumvalue__item=code).order_by("pk")

    def save(number: int, *documents: Document) -> list[tuple[int, int]]:
        entry = ValueEntry(code, number=Decimal(number), document_ids=tuple(one.pk for one in documents))
        actions.save_values(report, preparer, [entry])
        return list(links.values_list("pk", "document_id"))

    first = save(5, kept)
    assert save(6, kept) == first
    assert [pk for _link, pk in save(6, kept, other)] == [kept.pk, other.pk]
    assert save(7) == []


def page_alone(monkeypatch: pytest.MonkeyPatch, ask: Callable[[], Any]) -> str:
    """The same page with every part rendered for its place alone."""
    with monkeypatch.context() as changed:
        alone = dict.fromkeys(PARTS, Part(lambda _place: None))
        changed.setattr(place_parts, "PARTS", alone)
        return plain(ask())


def plain(answer: Any) -> str:
    """The page without what differs from request to request."""
    text = answer.content.decode()
    return re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", text)


def test_places_drawn_together_are_what_their_templates_draw(
    opened: Opened, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Empty and filled, with documents, with what is asked, withheld, explained, per programme; as it stands and refused."""
    report = opened.fill(opened.report("agriculture", 1))
    opened.world.sign_in(client, PREPARER)
    for address in (page_of(report), page_of(opened.report("agriculture", 3))):
        shown = plain(client.get(address))
        assert 'class="place"' in shown
        assert shown == page_alone(monkeypatch, lambda to=address: client.get(to))
    item = next(iter(read_sheet(report).slots))[0]
    wrong = typed(report, **{item: {"v": "много <b>", "why": "a & b", "say": "<i>", "title": '"x"'}})
    refused = plain(client.post(page_of(report), wrong))
    assert "много &lt;b&gt;" in refused
    assert refused == page_alone(monkeypatch, lambda: client.post(page_of(report), wrong))


def test_words_are_put_in_as_text(opened: Opened) -> None:
    place = next(iter(ReportQuestionnaire(read_sheet(opened.report("agriculture", 3))).places.values()))
    drawn = Drawn()
    name = "reports/report_place_about.html"

    def rendered(one: FormPlace) -> str:
        assert one.about is not None
        return "|".join(text for _title, text in one.about.lines)

    assert place.about is not None
    first = drawn.part(name, place, rendered)
    planted = replace(place, about=replace(place.about, wanted='<i onclick="x">&'))
    said = drawn.part(name, planted, lambda _one: pytest.fail("it is drawn already"))
    assert "&lt;i onclick=&quot;x&quot;&gt;&amp;" in said
    assert "<" not in said
    assert first == rendered(place)


def test_a_name_that_is_no_plain_word_is_drawn_alone(opened: Opened) -> None:
    place = next(iter(ReportQuestionnaire(read_sheet(opened.report("agriculture", 3))).places.values()))
    odd = replace(place, name="programme_fact..0 1&", item=replace(place.item, name=Words("a", "b", "c")))
    assert Drawn().part("reports/report_place_saves.html", odd, lambda one: one.name) == odd.name
