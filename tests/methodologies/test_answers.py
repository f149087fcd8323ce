"""An answer's code changed: formulas follow, earlier years' answers are found, and what would belie history is refused (c17)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings

from engine.formulas import Datum, FormulaError, Scope, Values, compile_formula, make_peers
from engine.formulas.rewriting import with_answers
from engine.methodology import MethodologyText
from engine.methodology_format import dump, load, load_or_raise
from engine.methodology_format.layout import METHODOLOGY
from engine.plain_document import methodology_from
from engine.scoring import score_block
from engine.trial.data import read_data
from methodologies.editor.answer_renames import (
    TypedAnswer,
    changed_codes,
    follow,
    hindrance_of_answer,
    renamed_answers,
)
from methodologies.editor.edits import Document, PartPlace, part_at
from tests.engine.test_formulas_properties import with_given
from tests.engine.test_shipped import block
from tests.engine.test_shipped_scores import EXPECTED
from tests.engine.test_shipped_scores import values as worked_values
from tests.methodologies.test_renames import said
from tests.worlds.formula_strategies import formulas, given_values
from tests.worlds.formulas import ITEMS, SCOPE

pytestmark = pytest.mark.clause("c17")
CALM = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
CODES = {"yes": "full", "partly": "in_part"}
#: As long as the codes before, so that faults of a formula stand at the same places.
AS_LONG = {"yes": "all", "partly": "in_bit"}


# --- one formula ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('if ready = "yes" then 1 else 0', 'if ready = "full" then 1 else 0'),
        ('if "yes" <> previous(ready) then 1 else 0', 'if "full" <> previous(ready) then 1 else 0'),
        ('choose(ready: "yes" -> 2, "partly" -> 1, else 0)', 'choose(ready: "full" -> 2, "in_part" -> 1, else 0)'),
        ('choose(previous(ready): "no" -> 0, else 1)', 'choose(previous(ready): "no" -> 0, else 1)'),
        ('share("yes", "no" among ready, other) # "yes"', 'share("full", "no" among ready, other) # "yes"'),
        ('count("partly" among other, ready over language)', 'count("in_part" among other, ready over language)'),
        ('count("yes" among other)', 'count("yes" among other)'),
        ('if other = "yes" and ready = "yes" then not_counted("yes") else 1',
         'if other = "yes" and ready = "full" then not_counted("yes") else 1'),
        ('let answer = ready; steps(if answer = "yes" then 9 else 1: >= 9 -> choose(answer: "yes" -> 1, else 2), else 0)',
         'let answer = ready; steps(if answer = "full" then 9 else 1: >= 9 -> choose(answer: "full" -> 1, else 2), else 0)'),
        ('let good = if ready = "yes" then 1 else 0; good + good', 'let good = if ready = "full" then 1 else 0; good + good'),
        ('interpolate(x: 0 -> points(ready), 9 -> if ready = ("yes") then 1 else 0)',
         'interpolate(x: 0 -> points(ready), 9 -> if ready = ("full") then 1 else 0)'),
        ('if kpi.better = "yes" then convert(x, "yes") else 1', 'if kpi.better = "yes" then convert(x, "yes") else 1'),
    ],
)  # fmt: skip
def test_only_the_answers_of_the_item_are_rewritten(text: str, written: str) -> None:
    assert with_answers(text, {"ready": CODES}) == written
    assert with_answers(written, {"ready": {new: old for old, new in CODES.items()}}) == text


def test_codes_exchanged_at_once_do_not_run_into_each_other() -> None:
    text = 'choose(ready: "yes" -> 1, "no" -> 0)'
    turned = with_answers(text, {"ready": {"yes": "no", "no": "yes"}})
    assert turned == 'choose(ready: "no" -> 1, "yes" -> 0)'


@CALM
@given(formulas, given_values(), given_values())
@example('choose(grade: "yes" -> 1, "partly" -> 2, else 3) + points(previous(grade))', {}, {"grade": "yes"})
@example('share("yes" among contacts, grade, services over language) * 100', {}, {})
@example('mean((if contacts = "partly" then points(services) else 1) over language)', {}, {})
def test_a_formula_with_renamed_answers_comes_to_the_same(
    text: str, now: dict[str, str | None], then: dict[str, str | None]
) -> None:
    """Any formula, any data: with the answers of all items under other codes the outcome is the same."""
    of_items = {item.code: AS_LONG for item in ITEMS if item.kind == "choice"}
    items = [replace(one, choices={AS_LONG.get(c, c): p for c, p in one.choices.items()}) for one in ITEMS]
    other = Scope({item.code: item for item in items}, SCOPE.reasons, SCOPE.units)
    try:
        before = compile_formula(text, SCOPE)
    except FormulaError:
        return
    after = compile_formula(with_answers(text, of_items), other)
    values = with_given(now, then)
    again = renamed_values(values, AS_LONG)
    make_peers([again])
    expected = str(before.evaluate(values))
    for old, new in AS_LONG.items():
        expected = expected.replace(old, new)
    assert str(after.evaluate(again)) == expected


def renamed_values(found: Values, codes: dict[str, str]) -> Values:
    def now(datum: Datum) -> Datum:
        value = datum.value
        return replace(datum, value=codes.get(value, value)) if isinstance(value, str) else datum

    return Values(
        {key: now(datum) for key, datum in found.data.items()},
        body=found.body, kind=found.kind, year=found.year, elements=found.elements,
        previous=None if found.previous is None else renamed_values(found.previous, codes),
    )  # fmt: skip


# --- a whole text --------------------------------------------------------------------------------------------------

SITE = PartPlace("item", "site_contacts")


def document_of(edition: int = 2018, number: int = 2) -> Document:
    return METHODOLOGY.dump(block(edition, number))


def counting(document: Document, formula: str) -> Document:
    """The document with another formula of 2.3.2.1, which reads the answers of the site's items."""
    for direction in document["directions"]:
        for criterion in direction["criteria"]:
            for indicator in criterion["indicators"]:
                if indicator["code"] == "2.3.2.1":
                    indicator["formula"] = formula
    return document


