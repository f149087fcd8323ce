"""A part's code changed: whatever reads it follows, every score stays, and a code that cannot be given is named (c17)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings

from engine.formulas import FormulaError, Scope, Values, compile_formula, make_peers
from engine.formulas.rewriting import with_indicator, with_item, with_reason, with_unit
from engine.methodology import MethodologyText
from engine.methodology_format import dump, load_or_raise
from engine.methodology_format.layout import METHODOLOGY
from engine.plain_document import methodology_from
from engine.scoring import score_block
from engine.trial.data import read_data
from methodologies.editor.edits import Document, PartPlace, find, moved, parts_of
from methodologies.editor.renames import hindrance, renamed
from tests.engine.test_formulas_properties import with_given
from tests.engine.test_shipped import block
from tests.engine.test_shipped_scores import EXPECTED
from tests.engine.test_shipped_scores import values as worked_values
from tests.worlds.formula_strategies import formulas, given_values
from tests.worlds.formulas import ITEMS, SCOPE

pytestmark = [pytest.mark.slow, pytest.mark.clause("c17")]
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
CALM = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


# --- one formula ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("spent / planned", "paid / planned"),
        ("spent_before + spent", "spent_before + paid"),
        ('spent # spent, and not "spent"\n* 2', 'paid # spent, and not "spent"\n* 2'),
        ("let part = spent; part + part * spent", "let part = paid; part + part * paid"),
        ("previous(spent) / peers_max(spent)", "previous(paid) / peers_max(paid)"),
        ("mean(spent / kpi.plan over kpi where spent > 0)", "mean(paid / kpi.plan over kpi where paid > 0)"),
        ("weighted_mean(spent by 2, a by spent)", "weighted_mean(paid by 2, a by paid)"),
        ("interpolate(x: 0 -> spent, spent -> 100)", "interpolate(x: 0 -> paid, paid -> 100)"),
        ("steps(spent: >= 9 -> spent, else spent)", "steps(paid: >= 9 -> paid, else paid)"),
        ('count("spent" among spent, b)', 'count("spent" among paid, b)'),
        ('choose(spent: "spent" -> 1, else 0)', 'choose(paid: "spent" -> 1, else 0)'),
        ('if spent = "spent" then not_counted("spent") else 1', 'if paid = "spent" then not_counted("spent") else 1'),
        ('convert(spent, "spent")', 'convert(paid, "spent")'),
        ("−spent×2 ≥ spent", "−paid×2 ≥ paid"),
    ],
)  # fmt: skip
def test_only_what_reads_the_item_is_rewritten(text: str, written: str) -> None:
    assert with_item(text, "spent", "paid") == written
    assert with_item(written, "paid", "spent") == text


def test_reasons_and_units_are_rewritten_where_they_are_given() -> None:
    text = 'let few = 1; if a = "few" then not_counted("few") else convert(b, "few") # "few"'
    assert with_reason(text, "few", "too_few") == text.replace('not_counted("few")', 'not_counted("too_few")')
    assert with_unit(text, "few", "too_few") == text.replace('(b, "few")', '(b, "too_few")')


def test_an_indicator_is_rewritten_where_its_points_are_read() -> None:
    text = """let bound = points_of( "1.1" ); # points_of("1.1")
        if otherwise(points_of("1.1"), 1) = 0 and answer = "1.1" then min(points_of("1.1.1"), bound) else bound"""
    written = """let bound = points_of( "1.9" ); # points_of("1.1")
        if otherwise(points_of("1.9"), 1) = 0 and answer = "1.1" then min(points_of("1.1.1"), bound) else bound"""
    assert with_indicator(text, "1.1", "1.9") == written
    assert with_indicator(written, "1.9", "1.1") == text


@CALM
@given(formulas, given_values(), given_values())
@example("mean(previous(left) over kpi) + left", {}, {})
@example("peers_rank_high(left) * left", {}, {})
def test_a_renamed_formula_comes_to_the_same(
    text: str, now: dict[str, str | None], then: dict[str, str | None]
) -> None:
    """Any formula, any data: with the item and its values under another code the outcome is the same."""
    items = [replace(item, code="went") if item.code == "left" else item for item in ITEMS]
    other = Scope({item.code: item for item in items}, SCOPE.reasons, SCOPE.units)
    try:
        before = compile_formula(text, SCOPE)
    except FormulaError:
        return
    after = compile_formula(with_item(text, "left", "went"), other)
    given_now = with_given(now, then)
    again = renamed_values(given_now, "left", "went")
    make_peers([again])
    assert str(after.evaluate(again)).replace("went", "left") == str(before.evaluate(given_now))


def renamed_values(found: Values, old: str, new: str) -> Values:
    def key(one: Any) -> Any:
        if isinstance(one, tuple):
            return (new if one[0] == old else one[0], one[1])
        return new if one == old else one

    data = {key(one): datum for one, datum in found.data.items()}
    earlier = None if found.previous is None else renamed_values(found.previous, old, new)
    return Values(
        data, body=found.body, kind=found.kind, year=found.year, elements=found.elements, previous=earlier
    )


# --- what is shipped -----------------------------------------------------------------------------------------------


def parts(document: Document, *kinds: str) -> Iterator[PartPlace]:
    for kind in kinds:
        yield from (PartPlace(kind, whole[index]["code"]) for _p, whole, index in parts_of(document, kind))


def said(document: Document) -> MethodologyText:
    """The document as it would be stored: read again by every rule of the format."""
    plain = methodology_from(document)
    assert isinstance(plain, MethodologyText)
    again = load_or_raise(dump(plain).encode())
    assert again == plain
    return plain


@pytest.mark.parametrize(("edition", "number"), sorted(EXPECTED))
def test_every_score_of_what_is_shipped_stays(edition: int, number: int) -> None:
    """All items, units and reasons of a shipped methodology renamed: the same points, though every formula is other."""
    document = METHODOLOGY.dump(block(edition, number))
    given_values = worked_values(number)
    changed, formulas_changed = document, set()
    for place in list(parts(document, "item", "unit", "reason")):
        if place.code in ("nothing_to_count", "not_in_earlier_list"):
            continue  # the language's own reasons keep their names
        assert hindrance(changed, place, place.code + "_now") is None
        found = renamed(changed, place, place.code + "_now")
        changed = found.document
        formulas_changed |= set(found.formulas)
        if place.kind == "item":
            given_values = renamed_values(given_values, place.code, place.code + "_now")
    measured = {place.code for place in parts(document, "indicator")}
    assert formulas_changed >= measured  # each reads something
    score = score_block(said(changed), given_values)
    points = {indicator.code: worth for indicator, worth in score.indicators()}
    assert points == {code: Decimal(worth) for code, worth in EXPECTED[edition, number].items()}
    assert document == METHODOLOGY.dump(block(edition, number))  # the given document is never changed


def test_formulas_that_read_an_indicator_s_points_follow_its_code() -> None:
    """What reads another indicator's points is written anew, and every score stays."""
    text = (EXAMPLES / "services.yaml").read_text("utf-8")
    plain = "formula: min(in_time / rendered, 1) * 100"
    assert plain in text
    reading = text.replace(plain, 'formula: min(in_time / rendered * 100, points_of("2.1.1.2"))')
    before = load_or_raise(reading.encode())
    assert isinstance(before, MethodologyText)
    document = METHODOLOGY.dump(before)
    found = renamed(document, PartPlace("indicator", "2.1.1.2"), "2.1.1.9")
    assert found.formulas == ("2.1.1.1",)
    assert part(found.document, "indicator", "2.1.1.1")["formula"].endswith('points_of("2.1.1.9"))')
    data = (EXAMPLES / "services.csv").read_text("utf-8")
    points = [(body, score, list(each.values())) for body, score, each in results(said(found.document), data)]
    assert points == [(body, score, list(each.values())) for body, score, each in results(before, data)]
    assert renamed(found.document, PartPlace("indicator", "2.1.1.9"), "2.1.1.2").document == document


