"""Published conclusions whose PDF waits in the queue: what a reader is told, and what asking for one moves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from blocks.actions.files import READERS_AT_MOST, ask_for_files
from blocks.files import build_waiting
from blocks.models import ConclusionFile, FileState, Wanted
from blocks.tasks import FIRST
from evaluation import clock
from public.selectors_files import number_in_address
from tests.worlds.elements import Part, elements, texts
from tests.worlds.published import SEPTEMBER, Published, conclusion_of, published, small_file

__all__ = ["published"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def queue(*files: ConclusionFile) -> None:
    ConclusionFile.objects.filter(pk__in=[file.pk for file in files]).update(
        state=FileState.QUEUED, file="", sha256="", built_at=None
    )


def file_of(slug: str, block: int, language: str = "ru", year: int = 2018) -> ConclusionFile:
    return ConclusionFile.objects.get(conclusion=conclusion_of(slug, year, block), language=language)


def address_of(file: ConclusionFile) -> str:
    number = number_in_address(file.conclusion.number)
    return f"/ru/results/{file.conclusion.cycle.year}/files/{number}-{file.language}.pdf"


def cell_of(client: Client, slug: str) -> Part:
    shown = client.get("/ru/results/2018/")
    row = next(
        row
        for row in elements(shown, "tbody tr")
        if f"/ru/bodies/{slug}/" in [a["href"] for a in row.all("th a")]
    )
    return row.one("td.files")


def test_a_file_is_ready_in_preparation_or_there_is_a_reason(published: Published, client: Client) -> None:
    """Agriculture: block 1 ready, block 2 names a document for official use, block 3 waits; Akmola: nothing open."""
    files = ConclusionFile.objects.filter(conclusion=conclusion_of("agriculture", 2018, 3))
    queue(*files)
    cell = cell_of(client, "agriculture")
    assert [link.text for link in cell.all("a[type]")] == ["1"]
    waiting = cell.one(".aside")
    assert waiting.text.startswith("PDF готовится")
    assert [(link.text, link["href"]) for link in waiting.all("a")] == [
        ("3", address_of(file_of("agriculture", 3)))
    ]
    dash = cell_of(client, "akmola").one("abbr")
    assert dash.text == "–"
    assert "не подлежит открытому доступу" in dash["title"]
    files.update(state=FileState.FAILED)
    ConclusionFile.objects.filter(conclusion=conclusion_of("agriculture", 2018, 1)).update(
        state=FileState.FAILED
    )
    assert cell_of(client, "agriculture").one("abbr")["title"].startswith("файл создать не удалось")


def test_asking_for_a_file_offers_the_page_and_the_data_and_moves_it_to_the_front(
    published: Published, client: Client
) -> None:
    first, second = file_of("agriculture", 1), file_of("agriculture", 3)
    queue(first, second, file_of("agriculture", 1, "kk"))
    assert client.head(address_of(second)).status_code == 202
    assert file_of("agriculture", 3).wanted == Wanted.BY_NOBODY, "a robot's look moves nothing"
    answer = client.get(address_of(second))
    assert (answer.status_code, answer["Retry-After"], answer["X-Robots-Tag"]) == (202, "20", "noindex")
    assert texts(answer, "h1") == ["Файл готовится"]
    links = [link["href"] for link in elements(answer, "main li a")]
    assert links == [
        "/ru/bodies/agriculture/2018/3/",
        "/ru/bodies/agriculture/2018/3/trace.json",
        "/ru/results/2018/",
    ]
    assert all(client.get(link).status_code == 200 for link in links)
    built: list[int] = []
    build_waiting(ConclusionFile, (), lambda row: built.append(row.pk) or small_file(row), FIRST)
    assert built[0] == second.pk
    assert len(built) == 3
    answer = client.get(address_of(second))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]


def test_the_score_s_page_asks_for_the_file_in_its_language(published: Published, client: Client) -> None:
    queue(file_of("agriculture", 1), file_of("agriculture", 1, "kk"))
    shown = client.get("/ru/bodies/agriculture/2018/1/")
    assert texts(shown, ".btn-outline-secondary") == ["PDF · Қазақ: готовится", "PDF · Русский: готовится"]
    assert file_of("agriculture", 1).wanted == Wanted.BY_READER
    assert file_of("agriculture", 1, "kk").wanted == Wanted.BY_NOBODY


@pytest.mark.clause("c9.5")
def test_what_may_not_leave_is_neither_promised_nor_moved(published: Published, client: Client) -> None:
    closed, withheld = file_of("agriculture", 2), file_of("culture", 1)
    queue(closed, withheld)
    for file in (closed, withheld):
        assert client.get(address_of(file)).status_code == 404
    client.get("/ru/bodies/agriculture/2018/2/")
    assert not ConclusionFile.objects.exclude(wanted=Wanted.BY_NOBODY).exists()


def test_readers_move_a_bounded_number_and_an_office_goes_first(published: Published) -> None:
    every = list(ConclusionFile.objects.order_by("pk"))
    assert len(every) > READERS_AT_MOST + 1
    queue(*every)
    for second, file in enumerate(every):
        with clock.frozen(SEPTEMBER + timedelta(seconds=second)):
            for _again in range(2):
                ask_for_files(ConclusionFile.objects.filter(pk=file.pk), Wanted.BY_READER)
    asked = ConclusionFile.objects.filter(wanted=Wanted.BY_READER)
    assert [file.pk for file in asked.order_by("pk")] == [file.pk for file in every[:READERS_AT_MOST]]
    last = every[-1]
    assert ask_for_files(ConclusionFile.objects.filter(pk=last.pk), Wanted.BY_OFFICE) == 1
    assert ask_for_files(ConclusionFile.objects.filter(pk=last.pk), Wanted.BY_READER) == 0
    order = ConclusionFile.objects.order_by("attempts", *FIRST, "id")
    assert [file.pk for file in order[:3]] == [last.pk, every[0].pk, every[1].pk]
    unasked = [
        file.conclusion.cycle.year
        for file in order[READERS_AT_MOST + 1 :].select_related("conclusion__cycle")
    ]
    assert unasked == sorted(unasked, reverse=True), "of what nobody asked for, the latest year first"


def test_a_file_given_up_says_so(published: Published, client: Client) -> None:
    file = file_of("agriculture", 1)
    queue(file)
    ConclusionFile.objects.filter(pk=file.pk).update(state=FileState.FAILED, attempts=5)
    answer = client.get(address_of(file))
    assert answer.status_code == 503
    assert texts(answer, "h1") == ["Файл создать не удалось"]
