"""Scores are exact at every level: averages of averages, halves, deductions, the overall score, stored traces."""

from __future__ import annotations

import decimal
import json
from fractions import Fraction
from typing import Any

import pytest

from blocks.trace.again import values_from_trace
from engine.formulas import make_peers
from engine.formulas.arithmetic import EXACT, shown
from engine.methodology import MethodologyText, Rounding
from engine.overall import score_overall
from engine.score_trace import to_json as trace_json
from engine.scoring import score_block, score_bodies
from engine.trial.report import weight_notes
from engine.weighing import weigh_numbers
from methodologies import review
from tests.engine.test_exact import D, F, half_up
from tests.engine.test_overall import METHODOLOGY
from tests.worlds.methodology import body, criterion, direction, indicator, item, methodology, penalty


# --- from points to the overall score -----------------------------------------------------------------------------
def thirds(rounding: Rounding, *formulas: str, **more: Any) -> MethodologyText:
    """Two directions of weight 1 and 2, each with criteria of weight 1, 1, 1 of which all have the formulas."""
    n = iter(range(1, 100))
    directions = [
        direction(
            f"d{weight}", weight,
            *(criterion(f"c{weight}{i}", "1", *(indicator(str(next(n)), "1", text) for text in formulas)) for i in range(3)),
        )
        for weight in ("1", "2")
    ]  # fmt: skip
    return methodology(*directions, rounding=rounding, items=(item("a"), item("t")), **more)


ROUNDINGS = [
    Rounding(), Rounding(block=2), Rounding(direction=2, block=2), Rounding(criterion=3), Rounding(indicator=2, block=2),
    Rounding(indicator=1, criterion=1, direction=1, block=1),
]  # fmt: skip


@pytest.mark.parametrize("rounding", ROUNDINGS, ids=str)
@pytest.mark.parametrize("renormalise", ["within_parent", "across_block", "none"])
def test_averages_of_averages_are_those_of_fractions(rounding: Rounding, renormalise: str) -> None:
    """Thirds of sevenths at every level, by hand; the trace carries what repeats them."""
    m = thirds(rounding, "a / t * 100", "100 - a / t * 100", "a / t * 10", renormalise=renormalise)
    on = body({"a": "3", "t": "7"})
    quick, traced = score_block(m, on), score_block(m, on, trace=True)
    assert quick == traced

    def settled(number: Fraction, places: int | None) -> Fraction:
        return number if places is None else half_up(number, places)

    points = [settled(p, rounding.indicator) for p in (F(300, 7), F(400, 7), F(30, 7))]
    mean = sum(points, F(0)) / 3
    one = settled(mean, rounding.criterion)
    block = mean if renormalise == "across_block" else settled(one, rounding.direction)
    block = settled(block, rounding.block)
    assert traced.value == shown(block)
    assert (traced.exact or F(traced.value)) == block
    told = json.loads(json.dumps(trace_json(traced)))
    assert F(told.get("exact", told["value"])) == block
    found = [
        F(i.get("exact", i["value"]))
        for d in told["directions"]
        for c in d["criteria"]
        for i in c["indicators"]
    ]
    assert found == points * 6
    nodes = [(d, one if renormalise != "across_block" else None) for d in told["directions"]]
    nodes += [(c, one) for d in told["directions"] for c in d["criteria"]]
    for node, worth in nodes:
        value = F(node.get("exact", node["value"]))
        places = rounding.direction if "criteria" in node else None
        assert worth is None or value == settled(worth, places)
    shares = [F(d.get("share_exact", d["share"])) for d in told["directions"]]
    assert shares == [F(1, 3), F(2, 3)]
    within = [F(c.get("share_exact", c["share"])) for d in told["directions"] for c in d["criteria"]]
    assert within == [F(1, 9)] * 3 + [F(2, 9)] * 3


def test_an_exact_half_rounds_up_at_every_level() -> None:
    """1/3 three times of 0.005: up at the indicator, the criterion, the direction, the block and over all."""
    for rounding in (Rounding(indicator=2), Rounding(criterion=2), Rounding(direction=2), Rounding(block=2)):
        for text in ("1 / 3 * 3 * 0.005", "a / t * 0.015"):
            m = methodology(
                direction("d", "7", criterion("c", "3", indicator("1", "1", text), indicator("2", "2", text))),
                direction("e", "4", criterion("f", "3", indicator("3", "1", text))),
                rounding=rounding, items=(item("a"), item("t")),
            )  # fmt: skip
            assert score_block(m, body({"a": "1", "t": "3"})).value == D("0.01"), (rounding, text)


