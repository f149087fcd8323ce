"""The pages of the list of key performance indicators: table, file out and in, difference, decision (c22)."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from openpyxl import Workbook, load_workbook

from evaluation.models import Cycle
from evaluation.refusals import SIGN_CAN_BE_CHOSEN
from methodologies import actions
from methodologies.models import KeyPerformanceIndicator, KpiList, KpiListState
from methodologies.views.kpis import SALT
from tests.worlds.busy import no_turn, says_busy
from tests.worlds.elements import element, elements, texts
from tests.worlds.opened import KPIS, approve_list
from tests.worlds.opening import unopened
from tests.worlds.world import World

__all__ = ["unopened"]

PLANNING, HEAD = "economy.coordinator", "administration.head_of_administration"
HEADS = (
    "Орган", "Код", "Показатель на казахском языке", "Показатель на русском языке", "Показатель на английском языке",
    "Единица", "Лучше, когда", "Вес", "План",
)  # fmt: skip
VISITS = ("Министерство культуры", "visits", "Келушілер", "Посещения", "Visits", "", "больше", 100, 1200.5)


@pytest.fixture(autouse=True)
def russian() -> Iterator[None]:
    with override("ru"):
        yield


def page(name: str = "kpis_desk", *args: Any) -> str:
    return reverse(name, args=[2018, *args])


def workbook(*rows: Sequence[Any]) -> SimpleUploadedFile:
    book = Workbook()
    sheet: Any = book.worksheets[0]
    sheet.title = "Лист1"
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("list.xlsx", out.getvalue())


def take(client: Client, upload: SimpleUploadedFile) -> Any:
    return client.post(page("kpis_take"), {"file": upload})


@pytest.mark.clause("c22")
def test_the_list_is_written_in_a_table_and_saved_as_a_draft(
    world: World, unopened: Cycle, client: Client
) -> None:
    world.sign_in(client, PLANNING)
    assert client.post(page("kpis_begin"), {"empty": "1"}).status_code == 302
    address = page("kpis_of_body", "culture")
    assert elements(client.get(page()), f"a[href='{address}']")
    typed = {
        "row-TOTAL_FORMS": "2", "row-INITIAL_FORMS": "0", "revision": "0",
        "row-0-name_kk": "Келушілер", "row-0-name_ru": "Посещения", "row-0-name_en": "Visits to museums",
        "row-0-better": "higher", "row-0-weight": "60", "row-0-plan": "1 200,5", "row-0-unit": "тыс.",
        "row-1-name_ru": "Второй", "row-1-plan": "много",
    }  # fmt: skip
    answer = client.post(address, typed, follow=True)
    (draft,) = KpiList.objects.all()
    first, second = draft.rows
    assert (first["code"], first["plan"], first["weight"]) == ("visits-to-museums", "1200.5", "60")
    assert (second["name_ru"], second["plan"]) == ("Второй", "много")  # a draft keeps what cannot be read
    assert any("“много”" in said or "«много»" in said for said in texts(answer, ".kpi-write .field-error"))
    assert element(answer, "#id_row-0-plan")["value"] == "1200,5"
    # the second row is deleted, the first changed; nothing of another body moves
    typed |= {
        "row-INITIAL_FORMS": "2",
        "revision": str(draft.revision),
        "row-1-DELETE": "on",
        "row-0-plan": "7",
    }
    typed |= {"row-0-code": "visits-to-museums"}
    assert client.post(address, typed).status_code == 302
    draft.refresh_from_db()
    assert [(row["code"], row["plan"]) for row in draft.rows] == [("visits-to-museums", "7")]
    # somebody else saved meanwhile: what was typed stays in the form
    stale = client.post(address, {**typed, "row-0-plan": "9"})
    assert stale.status_code == 409
    assert element(stale, "#id_row-0-plan")["value"] == "9"


@pytest.mark.clause("c22")
def test_a_workbook_goes_out_and_comes_back_with_bodies_by_name(
    world: World, unopened: Cycle, client: Client
) -> None:
    approve_list(world, unopened, KPIS)
    Cycle.objects.create(year=2019)
    world.sign_in(client, PLANNING)
    out = client.get(reverse("kpis_file", args=[2019, "xlsx"]))
    book = load_workbook(io.BytesIO(out.content))
    sheet: Any = book.worksheets[0]
    names = {sheet.cell(row, 1).value for row in range(2, sheet.max_row + 1)}
    assert world.bodies["culture"].name_ru in names
    assert not any("culture" in str(name) for name in names)
    plans = {sheet.cell(row, 9).value for row in range(2, len(KPIS) + 2)}
    assert plans == {100.5}
    sheet.cell(2, 9).value = 250
    back = io.BytesIO()
    book.save(back)
    taken = client.post(
        reverse("kpis_take", args=[2019]), {"file": SimpleUploadedFile("l.xlsx", back.getvalue())}
    )
    assert taken.status_code == 200
    assert [len(elements(taken, f"[data-change='{kind}']")) for kind in ("added", "changed", "removed")] == [
        0, 1, 0,
    ]  # fmt: skip
    assert not KpiList.objects.filter(cycle__year=2019).exists()  # shown, and nothing changed yet
    form = {
        "rows": element(taken, "input[name='rows']")["value"],
        "revision": element(taken, "input[name='revision']")["value"],
    }
    assert client.post(reverse("kpis_take", args=[2019]), form).status_code == 302
    draft = KpiList.objects.get(cycle__year=2019)
    assert sorted(row["plan"] for row in draft.rows) == ["100.5"] * (len(KPIS) - 1) + ["250"]
    assert client.post(reverse("kpis_take", args=[2019]), {"rows": "made up"}).status_code == 422


@pytest.mark.clause("c22")
def test_a_refused_workbook_names_every_bad_cell(world: World, unopened: Cycle, client: Client) -> None:
    world.sign_in(client, PLANNING)
    name = world.bodies["culture"].name_ru
    good = (name, *VISITS[1:])
    bad = [
        ("Министерство чудес", *VISITS[1:]),
        (name, "two", "Келушілер", "", "Visits", "", "лучше", "нет", "=1+1"),
        (name, *VISITS[1:]),
    ]
    with no_turn():
        says_busy(take(client, workbook(HEADS, good)))
    assert not KpiList.objects.exists()
    answer = take(client, workbook(HEADS, good, *bad))
    assert answer.status_code == 422
    said = texts(answer, "#id_file_error .field-error")
    for cell, found in (
        ("A3", "Министерство чудес"),
        ("D4", ""),
        ("G4", "лучше"),
        ("H4", "нет"),
        ("B5", "visits"),
    ):
        assert any(f"«Лист1», ячейка {cell}: " in one and found in one for one in said), (cell, said)
    assert any("I4" in one for one in said)  # a formula is not read
    assert len(said) == 6
    assert any(
        "больше" in one and "көп" in one and "higher" in one for one in said
    )  # the words that are accepted
    assert not KpiList.objects.exists()


@pytest.mark.clause("c22")
@pytest.mark.parametrize(
    ("written", "wanted"),
    [("больше", "higher"), ("Меньше", "lower"), ("көп", "higher"), ("АЗ", "lower"), ("lower", "lower")],
)
def test_csv_stays_and_its_words_are_read(
    world: World, unopened: Cycle, client: Client, written: str, wanted: str
) -> None:
    world.sign_in(client, PLANNING)
    head = "body;code;name_kk;name_ru;name_en;unit;better;weight;plan"
    text = f"{head}\nМинкультуры;visits;Келушілер;Посещения;Visits;;{written};100;1200,5\n"
    taken = take(client, SimpleUploadedFile("list.csv", text.encode()))
    rows = {"rows": element(taken, "input[name='rows']")["value"], "revision": ""}
    assert client.post(page("kpis_take"), rows).status_code == 302
    (row,) = KpiList.objects.get().rows
    assert (row["body"], row["better"], row["plan"]) == ("culture", wanted, "1200.5")
    out = client.get(page("kpis_file", "csv")).getvalue().decode("utf-8-sig")
    assert list(csv.DictReader(io.StringIO(out))) == [row]


@pytest.mark.clause("c22")
def test_the_head_sees_what_differs_and_decides(world: World, unopened: Cycle, client: Client) -> None:
    approve_list(world, unopened, KPIS)
    following = Cycle.objects.create(year=2019)
    rows = [
        {**row, "plan": "7"} if row["code"] == "kpi-1" and row["body"] == "culture" else row for row in KPIS
    ]
    draft = actions.take_kpis(following, world.person(PLANNING), rows)
    address = reverse("kpis_desk", args=[2019])
    world.sign_in(client, HEAD)
    assert not elements(client.get(address), "[data-change]")  # a draft is its drafters' alone
    actions.submit_kpis(draft, world.person(PLANNING))
    world.sign_in(client, HEAD)
    answer = client.get(address)
    assert texts(answer, "[data-change='changed'] td")[1:] == ["План: 100,5 → 7"]
    desk = client.get(reverse("desk"))
    assert elements(desk, f".turn a[href='{address}']")
    form = {"revision": elements(answer, "input[name='revision']")[0]["value"]}
    assert client.post(reverse("kpis_return", args=[2019]), {**form, "reason": ""}).status_code == 422
    order = {"order_number": "12/9", "order_date": date(2018, 11, 20).isoformat()}
    wrong = client.post(reverse("kpis_approve", args=[2019]), {**form, **order, "order_date": "2030-01-01"})
    assert wrong.status_code == 422
    assert element(wrong, "#id_order_number")["value"] == "12/9"
    assert client.post(reverse("kpis_approve", args=[2019]), {**form, **order}).status_code == 302
    assert KpiList.objects.get(cycle=following).state == KpiListState.APPROVED
    assert KeyPerformanceIndicator.objects.get(cycle=following, body__slug="culture", code="kpi-1").plan == 7


def test_the_page_costs_a_fixed_number_of_queries(
    world: World, unopened: Cycle, client: Client, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    draft = actions.take_kpis(unopened, world.person(PLANNING), KPIS[:1])
    world.sign_in(client, PLANNING)
    client.get(page())
    with django_assert_max_num_queries(28):
        client.get(page())
    actions.save_kpis(draft, world.person(PLANNING), [{**KPIS[0], "code": f"k{n}"} for n in range(80)])
    with django_assert_max_num_queries(28):
        assert len(elements(client.get(page()), ".kpi-table tr .plain")) == 80


def test_the_decimal_sign_is_asked_where_a_file_leaves_it_open(
    unopened: Cycle, world: World, client: Client
) -> None:
    world.sign_in(client, PLANNING)
    assert client.post(page("kpis_begin"), {"empty": "1"}).status_code == 302
    row = (world.bodies["culture"].name_ru, *VISITS[1:-1], "1,250")
    refused = take(client, workbook(HEADS, row))
    assert refused.status_code == 422
    text = html.unescape(refused.content.decode())
    assert "«1,250» можно прочитать как 1.250 или как 1250" in text
    assert str(SIGN_CAN_BE_CHOSEN) in text
    for sign, plan in ((",", "1.25"), (".", "1250")):
        sent = {"file": workbook(HEADS, row), "decimal": sign}
        answer = client.post(page("kpis_take"), sent)
        assert [one["plan"] for one in signing.loads(answer.context["signed"], salt=SALT)] == [plan]


def test_another_table_is_refused_in_few_sentences_and_says_what_to_do(
    unopened: Cycle, world: World, client: Client
) -> None:
    world.sign_in(client, PLANNING)
    assert client.post(page("kpis_begin"), {"empty": "1"}).status_code == 302
    answer = take(client, workbook(("body", *(f"year {year}" for year in range(1990, 2019))), ("culture", 1)))
    assert answer.status_code == 422
    foreign, missing = texts(answer, ".field-error")
    assert foreign == (
        "Ошибка: Лист «Лист1», ячейка B1: Столбцов year 1990, year 1991, year 1992, year 1993 нет, как и других в этой "
        "строке (ещё 25); уберите их. Столбцы: Орган, Показатель на казахском языке, Показатель на русском языке, "
        "Показатель на английском языке, Лучше, когда, Вес, План, Код, Единица."
    )
    assert missing.startswith(
        "Ошибка: Лист «Лист1», ячейка A1: В первой строке нет столбцов Показатель на казахском"
    )
    assert "Скачайте перечень книгой" in element(answer, "#form-errors").text
