"""Methodologies on the pages: public ones with formulas, answers and burden; the desk's steps by clicking (c17–c20, c22)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from evaluation import clock
from evaluation.models import Cycle
from methodologies.content import methodology_of
from methodologies.models import Methodology, MethodologyState
from methodologies.selectors import burdens
from reports.models import Report
from tests.worlds.elements import element, elements, named, parsed, row, texts
from tests.worlds.opened import (
    JANUARY,
    NOVEMBER,
    Opened,
    approve_methodology,
    prepare_year,
    shipped,
    shipped_document,
)
from tests.worlds.unguarded import unopen
from tests.worlds.world import World

pytestmark = pytest.mark.slow
#: The directions' weights in the contents.
WEIGHTS = ".methodology-contents .muted"


@pytest.fixture(autouse=True)
def russian() -> Iterator[None]:
    with override("ru"):
        yield


def words(answer: Any) -> str:
    """The text of a page as it is read."""
    text = re.sub(r"<(script|style).*?</\1>", "", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def cost(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


# --- public --------------------------------------------------------------------------------------------------------


@pytest.mark.clause("c16", "c17", "c18", "c19", "c20", "c4")
@pytest.mark.parametrize("subject", ["1", "2", "3"])
def test_anybody_reads_how_a_block_is_measured(opened: Opened, client: Client, subject: str) -> None:
    answer = client.get(reverse("methodology", args=[2018, subject]))
    page = parsed(answer)
    record = Methodology.objects.get(cycle=opened.cycle, subject=subject)
    content = methodology_of(record)
    assert content.note is not None
    assert page.one("h1").text == content.title.ru
    assert page.one(".alert-waiting .alert-text").text == content.note.ru
    lead = page.one(".lead").text
    assert "утверждена приказом от " in lead
    assert f" № {record.order_number}" in lead.replace("\N{NO-BREAK SPACE}", " ")
    assert page.one("code.digest").text == record.digest
    for _direction, _criterion, indicator in content.indicators():
        said = page.one(f"[id='indicator-{indicator.code}']")
        assert said.one("h4").text.startswith(f"{indicator.code} {indicator.name.ru} ")
        assert indicator.definition is not None
        assert said.all("p.long-text")[0].text == indicator.definition.ru
        assert len(said.all("math")) == 1
        assert indicator.requirements.minimal_cost is not None
        assert indicator.requirements.minimal_cost.ru in said.texts("dd")
        if indicator.practice is not None:
            assert indicator.practice.ru in said.texts("dd")
    for item in content.items:
        assert page.one(f"[id='item-{item.code}']").text == item.name.ru


@pytest.mark.clause("c17", "c33")
def test_anybody_reads_who_made_and_agreed_it(opened: Opened, client: Client) -> None:
    """The lead, those it develops and approves with, and both agreements with their days: the chain of c17."""
    page = parsed(client.get(reverse("methodology", args=[2018, "2"])))
    (led,) = [line for line in page.texts("main p") if "Ведущий орган:" in line]
    assert (
        "Ведущий орган: уполномоченный орган по делам государственной службы. "
        "Разрабатывается и утверждается совместно с органами: уполномоченный орган в сфере информатизации; "
        "уполномоченный орган по государственной правовой статистике"
    ) in led
    found = re.search(
        r"Согласована: уполномоченным органом по государственному планированию – (.+?), "
        r"рабочим органом Комиссии – (.+?)\.",
        named(page, "main p", "Согласована:").text,
    )
    assert found is not None
    assert all(re.fullmatch(r"\d{1,2}.[а-я]+.\d{4}.года", day) for day in found.groups())


@pytest.mark.clause("c11")
def test_anybody_reads_how_blocks_make_the_whole(opened: Opened, client: Client) -> None:
    page = client.get(reverse("methodology", args=[2018, "overall"]))
    weights = texts(page, "[aria-labelledby=block-weights] td")
    assert weights == ["60\N{NO-BREAK SPACE}%", "25\N{NO-BREAK SPACE}%", "15\N{NO-BREAK SPACE}%"]
    assert row(page, "высокая").texts("td") == ["90"]


@pytest.mark.clause("c17")
def test_only_what_an_order_approved_is_public(world: World, client: Client) -> None:
    draft = shipped_document("1")
    from methodologies.actions import import_methodology

    import_methodology(world.cycle, draft, world.person("economy.methodologist"))
    assert client.get(reverse("methodology", args=[2018, "1"])).status_code == 404
    assert "2018/1" not in client.get(reverse("methodologies")).content.decode()
    for subject in ("4", "overall", "x"):
        assert client.get(reverse("methodology", args=[2018, subject])).status_code == 404


def test_earlier_versions_stay_readable(world: World, client: Client) -> None:
    unopen(world.cycle.pk)
    cycle = Cycle.objects.get(pk=world.cycle.pk)
    approve_methodology(world, cycle, "1")
    document = shipped_document("1")
    document["directions"][0]["weight"], document["directions"][1]["weight"] = 55, 45
    approve_methodology(world, cycle, "1", document)
    address = reverse("methodology", args=[2018, "1"])
    now, older = client.get(address), client.get(address + "?version=1")
    assert texts(now, WEIGHTS) == ["55\N{NO-BREAK SPACE}%", "45\N{NO-BREAK SPACE}%"]
    assert element(now, "a[href='?version=1']").text == "Версия 1"
    assert texts(older, WEIGHTS) == ["60\N{NO-BREAK SPACE}%", "40\N{NO-BREAK SPACE}%"]
    for missing in ("3", "0", "x1"):
        expected = 200 if missing == "x1" else 404
        assert client.get(address + f"?version={missing}").status_code == expected


@pytest.mark.clause("c18")
def test_the_burden_of_each_body_is_counted(opened: Opened) -> None:
    """Block 3: two values of its own, one reused from block 2, each own one with a document; block 2's for one block."""
    found = {line.name: line.burden for line in burdens(Methodology.objects.get(subject="3"))}
    assert set(found) == {
        "Минсельхоз",
        "Минкультуры",
        "Акмолинская область",
        "МНЭ",
        "Минфин",
        "АДГСПК",
        "МИК",
    }
    assert {(b.asked, b.reused, b.documents) for b in found.values()} == {(2, 1, 2)}
    assert "Генпрокуратура" in {line.name for line in burdens(Methodology.objects.get(subject="2"))}


