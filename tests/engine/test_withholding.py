"""A value withheld cannot be computed from what is shown: whoever tries to solve for it finds a wide span (c9.5)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.withholding import (
    BLOCK,
    OVERALL,
    Block,
    Node,
    Withheld,
    complement_in,
    complement_of_year,
    is_told_by_others,
    tree_of,
    year_tree,
)

#: What a published score may be off by: it is rounded to the second digit.
ROUNDED = Fraction(1, 200)
Span = tuple[Fraction, Fraction]


def indicator(code: str, share: Fraction, value: Fraction | None, *items: str) -> dict[str, Any]:
    return {
        "code": code,
        "share_exact": str(share),
        "state": "not_counted" if value is None else "counted",
        "exact": "" if value is None else str(value),
        "inputs": [{"item": item} for item in items or (f"x{code}",)],
    }


def complement(trace: dict[str, Any], protected: set[str]) -> Withheld:
    """Of one block alone."""
    return complement_in(tree_of(trace), protected)


def trace_of(block: list[list[list[tuple[int, int | None]]]]) -> dict[str, Any]:
    """A trace of (weight, points) by direction, criterion, indicator; every sum a mean by weight."""
    counted = [
        one for direction in block for criterion in direction for one in criterion if one[1] is not None
    ]
    whole = Fraction(sum(weight for weight, _points in counted))
    directions = []
    for d, direction in enumerate(block, 1):
        criteria = []
        for c, criterion in enumerate(direction, 1):
            listed = [
                indicator(
                    f"{d}.{c}.{i}",
                    Fraction(0) if points is None else weight / whole,
                    None if points is None else Fraction(points),
                )
                for i, (weight, points) in enumerate(criterion, 1)
            ]
            criteria.append({"code": f"{d}.{c}", **mean(listed), "indicators": listed})
        directions.append({"code": f"{d}", **mean(criteria), "criteria": criteria})
    return {**mean(directions), "directions": directions}


def mean(parts: list[dict[str, Any]]) -> dict[str, Any]:
    told = [one for one in parts if one["state"] == "counted"]
    share = sum((Fraction(one["share_exact"]) for one in told), Fraction(0))
    if not share:
        return {"share_exact": "0", "state": "not_counted", "exact": ""}
    total = sum((Fraction(one["share_exact"]) * Fraction(one["exact"]) for one in told), Fraction(0))
    return {"share_exact": str(share), "state": "counted", "exact": str(total / share)}


def solved(root: Node, hidden: frozenset[str], known: frozenset[str] = frozenset()) -> dict[str, Span]:
    """What a reader finds out of every part: the sums, one after the other, until nothing gets narrower.

    ``known``: parts whose points the reader computed from their inputs.
    """
    spans: dict[str, Span] = {}

    def begin(node: Node) -> None:
        if node.value is None or (node.key in hidden and node.key not in known):
            spans[node.key] = (Fraction(0), node.most)
        else:
            off = ROUNDED if node.key == OVERALL or node.key.endswith(BLOCK) else Fraction(0)
            spans[node.key] = (node.value - off, node.value + off)
        for child in node.children:
            begin(child)

    def tighten(node: Node) -> bool:
        told = [child for child in node.children if child.value is not None and child.share]
        changed = sum(map(tighten, node.children)) > 0
        for one in [node, *told] if told else []:
            # node.share · node = Σ child.share · child, solved for one of them
            terms = [(node.share, spans[node.key])] + [(-child.share, spans[child.key]) for child in told]
            place = 0 if one is node else 1 + told.index(one)
            share = terms.pop(place)[0]
            low = sum((min(-s * a, -s * b) for s, (a, b) in terms), Fraction(0)) / share
            high = sum((max(-s * a, -s * b) for s, (a, b) in terms), Fraction(0)) / share
            low, high = min(low, high), max(low, high)
            was = spans[one.key]
            spans[one.key] = (max(was[0], low), min(was[1], high))
            changed |= spans[one.key] != was
        return changed

    begin(root)
    for _round in range(30):
        if not tighten(root):
            break
    return spans


points = st.one_of(st.none(), st.integers(0, 100), st.sampled_from([0, 100]))
criteria = st.lists(st.tuples(st.integers(1, 9), points), min_size=1, max_size=4)
blocks = st.lists(st.lists(criteria, min_size=1, max_size=3), min_size=1, max_size=3)


@pytest.mark.clause("c9.5")
@settings(max_examples=150, deadline=None)
@given(blocks, st.data())
def test_nobody_solves_for_what_is_withheld(block: Any, data: st.DataObject) -> None:
    trace = trace_of(block)
    root = tree_of(trace)
    codes = sorted(leaf.key for leaf in root.under())
    protected = set(data.draw(st.lists(st.sampled_from(codes), min_size=1, max_size=3)))
    more = complement(trace, protected)
    assert protected <= more.parts
    spans = solved(root, more.parts)
    for leaf in root.under():
        if leaf.key in protected and leaf.value is not None:
            low, high = spans[leaf.key]
            assert high - low >= 9, (leaf.key, more)


@st.composite
def years(draw: st.DrawFn) -> list[Block]:
    """A body's year of one to three counted blocks; some of them may have one counted indicator alone."""
    traces = [trace_of(draw(blocks)) for _block in range(draw(st.integers(1, 3)))]
    counted = [trace for trace in traces if trace["state"] == "counted"]
    weights = [draw(st.integers(1, 9)) for _trace in counted]
    made = []
    for number, (trace, weight) in enumerate(zip(counted, weights, strict=True), 1):
        for one in (leaf for d in trace["directions"] for c in d["criteria"] for leaf in c["indicators"]):
            for put in one["inputs"]:
                put["item"] += draw(st.sampled_from(["", f"of{number}"]))  # some are read by other blocks too
        made.append(Block(number, Fraction(weight, sum(weights)), trace))
    return made


