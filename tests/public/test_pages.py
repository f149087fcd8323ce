"""What anyone reads of two published years, and what never leaves: through pages, files, CSV, XLSX, JSON, checksums."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from redis.exceptions import ConnectionError as RedisConnectionError

from blocks.models import ConclusionFile
from commission.models import OverallEvaluation, PublicationItem
from evaluation import by_edition, clock
from evaluation.models import Body
from public import checking, selectors
from public.selectors_files import number_in_address
from reports.models import DatumValue
from tests.worlds.elements import Part, element, elements, texts
from tests.worlds.published import REASONS, Published, conclusion_of, document_of, published
from tests.worlds.unguarded import unguarded

__all__ = ["published"]  # fixtures

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
NUMBER = re.compile(r"\d+[.,]\d+")
Page = Callable[[str], str]


@pytest.fixture
def page(client: Client, published: Published) -> Page:
    """The text of a public page, in Russian."""

    def read(address: str, status: int = 200) -> str:
        answer = client.get(f"/ru/{address}")
        assert answer.status_code == status, address
        return str(answer.content.decode())

    return read


def queries(call: Callable[[], object]) -> int:
    call()  # what a process reads once and keeps
    with CaptureQueriesContext(connection) as caught:
        call()
    return len(caught)


def file_address(slug: str, year: int, block: int, language: str = "ru") -> str:
    number = number_in_address(conclusion_of(slug, year, block).number)
    return f"/ru/results/{year}/files/{number}-{language}.pdf"


def written(score: Decimal | int) -> str:
    """A score as the page writes it in Russian, to one decimal place."""
    return str(Decimal(score).quantize(Decimal("0.1"), ROUND_HALF_UP)).replace(".", ",")


def row_of(text: str, slug: str) -> Part:
    """The row of a body in the results table."""
    return element(text, f"table.results tr:has(th a[href='/ru/bodies/{slug}/'])")


# --- what is there -------------------------------------------------------------------------------------------------


@pytest.mark.clause("c53")
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize(
    "address",
    [
        "",
        "results/2018/",
        "bodies/",
        "bodies/agriculture/",
        "bodies/agriculture/2018/1/",
        "open-data/",
        "verify/",
    ],
)
def test_everybody_reads_in_three_languages(
    published: Published, client: Client, language: str, address: str
) -> None:
    answer = client.get(f"/{language}/{address}")
    assert answer.status_code == 200
    assert element(answer, "html")["lang"] == language
    assert element(answer, "h1").text


def test_nothing_was_there_the_day_before(published: Published, client: Client) -> None:
    assert set(published.before.values()) == {404}
    for address in published.before:
        answer = client.get(address)
        assert answer.status_code == 200
        assert b"".join(answer)


def test_results_leads_to_the_latest_year(published: Published, client: Client) -> None:
    assert client.get("/ru/results/")["Location"] == "/ru/results/2018/"


def test_results_show_every_block_the_degree_and_the_movement(page: Page) -> None:
    row = row_of(page("results/2018/"), "agriculture")
    now = OverallEvaluation.objects.get(body__slug="agriculture", cycle__year=2018)
    before = OverallEvaluation.objects.get(body__slug="agriculture", cycle__year=2017)
    moved = abs(now.score - before.score).quantize(Decimal("0.1"), ROUND_HALF_UP)
    _place, whole, *blocks, _degree, movement, _files = row.texts("td")
    scores = [conclusion_of("agriculture", 2018, block).score or 0 for block in (1, 2, 3)]
    assert [whole, *blocks] == [written(score) for score in (now.score, *scores)]
    assert movement.endswith(written(moved))
    assert elements(row, ".move-up" if now.score > before.score else ".move-down")


def test_block_that_does_not_apply_is_a_dash_with_its_reason(page: Page) -> None:
    dashes = row_of(page("results/2018/"), "prosecutor").all("td abbr")
    assert [dash.text for dash in dashes] == ["–", "–"]
    assert all(dash["title"] for dash in dashes)


def test_sorting_needs_no_script(page: Page) -> None:
    def order(query: str) -> list[str]:
        links = elements(page(f"results/2018/{query}"), "section[aria-labelledby=central] tbody th a")
        return [link["href"].removeprefix("/ru/bodies/").strip("/") for link in links]

    by_score = order("?sort=overall")
    assert set(by_score) == {"agriculture", "prosecutor", "culture"}
    assert by_score[-1] == "culture", "what is withheld comes last"
    assert order("?sort=-overall")[:2] == by_score[:2][::-1]
    assert order("?sort=nonsense") == order("")


def test_names_are_sorted_by_the_reader_s_alphabet(published: Published, client: Client) -> None:
    for slug, name in (("agriculture", "Ішкі істер"), ("prosecutor", "Әділет"), ("culture", "Энергетика")):
        Body.objects.filter(slug=slug).update(short_name_kk=name)
    shown = client.get("/kk/results/2018/?sort=name")
    assert texts(shown, "section[aria-labelledby=central] tbody th a") == [
        "Әділет",
        "Ішкі істер",
        "Энергетика",
    ]


# --- what is withheld never leaves ---------------------------------------------------------------------------------


@pytest.mark.clause("c9.5", "c53")
def test_withheld_body_is_shown_with_its_reason_and_no_number(page: Page) -> None:
    row = row_of(page("results/2018/"), "culture")
    assert REASONS["ru"] in row.one(".withheld-why").text
    assert not NUMBER.search(row.text.replace(row.one(".clause").text, ""))
    body = page("bodies/culture/")
    assert element(body, ".lead").text.startswith(
        f"Результаты за 2018 год не подлежат опубликованию: {REASONS['ru']}"
    )
    assert not re.search(r"\d,\d", re.sub(r'<a class="clause".*?</a>', "", body.split("<main")[1]))


@pytest.mark.clause("c9.5")
def test_withheld_has_no_score_page_file_or_checksum(published: Published, client: Client) -> None:
    assert client.get("/ru/bodies/culture/2018/1/").status_code == 404
    assert client.get(file_address("culture", 2018, 1)).status_code == 404
    file = ConclusionFile.objects.get(conclusion=conclusion_of("culture", 2018, 1), language="ru")
    assert "culture" not in client.post("/ru/verify/", {"checksum": file.sha256}).content.decode()


@pytest.mark.clause("c9.5")
def test_withheld_has_no_number_in_any_download(published: Published, client: Client) -> None:
    text = client.get("/ru/results/2018/results.csv").content.decode("utf-8-sig")
    row = next(row for row in csv.DictReader(io.StringIO(text)) if row["body"] == "culture")
    assert row["withheld_reason_ru"] == REASONS["ru"]
    kept = {"year", "body", "kind", "name_kk", "name_ru", "name_en", "status"}
    told = {name for name, value in row.items() if value and not name.startswith("withheld_reason")}
    assert told == kept
    found = client.get("/ru/results/2018/results.json").json()
    body = next(body for body in found["bodies"] if body["body"] == "culture")
    assert set(body) == {"body", "kind", "name", "withheld", "reason"}
    book = load_workbook(io.BytesIO(client.get("/ru/results/2018/results.xlsx").content))
    name = row["name_ru"]
    cells = next(row for row in book.worksheets[0].iter_rows(values_only=True) if row[1] == name)
    assert [cell for cell in cells if isinstance(cell, int | float)] == []


@pytest.mark.clause("c9.5")
def test_a_year_withheld_for_a_body_is_not_told_by_the_next(published: Published, client: Client) -> None:
    """Akmola's 2017 is withheld: neither a movement nor the conclusion of 2018, which names the earlier score."""
    found = client.get("/ru/results/2018/results.json").json()
    previous = {body["body"]: body.get("previous_overall") for body in found["bodies"]}
    assert previous["akmola"] is None
    assert previous["agriculture"] is not None
    assert client.get(file_address("akmola", 2018, 1)).status_code == 404
    score = client.get("/ru/bodies/akmola/2018/1/").content.decode()
    earlier = conclusion_of("akmola", 2017, 1)
    assert number_in_address(earlier.number) not in score