@pytest.mark.parametrize("name", ["services", "goals", "features"])
def test_the_examples_score_the_same_with_every_code_changed(name: str) -> None:
    text, data = ((EXAMPLES / f"{name}.{end}").read_text(encoding="utf-8") for end in ("yaml", "csv"))
    methodology = load_or_raise(text.encode())
    assert isinstance(methodology, MethodologyText)
    document = METHODOLOGY.dump(methodology)
    for place in list(parts(document, "item")):
        document = renamed(document, place, f"{place.code}_now").document
        data = re.sub(rf"(?m)^((?:[^,\n]*,){{1,2}}){place.code},", rf"\1{place.code}_now,", data)
    for place in list(parts(document, "indicator", "criterion", "penalty")):
        document = renamed(document, place, f"{place.code}-now").document
    after = said(document)
    assert results(after, data, "-now") == results(methodology, (EXAMPLES / f"{name}.csv").read_text("utf-8"))


def results(methodology: MethodologyText, data: str, end: str = "") -> list[Any]:
    given_values = read_data(data, methodology)
    assert isinstance(given_values, list), given_values
    assert isinstance(given_values[0], Values), given_values
    found = []
    for one in given_values:
        score = score_block(methodology, one)
        points = {
            indicator.code.removesuffix(end): str(worth).replace("_now", "")
            for indicator, worth in score.indicators()
        }
        found.append((one.body, score.value, points))
    return found


# --- earlier years -------------------------------------------------------------------------------------------------


