"""How parts are combined: chosen in the editor, said in words and drawn on the methodology's page (c17, c18)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from methodologies.content import methodology_of
from methodologies.models import Methodology
from methodologies.selectors import MethodologyView
from tests.worlds.editor import draft, fresh, part, russian, typed, writer
from tests.worlds.elements import element

__all__ = ["draft", "russian", "writer"]

pytestmark = [pytest.mark.slow, pytest.mark.clause("c17")]


def choose(client: Client, record: Methodology, kind: str, code: str, how: str) -> int:
    """The status of the form of the part, sent with another way of combining."""
    address = part(record, kind, code)
    return client.post(address, typed(client, address) | {"combine": how}).status_code


def test_the_way_of_combining_is_chosen_kept_and_drawn(draft: Methodology, writer: Client) -> None:
    before = methodology_of(draft)
    direction = before.directions[0]
    criterion = direction.criteria[0]
    address = part(draft, "criterion", criterion.code)
    assert element(writer.get(address), "#id_combine option[selected]")["value"] == "mean"
    assert choose(writer, draft, "criterion", criterion.code, "geometric") == 302
    assert choose(writer, draft, "direction", direction.code, "least") == 302
    assert element(writer.get(address), "#id_combine option[selected]").text.startswith(
        "среднее геометрическое"
    )
    now = methodology_of(fresh(draft)).directions[0]
    assert (now.combine, now.criteria[0].combine) == ("least", "geometric")
    assert [one.combine for one in now.criteria[1:]] == ["mean"] * (len(now.criteria) - 1)
    shown = MethodologyView(methodology_of(fresh(draft))).directions[0]
    assert shown.combine == "наименьшее из частей"
    assert [f"<mn>{one.code}</mn>" in shown.mathml for one in now.criteria] == [True] * len(now.criteria)
    assert "<mi>min</mi>" in shown.mathml
    assert "<mroot>" in shown.parts[0].mathml
    assert shown.parts[1].mathml == ""
    page = writer.get(reverse("methodology_desk", args=[draft.pk])).content.decode()
    assert shown.mathml in page
    assert shown.parts[0].mathml in page
    for kind, code in (("criterion", criterion.code), ("direction", direction.code)):
        assert choose(writer, draft, kind, code, "mean") == 302
    assert methodology_of(fresh(draft)) == before


def test_what_cannot_go_together_is_refused_at_the_field(draft: Methodology, writer: Client) -> None:
    criterion = methodology_of(draft).directions[0].criteria[0].code
    assert choose(writer, draft, "criterion", criterion, "harmonic") == 422
    assert choose(writer, draft, "criterion", criterion, "least") == 302
    head = part(draft, "head")
    answer = writer.post(head, typed(writer, head) | {"renormalise": "none"})
    assert answer.status_code == 422
    assert criterion in answer.content.decode()
    assert methodology_of(fresh(draft)).renormalise == "within_parent"