def test_public_pages_cost_the_same_whatever_the_number_of_bodies(opened: Opened, client: Client) -> None:
    from evaluation.models import Body, Scope
    from tests.worlds.world import SINCE

    addresses = [reverse("methodologies"), reverse("methodology", args=[2018, "1"])]
    for address in addresses:
        client.get(address)
    few = [cost(client, address) for address in addresses]
    for number in range(5):
        names = {
            f"{kind}_{code}": f"Орган {number}"
            for kind in ("name", "short_name")
            for code in ("kk", "ru", "en")
        }
        body = Body.objects.create(slug=f"more-{number}", kind="oblast", valid_from=SINCE, **names)
        Scope.objects.create(body=body, number=60 + number, valid_from=SINCE)
    assert [cost(client, address) for address in addresses] == few


# --- the desk ------------------------------------------------------------------------------------------------------


@pytest.mark.clause("c17", "c26")
def test_a_methodology_is_brought_into_force_by_clicking(world: World, client: Client) -> None:
    """Taken in as a file, sent, returned, sent again, agreed twice, approved by order: each by its person's page."""
    unopen(world.cycle.pk)
    file = SimpleUploadedFile("block1.yaml", shipped("1").encode())
    world.sign_in(client, "finance.methodologist")
    answer = client.post(reverse("methodologies_desk"), {"cycle": world.cycle.pk, "file": file})
    record = Methodology.objects.get()
    assert answer["Location"] == reverse("methodology_desk", args=[record.pk])

    def move(who: str, name: str, **data: Any) -> Any:
        world.sign_in(client, who)
        page = client.get(reverse("methodology_desk", args=[record.pk]))
        address = reverse("methodology_move", args=[record.pk, name])
        assert elements(page, f"form[action='{address}']"), who
        revision = Methodology.objects.get(pk=record.pk).revision
        return client.post(address, {"revision": revision, **data})

    def state() -> str:
        return str(Methodology.objects.get(pk=record.pk).state)

    move("economy.methodologist", "submit")
    assert state() == MethodologyState.PLANNING
    assert move("economy.coordinator", "return", reason=" ").status_code == 422
    move("economy.coordinator", "return", reason="Слишком много показателей.")
    world.sign_in(client, "finance.methodologist")
    for page in ("methodology_desk", "methodology_editor"):
        told = client.get(reverse(page, args=[record.pk])).content.decode()
        assert told.index("Слишком много показателей.") < told.index("<h2")  # before anything else
    assert state() == MethodologyState.DRAFT
    move("economy.methodologist", "submit")
    move("economy.coordinator", "agree")
    move("commission.working_body", "agree")
    assert state() == MethodologyState.AGREED
    answer = move("economy.approver", "approve", order_number="7", order_date="")
    assert answer.status_code == 422
    assert element(answer, "#form-errors a")["href"] == "#id_order_date"
    assert move("economy.approver", "approve", order_number="7", order_date="2018-11-26").status_code == 302
    assert state() == MethodologyState.APPROVED
    # pressed again, from a page that has grown old: the page says why nothing happened
    revision = Methodology.objects.get(pk=record.pk).revision
    again = client.post(
        reverse("methodology_move", args=[record.pk, "approve"]),
        {"revision": revision, "order_number": "8", "order_date": "2018-11-27"},
    )
    assert again.status_code == 409
    assert "состояние – «утверждена». (п. 17)" in element(again, "#form-errors").text
    world.sign_in(client, "economy.coordinator")
    assert "Слишком много показателей." not in words(client.get(reverse("methodology", args=[2018, "1"])))


