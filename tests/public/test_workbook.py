"""What a workbook of the results may not hold (`tests/public/test_pages.py` shows what it holds)."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from commission.models import PublicationItem
from tests.worlds.published import Published, published
from tests.worlds.unguarded import unguarded

__all__ = ["published"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.mark.clause("c53")
def test_a_reason_pasted_from_a_word_processor_does_not_break_the_download(
    published: Published, client: Client
) -> None:
    """A line within a paragraph ends there by U+000B, which neither the database nor the form refuses."""
    told = PublicationItem.objects.filter(withheld=True, publication__cycle__year=2018)
    with unguarded(PublicationItem):  # published with it before the form left such signs out
        assert told.update(reason_ru="Служебные\x0bсведения\x1f", reason_kk="Қызметтік\x0bмәлімет") == 1
    answer = client.get("/ru/results/2018/results.xlsx")
    assert answer.status_code == 200
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert any("Служебные сведения" in text for text in texts)
