"""The overview's table: heat by the data's own spread, central or local bodies alone, its order in words, a file of it."""

from __future__ import annotations

import csv
from decimal import Decimal as D
from io import StringIO

import pytest

from commission.heatmap import EDGES, css_class, edges_of, step
from evaluation.presentation import decimal_text
from tests.commission.test_overall import WORKING_BODY
from tests.worlds.commission import Concluded, concluded
from tests.worlds.elements import element, texts
from tests.worlds.pages import page

__all__ = ["concluded"]


def test_each_step_holds_as_many_scores() -> None:
    scores = [
        D(85) + D(number) / 10 for number in range(110)
    ]  # 85.0 to 95.9: one colour on the fixed scale's top
    edges = edges_of(scores)
    held = [sum(step(score, edges) == one for score in scores) for one in range(11)]
    assert held == [10] * 11
    assert css_class(None, edges) == ""


@pytest.mark.parametrize("scores", [[], [D(80)] * 30, [D(number) for number in range(70, 80)]])
def test_of_too_few_or_equal_scores_the_fixed_scale_stands(scores: list[D]) -> None:
    assert edges_of(scores) == EDGES


def test_equal_scores_take_one_step() -> None:
    edges = edges_of([D(90)] * 20 + [D(91)])
    assert len({step(score, edges) for score in [D(90)] * 20}) == 1
    assert step(D(89), edges) < step(D(90), edges)


def test_central_or_local_bodies_alone_in_an_order_that_is_told(concluded: Concluded) -> None:
    concluded.submit_all()
    client = concluded.client(WORKING_BODY)
    every, central, local = (
        texts(page(client, f"/en/desk/overview/2018/?kind={kind}"), ".overview-table tbody th")
        for kind in ("", "central", "local")
    )
    assert central
    assert local
    assert sorted(central + local) == sorted(every)
    shown = page(client, "/en/desk/overview/2018/?kind=local&sort=-overall")
    assert (
        "Sorted by: Overall evaluation, the highest first."
        in element(shown, "p.frame-note:has(a[href*='table.csv'])").text
    )
    assert all("kind=local" in str(link.get("href")) for link in element(shown, "thead").all("a"))
    assert "In the order of the register." in page(client, "/en/desk/overview/2018/?sort=nonsense")


@pytest.mark.parametrize(
    ("language", "apart", "point"), [("en", ",", "."), ("ru", ";", ","), ("kk", ";", ",")]
)
def test_the_file_is_the_table_as_the_readers_spreadsheet_wants_it(
    concluded: Concluded, language: str, apart: str, point: str
) -> None:
    concluded.submit_all()
    answer = concluded.client(WORKING_BODY).get(f"/{language}/desk/overview/2018/table.csv?sort=-overall")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    heads, *rows = csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=apart)
    assert len(heads) == 10
    overall = [D(row[8].replace(point, ".")) for row in rows if row[8]]
    assert overall == sorted(overall, reverse=True)
    first = max(overall)
    assert rows[0][8] == f"{first:f}".replace(".", point)
    assert decimal_text(first, language, 1)