@pytest.mark.clause("c9.5")
def test_document_that_is_not_open_is_neither_named_nor_its_value_shown(page: Page, client: Client) -> None:
    closed = document_of("legal-statistics").get()
    stored = conclusion_of("agriculture", 2018, 2).trace
    assert closed.title in json.dumps(stored, ensure_ascii=False), "the stored trace does name it"
    text = html.unescape(page("bodies/agriculture/2018/2/"))
    assert closed.title not in text
    named_below = texts(text, ".trace-documents li")
    assert any(document.title in said for document in document_of("civil-service") for said in named_below)
    assert elements(text, "dd.num.muted")
    assert client.get(file_address("agriculture", 2018, 2)).status_code == 404


# --- files -----------------------------------------------------------------------------------------------------------


def test_published_conclusion_is_given_as_it_was_built(published: Published, client: Client) -> None:
    answer = client.get(file_address("agriculture", 2018, 1, "kk"))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    file = ConclusionFile.objects.get(conclusion=conclusion_of("agriculture", 2018, 1), language="kk")
    assert hashlib.sha256(b"".join(answer.streaming_content)).hexdigest() == file.sha256  # type: ignore[attr-defined]


def test_file_of_another_year_or_number_is_not_there(published: Published, client: Client) -> None:
    address = file_address("agriculture", 2018, 1)
    assert client.get(address.replace("/2018/", "/2017/", 1)).status_code == 404
    assert client.get(address.replace("-ru.pdf", "9-ru.pdf")).status_code == 404


