"""The editor's first page: weights that add up or not, what keeps a draft from going on, the order of its parts (c17, c18)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluation.models import RoleHolder
from methodologies.content import methodology_of
from methodologies.editor.edits import parts_of
from methodologies.models import Methodology, MethodologyState
from methodologies.review import faults_of
from tests.worlds.editor import draft, fresh, part, russian, typed, writer
from tests.worlds.elements import Part, element, elements, parsed
from tests.worlds.opened import NOVEMBER

__all__ = ["draft", "russian", "writer"]

pytestmark = pytest.mark.slow


@pytest.mark.clause("c17", "c18")
def test_weights_that_do_not_add_up_are_shown_and_refuse_the_step(draft: Methodology, writer: Client) -> None:
    address = reverse("methodology_editor", args=[draft.pk])
    data = typed(writer, address)
    answer = writer.post(
        address, data | {"w:direction:3.1": "50", "check": "1"}, headers={"HX-Request": "true"}
    )
    whole = element(answer, "#sum-top[hx-swap-oob=true]")
    assert whole.text == "в сумме 95 вместо 100"
    assert fresh(draft).document == draft.document  # adding up saves nothing
    assert writer.post(address, data | {"w:direction:3.1": "пять"}).status_code == 422
    assert writer.post(address, data | {"w:direction:3.1": "50"}).status_code == 302
    desk = reverse("methodology_desk", args=[draft.pk])
    answer = writer.post(
        reverse("methodology_move", args=[draft.pk, "submit"]), {"revision": fresh(draft).revision}
    )
    assert answer.status_code == 422
    for page in (answer, writer.get(desk)):
        (fault,) = elements(page, ".alert-list li:has(a)")
        assert fault.one("a")["href"] == f"{address}#part-top"
        assert fault.text == "Веса: Сумма весов здесь 95; должна быть 100."
    writer.post(address, typed(writer, address) | {"w:direction:3.1": "55"})
    answer = writer.post(
        reverse("methodology_move", args=[draft.pk, "submit"]), {"revision": fresh(draft).revision}
    )
    assert answer.status_code == 302
    assert fresh(draft).state == MethodologyState.PLANNING
    assert (
        writer.get(address).status_code == 409
    )  # with state planning now: no longer the developers' to change


@pytest.mark.clause("c18")
def test_weights_with_fractions_add_up_to_the_digit(draft: Methodology, writer: Client) -> None:
    """Stored as JSON they come back as floats; the page adds what was typed, and takes 99.9 for 99.9."""
    address = reverse("methodology_editor", args=[draft.pk])
    data = typed(writer, address)
    directions = [one for one in data if one.startswith("w:direction:")]
    assert len(directions) == 2
    for weights, total in (
        (("33,4", "66,5"), "99,9"),
        (("33,3", "66,7"), "100"),
        (("100/3", "200/3"), "100"),
        (("100/3", "66"), "298/3"),
    ):
        sent = typed(writer, address) | dict(zip(directions, weights, strict=True))
        assert writer.post(address, sent).status_code == 302
        answer = writer.get(address)
        assert answer.status_code == 200
        assert element(answer, "#sum-top").text.startswith(f"в сумме {total}")
        for name, weight in zip(directions, weights, strict=True):
            assert typed(writer, address)[name] == weight
    assert writer.post(address, typed(writer, address) | {directions[0]: "1/0"}).status_code == 422
    assert writer.get(reverse("methodology_desk", args=[draft.pk])).status_code == 200


@pytest.mark.clause("c18")
def test_a_formula_that_reads_no_data_is_named(draft: Methodology, writer: Client) -> None:
    address = part(draft, "indicator", "3.1.1.1")
    path = "directions[3.1].criteria[3.1.1].indicators[3.1.1.1].formula"
    for formula, refused in (("90", True), ("let a = 5; a * 2", True), ("staff - staff", False)):
        assert writer.post(address, typed(writer, address) | {"formula": formula}).status_code == 302
        faults = dict(faults_of(fresh(draft)))
        assert (path in faults) == refused
    penalty = part(draft, "penalty")
    names = {f"name__{code}": "Вычет" for code in ("kk", "ru", "en")}
    sent = typed(writer, penalty) | names | {"code": "always", "formula": "-5"}
    assert writer.post(penalty, sent).status_code == 302
    assert "penalties[always].formula" in dict(faults_of(fresh(draft)))


@pytest.mark.clause("c18")
def test_an_item_that_nobody_supplies_is_named(draft: Methodology, writer: Client) -> None:
    RoleHolder.objects.filter(role="civil_service").update(valid_until=NOVEMBER.date())
    text = writer.get(reverse("methodology_editor", args=[draft.pk])).content.decode()
    item = next(one for one in methodology_of(draft).items if one.role == "civil_service")
    assert elements(text, f".alert-list a[href='{part(draft, 'item', item.code)}#id_role']")


@pytest.mark.clause("c18")
def test_last_year_s_value_that_nobody_gave_is_named(draft: Methodology, writer: Client) -> None:
    names = {f"name__{code}": "Обучено" for code in ("kk", "ru", "en")}
    item = (
        typed(writer, part(draft, "item")) | names | {"code": "trained", "unit": "person", "supplier": "body"}
    )
    assert writer.post(part(draft, "item"), item).status_code == 302
    code = next(methodology_of(fresh(draft)).indicators())[2].code
    address = part(draft, "indicator", code)
    formula = "if trained > previous(trained) then 100 else 0"
    assert writer.post(address, typed(writer, address) | {"formula": formula}).status_code == 302
    text = writer.get(reverse("methodology_editor", args=[draft.pk])).content.decode()
    place = f"{part(draft, 'item', 'trained')}#id_default"
    assert [link["href"] for link in elements(text, ".alert-list a")] == [place]
    formula = f"if known(previous(trained)) then ({formula}) else 50"  # asks first, and has a way of its own
    assert writer.post(address, typed(writer, address) | {"formula": formula}).status_code == 302
    text = writer.get(reverse("methodology_editor", args=[draft.pk])).content.decode()
    assert not elements(text, ".alert-list a")


# --- the order of parts --------------------------------------------------------------------------------------------


def codes(record: Methodology, kind: str) -> list[str]:
    return [whole[index]["code"] for _parent, whole, index in parts_of(fresh(record).document, kind)]


def button(page: Any, move: str) -> Part:
    """The button that sends ``move``."""
    return element(page, f"button[value='{move}']")


@pytest.mark.clause("c17")
@pytest.mark.parametrize("kind", ["direction", "criterion", "indicator", "item", "reason"])
def test_a_part_is_moved_by_a_button_and_keeps_the_focus(
    draft: Methodology, writer: Client, kind: str
) -> None:
    """Without JavaScript: the button sends the form of weights, and the address that follows leads to it."""
    address = reverse("methodology_editor", args=[draft.pk])
    before = codes(draft, kind)
    assert len(before) > 1
    move = f"{kind}:{before[0]}:down"
    assert button(writer.get(address), move)["form"] == "weights"
    answer = writer.post(address, typed(writer, address) | {"move": move})
    assert answer.status_code == 302
    after = codes(draft, kind)
    assert after[:2] == [before[1], before[0]]
    assert sorted(after) == sorted(before)
    address_after, _hash, focused = answer["Location"].partition("#")
    page = parsed(writer.get(address_after))
    at_the_end = button(page, move).get("disabled") is not None
    again = "up" if at_the_end else "down"  # at the end it turns to the other button
    assert focused == f"{again}-{kind}-{before[0]}"
    assert button(page, f"{kind}:{before[0]}:{again}")["id"] == focused
    assert page.one(".messages .alert-text").text.startswith("Перемещено ниже: ")
    assert (
        writer.post(address, typed(writer, address) | {"move": move.replace("down", "up")}).status_code == 302
    )
    assert fresh(draft).document == draft.document


def test_the_first_and_the_last_go_no_further(draft: Methodology, writer: Client) -> None:
    page = parsed(writer.get(reverse("methodology_editor", args=[draft.pk])))
    items = codes(draft, "item")
    assert button(page, f"item:{items[0]}:up").get("disabled") is not None
    assert button(page, f"item:{items[0]}:down").get("disabled") is None
    assert button(page, f"item:{items[-1]}:down").get("disabled") is not None


def test_a_move_keeps_the_weights_that_were_typed(draft: Methodology, writer: Client) -> None:
    address = reverse("methodology_editor", args=[draft.pk])
    move = {"move": "item:staff:down"}
    data = typed(writer, address)
    refused = writer.post(address, data | move | {"w:direction:3.1": "много"})
    assert refused.status_code == 422
    assert element(refused, "[name='w:direction:3.1']")["value"] == "много"
    assert fresh(draft).document == draft.document
    answer = writer.post(address, data | move | {"w:direction:3.1": "50"})
    said = element(writer.get(answer["Location"]), ".messages .alert-text").text
    assert said == "Перемещено ниже: Данные staff. Введённые веса сохранены."
    assert fresh(draft).document["directions"][0]["weight"] == 50
    assert codes(draft, "item") != [one["code"] for one in draft.document["items"]]


@pytest.mark.clause("c17")
def test_only_a_draft_is_put_in_order_and_only_as_it_was_seen(draft: Methodology, writer: Client) -> None:
    address = reverse("methodology_editor", args=[draft.pk])
    early = typed(writer, address)
    writer.post(address, early | {"w:direction:3.1": "50"})
    answer = writer.post(address, early | {"move": "item:staff:down"})
    assert answer.status_code == 409  # somebody saved in between: nothing is moved
    assert codes(draft, "item") == [one["code"] for one in draft.document["items"]]
    for strange in ("item:nobody:down", "item:staff:sideways", "head::up", "degree:high:up", "item", ""):
        assert writer.post(address, typed(writer, address) | {"move": strange}).status_code == 404
    source = Methodology.objects.get(state=MethodologyState.APPROVED)
    answer = writer.post(reverse("methodology_editor", args=[source.pk]), early | {"move": "item:staff:down"})
    assert answer.status_code == 409
    said = "Утверждённый текст остаётся как есть; начните от него новую версию."
    assert element(answer, ".alert-neutral").text == said


def test_a_unit_does_not_go_above_its_base(draft: Methodology, writer: Client) -> None:
    names = {f"name__{code}": "Пара" for code in ("kk", "ru", "en")}
    address = part(draft, "unit")
    for code, base in (("pair", "person"), ("ten_pairs", "pair")):
        new = typed(writer, address) | names | {"code": code, "base": base, "times": "2"}
        assert writer.post(address, new).status_code == 302
    address = reverse("methodology_editor", args=[draft.pk])
    answer = writer.post(address, typed(writer, address) | {"move": "unit:ten_pairs:up"})
    assert answer.status_code == 422
    assert "units[ten_pairs].base: pair – не единица" in element(answer, "#form-errors").text
    assert codes(draft, "unit")[-2:] == ["pair", "ten_pairs"]