@pytest.mark.clause("c9.5")
@settings(max_examples=150, deadline=None)
@given(years(), st.data())
def test_nobody_solves_for_it_across_the_blocks_of_a_year(year: list[Block], data: st.DataObject) -> None:
    """Neither for an indicator nor for a block that is withheld as a whole, overall score and other blocks at hand."""
    if not year:
        return
    shut = data.draw(st.sampled_from([None, *(block.number for block in year)]))
    year = [Block(one.number, one.share, one.trace, one.number == shut) for one in year]
    leaves = sorted(leaf.key for leaf in year_tree(year).under())
    protected = set(data.draw(st.lists(st.sampled_from(leaves), max_size=3)))
    more = complement_of_year(year, protected)
    if shut is not None:
        protected.add(f"{shut}/{BLOCK}")
    assert protected <= more.parts
    spans = solved(year_tree(year), more.parts)
    for leaf in year_tree(year).under():
        if leaf.key in protected and leaf.value is not None and leaf.share:
            low, high = spans[leaf.key]
            assert high - low >= 9, (leaf.key, more)
    assert not {item for one in year for item in more.items if reads_twice(year, item)}


def reads_twice(year: list[Block], item: str) -> bool:
    """An input that two parts read hides neither."""
    return sum(item in leaf.items for leaf in year_tree(year).under()) > 1


#: What an indicator reads beside nothing of its own: of other bodies, of its own body what several read, both.
OF_OTHERS, SHARED = [{"item": "x", "body": "culture"}, {"item": "x", "body": "akmola"}], [{"item": "common"}]
COMPARED = [{"item": "x"}, *OF_OTHERS]


@pytest.mark.clause("c9.5")
@settings(max_examples=200, deadline=None)
@given(blocks, st.data())
def test_nobody_solves_for_it_with_other_bodies_figures_at_hand(block: Any, data: st.DataObject) -> None:
    """Whoever brings them computes what reads them alone, withheld or not, and then what stands beside it."""
    trace = trace_of(block)
    listed = {
        leaf["code"]: leaf for d in trace["directions"] for c in d["criteria"] for leaf in c["indicators"]
    }
    for one in listed.values():
        one["inputs"] = data.draw(st.sampled_from([one["inputs"], OF_OTHERS, SHARED, COMPARED, []]))
    asked = set(data.draw(st.lists(st.sampled_from(sorted(listed)), min_size=1, max_size=3)))
    # a value behind a withheld indicator is withheld wherever it is read
    stopped = {given["item"] for code in asked for given in listed[code]["inputs"] if not given.get("body")}
    asked |= {code for code, one in listed.items() if any(given["item"] in stopped and not given.get("body")
                                                          for given in one["inputs"])}  # fmt: skip
    told = {f"indicator:{code}" for code, one in listed.items() if is_told_by_others(one)}
    more = complement_in(tree_of(trace), {f"indicator:{code}" for code in asked}, told)
    shown = {given["item"] for code, one in listed.items() if f"indicator:{code}" not in more.parts
             for given in one["inputs"]}  # fmt: skip
    own = (shown | {"x"}) - more.items - stopped  # what is compared stands on the pages of the others
    known = frozenset(
        f"indicator:{code}"
        for code, one in listed.items()
        if all(given.get("body") or given["item"] in own for given in one["inputs"])
    )
    spans = solved(tree_of(trace), more.parts, known)
    for leaf in tree_of(trace).under():
        if leaf.value is not None and leaf.key.removeprefix("indicator:") in asked:
            low, high = spans[leaf.key]
            assert (low == high) if leaf.key in told else (high - low >= 9), (leaf.key, more)