# --- recomputing -------------------------------------------------------------------------------------------------------


@pytest.mark.clause("c11", "c53")
@pytest.mark.parametrize("year", [2017, 2018])
def test_overall_follows_from_the_json_alone(published: Published, client: Client, year: int) -> None:
    """The steps of docs/recompute.md, with nothing but the file."""
    data: dict[str, Any] = json.loads(client.get(f"/ru/results/{year}/results.json").content)
    rules = data["methodologies"]["overall"]
    checked = 0
    for body in data["bodies"]:
        if body["withheld"]:
            continue
        counted = {n: b for n, b in body["blocks"].items() if b["state"] == "counted"}
        whole = rules["weights"] if rules["missing_block"] == "zero" else counted
        summed = sum(Decimal(rules["weights"][n]) * Decimal(b["score"]) for n, b in counted.items())
        assert isinstance(summed, Decimal)
        overall = summed / sum(Decimal(rules["weights"][n]) for n in whole)
        step = Decimal(1).scaleb(-rules["rounding"])
        assert overall.quantize(step, ROUND_HALF_UP) == Decimal(body["overall"])
        reached = [d for d in rules["degrees"] if Decimal(d["from"]) <= Decimal(body["overall"])]
        assert max(reached, key=lambda d: Decimal(d["from"]))["code"] == body["degree"]
        checked += 1
    assert checked == (1 if year == 2017 else 3)


