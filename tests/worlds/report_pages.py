"""What tests of the report's pages share: addresses, what a browser sends of the whole form, a preparer signed in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from reports.forms import ReportQuestionnaire
from reports.models import Report
from reports.selectors import read_sheet
from tests.worlds.elements import elements
from tests.worlds.opened import Opened


@pytest.fixture(autouse=True)
def russian() -> Iterator[None]:
    """Addresses are made in Russian, whatever language a page before left behind."""
    with override("ru"):
        yield


def page_of(report: Report, name: str = "report", language: str = "ru") -> str:
    with override(language):
        return reverse(name, args=[report.pk])


def list_page() -> str:
    with override("ru"):
        return reverse("reports")


def desk_page() -> str:
    with override("ru"):
        return reverse("desk")


def cards(text: str) -> int:
    """How many of the desk's cards lead to a report."""
    links = elements(text, 'a.btn-primary[href^="/ru/desk/reports/"]')
    return sum(1 for link in links if re.fullmatch(r"/ru/desk/reports/\d+/", link["href"]))


def typed(report: Report, **cells: dict[str, Any]) -> dict[str, Any]:
    """What a browser would send of the whole form: every place as shown, and ``cells`` as a person changed them.

    A key with "__" stands for a row: ``programme_fact__001``.
    """
    with override("ru"):
        form = ReportQuestionnaire(read_sheet(report))
    data: dict[str, Any] = {"revision": str(report.revision)}
    for name, place in form.places.items():
        shown = place.typed
        data |= {f"was:{name}": place.was, f"seen:{name}": str(place.seen), f"v:{name}": shown.text}
        data |= {f"why:{name}": shown.reason, f"doc:{name}": [str(pk) for pk in shown.documents]}
        if shown.withheld:
            data[f"no:{name}"] = "1"
    for key, changes in cells.items():
        name = key.replace("__", "..")
        data |= {f"{part}:{name}": change for part, change in changes.items()}
    for row in form.new_rows:
        data.setdefault(f"row:{row.name}", row.code)
    return data


@pytest.fixture
def preparer(opened: Opened, client: Client) -> Client:
    opened.world.sign_in(client, "agriculture.preparer")
    return client
