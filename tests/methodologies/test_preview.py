"""A formula tried while it is written: as mathematics, with what it reads and its value on past data (c17, c18)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from methodologies import actions
from methodologies.content import methodology_of
from methodologies.models import KeyPerformanceIndicator, Methodology
from tests.worlds.editor import fresh, part, russian, typed, writer
from tests.worlds.elements import Part, element, parsed, texts
from tests.worlds.scored import Scored, scored
from tests.worlds.world import World

__all__ = ["russian", "scored", "writer"]

pytestmark = pytest.mark.slow


@pytest.fixture
def tried(scored: Scored) -> Methodology:
    """A draft of block 3 for 2019, while agriculture's data of 2018 are all there."""
    source = Methodology.objects.select_related("cycle").get(cycle=scored.cycle, subject="3")
    return actions.begin_draft(source, 2019, scored.person("communications.methodologist"))


def live(client: Client, record: Methodology, formula: str, **data: str) -> Part:
    answer = client.post(reverse("methodology_formula", args=[record.pk]), {"formula": formula, **data})
    assert answer.status_code == 200
    return parsed(answer)


@pytest.mark.clause("c17", "c18")
def test_a_formula_is_shown_as_mathematics_with_its_value(
    world: World, tried: Methodology, writer: Client
) -> None:
    """100 − 5 × 5 of agriculture's figures is 75; the other body gave nothing."""
    record = tried
    left = "Число ушедших с государственной службы"
    shown = live(writer, record, "100 - 5 * staff_left", on_year="2018", on_body="agriculture")
    assert shown.one("math").text == f"100 − 5 × {left}"
    assert shown.one(".worth-value strong").text == "75"
    assert [code.text for code in shown.all("p code")] == ["staff_left"]
    assert shown.texts(".worth-given li") == [f"{left}: 5"]
    assert shown.one(".worth-given .num").text == "5"
    shown = live(writer, record, "100 - 5 * staff_left", on_year="2018", on_body="culture")
    assert shown.texts(".worth-given li") == [f"{left}: не представлено"]
    # outside the scale, and it says so
    shown = live(writer, record, "40 * staff_left", on_body="agriculture")
    assert shown.one(".worth-value").text == "Минсельхоз, 2018: 200 недопустимо"
    shown = live(writer, record, "100 / (staff_left - 5)", on_body="agriculture")
    assert shown.one(".worth-value").text.startswith("Минсельхоз, 2018: вычислить нельзя")
    shown = live(writer, record, "100 -\n  min(staf_left, 3", on_body="agriculture")
    assert shown.one(".alert-list li").text.startswith("строка 2, знак ")
    shown = live(writer, record, "staf_left + 1", on_body="agriculture")
    assert shown.texts("mark") == ["staf_left"]
    assert shown.one(".alert-list li").text.endswith("Может быть, staff_left?")
    assert not shown.all("math")
    strange = client_text(writer, record, "<script>")
    assert element(strange, "pre").text == "<script>"
    assert texts(strange, "mark") == ["<"]
    assert "<script" not in strange


@pytest.mark.clause("c17", "c18")
def test_what_a_list_reads_is_named_as_people_know_it(scored: Scored, client: Client) -> None:
    """The columns of the key indicators' list and its elements stand with their names, not with codes."""
    source = Methodology.objects.select_related("cycle").get(cycle=scored.cycle, subject="1")
    record = actions.begin_draft(source, 2019, scored.person("economy.methodologist"))
    scored.world.sign_in(client, "economy.methodologist")
    kpi = KeyPerformanceIndicator.objects.filter(cycle=scored.cycle).select_related("body").first()
    assert kpi is not None
    formula = 'share(kpi.better = "higher" and kpi_fact >= kpi.plan over kpi) * 100'
    shown = live(client, record, formula, on_year="2018", on_body=kpi.body.slug)
    assert f"план ключевого показателя · {kpi.name}: 100,5" in shown.texts(".worth-given li")
    assert f"· {kpi.code}" not in shown.text
    assert "kpi.better ·" not in shown.text
    shown = live(client, record, 'convert(spent, "million_kzt")')
    assert "«Оплаченная за год сумма» в единицах «миллионов тенге»" in shown.texts("p")


def client_text(client: Client, record: Methodology, formula: str) -> str:
    return client.post(
        reverse("methodology_formula", args=[record.pk]), {"formula": formula}
    ).content.decode()


def test_without_javascript_the_check_button_does_the_same(tried: Methodology, writer: Client) -> None:
    record = tried
    code = next(methodology_of(record).indicators())[2].code
    address = part(record, "indicator", code)
    data = typed(writer, address) | {
        "formula": "100 - 5 * staff_left",
        "on_body": "agriculture",
        "check": "1",
    }
    answer = writer.post(address, data)
    assert answer.status_code == 200
    assert element(answer, ".worth-value strong").text == "75"
    assert element(answer, "textarea[name=formula]").text == "100 - 5 * staff_left"
    assert fresh(record).document == record.document


def test_pages_cost_the_same_whatever_the_number_of_bodies(
    world: World, tried: Methodology, writer: Client
) -> None:
    from evaluation.models import Body, Scope
    from tests.worlds.world import SINCE

    record = tried
    code = next(methodology_of(record).indicators())[2].code
    addresses = [reverse("methodology_editor", args=[record.pk]), part(record, "indicator", code)]

    def costs() -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert writer.get(address).status_code == 200
            found.append(len(queries))
        return found

    costs()
    few = costs()
    for number in range(4):
        names = {
            f"{kind}_{one}": f"Орган {number}"
            for kind in ("name", "short_name")
            for one in ("kk", "ru", "en")
        }
        body = Body.objects.create(slug=f"more-{number}", kind="oblast", valid_from=SINCE, **names)
        Scope.objects.create(body=body, number=60 + number, valid_from=SINCE)
    assert costs() == few
