"""The methodology's editor: a draft begun from another text, its parts changed by forms (c17–c20)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from engine.formulas.examples import EXAMPLES
from evaluation.models import Cycle
from evaluation.refusals import Refusal
from methodologies import actions
from methodologies.content import methodology_of
from methodologies.models import Methodology, MethodologyState
from tests.worlds.editor import INDICATOR, draft, fresh, indicator, part, russian, typed, writer
from tests.worlds.elements import element, elements, parsed, texts
from tests.worlds.opened import NOVEMBER, Opened, shipped_document
from tests.worlds.unguarded import unopen
from tests.worlds.world import World

__all__ = ["draft", "russian", "writer"]

pytestmark = pytest.mark.slow


# --- beginning -----------------------------------------------------------------------------------------------------


@pytest.mark.clause("c17", "c39")
def test_a_draft_begins_as_a_copy_of_another_text(world: World, draft: Methodology) -> None:
    source = Methodology.objects.get(subject="3", state=MethodologyState.APPROVED)
    assert (draft.cycle.year, draft.version, draft.state) == (2019, 1, MethodologyState.DRAFT)
    assert {**draft.document, "cycle": 2018} == source.document
    with pytest.raises(Refusal, match="open already"), override("en"):
        actions.begin_draft(source, 2019, world.person("communications.methodologist"))
    with pytest.raises(Refusal) as refused:  # the year's evaluation is open: its text stays
        actions.begin_draft(source, 2018, world.person("communications.methodologist"))
    assert refused.value.code == "state"
    with pytest.raises(Refusal) as refused:
        actions.begin_draft(source, 2020, world.person("economy.methodologist"))
    assert refused.value.code == "right"


def test_a_draft_begins_by_clicking(world: World, draft: Methodology, writer: Client) -> None:
    Methodology.objects.filter(pk=draft.pk).delete()
    source = Methodology.objects.get()
    page = writer.get(reverse("methodologies_desk"))
    assert element(page, f"[name=source] option[value='{source.pk}']").text.startswith("2018, версия 1")
    answer = writer.post(reverse("methodology_begin"), {"source": source.pk, "year": 2019})
    begun = Methodology.objects.exclude(pk=source.pk).get()
    assert answer["Location"] == reverse("methodology_editor", args=[begun.pk])
    begin = f"form[action='{reverse('methodology_begin')}']"
    assert elements(writer.get(reverse("methodology_desk", args=[source.pk])), begin)


@pytest.mark.clause("c17")
def test_a_text_in_force_is_not_edited(world: World, draft: Methodology, writer: Client) -> None:
    source = Methodology.objects.get(state=MethodologyState.APPROVED)
    for address in (reverse("methodology_editor", args=[source.pk]), part(source, "indicator", INDICATOR)):
        answer = writer.get(address)
        assert answer.status_code == 409
        said = "Утверждённый текст остаётся как есть; начните от него новую версию."
        assert element(answer, ".alert-neutral").text == said
    with pytest.raises(Refusal):
        actions.edit_draft(source, source.document, world.person("communications.methodologist"))


# --- forms ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("head", ""),
        ("direction", "3.1"),
        ("criterion", "3.1.1"),
        *(("indicator", one) for one in ("3.1.1", "3.2.1")),
    ],
)
def test_saving_an_unchanged_form_changes_nothing(
    draft: Methodology, writer: Client, kind: str, code: str
) -> None:
    first = methodology_of(draft)
    codes = {
        "criterion": first.directions[0].criteria[0].code,
        "indicator": next(first.indicators())[2].code
        if code == "3.1.1"
        else list(first.indicators())[-1][2].code,
    }
    code = codes.get(kind, code)
    answer = writer.post(part(draft, kind, code), typed(writer, part(draft, kind, code)))
    assert answer.status_code == 302
    assert fresh(draft).document == draft.document


def test_saving_any_unchanged_item_penalty_unit_and_reason_changes_nothing(
    world: World, draft: Methodology, writer: Client
) -> None:
    plain = methodology_of(draft)
    lists = {"item": plain.items, "penalty": plain.penalties, "unit": plain.units, "reason": plain.reasons}
    for kind, ones in lists.items():
        for one in ones:
            address = part(draft, kind, one.code)
            answer = writer.post(address, typed(writer, address))
            assert answer.status_code == 302, (kind, one.code)
            assert fresh(draft).document == draft.document, (kind, one.code)


@pytest.mark.clause("c18", "c19", "c20")
def test_an_indicator_is_edited_in_words(draft: Methodology, writer: Client) -> None:
    code = next(methodology_of(draft).indicators())[2].code
    address = part(draft, "indicator", code)
    data = typed(writer, address) | {
        "name__ru": "Новое имя",
        "weight": "37,5",
        "kind": "input",
        "better": "lower",
        "source_kind": "8",
        "applies_to__kinds": ["oblast", "city"],
        "practice__kk": "Тәжірибе",
        "practice__ru": "Практика",
        "practice__en": "Practice",
        "requirements__coverage__ru": "Охватывает.",
    }
    assert writer.post(address, data).status_code == 302
    found = indicator(draft, code)
    assert (found.name.ru, found.weight, found.kind, found.better) == (
        "Новое имя",
        Decimal("37.5"),
        "input",
        "lower",
    )
    assert found.source_kind == 8
    assert found.applies_to.kinds == ("oblast", "city")
    assert found.practice.kk == "Тәжірибе"
    assert found.requirements.coverage.ru == "Охватывает."
    assert fresh(draft).indicators.get(code=code).name_ru == "Новое имя"  # the reading copy goes with it


@pytest.mark.clause("c17")
def test_a_refused_form_keeps_what_was_typed_and_names_each_field(draft: Methodology, writer: Client) -> None:
    code = next(methodology_of(draft).indicators())[2].code
    address = part(draft, "indicator", code)
    data = typed(writer, address) | {
        "name__en": "",
        "weight": "много",
        "formula": "100 * staff_lef",
        "definition__ru": "Недописанное определение",
        "definition__kk": "",
    }
    answer = writer.post(address, data)
    assert answer.status_code == 422
    page = parsed(answer)
    assert page.one("[name=weight]")["value"] == "много"
    assert page.one("[name=formula]").text == "100 * staff_lef"
    assert page.one("[name=definition__ru]").text == "Недописанное определение"
    named_fields = {link["href"] for link in page.all("#form-errors a")}
    assert named_fields == {"#id_name__en", "#id_weight", "#id_definition__kk"}
    # the nearest right word, in the preview
    assert page.one("#formula-live .alert-list").text.endswith("Может быть, staff_left?")
    assert fresh(draft).document == draft.document

    data |= {
        "name__en": "Name",
        "weight": "40",
        "definition__kk": "Анықтама",
    }  # now the formula alone is wrong
    answer = writer.post(address, data)
    assert answer.status_code == 422
    assert [link["href"] for link in elements(answer, "#form-errors a")] == ["#id_formula"]
    assert element(answer, "#formula-live .alert-list").text.endswith("Может быть, staff_left?")
    assert fresh(draft).document == draft.document


def test_signs_that_show_as_nothing_are_no_part_of_a_text(draft: Methodology, writer: Client) -> None:
    """As they come along with text pasted from other programs."""
    code = first_code(draft)
    address = part(draft, "indicator", code)
    pasted = {"name__ru": "Теку\u00adчесть\u200b кадров\ufeff", "definition__ru": "Первая\r\nвторая\u200e"}
    assert writer.post(address, typed(writer, address) | pasted).status_code == 302
    assert indicator(draft, code).name.ru == "Текучесть кадров"
    assert indicator(draft, code).definition.ru == "Первая\nвторая"


def test_a_sign_that_no_text_can_hold_is_named(draft: Methodology, writer: Client) -> None:
    """It may have been the end of a line in the other program: not taken out unseen."""
    address = part(draft, "indicator", first_code(draft))
    answer = writer.post(address, typed(writer, address) | {"definition__ru": "Первая\x0bвторая"})
    assert answer.status_code == 422
    assert "После слов «Первая» стоит знак U+000B" in answer.content.decode()


def test_a_name_longer_than_lists_can_hold_is_refused_at_its_field(
    draft: Methodology, writer: Client
) -> None:
    code = next(methodology_of(draft).indicators())[2].code
    for address, field in ((part(draft, "indicator", code), "name__kk"), (part(draft, "head"), "title__kk")):
        answer = writer.post(address, typed(writer, address) | {field: "ұ" * 401})
        assert answer.status_code == 422
        assert f"#id_{field}" in [link["href"] for link in elements(answer, "#form-errors a")]
    assert fresh(draft).document == draft.document


def test_a_form_opened_before_somebody_else_s_change_is_not_written_over_it(
    draft: Methodology, writer: Client
) -> None:
    code = next(methodology_of(draft).indicators())[2].code
    address = part(draft, "indicator", code)
    early = typed(writer, address)
    writer.post(address, early | {"name__ru": "Чужое"})
    answer = writer.post(address, early | {"name__ru": "Моё"})
    assert answer.status_code == 409
    assert element(answer, "[name=name__ru]").text == "Моё"
    assert indicator(draft, code).name.ru == "Чужое"


def test_two_people_change_different_parts_at_the_same_time(draft: Methodology, writer: Client) -> None:
    """What another saved elsewhere in the text stays, and refuses nobody; the same part is another matter."""
    first, second = [one.code for _d, _c, one in methodology_of(draft).indicators()][:2]
    mine, theirs = part(draft, "indicator", first), part(draft, "indicator", second)
    early = typed(writer, mine)
    assert writer.post(theirs, typed(writer, theirs) | {"name__ru": "Чужое"}).status_code == 302
    direction = part(draft, "direction", "3.1")
    opened = typed(writer, direction)
    assert writer.post(mine, early | {"name__ru": "Моё"}).status_code == 302
    assert writer.post(direction, opened | {"name__ru": "Направление"}).status_code == 302
    assert (indicator(draft, first).name.ru, indicator(draft, second).name.ru) == ("Моё", "Чужое")
    again = early | {"name__ru": "Опоздавшее"}
    answer = writer.post(mine, again)
    assert answer.status_code == 409  # this very part has changed since
    assert element(answer, "[name=name__ru]").text == "Опоздавшее"
    shown = element(answer, "form.part-form [name=revision]")["value"]
    assert writer.post(mine, again | {"revision": shown}).status_code == 302  # once it was seen


def test_parts_are_added_and_taken_out(draft: Methodology, writer: Client) -> None:
    plain = methodology_of(draft)
    names = {f"name__{code}": f"Новое {code}" for code in ("kk", "ru", "en")}
    item = typed(writer, part(draft, "item")) | names | {
        "code": "trained", "unit": "person", "supplier": "statistics", "role": "",
    }  # fmt: skip
    answer = writer.post(part(draft, "item"), item)
    assert answer.status_code == 422  # nobody would supply it
    assert [link["href"] for link in elements(answer, "#form-errors a")] == ["#id_role"]
    assert writer.post(part(draft, "item"), item | {"role": "civil_service"}).status_code == 302
    address = part(draft, "indicator") + "?in=" + plain.directions[0].criteria[0].code
    new = typed(writer, address) | names | {
        "code": "3.1.9", "weight": "5", "kind": "input", "formula": "min(trained, 100)",
        "stands_in": "new:3.1", "criterion_code": "3.1.8", "criterion_weight": "",
    }  # fmt: skip
    answer = writer.post(address, new)
    assert answer.status_code == 422
    assert [link["href"] for link in elements(answer, "#form-errors a")] == [
        "#id_criterion_weight",
        "#id_criterion_name__kk",
    ]
    new |= {"criterion_weight": "10"} | {f"criterion_{key}": value for key, value in names.items()}
    assert writer.post(address, new).status_code == 302
    criterion = methodology_of(fresh(draft)).directions[0].criteria[-1]
    assert (criterion.code, criterion.weight, [one.code for one in criterion.indicators]) == (
        "3.1.8", Decimal(10), ["3.1.9"],
    )  # fmt: skip
    answer = writer.post(part(draft, "item", "trained"), {"revision": fresh(draft).revision, "remove": "1"})
    assert answer.status_code == 422  # a formula still reads it, and the page leads there
    assert answer.content.decode().count(part(draft, "indicator", "3.1.9")) == 1
    for kind, code in (("indicator", "3.1.9"), ("item", "trained")):
        answer = writer.post(part(draft, kind, code), {"revision": fresh(draft).revision, "remove": "1"})
        assert answer.status_code == 302
    assert methodology_of(fresh(draft)) == plain  # the criterion that stood empty is gone with it


def test_choices_of_an_item_are_edited(draft: Methodology, writer: Client) -> None:
    names = {f"name__{code}": "Сайт" for code in ("kk", "ru", "en")}
    item = typed(writer, part(draft, "item")) | names | {
        "code": "site", "unit": "ratio", "supplier": "authority", "role": "informatisation", "value": "choice",
        "choices__0__code": "yes", "choices__0__points": "1",
        "choices__0__name__kk": "иә", "choices__0__name__ru": "да", "choices__0__name__en": "yes",
        "choices__1__code": "partly", "choices__1__points": "0,9",
        "choices__1__name__kk": "ішінара", "choices__1__name__ru": "частично", "choices__1__name__en": "partly",
    }  # fmt: skip
    assert writer.post(part(draft, "item"), item).status_code == 302
    found = next(one for one in methodology_of(fresh(draft)).items if one.code == "site")
    assert [(one.code, one.points) for one in found.choices] == [("yes", 1), ("partly", Decimal("0.9"))]
    again = typed(writer, part(draft, "item", "site"))
    assert writer.post(part(draft, "item", "site"), again).status_code == 302
    assert next(one for one in methodology_of(fresh(draft)).items if one.code == "site") == found


def test_the_overall_methodology_is_edited_too(world: World, client: Client) -> None:
    unopen(world.cycle.pk)
    author = world.person("economy.methodologist")
    record = actions.import_methodology(
        Cycle.objects.get(pk=world.cycle.pk), shipped_document("overall"), author
    )
    world.sign_in(client, "economy.methodologist")
    address = reverse("methodology_editor", args=[record.pk])
    data = typed(client, address)
    assert client.post(address, data | {"w:block:1": "50", "w:block:2": "35"}).status_code == 302
    assert [one["weight"] for one in fresh(record).document["blocks"]] == [50, 35, 15]
    address = part(record, "degree", "medium")
    assert client.post(address, typed(client, address) | {"from": "95"}).status_code == 422  # above "high"
    assert client.post(address, typed(client, address) | {"from": "65"}).status_code == 302
    address = part(record, "degree")  # a new one finds its place by its points
    names = {f"name__{code}": f"Превосходная {code}" for code in ("kk", "ru", "en")}
    new = typed(client, address) | names | {"code": "excellent", "from": "97"}
    assert client.post(address, new).status_code == 302
    assert [one["code"] for one in fresh(record).document["degrees"]][:2] == ["excellent", "high"]
    assert (
        client.post(
            part(record, "degree", "excellent"), {"revision": fresh(record).revision, "remove": "1"}
        ).status_code
        == 302
    )
    address = part(record, "head")
    assert client.post(address, typed(client, address) | {"rounding__overall": "3"}).status_code == 302
    document = fresh(record).document
    assert (document["degrees"][1]["from"], document["rounding"]) == (65, {"overall": 3})
    assert len(document["blocks"]) == 3


def test_only_those_who_have_a_part_in_it_see_a_draft(opened: Opened) -> None:
    """Nobody but those who have a part in the methodology sees its draft."""
    client = Client()
    opened.world.sign_in(client, "finance.methodologist")
    record = Methodology.objects.get(cycle=opened.cycle, subject="3")
    for name in ("methodology_editor", "methodology_trial", "methodology_difference"):
        assert client.get(reverse(name, args=[record.pk])).status_code == 404


# --- what a newcomer stumbles over ---------------------------------------------------------------------------------


def test_an_item_that_makes_no_sense_is_refused_in_words_at_its_field(
    draft: Methodology, writer: Client
) -> None:
    """Each sentence says what to do, in the words of the form; what was typed stays."""
    names = {f"name__{code}": f"Новое {code}" for code in ("kk", "ru", "en")}
    good = typed(writer, part(draft, "item")) | names | {"code": "opened", "unit": "person"}
    wrong = (
        ({"value": "choice"}, "choices__0__code", "хотя бы один"),
        ({"unit": "own"}, "unit", "ключевого показателя или программы"),
        ({"minimum": "5", "maximum": "3"}, "minimum", "Поменяйте их местами"),
        ({"choices__1__code": "да"}, "choices__1__code", "Выберите этот вид"),
        (
            {"value": "choice", "choices__0__code": "yes", "minimum": "5"},
            "minimum",
            "оставьте это поле пустым",
        ),
    )
    for instead, field, said in wrong:
        answer = writer.post(part(draft, "item"), good | instead)
        assert answer.status_code == 422
        faults = {fault.one("a")["href"]: fault.text for fault in elements(answer, "#form-errors li:has(a)")}
        assert said in faults[f"#id_{field}"]
        assert element(answer, "[name=name__ru]").text == "Новое ru"
    assert fresh(draft).document == draft.document


def test_the_formula_s_field_stands_beside_what_it_can_read_and_how_it_is_written(
    draft: Methodology, writer: Client
) -> None:
    page = parsed(writer.get(part(draft, "indicator", first_code(draft))))
    kpi = ["kpi.plan", "kpi.weight", "kpi.better"]
    assert page.texts("dt code") == [item.code for item in methodology_of(draft).items] + kpi
    assert {formula for _what, formula in EXAMPLES} <= set(page.texts("details code"))
    assert "Факт к плану, не больше 100" in " ".join(page.texts("details dt, details li, details p"))


def first_code(record: Methodology) -> str:
    return next(methodology_of(record).indicators())[2].code


def test_a_file_has_no_year_to_go_to_until_a_draft_is_begun(world: World, client: Client) -> None:
    world.sign_in(client, "communications.methodologist")
    desk = reverse("methodologies_desk")
    Cycle.objects.filter(opened_at=None).update(opened_at=NOVEMBER)
    text = client.get(desk).content.decode()
    assert "Открытых проектов нет" in texts(text, ".empty-title")
    assert 'name="file"' not in text
    unopen()
    assert element(client.get(desk), "[name=file]")["type"] == "file"


def test_what_a_formula_lacks_can_be_added_beside_it(
    world: World, draft: Methodology, writer: Client
) -> None:
    """An unknown name leads to the new part's form with its code; whoever only reads is not led there."""
    formula = reverse("methodology_formula", args=[draft.pk])
    text = 'if proactive = 0 then not_counted("nobody_came") else convert(staff, "crowd") + stafff'
    shown = writer.post(formula, {"formula": text, "part": "indicator"}).content.decode()
    for kind, code in (("item", "proactive"), ("reason", "nobody_came"), ("unit", "crowd")):
        address = f"{part(draft, kind)}?code={code}"
        assert element(shown, f"a[href='{address}']")["target"] == "_blank"
        assert element(writer.get(address), "[name=code]")["value"] == code
    assert "?code=stafff" not in shown  # a slip of the pen has a nearest word
    actions.submit_methodology(fresh(draft), world.person("communications.methodologist"))
    shown = writer.post(formula, {"formula": "proactive", "part": "indicator"}).content.decode()
    assert "?code=" not in shown
