"""The form of a point holds the whole of what it saves: every document, and each value once (c57, c58)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from appeals.disputed import disputable
from appeals.forms import PointForm
from evaluation.forms import WholeSet
from reports.models import Document
from tests.worlds.appeals import PREPARER, Delivered, delivered
from tests.worlds.elements import element, elements
from tests.worlds.pages import page

__all__ = ["delivered"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.mark.clause("c58")
def test_a_point_saved_again_keeps_every_document(delivered: Delivered) -> None:
    """More documents than stand open at once; the attached one is the oldest of them, and one of the folded is added."""
    oldest = delivered.proof_of_claim()
    objection = delivered.open()
    point = delivered.point(objection, documents=[oldest])
    made = Document.objects.bulk_create(
        Document(
            **{
                field.attname: getattr(oldest, field.attname)
                for field in Document._meta.concrete_fields
                if field.name not in ("id", "title")
            },
            title=f"Письмо {number}",
        )
        for number in range(WholeSet.shown + 5)
    )
    client = Client()
    delivered.world.sign_in(client, PREPARER)
    text = page(client, f"/ru/desk/objections/{objection.pk}/?point={point.pk}")
    own = Document.objects.filter(supplied_by=oldest.supplied_by, body=oldest.body)
    boxes = elements(text, "#point-form [name=documents]")
    assert sorted(int(box["value"]) for box in boxes) == sorted(own.values_list("pk", flat=True))
    assert [box["value"] for box in boxes if box.get("checked") is not None] == [str(oldest.pk)]
    assert int(boxes[0]["value"]) == oldest.pk  # what is ticked stands first, never in the fold
    folded = elements(text, "#point-form .whole-set details [name=documents]")
    assert len(folded) == own.count() - WholeSet.shown
    assert {link["href"] for link in elements(text, "#point-form .doc-about")} >= {
        f"/ru/desk/documents/{made[0].pk}/about/"
    }
    sent = {
        "revision": element(text, "#point-form [name=revision]")["value"],
        "value": element(text, "#point-form [name=value] [selected]")["value"],
        "claimed": "18",
        "argument": "Иначе сказано.",
        "documents": [str(oldest.pk), folded[-1]["value"]],
    }
    assert client.post(f"/ru/desk/objections/{objection.pk}/point/", sent).status_code == 302
    point.refresh_from_db()
    assert point.argument == "Иначе сказано."
    assert set(point.documents.values_list("pk", flat=True)) == {oldest.pk, int(folded[-1]["value"])}


@pytest.mark.clause("c57")
def test_a_value_of_two_indicators_is_named_once_with_its_code_and_both(delivered: Delivered) -> None:
    values = disputable(delivered.conclusion)
    first = next(value for value in values if value.item == "documents_electronic")
    second = replace(first, indicator="3.2.9.9", indicator_name="Ещё один показатель")
    with override("ru"):
        form = PointForm(values=[*values, second], documents=[])
        choices: Any = form.fields["value"]
        options = [one for _group, inside in list(choices.choices)[1:] for one in inside]
    mine = [(key, label) for key, label in options if "(documents_electronic)" in label]
    assert [key for key, _label in mine] == [first.key]
    assert mine[0][1].endswith(f"· показатели {first.indicator}, 3.2.9.9")
    assert len(options) == len({value.place for value in values})
