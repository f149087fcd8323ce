"""Pages of published results are kept rendered: the same bytes, never old, never early, and for nobody in particular."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commission.actions import ask_to_withhold, confirm_withholding
from commission.models import Publication, PublicationItem
from evaluation import by_edition, clock, edition
from evaluation.models import Body, Cycle, Edition
from public import kept_pages, paging, views
from tests.worlds.demo import demo_mode
from tests.worlds.elements import elements
from tests.worlds.entering import enter
from tests.worlds.published import SEPTEMBER, Published, published
from tests.worlds.unguarded import unguarded

__all__ = ["demo_mode", "published"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
PAGES = ("", "results/2018/", "results/2018/?sort=-overall", "bodies/", "bodies/agriculture/")
#: Tables that a kept page may read without a trigger, and why.
UNWATCHED = {
    "evaluation_edition": "the edition itself",
    "evaluation_democlock": "its day is in the key",
}


@pytest.fixture(autouse=True)
def _empty(published: Published) -> None:
    cache.clear()
    kept_pages._at_hand.clear()
    by_edition.forget()


def asked(client: Client, address: str, **headers: str) -> tuple[Any, int]:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(f"/ru/{address}", headers=headers)
    return answer, len(queries)


@pytest.mark.parametrize("address", PAGES)
def test_a_kept_page_has_the_same_bytes_for_one_query(client: Client, address: str) -> None:
    made, _many = asked(client, address)
    kept, queries = asked(Client(), address)
    assert (kept.status_code, kept.content, queries) == (200, made.content, 1)
    assert (kept["Content-Type"], kept["Cache-Control"]) == (made["Content-Type"], "no-cache")
    assert "Cookie" in kept["Vary"]
    assert kept["ETag"].startswith('"'), "a strong one"
    again, queries = asked(Client(), address, if_none_match=kept["ETag"])
    assert (again.status_code, again.content, queries) == (304, b"", 1)
    assert again["ETag"] == kept["ETag"]


def test_every_table_that_a_kept_page_reads_changes_the_edition(client: Client) -> None:
    """A new table joins by being read: it needs the trigger of `evaluation/models/editions.py`, or a reason here."""
    tables = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    read: set[str] = set()
    for address in PAGES:
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/ru/{address}")
        read |= {table for table in tables for query in queries if f'"{table}"' in query["sql"]}
    watched = {
        name
        for name, model in tables.items()
        if any(trigger.name == "new_edition" for trigger in getattr(model._meta, "triggers", ()))
    }
    assert len(read) > 8
    assert read - watched == set(UNWATCHED) & read


def withhold(published: Published) -> None:
    item = PublicationItem.objects.get(overall__body__slug="agriculture", publication__cycle__year=2018)
    item.withheld, item.reason_kk, item.reason_ru, item.reason_en = True, "құпия", "тайна здесь", "secret"
    item.save()


def rename(published: Published) -> None:
    Body.objects.filter(slug="agriculture").update(short_name_ru="Минсельхоз заново")


def publish(published: Published) -> None:
    with unguarded(Publication):
        Publication.objects.filter(cycle__year=2018).update(version=7)


def withhold_at_once(published: Published) -> None:
    person, cycle = published.world.person, Cycle.objects.get(year=2018)
    asked = ask_to_withhold(
        cycle,
        published.world.body("agriculture"),
        "result",
        person("economy.coordinator"),
        reason="Order No. 7",
        notes={"kk": "құпия", "ru": "тайна здесь", "en": "secret"},
    )
    confirm_withholding(asked, person("commission.working_body"))


@pytest.mark.parametrize("change", [withhold, withhold_at_once, rename, publish])
def test_a_change_is_seen_by_the_next_request_and_undone_with_it(
    client: Client, published: Published, change: Callable[[Published], None]
) -> None:
    first = client.get("/ru/results/2018/")
    before = edition.read()
    change(published)
    assert edition.read() not in (before, None)
    second = client.get("/ru/results/2018/", headers={"if-none-match": first["ETag"]})
    assert second.status_code == 200
    assert second["ETag"] != first["ETag"]
    if change in (withhold, withhold_at_once):
        assert "тайна здесь" in second.content.decode()
    if change is rename:
        assert "Минсельхоз заново" in second.content.decode()


def test_pages_differ_by_language_contrast_order_and_day(client: Client, published: Published) -> None:
    tags = [client.get(address)["ETag"] for address in ("/ru/results/2018/", "/kk/results/2018/")]
    tags.append(client.get("/ru/results/2018/?sort=name")["ETag"])
    client.cookies["contrast"] = "high"
    high = client.get("/ru/results/2018/")
    assert 'data-contrast="high"' in high.content.decode()
    tags.append(high["ETag"])
    with clock.frozen(clock.now() + timedelta(days=1)):
        tags.append(client.get("/ru/results/2018/")["ETag"])
    assert len(set(tags)) == len(tags)


def test_a_person_signed_in_gets_a_page_of_their_own(client: Client, published: Published) -> None:
    nobody = client.get("/ru/results/2018/")
    person = published.world.people["agriculture.first_head"]
    enter(client, person)
    own = client.get("/ru/results/2018/", headers={"if-none-match": nobody["ETag"]})
    assert own.status_code == 200
    assert not own.has_header("ETag")
    assert 'class="who"' in own.content.decode()
    assert 'class="who"' not in Client().get("/ru/results/2018/").content.decode()


@pytest.mark.parametrize(
    "address", ["results/002018/", "results/2018/?sort=xyz", "bodies/?a=1", "?sort=name"]
)
def test_addresses_of_which_there_are_endlessly_many_are_not_kept(client: Client, address: str) -> None:
    answer = client.get(f"/ru/{address}")
    assert answer.status_code == 200
    assert not answer.has_header("ETag")


def test_what_changes_while_a_page_is_made_keeps_it_from_being_kept(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = views._steps

    def and_then() -> Any:
        Body.objects.filter(slug="culture").update(order=77)
        return steps()

    monkeypatch.setattr(views, "_steps", and_then)
    answer = client.get("/ru/")
    assert (answer.status_code, answer.has_header("ETag")) == (200, False)


def test_nothing_is_kept_where_nothing_was_ever_told(client: Client) -> None:
    Edition.objects.all().delete()
    assert not client.get("/ru/").has_header("ETag")


def test_pages_are_made_where_the_cache_does_not_answer(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: Any, **_kwargs: Any) -> None:
        raise kept_pages.RedisError

    monkeypatch.setattr(kept_pages.cache, "get", away, raising=False)
    monkeypatch.setattr(kept_pages.cache, "set", away, raising=False)
    answers = [client.get("/ru/results/2018/") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content


@pytest.fixture
def demo_clock(demo_mode: None, published: Published) -> Iterator[None]:
    """Time is what the demo's clock says, not what the world of the tests does."""
    token = clock._frozen.set(None)
    yield
    clock._frozen.reset(token)


