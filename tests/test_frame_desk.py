"""The frame: the desk's heading and cards, the menu, refusals as pages and as problem documents."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils.translation import override

from evaluation import clock
from evaluation.models import User
from evaluation.views import turns_title

NOW = datetime(2019, 2, 18, 5, 0, tzinfo=UTC)


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user("preparer-1", password="a long enough word")


@pytest.mark.parametrize(
    ("count", "language", "title"),
    [
        (2, "en", "Your turn: two matters"),
        (1, "en", "Your turn: one matter"),
        (12, "en", "Your turn: 12 matters"),
    ],
)
def test_heading_counts_in_words(count: int, language: str, title: str) -> None:
    with override(language):
        assert turns_title(count) == title


def test_desk_opens_for_a_person_signed_in(client: Client, person: User) -> None:
    client.force_login(person)
    with clock.frozen(NOW):
        page = client.get("/ru/desk/")
    assert page.status_code == 200
    assert "18" in page.content.decode()


def test_desk_sends_a_visitor_to_sign_in(client: Client, db: None) -> None:
    answer = client.get("/ru/desk/")
    assert answer.status_code == 302
    assert answer["Location"] == "/ru/accounts/login/?next=/ru/desk/"


def test_admin_has_no_sign_in_of_its_own(client: Client, person: User) -> None:
    client.force_login(person)
    answer = client.get("/ru/admin/")
    assert answer.status_code == 403
