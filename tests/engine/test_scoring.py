"""From indicators to the block: weights, what is not counted, penalties, rounding, and the trace of it."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from engine.compiled import MethodologyError, compile_methodology
from engine.formulas import Datum, Failed, Missing, MissingItem, NotCounted, Values, make_peers
from engine.formulas.arithmetic import CONTEXT
from engine.methodology import AppliesTo, MethodologyText, Rounding
from engine.score_trace import indicator_json, to_json
from engine.scoring import (
    BLOCKED,
    COUNTED,
    NOT_APPLICABLE,
    NOT_COUNTED,
    BlockScore,
    score_block,
    score_bodies,
)
from tests.worlds.methodology import (
    body,
    criterion,
    direction,
    indicator,
    item,
    methodology,
    penalty,
    two_directions,
)

ALL = {"1": "100", "2": "50", "3": "0", "4": "80", "5": "90"}
D = Decimal


def scored(m: MethodologyText, given: dict[str, str | None], **more: Any) -> BlockScore:
    """The score, the same with the trace and without."""
    plain, traced = score_block(m, body(given, **more)), score_block(m, body(given, **more), trace=True)
    assert plain == traced
    assert plain.trace is None
    return traced


@pytest.mark.clause("c17")
def test_weights_carry_points_up_to_the_block() -> None:
    score = scored(two_directions(), ALL)
    assert score.criterion_values() == {"Aa": D(65), "Ab": D(80), "Ba": D(90)}
    assert score.direction_values() == {"A": D("69.5"), "B": D(90)}
    assert (score.state, score.value, score.before_penalties) == (COUNTED, D("77.7"), D("77.7"))
    assert [(i.code, p) for i, p in score.indicators()] == [(c, D(v)) for c, v in ALL.items()]


@pytest.mark.parametrize(
    ("rule", "criteria", "directions", "value"),
    [
        # within the criterion: (100·50 + 0·20) / 70
        ("within_parent", "71.42857143", "74", "80.4"),
        # across the block: shares 0.21, 0.084, 0.18, 0.4 of 0.874
        ("across_block", "71.42857143", None, "81.69336384"),
        # the weight stays and brings nothing: (100·50 + 0·30 + 0·20) / 100
        ("none", "50", "59", "71.4"),
    ],
)
def test_a_not_counted_indicator_leaves_its_weight_as_the_methodology_says(
    rule: str, criteria: str, directions: str | None, value: str
) -> None:
    score = scored(two_directions(renormalise=rule), {**ALL, "2": None})

    def near(found: Decimal | str | None, expected: str) -> bool:
        assert isinstance(found, Decimal)
        return round(CONTEXT.subtract(found, D(expected)).copy_abs(), 8) == 0

    assert near(score.criterion_values()["Aa"], criteria)
    if directions:
        assert near(score.direction_values()["A"], directions)
    assert near(score.value, value)
    assert [(c, str(r)) for c, r in score.not_counted()] == [("2", "x2: not out")]


def test_a_criterion_or_direction_with_nothing_counted_leaves_too() -> None:
    score = scored(two_directions(), {**ALL, "4": None})
    assert score.criterion_values()["Ab"] == NOT_COUNTED
    assert score.direction_values()["A"] == D(65)
    score = scored(two_directions(), {**ALL, "5": None})
    assert score.direction_values()["B"] == NOT_COUNTED
    assert score.value == D("69.5")
    nothing = scored(two_directions(), dict.fromkeys(ALL))
    assert (nothing.state, nothing.value) == (NOT_COUNTED, None)


@pytest.mark.clause("c20")
def test_what_does_not_apply_is_not_measured() -> None:
    cities = AppliesTo(kinds=("city",))
    one = AppliesTo(bodies=("b7",))
    m = methodology(
        direction(
            "A", "60",
            criterion("Aa", "100", indicator("1", "50", applies_to=cities), indicator("2", "30"),
                      indicator("3", "20", applies_to=one)),
        ),
        direction("B", "40", criterion("Ba", "100", indicator("4", applies_to=cities))),
        penalties=(penalty("late", "x2"),),
    )  # fmt: skip
    given: dict[str, str | None] = {"1": "100", "2": "50", "3": "0", "4": "80"}
    m = replace(m, penalties=())
    assert scored(m, given, kind="oblast").value == D(50)
    assert scored(m, {"2": "50"}, kind="oblast").state == COUNTED  # nothing else is asked
    assert scored(m, given, kind="city").value == D("0.6") * D(6500) / 80 + D("0.4") * 80
    assert scored(m, given, kind="oblast", name="b7").value == D(30)
    trace = to_json(scored(m, given, kind="oblast"))
    assert trace["does_not_apply"] == ["1", "3", "4"]
    none = methodology(direction("A", "100", criterion("Aa", "100", indicator("1", applies_to=cities))))
    score = scored(none, {}, kind="oblast")
    assert (score.state, score.value, score.directions) == (NOT_APPLICABLE, None, ())


def test_a_missing_value_blocks_and_is_named() -> None:
    score = scored(two_directions(), {k: v for k, v in ALL.items() if k not in "24"})
    assert (score.state, score.value) == (BLOCKED, None)
    assert score.missing() == [("2", MissingItem("x2")), ("4", MissingItem("x4"))]
    assert score.direction_values() == {"A": BLOCKED, "B": D(90)}
    assert isinstance({i.code: p for i, p in score.indicators()}["2"], Missing)


@pytest.mark.parametrize(
    ("points", "sentence"), [("100.01", "100.01 lies outside"), ("-0.5", "-0.5 lies outside")]
)
def test_points_outside_the_scale_block(points: str, sentence: str) -> None:
    score = scored(two_directions(), {**ALL, "1": points})
    assert score.state == BLOCKED
    ((code, problem),) = score.failures()
    assert (code, problem.code) == ("1", "outside_scale")
    assert sentence in str(problem)
    assert scored(two_directions(), {**ALL, "1": "100.0000"}).state == COUNTED


def test_a_failing_formula_blocks_with_its_sentence() -> None:
    m = methodology(direction("A", "100", criterion("Aa", "100", indicator("1", formula="100 / x1"))))
    score = scored(m, {"1": "0"})
    assert score.state == BLOCKED
    assert isinstance(score.points[0], Failed)
    assert "Division by zero: x1 is 0." in str(score.failures()[0][1])


PENALTY_ITEMS = (item("late_days", default=D(0)), item("untrue", default=D(0)))


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ({}, "77.7"), ({"late_days": "2"}, "75.7"), ({"late_days": "9"}, "72.7"), ({"untrue": "2"}, "71.7"),
        ({"late_days": "9", "untrue": "9"}, "57.7"), ({"late_days": None}, "77.7"),
    ],
)  # fmt: skip
def test_penalties_deduct_up_to_their_limits(given: dict[str, str | None], value: str) -> None:
    m = two_directions(
        items=PENALTY_ITEMS,
        penalties=(penalty("late", "late_days", "5"), penalty("untrue", "3 * untrue", "15")),
    )
    score = scored(m, {**ALL, **given})
    assert score.value == D(value)
    assert score.before_penalties == D("77.7")


def test_the_floor_stops_penalties_but_lifts_nothing() -> None:
    m = two_directions(items=PENALTY_ITEMS, penalties=(penalty("late", "late_days"),), floor=D(20))
    assert scored(m, {**ALL, "late_days": "70"}).value == D(20)
    low = dict.fromkeys(ALL, "10")
    assert scored(m, {**low, "late_days": "3"}).value == D(10)
    assert scored(m, low).value == D(10)


def test_penalties_that_cannot_be_computed_block() -> None:
    m = two_directions(items=(item("late_days"),), penalties=(penalty("late", "late_days"),))
    score = scored(m, ALL)
    assert (score.state, score.value, score.before_penalties) == (BLOCKED, None, D("77.7"))
    assert score.missing() == [("late", MissingItem("late_days"))]
    negative = scored(m, {**ALL, "late_days": "-1"})
    assert negative.state == BLOCKED
    assert [(c, p.code) for c, p in negative.failures()] == [("late", "negative_penalty")]


@pytest.mark.parametrize(
    ("rounding", "values", "block"),
    [
        (Rounding(), {"Aa": "33.335", "A": "33.335"}, "33.335"),
        (Rounding(block=2), {"Aa": "33.335", "A": "33.335"}, "33.34"),
        (Rounding(block=0), {"Aa": "33.335", "A": "33.335"}, "33"),
        (Rounding(criterion=1), {"Aa": "33.3", "A": "33.3"}, "33.3"),
        (Rounding(direction=0), {"Aa": "33.335", "A": "33"}, "33"),
        (Rounding(indicator=1, block=3), {"Aa": "33.35", "A": "33.35"}, "33.350"),
    ],
)
def test_rounding_half_up_where_the_methodology_says_and_only_there(
    rounding: Rounding, values: dict[str, str], block: str
) -> None:
    m = methodology(
        direction("A", "100", criterion("Aa", "100", indicator("1", "50"), indicator("2", "50"))),
        rounding=rounding,
    )
    score = scored(m, {"1": "33.32", "2": "33.35"})
    assert score.criterion_values() == {"Aa": D(values["Aa"])}
    assert score.direction_values() == {"A": D(values["A"])}
    assert str(score.value) == str(D(block))


def test_half_a_cent_that_a_division_nearly_lost_is_rounded_up() -> None:
    m = methodology(
        direction("A", "100", criterion("Aa", "100", indicator("1", formula="x1 / 3 * 3"))),
        rounding=Rounding(block=2),
    )
    assert scored(m, {"1": "1.005"}).value == D("1.01")


def test_formulas_that_are_refused_are_told_by_indicator() -> None:
    m = methodology(
        direction(
            "A", "100", criterion("Aa", "100", indicator("1", formula="y1"), indicator("2", formula="x2 +"))
        ),
        penalties=(penalty("late", "yy"),),
    )
    with pytest.raises(MethodologyError) as refused:
        score_block(m, body({}))
    assert {c: [p.code for p in found] for c, found in refused.value.problems.items()} == {
        "1": ["unknown_name"], "2": ["unfinished"], "late": ["unknown_name"],
    }  # fmt: skip


def test_compiled_once() -> None:
    m = two_directions()
    assert compile_methodology(m) is compile_methodology(m)
    assert m == two_directions()


def test_many_bodies_in_their_order() -> None:
    values = [body(ALL, name=f"b{i}") for i in range(3)]
    assert [s.body for s in score_bodies(two_directions(), values)] == ["b0", "b1", "b2"]


# --- the trace ---------------------------------------------------------------------------------------------------
def _leaves(trace: Any) -> list[Any]:
    return [i for d in trace["directions"] for c in d["criteria"] for i in c["indicators"]]


@pytest.mark.clause("c9.4")
def test_the_trace_leads_from_the_score_to_each_document() -> None:
    provenance = {"document": "report.pdf", "sha256": "ab", "given_by": "Preparer", "checked_by": "Evaluator"}
    data: dict[Any, Datum] = {f"x{i}": Datum(D(v), provenance=provenance) for i, v in ALL.items()}
    score = score_block(two_directions(rounding=Rounding(block=2)), Values(data, body="b1"), trace=True)
    trace = json.loads(json.dumps(to_json(score)))
    assert (trace["body"], trace["state"], trace["value"]) == ("b1", "counted", "77.7")
    assert trace["methodology"]["version"] == 3
    assert trace["methodology"]["rounding"] == {
        "indicator": None,
        "criterion": None,
        "direction": None,
        "block": 2,
    }
    leaf = _leaves(trace)[1]
    assert (leaf["code"], leaf["formula"], leaf["value"], leaf["weight"]) == ("2", "x2", "50", "30")
    assert leaf["inputs"] == [{"item": "x2", "state": "counted", "value": "50", "provenance": provenance}]
    assert leaf["steps"] == [{"part": "x2", "state": "counted", "value": "50"}]
    assert trace["directions"][0]["evaluator"] == "state_planning"


@pytest.mark.parametrize("rule", ["within_parent", "across_block", "none"])
@pytest.mark.parametrize("out", [(), ("2",), ("4",), ("1", "2", "3"), ("5", "1")])
def test_contributions_of_the_trace_add_up_to_the_score(rule: str, out: tuple[str, ...]) -> None:
    score = scored(two_directions(renormalise=rule), {**ALL, **dict.fromkeys(out)})
    trace: Any = to_json(score)
    contributed = sum(D(i["contribution"]) for i in _leaves(trace) if "contribution" in i)
    assert score.value is not None
    assert round(CONTEXT.subtract(contributed, score.value).copy_abs(), 20) == 0
    shares = sum(D(i["share"]) for i in _leaves(trace))
    assert round(abs(shares - 1), 20) == 0
    for leaf in _leaves(trace):
        assert (leaf["state"] == "not_counted") == (leaf["code"] in out)


def test_the_trace_of_what_is_blocked_names_what_is_missing() -> None:
    trace: Any = to_json(scored(two_directions(), {k: v for k, v in ALL.items() if k != "2"}))
    assert trace["value"] is None
    leaf = _leaves(trace)[1]
    assert leaf["state"] == "missing"
    assert leaf["items"] == [{"item": "x2", "element": "", "years_back": 0, "body": ""}]
    assert leaf["inputs"] == [{"item": "x2", "state": "missing"}]


def test_the_trace_of_penalties_lists_shares_years_and_peers() -> None:
    m = methodology(
        direction(
            "A", "100",
            criterion("Aa", "100", indicator("1", "50", "mean(f over kpi) + previous(x1) * 0"),
                      indicator("2", "50", "x2 / peers_max(x2) * 100")),
        ),
        items=(item("f", per="kpi"), item("late_days", default=D(0))), penalties=(penalty("late", "late_days", "5"),),
    )  # fmt: skip
    last = Values({"x1": Datum(D(7))}, body="b1", year=2017)
    bodies = [
        Values(
            {"x2": Datum(D(n)), ("f", "k1"): Datum(D(40)), ("f", "k2"): Datum(None, "not out")},
            body=f"b{n}", year=2018, elements={"kpi": ["k1", "k2"]}, previous=last,
        )
        for n in (1, 2)
    ]  # fmt: skip
    make_peers(bodies)
    score = score_block(m, bodies[0], trace=True)
    trace: Any = to_json(score)
    first, second = _leaves(trace)
    assert [(i["item"], i.get("element"), i["state"], i.get("years_back")) for i in first["inputs"]] == [
        ("f", "k1", "counted", None), ("f", "k2", "not_counted", None), ("x1", None, "counted", 1),
    ]  # fmt: skip
    assert first["inputs"][1]["reason"] == "not out"
    assert [(i.get("body"), i["value"]) for i in second["inputs"]] == [(None, "1"), ("b1", "1"), ("b2", "2")]
    assert trace["penalties"][0]["inputs"] == [{"item": "late_days", "state": "default", "value": "0"}]
    assert trace["penalties"][0]["taken_off"] == "0"
    assert score.trace is not None
    branch = score.trace.directions[0].criteria[0].indicators[1]
    alone = indicator_json(branch, bodies[0], steps=False, show_peers=False)
    assert [i.get("body") for i in alone["inputs"]] == [None]  # type: ignore[attr-defined]
    assert "steps" not in alone


def test_scoring_again_gives_the_same_digits() -> None:
    m = two_directions(renormalise="across_block", rounding=Rounding(block=2))
    given: dict[str, str | None] = {
        "1": "33.333333333",
        "2": None,
        "3": "66.67",
        "4": "12.3456789",
        "5": "99.995",
    }
    first = json.dumps(to_json(scored(m, given)))
    again = json.dumps(to_json(scored(replace(m), given)))
    assert first == again
    assert isinstance(scored(m, given).points[1], NotCounted)
