"""The codes of a draft's parts, changed in the editor: what reads them follows, and a code that cannot be says why (c17, c18)."""

from __future__ import annotations

import html
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from blocks.methodology_trial import trial_of
from evaluation import clock
from evaluation.models import Body, Cycle
from methodologies import actions
from methodologies.content import methodology_of
from methodologies.editor.edits import PartPlace, part_at
from methodologies.editor.renames import renamed
from methodologies.models import Methodology
from methodologies.review import faults_of
from reports.selectors.values import values_of
from tests.worlds.editor import draft, fresh, indicator, part, russian, typed, writer
from tests.worlds.elements import element
from tests.worlds.opened import NOVEMBER, approve_methodology, shipped_document
from tests.worlds.scored import Scored, scored
from tests.worlds.unguarded import unopen
from tests.worlds.world import World

__all__ = ["draft", "russian", "scored", "writer"]

pytestmark = pytest.mark.slow


def rename(client: Client, record: Methodology, kind: str, old: str, new: str) -> Any:
    """The form of the part, sent with another code and nothing else changed; the page that follows."""
    address = part(record, kind, old)
    answer = client.post(address, typed(client, address) | {"code": new})
    if answer.status_code == 302:
        answer = client.get(answer["Location"])
    return answer


def first_of(record: Methodology) -> str:
    """The code of the first indicator."""
    return next(methodology_of(record).indicators())[2].code