@pytest.mark.clause("c53", "c9.4")
def test_a_score_is_computed_again_once_for_a_version_and_its_values(
    page: Page, published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is kept with its day; a value given later asks for a computation of its own."""
    asked: list[str] = []
    computed = selectors.recompute
    monkeypatch.setattr(selectors, "recompute", lambda one: (asked.append(one.number), computed(one))[1])
    cache.clear()
    with clock.frozen(datetime(2020, 3, 2, 6, 0, tzinfo=UTC)):
        first = element(page("bodies/agriculture/2018/1/"), ".lead").text
    with clock.frozen(datetime(2020, 3, 5, 6, 0, tzinfo=UTC)):
        again = element(page("bodies/agriculture/2018/1/"), ".lead").text
    assert asked == [conclusion_of("agriculture", 2018, 1).number]
    assert again == first
    assert "Пересчёт из сохранённых данных (2\u00a0марта 2020\u00a0года) дал те же цифры." in first
    value = DatumValue.objects.filter(body__slug="agriculture", cycle__year=2018).latest("given_at")
    DatumValue.objects.filter(pk=value.pk).update(given_at=value.given_at + timedelta(days=1))
    page("bodies/agriculture/2018/1/")
    assert len(asked) == 2


def test_a_score_page_needs_no_cache(
    page: Page, published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: object) -> None:
        raise RedisConnectionError("Connection refused.")

    monkeypatch.setattr(selectors.cache, "get", away)
    monkeypatch.setattr(selectors.cache, "set", away)
    assert "дал те же цифры" in element(page("bodies/agriculture/2018/1/"), ".lead").text


def test_that_the_digits_differ_is_kept_for_an_hour(
    published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[tuple[object, object]] = []
    monkeypatch.setattr(selectors, "recompute", lambda _conclusion: None)
    monkeypatch.setattr(selectors.cache, "get", lambda _key: None)
    monkeypatch.setattr(selectors.cache, "set", lambda _key, value, seconds: kept.append((value, seconds)))
    assert selectors.same_digits_on(conclusion_of("agriculture", 2018, 1)) is None
    assert kept == [((None,), 3600)]


def test_score_page_is_named_by_body_block_and_year(page: Page) -> None:
    title = element(page("bodies/agriculture/2018/1/"), "head title").text
    assert title.startswith("Минсельхоз: блок 1, 2018")


# --- cost ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["", "results/2018/", "results/2018/results.csv", "results/2018/results.json", "bodies/"]
)
def test_pages_cost_the_same_for_more_bodies(published: Published, client: Client, address: str) -> None:
    many = queries(lambda: client.get(f"/ru/{address}"))
    with unguarded(PublicationItem):  # as though fewer had been published
        PublicationItem.objects.filter(overall__body__slug__in=["prosecutor", "akmola"]).delete()
    assert queries(lambda: client.get(f"/ru/{address}")) == many
    assert many < 24


def test_body_page_costs_the_same_for_more_years(published: Published, client: Client) -> None:
    two = queries(lambda: client.get("/ru/bodies/agriculture/"))
    with unguarded(PublicationItem):  # as though 2017 had not been published of it
        PublicationItem.objects.filter(overall__body__slug="agriculture", overall__cycle__year=2017).delete()
    assert queries(lambda: client.get("/ru/bodies/agriculture/")) == two
    assert two < 36


# --- verifying ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def fresh_limit() -> None:
    cache.clear()


def test_verify_knows_a_published_conclusion_by_checksum_and_by_file(
    published: Published, client: Client, fresh_limit: None
) -> None:
    file = ConclusionFile.objects.get(conclusion=conclusion_of("agriculture", 2018, 1), language="ru")
    found = f"Заключение №\u00a0{file.conclusion.number}: Минсельхоз, 2018, блок 1. Русский."
    by_checksum = client.post("/ru/verify/", {"checksum": f" {file.sha256.upper()} "})
    assert texts(by_checksum, ".alert-accepted .alert-text p")[0] == found
    with file.file.open("rb") as stored:
        upload = SimpleUploadedFile("any-name.pdf", stored.read(), "application/pdf")
    by_file = client.post("/ru/verify/", {"file": upload})
    assert texts(by_file, ".alert-accepted .alert-text p")[0] == found
    changed = SimpleUploadedFile("any-name.pdf", b"%PDF-1.7 changed", "application/pdf")
    assert file.conclusion.number not in client.post("/ru/verify/", {"file": changed}).content.decode()


@pytest.mark.parametrize("data", [{}, {"checksum": "abc"}, {"checksum": "g" * 64}])
def test_verify_says_what_is_wrong(
    published: Published, client: Client, fresh_limit: None, data: dict[str, str]
) -> None:
    answer = client.post("/ru/verify/", data)
    assert answer.status_code == 422
    assert texts(answer, "#form-errors.alert-refused li")
    assert texts(answer, "#form-errors .alert-title") == ["Проверка не выполнена: исправьте отмеченное."]


def test_verify_has_an_end(
    published: Published, client: Client, fresh_limit: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "CHECKS", 2)
    answers = [client.post("/ru/verify/", {"checksum": "0" * 64}).status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    assert client.get("/ru/verify/").status_code == 200


def test_robots_read_the_public_pages_only(published: Published, client: Client) -> None:
    robots = client.get("/robots.txt").content.decode()
    assert "Disallow: /ru/desk/" in robots.splitlines()
    assert "/sitemap.xml" in robots
    sitemap = client.get("/sitemap.xml").content.decode()
    assert "/kk/results/2018/" in sitemap
    assert "desk" not in sitemap


def test_everybody_has_the_public_pages_in_the_menu(published: Published, client: Client) -> None:
    def menu() -> list[str]:
        links = elements(client.get("/ru/results/2018/"), "#main-nav a")
        return [link["href"].removeprefix("/ru/").strip("/") for link in links]

    everybodys = ["results", "bodies", "methodologies", "schedule", "decree", "open-data", "verify"]
    assert menu() == everybodys
    published.world.sign_in(client, "agriculture.preparer")
    assert set(everybodys) < set(menu())


def test_a_score_page_reads_what_is_closed_once_for_an_edition(published: Published, client: Client) -> None:
    """Six queries less from the second page on, of whichever block; a word of two persons is read anew."""

    def asked(block: int) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(f"/ru/bodies/agriculture/2018/{block}/").status_code == 200
        return len(caught)

    for block in (1, 3):
        asked(block)  # that its digits are the same is computed once
    by_edition.forget()
    assert [asked(1), asked(1), asked(3)] == [17, 11, 11]
