"""The overview's page asked of the database stands as the table of rows that were read: order, heat, numbers; its pages."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from commission.models import OverallEvaluation
from commission.overview import KINDS, columns, lines_of, of_kind, ordered, shown_scores
from commission.overview_rows import numbers, scopes_in_order
from commission.selectors import picture, tally, tally_with
from config.country import enlarge
from evaluation.models import Cycle, Scope
from evaluation.paging import FEW, ROWS
from tests.worlds.commission import WORKING_BODY, Concluded, concluded
from tests.worlds.elements import elements, texts
from tests.worlds.pages import page
from tests.worlds.roles import owners_role
from tests.worlds.unguarded import unguarded

__all__ = ["concluded"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
SORTS = ["", "nonsense", *(f"{way}{column.code}" for column in columns("") for way in ("", "-"))]


def of_two_years(world: Concluded) -> None:
    """Overall evaluations of this year, and of the year before for half of the bodies: higher, lower, the same."""
    world.submit_all()
    before = Cycle.objects.get(year=2017)
    with unguarded():
        for number, one in enumerate(OverallEvaluation.objects.filter(cycle=world.cycle).order_by("body_id")):
            if number % 2:
                continue
            one.pk, one.cycle, one.score = None, before, one.score + (number % 3 - 1)
            one.save(force_insert=True)


def same(cycle: Cycle) -> None:
    rows = picture(cycle)
    for kind in KINDS:
        of = of_kind(rows, kind)
        lines, scores, found = lines_of(of), shown_scores(of), numbers(cycle, kind)
        assert (found.lowest, found.highest) == (min(scores, default=None), max(scores, default=None))
        assert list(found.edges) == list(lines[0].edges)
        assert tally_with(cycle, found.expected, found.fallen) == tally(cycle, rows)
        for sort in SORTS:
            scopes = list(scopes_in_order(cycle, kind, sort))
            wanted = [line.row.body.slug for line in ordered(lines, sort)]
            assert [scope.body.slug for scope in scopes] == wanted, (kind, sort)
        assert picture(cycle, scopes[2:5]) == [
            rows[rows.index(line.row)] for line in ordered(lines, sort)[2:5]
        ]


def test_the_database_orders_and_counts_as_the_rows_do(concluded: Concluded) -> None:
    with override("kk"):
        same(concluded.cycle)
    of_two_years(concluded)
    with owners_role():
        enlarge(Scope.objects.count() + 25)
    for language in ("ru", "en"):
        with override(language):
            same(concluded.cycle)


def test_every_body_stands_on_one_page_of_the_overview(concluded: Concluded) -> None:
    with owners_role():
        enlarge(2 * ROWS + FEW + 1)
    client = concluded.client(WORKING_BODY)
    here = "/en/desk/overview/2018/?kind=&sort=-3.1"
    pages = [page(client, f"{here}&page={number}") for number in (1, 2, 3)]
    bodies = [texts(one, ".overview-table tbody th") for one in pages]
    assert [len(one) for one in bodies] == [ROWS, ROWS, FEW + 1]
    assert len({name for one in bodies for name in one}) == 2 * ROWS + FEW + 1
    assert texts(page(client, here), ".overview-table tbody th") == bodies[0]
    for beyond, there in (("0", 2), ("4", 2), ("-1", 2), ("many", 0), ("", 0)):
        assert texts(page(client, f"{here}&page={beyond}"), ".overview-table tbody th") == bodies[there]
    links = [[link.get("href") for link in elements(one, "nav.pages a")] for one in pages]
    assert links == [
        ["?sort=-3.1&kind=&page=2#scores"],
        ["?sort=-3.1&kind=&page=1#scores", "?sort=-3.1&kind=&page=3#scores"],
        ["?sort=-3.1&kind=&page=2#scores"],
    ]
    local = page(client, "/en/desk/overview/2018/?kind=local&sort=name")
    assert len(texts(local, ".overview-table tbody th")) < ROWS + FEW + 1
    assert not elements(local, "nav.pages")