def choices(document: Document, item: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = part_at(document, PartPlace("item", item))["choices"]
    return found


@pytest.mark.parametrize("edition", [2016, 2018])
def test_every_score_of_what_is_shipped_stays(edition: int) -> None:
    document = document_of(edition)
    given_values = renamed_values(worked_values(2), CODES)
    changed = document
    for item in document["items"]:
        if item["value"] == "choice":
            changed = renamed_answers(changed, item["code"], CODES).document
    assert changed != document
    assert document == document_of(edition)  # the given document is never changed
    score = score_block(said(changed), given_values)
    points = {indicator.code: worth for indicator, worth in score.indicators()}
    assert points == {code: Decimal(worth) for code, worth in EXPECTED[edition, 2].items()}


def test_what_formulas_count_together_is_renamed_together() -> None:
    formula = (
        'share("yes" among site_contacts, site_heads over language) * 50'
        ' + share("yes" among site_heads, site_budget over language) * 50'
    )
    document = counting(document_of(), formula)
    assert follow(document, "site_contacts", "yes") == ("site_heads", "site_budget")
    assert follow(document, "site_contacts", "partly") == ()
    found = renamed_answers(document, "site_contacts", CODES)
    assert found.items == ("site_heads", "site_budget")
    assert found.formulas == ("2.3.2.1",)
    items = ("site_contacts", "site_heads", "site_services")
    assert {item: [one["code"] for one in choices(found.document, item)] for item in items} == {
        "site_contacts": ["full", "in_part", "no"],
        "site_heads": ["full", "partly", "no"],  # only what is counted together
        "site_services": ["yes", "partly", "no"],
    }
    assert 'share("full" among site_heads, site_budget' in str(found.document["directions"])
    said(found.document)


def test_the_default_is_an_answer_too() -> None:
    document = document_of()
    part_at(document, SITE)["default"] = "no"
    changed = renamed_answers(document, "site_contacts", {"no": "absent"}).document
    assert part_at(changed, SITE)["default"] == "absent"
    said(changed)


# --- earlier years -------------------------------------------------------------------------------------------------


def test_earlier_years_answers_are_found_under_the_old_code() -> None:
    read = 'previous(site_contacts) = "yes" and site_contacts <> "no"'
    formula = f"mean((if {read} then 1 else 0) over language) * 100"
    document = counting(document_of(), formula)
    earlier = {("site_contacts", "yes"): {}}
    changed = renamed_answers(document, "site_contacts", CODES, earlier).document
    assert [one.get("formerly") for one in choices(changed, "site_contacts")] == [["yes"], None, None]
    after = said(changed)
    assert after.answers_in(2017) == {"site_contacts": {"yes": "full"}}
    assert after.answers_in(2018) == {}
    (found,) = read_data(
        "body,item,value,language,year\n"
        "a,site_contacts,full,kk,2018\na,site_contacts,full,ru,2018\n"
        "a,site_contacts,yes,kk,2017\na,site_contacts,no,ru,2017\n",
        after,
    )
    points = dict(score_block(after, found).indicators())  # type: ignore[arg-type]
    assert {one.code: worth for one, worth in points.items()}["2.3.2.1"] == 50
    # in its own year the old code is nobody's
    problems = read_data("body,item,value,language\na,site_contacts,yes,kk\n", after)
    assert [one.code for one in problems] == ["not_a_choice"]  # type: ignore[union-attr]


def test_a_code_that_comes_back_is_no_former_code() -> None:
    document, earlier = document_of(), {("site_contacts", "yes"): {}}
    there = renamed_answers(document, "site_contacts", {"yes": "full"}, earlier).document
    assert hindrance_of_answer(there, "site_contacts", "full", "yes", earlier) is None
    assert renamed_answers(there, "site_contacts", {"full": "yes"}, earlier).document == document


def test_the_former_code_of_an_answer_is_in_the_file_and_nobody_else_s() -> None:
    changed = renamed_answers(
        document_of(), "site_contacts", {"yes": "full"}, {("site_contacts", "yes")}
    ).document
    plain = methodology_from(changed)
    assert isinstance(plain, MethodologyText)
    text = dump(plain)
    assert "formerly:" in text
    assert load_or_raise(text.encode()) == plain
    choices(changed, "site_contacts")[2]["code"] = "yes"
    problems = load(dump(methodology_from(changed)).encode())
    assert [one.code for one in problems if one.code == "former_choice_taken"]  # type: ignore[union-attr]


# --- what cannot be ------------------------------------------------------------------------------------------------


def test_a_code_that_cannot_be_given_says_why() -> None:
    document = counting(document_of(), 'share("yes" among site_contacts, site_heads over language) * 100')
    choices(document, "site_heads")[1]["code"] = "half"
    choices(document, "site_contacts")[2]["formerly"] = ["nothing"]
    earlier = {("site_heads", "complete"): {"en": "complete"}}

    def why(new: str, old: str = "yes") -> tuple[str, str] | None:
        found = hindrance_of_answer(document, "site_contacts", old, new, earlier)
        return None if found is None else (found.why, found.item["code"])

    assert why("full") is None
    assert why("no") == ("taken", "site_contacts")
    assert why("half") == ("taken", "site_heads")  # counted together
    assert why("half", "partly") is None
    assert why("nothing") == ("former", "site_contacts")
    assert why("nothing", "no") is None  # its own
    assert why("complete") == ("past", "site_heads")  # that year's answers would be read as this one
    with pytest.raises(KeyError):
        renamed_answers(document, "nobody", {"yes": "full"})


def row(was: str, code: str, name: str = "") -> TypedAnswer:
    return TypedAnswer(was, code, {"kk": name or was, "ru": name or was, "en": name or was})


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ([row("yes", "yes"), row("no", "no")], {}),
        ([row("yes", "full"), row("no", "no")], {"yes": "full"}),
        ([row("no", "no"), row("yes", "full")], {"yes": "full"}),  # moved, and renamed
        ([row("yes", "full"), row("no", "none")], {"yes": "full", "no": "none"}),
        ([row("yes", "no", "no"), row("no", "yes", "yes")], {}),  # typed over to change the order
        ([row("yes", "full", "new"), row("", "yes", "yes"), row("no", "no")], {}),  # a new one typed above
        ([row("yes", ""), row("no", "no")], {}),  # taken out
        ([row("yes", "no"), row("no", "")], {"yes": "no"}),  # refused then: it is another answer's code
        ([row("", "maybe", "maybe"), row("yes", "yes"), row("no", "no")], {}),
    ],
)
def test_which_answers_were_given_another_code(typed: list[TypedAnswer], codes: dict[str, str]) -> None:
    stand = [{"code": code, "name": {"kk": code, "ru": code, "en": code}} for code in ("yes", "no")]
    assert changed_codes(stand, typed) == codes
