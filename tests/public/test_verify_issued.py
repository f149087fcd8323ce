"""Whatever was issued once is known to the page of verification, also when the same paper has other bytes today."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from blocks.models import ConclusionFile
from evaluation import kept_files
from tests.worlds.elements import element, texts
from tests.worlds.published import Published, conclusion_of, published

__all__ = ["published"]

pytestmark = pytest.mark.django_db

FORMER = "c" * 64


@pytest.fixture(autouse=True)
def _fresh_limit() -> None:
    cache.clear()


def verified(client: Client, checksum: str) -> tuple[str, list[str]]:
    answer = client.post("/en/verify/", {"checksum": checksum})
    said = [text.replace("\xa0", " ") for text in texts(answer, ".alert-text p")]
    return element(answer, ".alert-title").text, said


def test_bytes_of_an_earlier_making_are_those_of_the_conclusion(published: Published, client: Client) -> None:
    conclusion = conclusion_of("agriculture", 2018, 1)
    kept_files.issue("blocks.conclusion", conclusion.pk, conclusion.number, "ru", FORMER, 7)
    for state in ("built", "queued"):
        ConclusionFile.objects.filter(conclusion=conclusion, language="ru").update(state=state)
        title, said = verified(client, FORMER)
        assert title == "This is a published conclusion"
        assert conclusion.number in said[0]
        assert said[1] == "The file is genuine: it was issued on 2 September 2019.", said


def test_what_is_not_published_is_genuine_and_nothing_more(published: Published, client: Client) -> None:
    withheld = conclusion_of("culture", 2018, 1)
    kept_files.issue("blocks.conclusion", withheld.pk, withheld.number, "ru", FORMER, 7)
    kept_files.issue("commission.commissionreport", 1, "2018", "ru", "d" * 64, 7)
    for checksum in (FORMER, "d" * 64):
        title, said = verified(client, checksum)
        assert title == "This is not a published conclusion"
        assert said[0].startswith("The file is genuine: it was issued on 2 September 2019.")
        assert withheld.number not in " ".join(said)


def test_bytes_that_were_never_issued_are_not_known(published: Published, client: Client) -> None:
    title, said = verified(client, "e" * 64)
    assert title == "This is not a published conclusion"
    assert "genuine" not in " ".join(said)
