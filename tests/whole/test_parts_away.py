"""When parts of the portal are away: the database, Redis, room on the disk, a worker; and what is too large to take."""

from __future__ import annotations

import json
import logging
import os
import socket
from typing import Any

import psycopg2.errorcodes
import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client, override_settings
from django.urls import reverse

from config.cache import redis_answers
from config.failures import kind_of
from config.request_time import RequestTooLong
from evaluation.tasks import send_password_links
from tests.worlds.elements import elements, texts
from tests.worlds.world import World

pytestmark = pytest.mark.django_db

AWAY = {"kk": "Порталдың дерекқоры", "ru": "База данных портала", "en": "The portal's database"}


@pytest.fixture
def reader() -> Client:
    """Somebody who has a session, and is shown the page of a failure instead of the exception."""
    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    return client


@pytest.fixture
def database_away(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Every query meets a server that is not there."""

    def silent(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("could not connect to server: host=secret-address")

    caplog.set_level(logging.CRITICAL, "django.request")
    monkeypatch.setattr(BaseDatabaseWrapper, "cursor", silent)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_page_without_the_database_says_so_and_asks_again(
    language: str, reader: Client, database_away: None
) -> None:
    answer = reader.get(f"/{language}/results/2018/")
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "10", "no-store")
    assert texts(answer, "p.lead")[0].startswith(AWAY[language])
    assert b"secret-address" not in answer.content
    assert elements(answer, "meta[http-equiv=refresh]")[0]["content"] == "10"
    assert elements(answer, "main a")[0]["href"] == f"/{language}/results/2018/"


def test_what_was_typed_stands_on_the_page_to_be_sent_again(reader: Client, database_away: None) -> None:
    answer = reader.post(
        "/ru/desk/reports/1/sign/?from=2", {"a": ['<b>"', "two"], "csrfmiddlewaretoken": "t"}
    )
    assert answer.status_code == 503
    form = elements(answer, "form")[0]
    assert (form["action"], form["method"]) == ("/ru/desk/reports/1/sign/?from=2", "post")
    assert [(field["name"], field["value"]) for field in elements(answer, "input")] == [
        ("a", '<b>"'),
        ("a", "two"),
        ("csrfmiddlewaretoken", "t"),
    ]
    assert not elements(answer, "meta[http-equiv=refresh]")


def test_a_form_of_somebody_elses_page_is_not_made_ours(reader: Client, database_away: None) -> None:
    answer = reader.post(
        "/ru/desk/reports/1/sign/", {"a": "1"}, headers={"Origin": "https://elsewhere.example"}
    )
    assert (answer.status_code, elements(answer, "input")) == (503, [])


def test_a_password_is_not_written_into_the_page(reader: Client, database_away: None) -> None:
    answer = reader.post(reverse("account_login"), {"login": "somebody", "password": "a secret of theirs"})
    assert (answer.status_code, elements(answer, "input")) == (503, [])
    assert b"a secret of theirs" not in answer.content


def test_parts_of_pages_and_programs_get_their_own_kind_of_answer(
    reader: Client, database_away: None
) -> None:
    part = reader.post("/ru/desk/reports/1/sign/", {"a": "1"}, headers={"HX-Request": "true"})
    assert (part.status_code, part["Content-Type"]) == (503, "text/plain; charset=utf-8")
    assert part["HX-Reswap"] == "none"
    program = reader.get("/ru/results/2018/", headers={"Accept": "application/json"})
    assert (program.status_code, program["Content-Type"]) == (503, "application/problem+json")
    assert json.loads(program.content)["code"] == "away"
    health = reader.get("/healthz")
    assert (health.status_code, health["Retry-After"]) == (503, "10")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (psycopg2.errorcodes.QUERY_CANCELED, "long"),
        (psycopg2.errorcodes.DEADLOCK_DETECTED, "crossed"),
        (psycopg2.errorcodes.DISK_FULL, "full"),
        (psycopg2.errorcodes.ADMIN_SHUTDOWN, "away"),
        (psycopg2.errorcodes.TOO_MANY_CONNECTIONS, "away"),
    ],
)
def test_what_the_database_says_is_told_apart(code: str, kind: str) -> None:
    """The code of a real error cannot be set, so another with the same attribute stands for it."""
    error = OperationalError("said by the server")
    error.__cause__ = type("Said", (Exception,), {"pgcode": code})()
    assert kind_of(error) == kind


def test_other_failures_are_not_excused() -> None:
    assert kind_of(InterfaceError("connection already closed")) == "away"
    assert kind_of(RequestTooLong()) == "long"
    assert kind_of(ValueError()) == ""


def test_without_redis_each_process_remembers_for_itself() -> None:
    away = settings.CACHES["default"] | {"LOCATION": "unix:///nowhere.sock"}
    with override_settings(CACHES={"default": away}):
        assert cache.add("away", 1, 60) is True
        assert cache.add("away", 1, 60) is False
        assert (cache.incr("away"), cache.get("away")) == (2, 2)
        cache.set_many({"a": 1, "b": 2})
        assert cache.get_many(["a", "b", "c"]) == {"a": 1, "b": 2}
        assert cache.get_or_set("d", 4) == 4
        assert not redis_answers()
        cache.clear()
    assert cache.get("away") is None


def test_sign_in_reset_and_verify_work_without_redis(world: World, client: Client) -> None:
    person = world.person("commission.auditor")
    person.set_password("a password of twelve")
    person.save()
    away = settings.CACHES["default"] | {"LOCATION": "unix:///nowhere.sock"}
    with override_settings(CACHES={"default": away}):
        reset = client.post(reverse("account_reset_password"), {"email": "nobody@example.kz"})
        assert reset.status_code == 302
        assert client.post("/ru/verify/", {"checksum": "a" * 64}).status_code == 200
        found = client.post(
            reverse("account_login"), {"login": person.username, "password": "a password of twelve"}
        )
        assert found.status_code == 302


def test_a_reset_asked_while_the_broker_is_away_is_sent_when_it_is_back(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def away(*_args: object) -> None:
        raise OSError("the broker is away")

    person = world.person("commission.auditor")
    monkeypatch.setattr(send_password_links, "delay", away)
    with django_capture_on_commit_callbacks(execute=True) as woken:
        asked = client.post(reverse("account_reset_password"), {"email": person.email})
    assert (asked.status_code, len(woken), mail.outbox) == (302, 1, [])
    assert send_password_links() == 1  # beat's next minute
    assert [message.to for message in mail.outbox] == [[person.email]]


@pytest.mark.django_db(transaction=True)
def test_the_portal_recovers_by_itself_when_the_database_is_back(transactional_db: None) -> None:
    """A connection that was cut is taken for what it is, and the next request has another."""
    client = Client(raise_request_exception=False)
    assert client.get("/healthz").status_code == 200
    with socket.socket(fileno=os.dup(connection.connection.fileno())) as wire:
        wire.shutdown(socket.SHUT_RDWR)
    away = client.get("/healthz")
    assert (away.status_code, away["Retry-After"]) == (503, "10")
    close_old_connections()  # as every request begins, but for those of a test's client
    assert client.get("/healthz").status_code == 200
    assert client.get("/ru/").status_code == 200


# --- Too large -----------------------------------------------------------------------------------------------


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request whose body nobody may touch."""

    def touched(*args: Any) -> None:
        raise AssertionError("the body was read")

    monkeypatch.setattr(WSGIRequest, "_load_post_and_files", touched)


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/ru/accounts/login/", (64 << 10) + 1, 413),
        ("/ru/desk/reports/1/", (64 << 10) + 1, 413),
        ("/ru/nowhere/", 200 << 20, 413),
        ("/i18n/setlang/", 200 << 20, 413),
        ("/ru/verify/", 200 << 20, 413),
    ],
)
def test_nobody_sends_what_no_page_asks_for(
    client: Client, unread: None, path: str, size: int, status: int
) -> None:
    answer = client.post(
        path, b"", content_type="multipart/form-data; boundary=x", headers={"Content-Length": size}
    )
    assert answer.status_code == status


def test_the_pages_that_ask_for_a_file_take_one(client: Client) -> None:
    file = SimpleUploadedFile("a.pdf", b"%PDF" + b"0" * (1 << 20), "application/pdf")
    assert client.post("/ru/verify/", {"file": file}).status_code == 200


def test_somebody_signed_in_sends_more_but_not_anything(world: World, client: Client, unread: None) -> None:
    client.force_login(world.person("commission.auditor"))
    large = {"Content-Length": settings.REQUEST_MAX_BYTES + 1}
    answer = client.post("/ru/desk/", b"", content_type="application/octet-stream", headers=large)
    assert (answer.status_code, texts(answer, "h1") != []) == (413, True)