def test_a_faulty_file_is_refused_with_its_lines(world: World, client: Client) -> None:
    unopen(world.cycle.pk)
    world.sign_in(client, "economy.methodologist")
    text = shipped("1").replace("floor: 0", "floor: low")
    file = SimpleUploadedFile("block1.yaml", text.encode())
    answer = client.post(reverse("methodologies_desk"), {"cycle": world.cycle.pk, "file": file})
    assert answer.status_code == 422
    line = text.splitlines().index("floor: low") + 1
    assert named(answer, "#form-errors li", f"Строка {line}: floor: ")
    assert not Methodology.objects.exists()


@pytest.mark.clause("c18")
def test_the_desk_s_page_names_what_a_draft_lacks(world: World, client: Client) -> None:
    from methodologies.actions import import_methodology

    unopen(world.cycle.pk)
    document = shipped_document("3")
    del document["directions"][0]["criteria"][0]["indicators"][0]["requirements"]["coverage"]
    record = import_methodology(world.cycle, document, world.person("communications.methodologist"))
    world.sign_in(client, "communications.methodologist")
    code = document["directions"][0]["criteria"][0]["indicators"][0]["code"]
    place = reverse("methodology_part", args=[record.pk, "indicator", code])
    text = client.get(reverse("methodology_desk", args=[record.pk])).content.decode()
    field = f"{place}#id_requirements__coverage__ru"
    assert [link["href"] for link in elements(text, ".alert-list a")] == [field]
    address = reverse("methodology_move", args=[record.pk, "submit"])
    assert elements(text, f"form[action='{address}']")  # who presses it reads why not yet
    answer = client.post(address, {"revision": record.revision})
    assert answer.status_code == 422
    assert [link["href"] for link in elements(answer, ".alert-refused .alert-list a")] == [field]
    assert Methodology.objects.get().state == MethodologyState.DRAFT
    world.sign_in(client, "economy.coordinator")  # reads what is missing; the editor is not theirs
    text = client.get(reverse("methodology_desk", args=[record.pk])).content.decode()
    assert place not in text
    (lacking,) = texts(text, ".alert-list li")
    assert "Ответьте словами на требование «охватывает деятельность органа»" in lacking


def test_a_stale_order_is_not_written(world: World, client: Client) -> None:
    unopen(world.cycle.pk)
    from methodologies import actions

    author = world.person("economy.methodologist")
    record = actions.import_methodology(Cycle.objects.get(pk=world.cycle.pk), shipped_document("1"), author)
    record = actions.submit_methodology(record, author)
    world.sign_in(client, "economy.coordinator")
    address = reverse("methodology_move", args=[record.pk, "agree"])
    assert client.post(address, {"revision": record.revision - 1}).status_code == 409
    assert Methodology.objects.get().state == MethodologyState.PLANNING


# --- opening, and the list of indicators ---------------------------------------------------------------------------


@pytest.mark.clause("c6", "c7")
def test_the_year_is_opened_on_its_page(world: World, client: Client) -> None:
    cycle = prepare_year(world)
    coordinator = world.sign_in(client, "economy.coordinator")
    assert coordinator
    address = reverse("cycle", args=[2018])
    with clock.frozen(JANUARY):
        assert elements(client.get(reverse("desk")), f".turn a[href='{address}']")  # the coordinator's turn
        assert element(client.get(address), "main form")["method"] == "post"
        assert client.post(address).status_code == 302
        assert Report.objects.filter(cycle=cycle).count() == 22
        assert client.post(address).status_code == 409
        assert named(client.get(address), ".facts > div", "Отчёты").one("dd").text == "22"


def test_a_year_that_is_not_ready_says_what_is_missing(world: World, client: Client) -> None:
    unopen(world.cycle.pk)
    world.sign_in(client, "economy.coordinator")
    answer = client.get(reverse("cycle", args=[2018]))
    faults = texts(answer, "main li")
    assert "График оценки не утверждён." in faults
    assert len([fault for fault in faults if fault.startswith("Не утверждена методика блока ")]) == 3
    assert client.post(reverse("cycle", args=[2018])).status_code == 422
    assert client.get(reverse("cycle", args=[2031])).status_code == 404


def test_each_office_s_turn_stands_on_its_desk(world: World, client: Client) -> None:
    """From an approved schedule to the opening: the desk always shows whose turn it is, and nobody else's."""
    unopen(world.cycle.pk)
    world.approve_schedule()
    turns = {
        "economy.methodologist": reverse("methodologies_desk"),
        "economy.coordinator": reverse("kpis_desk", args=[2018]),
    }
    with clock.frozen(NOVEMBER):
        for who, address in turns.items():
            world.sign_in(client, who)
            assert elements(client.get(reverse("desk")), f".turn a.btn-primary[href='{address}']"), who
        approve_methodology(world, Cycle.objects.get(pk=world.cycle.pk), "2")
        world.sign_in(client, "civil-service.methodologist")
        text = client.get(reverse("desk")).content.decode()
        assert f'class="btn btn-primary" href="{reverse("methodologies_desk")}"' not in text
        assert not elements(text, f".turn a[href='{reverse('methodologies_desk')}']")