def test_points_at_the_end_of_the_scale_do_not_block() -> None:
    m = thirds(Rounding(), "a / t * 100 + (t - a) / t * 100", "100 - a / t * 100 - (t - a) / t * 100")
    for a, t in (("11", "12"), ("1", "3"), ("48", "49")):
        score = score_block(m, body({"a": a, "t": t}), trace=True)
        assert (score.state, score.value, set(score.points)) == ("counted", D(50), {D(100), D(0)})


def test_deductions_and_the_floor_are_exact() -> None:
    m = thirds(Rounding(), "a / t * 100", penalties=(penalty("late", "a / t * 100"),), floor=D(0))
    score = score_block(m, body({"a": "1", "t": "3"}), trace=True)
    assert (score.value, score.exact) == (D(0), None)
    assert score.before_penalties == shown(F(100, 3))


def test_overall_takes_the_blocks_as_they_are_not_as_they_are_shown() -> None:
    m = thirds(Rounding(), "a / t * 100")
    blocks = {n: score_block(m, body({"a": a, "t": "3"})) for n, a in ((1, "2"), (2, "2"), (3, "2"))}
    score = score_overall(METHODOLOGY, blocks)
    assert score.value == D("66.67")
    told = score.to_json()
    assert told["value"] == "66.67"


def test_a_score_is_repeated_from_its_stored_trace() -> None:
    """The inputs that the trace keeps give the same digits and the same fraction."""
    m = thirds(Rounding(), "100 - a / t * 100", "peers_rank_high(a / t) * 10 / 3")
    bodies = [
        body({"a": "1", "t": "3"}, name="b1"),
        body({"a": "2", "t": "6"}, name="b2"),
        body({"a": "1", "t": "7"}, name="b3"),
    ]
    make_peers(bodies)
    score = score_bodies(m, bodies, trace=True)[1]
    told = json.loads(json.dumps(trace_json(score)))

    class Stored:
        trace, methodology = told, m
        body = type("B", (), {"slug": "b2", "kind": "central"})
        cycle = type("C", (), {"year": 2018})

    again = score_block(m, values_from_trace(m, Stored()), trace=True)  # type: ignore[arg-type]
    assert (again.value, again.exact, again.points) == (score.value, score.exact, score.points)
    assert (score.value, score.exact) == (D(35), None)  # b1 and b2 share the first place


def test_points_of_two_thousand_digits_are_weighed_too() -> None:
    """They are as long as the quick way computes with; their sum by weight is longer, and the careful way adds it up."""
    weights = ("7.777", "3.1", "1.123")
    parts = [indicator(str(n), weight, "a ^ 64 * a ^ 2 * t") for n, weight in enumerate(weights)]
    m = methodology(
        direction("d", "100", criterion("c", "100", *parts)),
        rounding=Rounding(block=4),
        items=(item("a"), item("t")),
    )
    score = score_block(m, body({"a": "0." + "9" * 30, "t": "0." + "9" * 17}), trace=True)
    assert score.plan.coefficients is not None
    with decimal.localcontext(EXACT), pytest.raises(decimal.Inexact):
        weigh_numbers(score.plan.coefficients, m.rounding, score.points)
    assert score.value == D("1.0000")


def test_weights_that_add_up_to_exactly_100_are_told_so_whatever_their_digits() -> None:
    """Thirty places each: a sum kept at 28 digits would be a little more, or a little less."""
    third, rest = "33." + "3" * 30, "33." + "3" * 29 + "4"
    parts = [indicator(str(n), weight) for n, weight in enumerate((third, third, rest))]
    m = methodology(direction("d", "100", criterion("c", "100", *parts)))
    assert list(weight_notes(m)) == []
    assert list(review._weights("c", [part.weight for part in parts])) == []
    short = methodology(direction("d", "100", criterion("c", "100", *parts[:2], indicator("3", third))))
    assert "add up to 99." + "9" * 30 in next(iter(weight_notes(short)))
    assert len(list(review._weights("c", [D(third)] * 3))) == 1
