"""What the pages of reports cost: the same queries whatever a report holds and however much waits."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reports import actions
from reports.entries import ValueEntry
from reports.models import Report
from tests.worlds.opened import Opened
from tests.worlds.report_pages import cards, desk_page, list_page, page_of, preparer, russian

__all__ = ["preparer", "russian"]

pytestmark = pytest.mark.slow


def cost(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    "who",
    [
        "agriculture.preparer",
        "agriculture.first_head",
        "economy.evaluator",
        "economy.coordinator",
        "commission.working_body",
    ],
)
def test_a_report_s_page_costs_the_same_whatever_it_holds(opened: Opened, client: Client, who: str) -> None:
    report = opened.fill(opened.report("agriculture", 1))
    opened.world.sign_in(client, who)
    client.get(page_of(report))  # what a process reads once
    few = cost(client, page_of(report))
    document = opened.document("agriculture", "other.txt")
    actions.save_values(
        report,
        opened.person("agriculture.preparer"),
        [
            ValueEntry(item, row=f"{n:03}", number=Decimal(n), document_ids=(document.pk,))
            for n in range(10, 30)
            for item in ("programme_plan", "programme_fact")
        ],
    )
    assert cost(client, page_of(report)) == few


@pytest.mark.parametrize("who", ["economy.evaluator", "economy.coordinator", "commission.working_body"])
def test_the_list_costs_the_same_whatever_the_number_of_reports(
    opened: Opened, client: Client, who: str
) -> None:
    opened.world.sign_in(client, who)
    others = Report.objects.exclude(body__slug="agriculture")
    kept = list(others)
    others.delete()
    opened.fill(opened.report("agriculture", 1))
    client.get(list_page())
    few = cost(client, list_page())
    Report.objects.bulk_create(Report(cycle=one.cycle, body=one.body, block=one.block) for one in kept)
    opened.fill(opened.report("culture", 1))
    opened.fill(opened.report("akmola", 1))
    client.get(list_page())
    assert cost(client, list_page()) == few


def test_the_desk_of_a_preparer_costs_the_same_whatever_waits(opened: Opened, client: Client) -> None:
    """One report to fill in, or two of which one was returned: a card more, no query more."""
    opened.world.sign_in(client, "agriculture.preparer")
    for block in (2, 3):
        opened.sign(opened.report("agriculture", block))
    opened.fill(opened.report("agriculture", 1))
    client.get(desk_page())
    few = cost(client, desk_page())
    evaluator = opened.person("civil-service.evaluator")
    actions.return_report(opened.report("agriculture", 3), evaluator, "No document.")
    assert cards(client.get(desk_page()).content.decode()) == 2
    assert cost(client, desk_page()) == few


@pytest.mark.parametrize(
    ("who", "bodies"),
    [
        ("agriculture.first_head", [("agriculture", 1), ("agriculture", 2), ("agriculture", 3)]),
        ("finance.evaluator", [("agriculture", 1), ("culture", 1), ("akmola", 1)]),
    ],
)
def test_the_desk_costs_the_same_whatever_waits(
    opened: Opened, client: Client, who: str, bodies: list[tuple[str, int]]
) -> None:
    """One report that waits, or three: cards more, no query more."""
    opened.world.sign_in(client, who)
    bring = opened.hand if "head" in who else opened.sign
    bring(opened.report(*bodies[0]))
    client.get(desk_page())
    few = cost(client, desk_page())
    for body, block in bodies[1:]:
        bring(opened.report(body, block))
    assert cards(client.get(desk_page()).content.decode()) == 3
    assert cost(client, desk_page()) == few


def test_many_submitted_reports_are_one_card(opened: Opened, client: Client) -> None:
    for body in ("agriculture", "culture", "akmola", "communications"):
        opened.sign(opened.report(body, 1))
    opened.world.sign_in(client, "economy.evaluator")
    text = client.get(desk_page()).content.decode()
    assert cards(text) == 0
    assert text.count("state=signed") == 1
