"""Which parts of a body's year are closed by another body, another year, a document, two persons (c9.5, A-PUBLISH-9)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.withholding import Block, Withheld, is_told_by_others, year_tree
from public.selectors_closed import Note, _Facts, _Reader
from tests.engine.test_withholding import solved, trace_of

NOTE = Note("indicator", 1, "1.1.1", {"kk": "Жабық", "ru": "Закрыто", "en": "Closed"}, None, None)
OWN, OTHER, YEAR = "agriculture", "culture", 2018
#: What an indicator reads beside its own item, and whether that closes it.
READS: dict[str, tuple[dict[str, Any], bool]] = {
    "an open value": ({"item": "open"}, False),
    "a value withheld at once": ({"item": "stopped"}, True),
    "the same of the year before": ({"item": "stopped", "years_back": 1}, False),
    "one withheld of the year before": ({"item": "earlier", "years_back": 1}, True),
    "an open value of another body": ({"item": "open", "body": OTHER}, False),
    "a withheld value of another body": ({"item": "stopped elsewhere", "body": OTHER}, True),
    "a value of a body that is not public": ({"item": "open", "body": "defence"}, True),
    "a value on an open document": ({"item": "open", "provenance": {"documents": [{"id": 1}]}}, False),
    "a value on one that is not open": ({"item": "open", "provenance": {"documents": [{"id": 2}]}}, True),
    "another hand's on one that is not open": (
        {"item": "open", "provenance": {"beside": {"report": {"value": "1", "documents": [{"id": 2}]}}}},
        True,
    ),
    "another body's on one that is not open": (
        {"item": "open", "body": OTHER, "provenance": {"documents": [{"id": 2}]}},
        True,
    ),
}


def facts(*, before: bool = True) -> _Facts:
    """Of 2018: the year before is public where ``before``; three values are withheld at once."""
    return _Facts(
        year=YEAR,
        rows=[],
        not_open=[(YEAR, 2)],
        public=[(YEAR, OWN), (YEAR, OTHER), *([(YEAR - 1, OWN)] if before else [])],
        before=[(YEAR - 1, 1)],
        conclusions=[],
        withheld=[],
        stopped=dict.fromkeys(
            [(OWN, YEAR, "stopped"), (OWN, YEAR - 1, "earlier"), (OTHER, YEAR, "stopped elsewhere")], NOTE
        ),
    )


def found(trace: dict[str, Any], known: _Facts) -> Withheld:
    return _Reader(known, 1, OWN, {1}).complement({1: trace}, {1: Fraction(1)})


def reading(block: Any, reads: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A trace whose indicators read this beside their own item."""
    trace = trace_of(block)
    for one in (leaf for d in trace["directions"] for c in d["criteria"] for leaf in c["indicators"]):
        one["inputs"] += [reads[one["code"]]] if one["code"] in reads else []
    return trace


@pytest.mark.clause("c9.5")
@pytest.mark.parametrize("what", READS)
def test_an_indicator_is_closed_by_what_it_reads(what: str) -> None:
    given_, closes = READS[what]
    parts = found(reading([[[(1, 60), (1, 40), (3, 80)]]], {"1.1.1": given_}), facts()).parts
    assert ("1/indicator:1.1.1" in parts) is closes
    assert ("1/indicator:1.1.3" in parts) is closes, "a neighbour goes with it"


def test_values_of_a_year_that_is_not_public_close_it() -> None:
    trace = reading([[[(1, 60), (1, 40)]]], {"1.1.1": {"item": "open", "years_back": 1}})
    assert found(trace, facts()).parts == frozenset()
    assert "1/indicator:1.1.1" in found(trace, facts(before=False)).parts


def test_one_withheld_that_others_tell_is_no_cover_of_another() -> None:
    """Two indicators withheld at once: the second reads open figures of other bodies alone, unless one is withheld."""
    trace = trace_of([[[(1, 60), (1, 40), (1, 80)]]])
    second = trace["directions"][0]["criteria"][0]["indicators"][1]
    for reads, closes in (
        ({"item": "open", "body": OTHER}, False),
        READS["a withheld value of another body"],
    ):
        second["inputs"] = [reads]
        known = facts()
        known.rows = [
            SimpleNamespace(pk=number, kind="indicator", block=1, indicator=code, body_id=1, cycle=SimpleNamespace(year=YEAR))
            for number, code in enumerate(("1.1.1", "1.1.2"))
        ]  # fmt: skip
        both = {"1/indicator:1.1.1", "1/indicator:1.1.2"}
        assert found(trace, known).parts == (both if closes else {*both, "1/indicator:1.1.3"})


def test_it_is_told_by_others_only_where_nothing_of_its_own_is_read() -> None:
    others = [given_ for given_, _closes in READS.values() if given_.get("body")]
    own = [given_ for given_, _closes in READS.values() if not given_.get("body")]
    assert is_told_by_others({"state": "counted", "inputs": others})
    assert is_told_by_others({"state": "counted", "inputs": []}), "a constant"
    assert not is_told_by_others({"state": "not_counted", "inputs": others})
    for one in own:
        assert not is_told_by_others({"state": "counted", "inputs": [*others, one]})


def test_what_is_withheld_is_gone_through_once_for_all_bodies() -> None:
    """The rows of a year are sorted by body once, however many bodies ask."""
    passes = []

    class Counted(list[Any]):
        def __iter__(self) -> Iterator[Any]:
            passes.append(1)
            return super().__iter__()

    known = facts()
    known.rows, known.before, known.public = Counted(), Counted(known.before), Counted(known.public)
    for body in range(500):
        known.rows_of(body)
        reader = _Reader(known, body, f"body-{body}", {1})
        reader.complement(
            {1: reading([[[(1, 60), (1, 40)]]], {"1.1.1": {"item": "open", "years_back": 1}})}, {}
        )
    assert len(passes) <= 6


indicators = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 100)), min_size=1, max_size=4)


@pytest.mark.clause("c9.5")
@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(indicators, min_size=1, max_size=3), min_size=1, max_size=2), st.data())
def test_nobody_solves_for_what_compares_with_a_closed_value(block: Any, data: st.DataObject) -> None:
    """Whoever knows all that is public of other bodies and years finds a wide span for each closed indicator."""
    codes = [one.key.partition(":")[2] for one in year_tree([Block(1, Fraction(1), trace_of(block))]).under()]
    reads = {
        code: READS[data.draw(st.sampled_from(sorted(READS)))][0]
        for code in data.draw(st.lists(st.sampled_from(codes), max_size=3))
    }
    trace = reading(block, reads)
    more = found(trace, facts())
    closed = {
        f"1/indicator:{code}"
        for code, one in reads.items()
        if any(one is read and c for read, c in READS.values())
    }
    assert closed <= more.parts
    assert not more.items & {"open", "stopped elsewhere"} or not any(
        one.get("body") or one.get("years_back") for one in reads.values()
    )
    spans = solved(year_tree([Block(1, Fraction(1), trace)]), more.parts)
    for key in closed:
        low, high = spans[key]
        assert high - low >= 9, (key, more)
