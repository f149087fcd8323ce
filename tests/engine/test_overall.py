"""The overall evaluation from the blocks, and the degree it reaches."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.methodology import BlockWeight, Degree, OverallMethodologyText, OverallRounding
from engine.overall import BlockResult, degree_of, score_overall
from engine.scoring import score_block
from tests.worlds.methodology import body, two_directions, words

D = Decimal
METHODOLOGY = OverallMethodologyText(
    2018, 1, words("Overall"),
    (BlockWeight(1, D(60)), BlockWeight(2, D(25)), BlockWeight(3, D(15))),
    (Degree("high", D(90), words("high")), Degree("medium", D(70), words("medium")),
     Degree("low", D(50), words("low")), Degree("none", D(0), words("none"))),
)  # fmt: skip


@pytest.mark.clause("c11")
@pytest.mark.parametrize(
    ("blocks", "value", "degree"),
    [
        ({1: "91.4", 2: "88.25", 3: "79"}, "88.75", "medium"),
        ({1: "91.4", 2: "88.25"}, "90.47", "high"),
        ({2: "93.1"}, "93.10", "high"),
        ({1: "49.99", 2: "50", 3: "50"}, "49.99", "none"),
        ({1: "70", 2: "70", 3: "70"}, "70.00", "medium"),
    ],
)
def test_weights_are_renormalised_over_the_blocks_that_apply(
    blocks: dict[int, str], value: str, degree: str
) -> None:
    score = score_overall(METHODOLOGY, {n: D(v) for n, v in blocks.items()})
    assert (score.state, str(score.value), score.degree) == ("counted", value, degree)
    assert sum(p.share for p in score.parts).quantize(D("1e-20")) == 1  # type: ignore[union-attr]


def test_a_block_that_does_not_apply_can_count_as_zero() -> None:
    zero = replace(METHODOLOGY, missing_block="zero")
    assert score_overall(zero, {2: D(80)}).value == D("20.00")
    assert score_overall(zero, {}).state == "not_counted"


def test_a_block_that_is_not_in_yet_stops_the_whole() -> None:
    score = score_overall(METHODOLOGY, {1: D(80), 2: None})
    assert (score.state, score.value, score.degree, score.missing) == ("missing", None, "", (2,))
    blocked = score_block(two_directions(), body({"1": "5"}))
    assert score_overall(METHODOLOGY, {1: D(80), 2: blocked}).missing == (2,)


def test_a_block_with_nothing_counted_leaves_like_one_that_does_not_apply() -> None:
    out = score_block(two_directions(), body(dict.fromkeys("12345")))
    score = score_overall(METHODOLOGY, {1: D(80), 2: out})
    assert score.value == D("80.00")
    assert [p.state for p in score.parts] == ["counted", "not_counted", "not_applicable"]
    nothing = score_overall(METHODOLOGY, {2: out})
    assert (nothing.state, nothing.value) == ("not_counted", None)


def test_block_scores_and_sources_are_taken_as_they_are() -> None:
    score = score_block(two_directions(), body({"1": "100", "2": "50", "3": "0", "4": "80", "5": "90"}))
    conclusion = {"conclusion": 17}
    overall = score_overall(METHODOLOGY, {1: BlockResult("counted", D(60), conclusion), 2: score})
    assert overall.parts[0].source is conclusion
    assert overall.parts[1].value == D("77.7")


def test_rounding_only_where_it_is_said() -> None:
    exact = replace(METHODOLOGY, rounding=OverallRounding(None))
    assert score_overall(exact, {1: D("33.335"), 2: D("33.335")}).value == D("33.335")
    assert score_overall(METHODOLOGY, {1: D("33.335"), 2: D("33.335")}).value == D("33.34")


def test_the_degree_is_of_the_rounded_score() -> None:
    assert score_overall(METHODOLOGY, {1: D("89.995")}).degree == "high"
    assert degree_of(METHODOLOGY, D("89.99")) == "medium"
    assert degree_of(replace(METHODOLOGY, degrees=METHODOLOGY.degrees[:1]), D(5)) == ""


def test_the_trace_is_json_and_adds_up() -> None:
    trace: Any = json.loads(json.dumps(score_overall(METHODOLOGY, {1: D(80), 2: D(90)}).to_json()))
    assert (trace["value"], trace["degree"]) == ("82.94", "medium")
    assert round(sum(D(b["contribution"]) for b in trace["blocks"]), 2) == D("82.94")
    assert [b["state"] for b in trace["blocks"]] == ["counted", "counted", "not_applicable"]


marks = st.decimals(0, 100, places=2, allow_nan=False)


@given(st.dictionaries(st.sampled_from([1, 2, 3]), marks, min_size=1), marks)
def test_bounds_and_monotony(blocks: dict[int, Decimal], better: Decimal) -> None:
    score = score_overall(METHODOLOGY, blocks)
    assert score.value is not None
    assert min(blocks.values()) <= score.value <= max(blocks.values())
    first = next(iter(blocks))
    raised = score_overall(METHODOLOGY, {**blocks, first: max(better, blocks[first])})
    assert raised.value is not None
    assert raised.value >= score.value