def test_values_of_earlier_years_are_found_under_the_old_code() -> None:
    """A file for last year says the old code; `previous` of the renamed item reads it."""
    methodology = load_or_raise((EXAMPLES / "services.yaml").read_bytes())
    assert isinstance(methodology, MethodologyText)
    document = METHODOLOGY.dump(methodology)
    first = find(document, PartPlace("indicator", next(parts(document, "indicator")).code))
    first[1][first[2]]["formula"] = "if rendered > previous(rendered) then 100 else 40"
    place = PartPlace("item", "rendered")
    plain = renamed(document, place, "services_done").document
    assert "formerly" not in find(plain, PartPlace("item", "services_done"))[1][0]
    after = said(renamed(document, place, "services_done", known_before=True).document)
    assert next(item for item in after.items if item.code == "services_done").formerly == ("rendered",)
    year = methodology.cycle
    data = f"body,item,value,year\na,services_done,10,{year}\na,rendered,9,{year - 1}\n"
    (found,) = read_data(data, after)
    score = score_block(after, found)  # type: ignore[arg-type]
    assert next(iter(score.indicators()))[1] == 100
    # in its own year the old code is nobody's
    problems = read_data("body,item,value\na,rendered,9\n", after)
    assert [one.code for one in problems] == ["unknown_item"]  # type: ignore[union-attr]


def test_a_code_that_comes_back_is_no_former_code() -> None:
    document = METHODOLOGY.dump(block(2018, 3))
    there = renamed(document, PartPlace("item", "staff"), "people", known_before=True).document
    thence = renamed(there, PartPlace("item", "people"), "headcount").document
    assert part(thence, "item", "headcount")["formerly"] == ["staff"]
    back = renamed(thence, PartPlace("item", "headcount"), "staff").document
    assert back == document


def part(document: Document, kind: str, code: str) -> dict[str, Any]:
    _parent, whole, index = find(document, PartPlace(kind, code))
    return whole[index]


# --- what cannot be --------------------------------------------------------------------------------------------------


def test_a_code_that_cannot_be_given_says_why() -> None:
    document = METHODOLOGY.dump(block(2018, 3))
    staff = PartPlace("item", "staff")
    for word in ("min", "over", "kpi", "previous", "let"):
        assert hindrance(document, staff, word).why == "word"  # type: ignore[union-attr]
    found = hindrance(document, staff, "documents")
    assert found is not None
    assert (found.why, found.part["code"]) == ("taken", "documents")
    assert hindrance(document, PartPlace("item"), "staff").why == "taken"  # type: ignore[union-attr]
    assert hindrance(document, staff, "staff") is None
    indicator, other = list(parts(document, "indicator"))[:2]
    assert hindrance(document, indicator, other.code).why == "taken"  # type: ignore[union-attr]
    deduction = next(parts(document, "penalty"))
    assert hindrance(document, indicator, deduction.code).why == "taken"  # type: ignore[union-attr]
    assert hindrance(document, indicator, "staff") is None  # another kind of part
    part(document, "indicator", other.code)["formula"] = "let people = 5; people * 20"
    found = hindrance(document, staff, "people")
    assert found is not None
    assert (found.why, found.part["code"]) == ("let", other.code)
    changed = renamed(document, staff, "headcount", known_before=True).document
    found = hindrance(changed, PartPlace("item", "documents"), "staff")
    assert found is not None
    assert (found.why, found.part["code"]) == ("former", "headcount")
    assert hindrance(changed, PartPlace("item", "headcount"), "staff") is None  # its own
    with pytest.raises(KeyError):
        renamed(document, PartPlace("item", "nobody"), "somebody")


# --- the order -------------------------------------------------------------------------------------------------------


def test_parts_are_moved_among_their_brothers_only() -> None:
    document = METHODOLOGY.dump(block(2018, 3))
    for kind in ("direction", "criterion", "indicator", "item", "penalty", "unit", "reason"):
        for place in list(parts(document, kind)):
            parent, whole, index = find(document, place)
            for step in (-1, 1):
                changed = moved(document, place, step)
                now_in, now, at = find(changed, place)
                assert now_in == parent
                assert at == min(max(index + step, 0), len(whole) - 1)
                assert [one for one in now if one["code"] != place.code] == [
                    one for one in whole if one["code"] != place.code
                ]
                assert moved(changed, place, index - at) == document
    with pytest.raises(KeyError):
        moved(document, PartPlace("degree", "high"), 1)


def test_the_order_survives_dump_and_load() -> None:
    document = METHODOLOGY.dump(block(2018, 3))
    for kind in ("direction", "criterion", "indicator", "item"):
        document = moved(document, next(parts(document, kind)), 1)
    codes = [place.code for place in parts(document, "indicator", "item")]
    again = METHODOLOGY.dump(load_or_raise(dump(methodology_from(document)).encode()))
    assert [place.code for place in parts(again, "indicator", "item")] == codes
    assert codes != [place.code for place in parts(METHODOLOGY.dump(block(2018, 3)), "indicator", "item")]