def read(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def followers_told(client: Client, record: Methodology, kind: str, code: str) -> str:
    """What the form of a part says beside its code, of the formulas that follow."""
    told: str = html.unescape(element(client.get(part(record, kind, code)), "#id_code_helptext").text)
    return told.strip().rpartition("вслед: ")[2]


@pytest.mark.clause("c17")
def test_an_item_s_new_code_is_written_into_every_formula(draft: Methodology, writer: Client) -> None:
    reading = [one.code for _d, _c, one in methodology_of(draft).indicators() if "staff_left" in one.formula]
    assert reading
    form = read(writer.get(part(draft, "item", "staff_left")))
    assert ", ".join(reading) in form  # said before it is done
    answer = rename(writer, draft, "item", "staff_left", "people_gone")
    assert answer.status_code == 200
    assert ", ".join(reading) in read(answer)
    for code in reading:
        after = indicator(draft, code).formula
        assert "people_gone" in after
        assert "staff_left" not in after
    items = {one.code: one for one in methodology_of(fresh(draft)).items}
    assert "staff_left" not in items
    assert items["people_gone"].formerly == ("staff_left",)  # last year's values stand there
    assert rename(writer, draft, "item", "people_gone", "staff_left").status_code == 200
    assert fresh(draft).document == draft.document


@pytest.mark.clause("c17")
def test_a_code_that_cannot_be_is_refused_at_its_field_and_nothing_typed_is_lost(
    draft: Methodology, writer: Client
) -> None:
    address = part(draft, "item", "staff_left")
    for code, said in (
        ("staff", "уже код"), ("over", "слово языка формул"), ("Staff Left", "латин"), ("previous", "слово языка формул"),
    ):  # fmt: skip
        answer = writer.post(
            address, typed(writer, address) | {"code": code, "definition__ru": "Недописанное"}
        )
        assert answer.status_code == 422
        fault = element(answer, "#form-errors li:has(a[href='#id_code'])")
        assert said in fault.text, code
        assert element(answer, "[name=definition__ru]").text == "Недописанное"
    assert fresh(draft).document == draft.document
    one = part(draft, "indicator", first_of(draft))
    writer.post(one, typed(writer, one) | {"formula": "let gone = staff_left * 2; clamp(100 - gone, 0, 100)"})
    answer = rename(writer, draft, "item", "staff_left", "gone")
    assert answer.status_code == 422
    fault = element(answer, "#form-errors li:has(a[href='#id_code'])").text
    assert f"В формуле {first_of(draft)} так названа её собственная часть: gone (после «let»)" in fault


def test_an_item_new_in_this_draft_leaves_no_former_code(draft: Methodology, writer: Client) -> None:
    names = {f"name__{code}": f"Новое {code}" for code in ("kk", "ru", "en")}
    address = part(draft, "item")
    new = typed(writer, address) | names | {"code": "trained_now", "unit": "person", "supplier": "body"}
    assert writer.post(address, new).status_code == 302
    rename(writer, draft, "item", "trained_now", "trained_here")
    item = next(one for one in methodology_of(fresh(draft)).items if one.code == "trained_here")
    assert item.formerly == ()


def test_units_and_reasons_are_renamed_wherever_they_stand(draft: Methodology, writer: Client) -> None:
    first = first_of(draft)
    names = {f"name__{code}": "Пара" for code in ("kk", "ru", "en")}
    for kind, new in (
        ("unit", {"code": "pair", "base": "person", "times": "2"}),
        ("reason", {"code": "late"}),
    ):
        address = part(draft, kind)
        assert writer.post(address, typed(writer, address) | names | new).status_code == 302
    one = part(draft, "indicator", first)
    formula = 'if staff = 0 then not_counted("late") else clamp(convert(staff, "pair") / 100, 0, 100)'
    answer = writer.post(one, typed(writer, one) | {"formula": formula, "unit": "pair"})
    assert answer.status_code == 302
    for kind, code in (("unit", "pair"), ("reason", "late")):
        assert followers_told(writer, draft, kind, code) == f"{first}."  # said before it is done
    assert first in read(rename(writer, draft, "unit", "pair", "couple"))
    assert first in read(rename(writer, draft, "reason", "late", "too_late"))
    found = indicator(draft, first)
    assert found.formula == formula.replace("pair", "couple").replace('"late"', '"too_late"')
    assert found.unit == "couple"
    answer = rename(writer, draft, "unit", "couple", "person")
    assert answer.status_code == 422  # built in


def test_the_codes_of_the_outline_are_changed_with_what_they_hold(draft: Methodology, writer: Client) -> None:
    plain = methodology_of(draft)
    criterion = plain.directions[0].criteria[0]
    first = criterion.indicators[0]
    assert rename(writer, draft, "criterion", criterion.code, "3.1.77").status_code == 200
    assert rename(writer, draft, "indicator", first.code, "3.1.77.1").status_code == 200
    now = methodology_of(fresh(draft)).directions[0].criteria[0]
    assert now.code == "3.1.77"
    assert [one.code for one in now.indicators] == [
        "3.1.77.1",
        *(one.code for one in criterion.indicators[1:]),
    ]
    assert fresh(draft).indicators.filter(code="3.1.77.1").exists()  # the reading copy goes with it
    other = methodology_of(fresh(draft)).directions[0].criteria[1]
    answer = rename(writer, draft, "criterion", "3.1.77", other.code)
    assert answer.status_code == 422
    assert "уже код" in read(answer)


@pytest.mark.clause("c17")
def test_an_indicator_s_new_code_is_written_where_its_points_are_read(
    draft: Methodology, writer: Client
) -> None:
    """The formula that reads them is named; and an indicator whose points are read cannot be taken out."""
    criterion = methodology_of(draft).directions[0].criteria[0]
    read_one, reader = criterion.indicators[1].code, criterion.indicators[0].code
    address = part(draft, "indicator", reader)
    formula = f'if otherwise(points_of("{read_one}"), 1) = 0 then 50 else clamp(staff, 0, 100)'
    assert writer.post(address, typed(writer, address) | {"formula": formula}).status_code == 302
    assert followers_told(writer, draft, "indicator", read_one) == f"{reader}."  # said before it is done
    assert "id_code_helptext" not in read(writer.get(address))  # nobody reads the reader
    answer = rename(writer, draft, "indicator", read_one, "3.1.88")
    assert answer.status_code == 200
    assert f"Новый код записан в 1 формулу: {reader}." in read(answer)
    assert indicator(draft, reader).formula == formula.replace(read_one, "3.1.88")
    before = fresh(draft)
    answer = writer.post(part(draft, "indicator", "3.1.88"), {"revision": before.revision, "remove": "1"})
    assert answer.status_code == 422  # the page leads to the formula that needs it
    assert read(answer).count(part(draft, "indicator", reader)) == 1
    assert fresh(draft).document == before.document


@pytest.mark.clause("c18")
def test_another_block_that_calls_the_datum_otherwise_is_named(
    world: World, draft: Methodology, writer: Client
) -> None:
    """Block 2 of the same year has the item by its old code: it is said at once, and stands before approval."""
    cycle = Cycle.objects.get(year=2019)
    other = actions.import_methodology(
        cycle, shipped_document("2"), world.person("civil-service.methodologist")
    )
    shared = {one.code for one in methodology_of(other).items} & {
        one.code for one in methodology_of(draft).items
    }
    code = sorted(shared)[0]
    answer = rename(writer, draft, "item", code, f"{code}_now")
    assert answer.status_code == 200
    assert other.get_subject_display() in read(answer)
    assert [path for path, _said in faults_of(fresh(draft)) if path == f"items[{code}_now].code"]


@pytest.mark.clause("c17", "c18")
def test_a_code_that_no_earlier_year_had_stands_before_approval(
    world: World, draft: Methodology, writer: Client
) -> None:
    """Of a data item and of a choice; the nearest code that there was is offered, and what there was is no fault."""
    unopen(world.cycle.pk)
    with clock.frozen(NOVEMBER):
        approve_methodology(world, Cycle.objects.get(pk=world.cycle.pk), "2")

    plain = renamed(
        shipped_document("2"), PartPlace("item", "survey_answers"), "answers_given", known_before=True
    ).document
    part_at(plain, PartPlace("item", "site_budget"))["choices"][1] |= {
        "code": "in_part",
        "formerly": ["partly"],
    }
    author = world.person("civil-service.methodologist")
    next_year = Cycle.objects.get(year=2019)
    right = actions.import_methodology(next_year, plain, author)
    assert [path for path, _said in faults_of(right) if "formerly" in path] == []
    part_at(plain, PartPlace("item", "answers_given"))["formerly"] = ["survey_answer"]
    part_at(plain, PartPlace("item", "site_budget"))["choices"][1]["formerly"] = ["partially"]
    part_at(plain, PartPlace("item", "site_budget"))["choices"][2]["formerly"] = ["none"]
    wrong = actions.edit_draft(right, plain, author, right.revision)
    found = {path: said for path, said in faults_of(wrong) if "formerly" in path}
    assert found == {
        "items[answers_given].formerly": (
            "survey_answer указан как прежний код данных «Число ответов на опрос получателей услуг», но ни в одном из "
            "прежних лет таких данных не было. Исправьте код или уберите его. Может быть, survey_answers?"
        ),
        "items[site_budget].choices.1.formerly": (
            "partially указан как прежний код варианта «частично» (данные «Интернет-ресурс – бюджет и расходы»), но ни в "
            "одном из прежних лет такого варианта не было. Исправьте код или уберите его. Может быть, partly?"
        ),
        "items[site_budget].choices.2.formerly": (
            "none указан как прежний код варианта «нет» (данные «Интернет-ресурс – бюджет и расходы»), но ни в "
            "одном из прежних лет такого варианта не было. Исправьте код или уберите его."
        ),
    }
    world.sign_in(writer, "civil-service.methodologist")
    page = writer.get(reverse("methodology_editor", args=[wrong.pk]))  # each fault leads to its field
    for field in ("answers_given/#id_formerly", "site_budget/#id_choices__1__formerly"):
        assert field in read(page)


# --- earlier years -------------------------------------------------------------------------------------------------


@pytest.mark.clause("c17", "c18")
def test_last_year_s_values_and_the_trial_find_a_renamed_item(scored: Scored, writer: Client) -> None:
    """Every item of the text renamed: the trial on last year's data gives the scores that it gave before."""
    source = Methodology.objects.select_related("cycle").get(cycle=scored.cycle, subject="3")
    draft = actions.begin_draft(source, 2019, scored.person("communications.methodologist"))
    before = trial_of(draft, scored.cycle)
    assert any(isinstance(one.new, Decimal) for one in before.shifts)
    for item in [one.code for one in methodology_of(draft).items][:4]:
        assert rename(writer, draft, "item", item, f"{item}_now").status_code == 200
    after = trial_of(fresh(draft), scored.cycle)
    assert [(one.body, one.old, one.new, one.causes) for one in after.shifts] == [
        (one.body, one.old, one.new, one.causes) for one in before.shifts
    ]
    # and in the draft's own year the value of the year before is found as last year's
    body = Body.objects.get(slug="agriculture")
    values = values_of(methodology_of(fresh(draft)), fresh(draft).cycle, [body])[body.pk]
    assert values.previous is not None
    assert {key for key in values.previous.data if str(key).endswith("_now")}
    assert not [one for one in faults_of(fresh(draft)) if one[0].endswith(".default")]
