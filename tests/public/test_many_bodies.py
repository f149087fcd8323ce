"""What a country of thousands of bodies asks of the public floor: drawings and places in time, and still readable."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.models import Body
from evaluation.models.bodies import LOCAL_KINDS, BodyKind
from public import dot_strip
from public.results import Result, ranked

SVG = "{http://www.w3.org/2000/svg}"
APART = Decimal("12.5")


def one_after_another(xs: Sequence[Decimal]) -> list[Decimal]:
    """The dots set by trying every place for each, as they were set before anybody had thousands of them."""
    offsets = [Decimal(0)] * len(xs)
    placed: list[tuple[Decimal, Decimal]] = []
    for index in sorted(range(len(xs)), key=lambda index: xs[index]):
        near = [(x, y) for x, y in placed if xs[index] - x < APART]
        for tries in range(2 * len(near) + 1):
            offset = APART * ((tries + 1) // 2) * (-1 if tries % 2 else 1)
            if all((xs[index] - x) ** 2 + (offset - y) ** 2 >= APART**2 for x, y in near):
                break
        offsets[index] = offset
        placed.append((xs[index], offset))
    return offsets


@settings(max_examples=60, deadline=None)
@given(st.lists(st.decimals(0, 300, places=1), max_size=50))
def test_dots_stand_where_trying_every_place_sets_them(xs: list[Decimal]) -> None:
    assert dot_strip.swarm(xs) == one_after_another(xs)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.none() | st.decimals(0, 100, places=1)), max_size=40))
def test_a_place_is_one_more_than_the_better_ones_of_the_kind(
    given_: list[tuple[bool, Decimal | None]],
) -> None:
    kinds = {False: Body(kind=BodyKind.CENTRAL), True: Body(kind=LOCAL_KINDS[0])}
    results = [Result(2018, kinds[local], overall=score) for local, score in given_]
    for result in ranked(results):
        better = [
            other
            for other in results
            if other.overall is not None
            and result.overall is not None
            and other.body.is_local is result.body.is_local
            and other.overall > result.overall
        ]
        assert result.rank == (None if result.overall is None else 1 + len(better))


def drawn(bodies: int) -> dot_strip.Strip:
    dots = [
        dot_strip.Dot(
            Decimal(40 + place % 61), f"body {place}", own=place == 7, label="47" if place == 7 else ""
        )
        for place in range(bodies)
    ]
    return dot_strip.draw([dot_strip.StripRow("local", dots, Decimal(70), "median")], [], "t", "d")


def test_thousands_are_drawn_as_columns_and_ones_own_body_as_a_dot() -> None:
    root = ET.fromstring(drawn(3700).wide)  # noqa: S314  our own markup
    columns = [column for column in root.iter(f"{SVG}rect") if column.get("class") == "d-dot"]
    counts = [int((column.findtext(f"{SVG}title") or "").rsplit(" ", 1)[1]) for column in columns]
    assert sum(counts) == 3700
    assert len(columns) == 60, "one for each point from 40; the whole hundred stands in the last"
    assert (columns[-1].findtext(f"{SVG}title") or "").startswith("99–100:")
    heights = [Decimal(column.get("height", "")) for column in columns]
    assert heights.index(max(heights)) == counts.index(max(counts))
    dots = list(root.iter(f"{SVG}circle"))
    assert [dot.findtext(f"{SVG}title") for dot in dots] == ["body 7"]
    assert "47" in [text.text for text in root.iter(f"{SVG}text")]


def test_a_drawing_does_not_grow_with_the_country() -> None:
    few, many = (drawn(number) for number in (dot_strip.MOST_DOTS, 37_000))
    assert ET.fromstring(few.narrow).iter(f"{SVG}circle")  # noqa: S314
    assert len(many.narrow) < len(few.narrow)
