"""A draft in the methodology's editor: what its tests begin from, and what a browser would send of its pages."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from evaluation import clock
from evaluation.models import Cycle
from methodologies import actions
from methodologies.content import methodology_of
from methodologies.models import Methodology
from tests.worlds.opened import NOVEMBER, approve_methodology
from tests.worlds.unguarded import unopen
from tests.worlds.world import World

INDICATOR = "3.1.1"


@pytest.fixture(autouse=True)
def russian() -> Iterator[None]:
    with override("ru"):
        yield


@pytest.fixture
def draft(world: World) -> Methodology:
    """A draft of block 3 for 2019, begun by its methodologist from the text in force for 2018."""
    unopen(world.cycle.pk)
    with clock.frozen(NOVEMBER):
        source = approve_methodology(world, Cycle.objects.get(pk=world.cycle.pk), "3")
    Cycle.objects.filter(pk=world.cycle.pk).update(opened_at=NOVEMBER)
    return actions.begin_draft(
        Methodology.objects.select_related("cycle").get(pk=source.pk),
        2019,
        world.person("communications.methodologist"),
    )


@pytest.fixture
def writer(world: World, client: Client) -> Client:
    world.sign_in(client, "communications.methodologist")
    return client


def part(record: Methodology, kind: str, code: str = "") -> str:
    name = "methodology_part" if code else "methodology_new_part"
    return reverse(name, args=[record.pk, kind, *([code] if code else [])])


def typed(client: Client, address: str) -> dict[str, Any]:
    """What a browser would send if nothing were changed: the fields of the page's form with their values."""
    text = client.get(address).content.decode()
    form = text[text.index("<form", text.index("<main")) :]
    form = form[: form.index("</form>")]
    data: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        attributes = dict(re.findall(r'([\w:-]+)="([^"]*)"', tag))
        if attributes.get("type") in ("checkbox", "radio") and " checked" not in tag:
            continue
        if "name" in attributes:
            value = html.unescape(attributes.get("value", "on"))
            if attributes.get("type") == "checkbox":
                data.setdefault(attributes["name"], []).append(value)
            else:
                data[attributes["name"]] = html.unescape(attributes.get("value", ""))
    for name, inside in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S):
        data[name] = html.unescape(inside.removeprefix("\n"))
    for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', inside) or re.search(
            r'<option value="([^"]*)"', inside
        )
        data[name] = html.unescape(chosen[1]) if chosen else ""
    return data


def fresh(record: Methodology) -> Methodology:
    return Methodology.objects.select_related("cycle").get(pk=record.pk)


def indicator(record: Methodology, code: str = INDICATOR) -> Any:
    return next(one for _d, _c, one in methodology_of(fresh(record)).indicators() if one.code == code)
