"""Whatever was issued once is known to the page of verification, also when the same paper has other bytes today."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.cache import cache
from django.test import Client

from blocks.models import ConclusionFile
from commission.actions import ask_to_withhold, confirm_withholding
from evaluation import clock, kept_files
from evaluation.models import IssuedFile
from tests.worlds.elements import element, texts
from tests.worlds.published import SEPTEMBER, Published, conclusion_of, published

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


# --- published data ---------------------------------------------------------------------------------------------------

FILES = ("results.csv", "results.xlsx", "results.json")


def downloaded(client: Client, language: str = "en") -> dict[str, bytes]:
    found = {name: client.get(f"/{language}/results/2018/{name}").content for name in FILES}
    return found | {"trace": client.get(f"/{language}/bodies/agriculture/2018/1/trace.json").content}


def test_data_files_are_the_same_bytes_and_known_as_what_they_are(
    published: Published, client: Client
) -> None:
    first = downloaded(client)
    with clock.frozen(SEPTEMBER + timedelta(days=40)):
        assert downloaded(client) == first
    assert downloaded(client, "kk")["results.xlsx"] != first["results.xlsx"]
    assert IssuedFile.objects.filter(kind="public.results").count() == 4
    for name, content in first.items():
        title, said = verified(client, sha256(content).hexdigest())
        genuine = "the file is genuine, given out first on 2 September 2019."
        assert said[0].endswith(genuine), name
        if name != "trace":
            assert title == "This is a published data file"
            assert said[0].startswith("sarap-results-2018")


def test_a_workbook_tells_no_moment_of_its_making(published: Published, client: Client) -> None:
    with ZipFile(BytesIO(downloaded(client)["results.xlsx"])) as book:
        assert {one.date_time for one in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2019-08-01T" in book.read("docProps/core.xml")


@pytest.mark.clause("c9.5")
def test_a_data_file_stays_known_when_results_are_withheld(published: Published, client: Client) -> None:
    before = downloaded(client)
    cycle, agriculture = conclusion_of("agriculture", 2018, 1).cycle, published.world.body("agriculture")
    asked = ask_to_withhold(
        cycle,
        agriculture,
        "result",
        published.world.person("economy.coordinator"),
        reason="Order No. 7",
        notes={"kk": "Жабық", "ru": "Закрыто", "en": "Closed"},
    )
    confirm_withholding(asked, published.world.person("commission.working_body"))
    for name in FILES:
        title, said = verified(client, sha256(before[name]).hexdigest())
        assert title == "This data file was published by the portal"
        assert "Since then results were corrected, withheld or opened" in said[0]
        assert "agriculture" not in " ".join(said)
    title, said = verified(client, sha256(downloaded(client)["results.json"]).hexdigest())
    assert title == "This is a published data file"