def test_in_the_demo_the_bar_is_the_readers_own(demo_clock: None, client: Client) -> None:
    """Its form carries the reader's token, which is good; its day and milestone are the clock's; one query in all."""
    clock.move_to(SEPTEMBER, allow_back=True)
    first = client.get("/ru/results/2018/")
    again, queries = asked(client, "results/2018/")
    assert (again.content, again["ETag"], queries) == (first.content, first["ETag"], 1)
    other = Client().get("/ru/results/2018/")
    assert other["ETag"] != first["ETag"]
    token = again.content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["csrftoken"] = client.cookies["csrftoken"].value
    for given, status in ((token, 302), (token[::-1], 403)):
        assert strict.post("/ru/demo/clock/move/", {"csrfmiddlewaretoken": given}).status_code == status
    clock.move_to(SEPTEMBER + timedelta(days=1))
    later = client.get("/ru/results/2018/", headers={"if-none-match": first["ETag"]})
    assert (later.status_code, later["ETag"] != first["ETag"]) == (200, True)
    unchanged, queries = asked(client, "results/2018/", if_none_match=later["ETag"])
    assert (unchanged.status_code, queries) == (304, 1)


def test_many_bodies_go_by_pages_each_kind_by_its_own(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order of the table and the other kind's page stay in the address; every row is on one page."""
    whole = elements(client.get("/ru/results/2018/?sort=name"), "table.results tbody th a")
    assert not elements(client.get("/ru/results/2018/"), "nav.pages")
    monkeypatch.setattr(paging, "ROWS", 1)
    monkeypatch.setattr(paging, "_FEW", 0)
    shown, address = [], "/ru/results/2018/?sort=name&local=9"
    while address:
        page = client.get(address)
        shown += [link["href"] for link in elements(page, "section[aria-labelledby=central] tbody th a")]
        following = elements(page, "section[aria-labelledby=central] nav.pages a[rel=next]")
        address = f"/ru/results/2018/{following[0]['href'].split('#')[0]}" if following else ""
        assert "sort=name" in address or not address
    local = [link["href"] for link in elements(page, "section[aria-labelledby=local] tbody th a")]
    assert sorted(shown + local) == sorted(link["href"] for link in whole)
    assert len(elements(client.get("/ru/bodies/?central=2"), "tbody tr")) == 2