def test_what_others_tell_hides_nothing_though_it_is_withheld_too() -> None:
    trace = trace_of([[[(1, 60), (1, 40), (1, 80)]]])
    trace["directions"][0]["criteria"][0]["indicators"][1]["inputs"] = OF_OTHERS
    asked = {"indicator:1.1.1", "indicator:1.1.2"}
    assert complement_in(tree_of(trace), asked, {"indicator:1.1.2"}).parts == {*asked, "indicator:1.1.3"}


def test_a_block_of_one_indicator_is_hidden_behind_another_block_and_the_overall_stays() -> None:
    year = [
        Block(1, Fraction(1, 2), trace_of([[[(1, 50)]]])),
        Block(2, Fraction(1, 2), prefixed(trace_of([[[(1, 70), (1, 60)]]]), "b")),
    ]
    more = complement_of_year(year, {"1/indicator:1.1.1"})
    assert more.parts >= {"1/indicator:1.1.1", f"1/{BLOCK}", f"2/{BLOCK}"}
    assert OVERALL not in more.parts
    alone = complement_of_year([Block(1, Fraction(1), year[0].trace)], {"1/indicator:1.1.1"})
    assert OVERALL in alone.parts


def prefixed(trace: dict[str, Any], prefix: str) -> dict[str, Any]:
    for one in (leaf for d in trace["directions"] for c in d["criteria"] for leaf in c["indicators"]):
        one["inputs"] = [{"item": prefix + given["item"]} for given in one["inputs"]]
    return trace


def test_an_input_that_other_bodies_or_years_read_too_hides_nothing() -> None:
    trace = trace_of([[[(1, 60), (9, 40), (1, 40)]]])
    shared = trace["directions"][0]["criteria"][0]["indicators"]
    for key, value in (("body", "culture"), ("years_back", 1)):
        shared[1]["inputs"] = [{"item": "x"}, {"item": "x", key: value}]
        more = complement(trace, {"indicator:1.1.1"})
        assert more.parts == {"indicator:1.1.1", "indicator:1.1.3"}, key


def test_the_nearest_neighbour_alone_is_withheld_and_the_rest_stays() -> None:
    trace = trace_of([[[(1, 60), (1, 40), (3, 80)], [(2, 50)]], [[(5, 70)]]])
    more = complement(trace, {"indicator:1.1.1"})
    assert more.parts == {"indicator:1.1.1", "indicator:1.1.3"}
    assert more.items == {"x1.1.3"}


def test_without_it_the_value_is_found_to_the_digit() -> None:
    trace = trace_of([[[(1, 60), (1, 40)], [(2, 50)]]])
    low, high = solved(tree_of(trace), frozenset({"indicator:1.1.1"}))["indicator:1.1.1"]
    assert low == high == 60


def test_a_lonely_indicator_is_withheld_with_the_criterion() -> None:
    more = complement(trace_of([[[(2, 50)], [(1, 40), (3, 80)]], [[(5, 70)]]]), {"indicator:1.1.1"})
    assert more.parts == {"indicator:1.1.1", "criterion:1.1", "criterion:1.2", "indicator:1.2.2"}


def test_a_block_of_one_indicator_tells_it_and_is_withheld() -> None:
    more = complement(trace_of([[[(1, 50)]]]), {"indicator:1.1.1"})
    assert more.parts == {"indicator:1.1.1", "criterion:1.1", "direction:1", BLOCK}


def test_a_neighbour_that_reads_only_what_others_read_hides_nothing() -> None:
    trace = trace_of([[[(1, 60), (9, 40), (1, 40)]]])
    shared = trace["directions"][0]["criteria"][0]["indicators"]
    shared[1]["inputs"] = [{"item": "x1.1.3"}]
    shared[2]["inputs"].append({"item": "own"})
    more = complement(trace, {"indicator:1.1.1"})
    assert more.parts == {"indicator:1.1.1", "indicator:1.1.3"}
    assert more.items == {"own"}


def test_what_is_not_counted_needs_nobody_beside() -> None:
    assert complement(trace_of([[[(1, None), (1, 40)]]]), {"indicator:1.1.1"}).parts == {"indicator:1.1.1"}


def test_a_penalty_is_hidden_behind_an_indicator() -> None:
    trace = trace_of([[[(1, 60), (1, 40)]]])
    trace["penalties"] = [
        {"code": "p", "limit": "5", "taken_off": "2", "state": "counted", "inputs": [{"item": "p"}]}
    ]
    trace["exact"] = str(Fraction(trace["exact"]) - 2)
    more = complement(trace, {"penalty:p"})
    assert more.parts > {"penalty:p", "direction:1", "criterion:1.1"}
    low, high = solved(tree_of(trace), more.parts)["penalty:p"]
    assert high - low >= Fraction(5, 2)
