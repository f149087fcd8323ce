"""A formula tried while it is written: as mathematics, with what it reads and its value on past data (c17, c18)."""

from __future__ import annotations

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from methodologies import actions
from methodologies.content import methodology_of
from methodologies.models import KeyPerformanceIndicator, Methodology
from tests.worlds.editor import fresh, part, russian, typed, writer
from tests.worlds.scored import Scored, scored
from tests.worlds.world import World

__all__ = ["russian", "scored", "writer"]

pytestmark = pytest.mark.slow


@pytest.fixture
def tried(scored: Scored) -> Methodology:
    """A draft of block 3 for 2019, while agriculture's data of 2018 are all there."""
    source = Methodology.objects.select_related("cycle").get(cycle=scored.cycle, subject="3")
    return actions.begin_draft(source, 2019, scored.person("communications.methodologist"))


def live(client: Client, record: Methodology, formula: str, **data: str) -> str:
    answer = client.post(reverse("methodology_formula", args=[record.pk]), {"formula": formula, **data})
    assert answer.status_code == 200
    return html.unescape(re.sub(r"\s+", " ", answer.content.decode()))


@pytest.mark.clause("c17", "c18")
def test_a_formula_is_shown_as_mathematics_with_its_value(
    world: World, tried: Methodology, writer: Client
) -> None:
    """100 − 5 × 5 of agriculture's figures is 75; the other body gave nothing."""
    record = tried
    text = live(writer, record, "100 - 5 * staff_left", on_year="2018", on_body="agriculture")
    assert "<math " in text
    assert "<strong>75</strong>" in text
    assert "staff_left" in text
    assert ': <span class="num">5</span>' in text
    text = live(writer, record, "100 - 5 * staff_left", on_year="2018", on_body="culture")
    assert "не представлено" in text.lower()
    assert "200" in live(
        writer, record, "40 * staff_left", on_body="agriculture"
    )  # outside the scale, and it says so
    text = live(writer, record, "100 / (staff_left - 5)", on_body="agriculture")
    assert "вычислить нельзя" in text
    text = live(writer, record, "100 -\n  min(staf_left, 3", on_body="agriculture")
    assert "строка 2" in text
    text = live(writer, record, "staf_left + 1", on_body="agriculture")
    assert "<mark>staf_left</mark>" in text
    assert "staff_left" in text
    assert "<math" not in text
    strange = client_text(writer, record, "<script>")
    assert "&lt;</mark>script&gt;" in strange
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
    text = live(client, record, formula, on_year="2018", on_body=kpi.body.slug)
    assert f"план ключевого показателя · {kpi.name}" in text
    assert f"· {kpi.code}" not in text
    assert "kpi.better ·" not in text
    text = live(client, record, 'convert(spent, "million_kzt")')
    assert "«миллион тенге»" in text or "миллионов тенге" in text


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
    assert "<strong>75</strong>" in answer.content.decode()
    assert "100 - 5 * staff_left</textarea>" in answer.content.decode()
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
