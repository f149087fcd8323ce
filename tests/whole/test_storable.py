"""Signs that no text can hold are refused at one gate, whatever door they come through; nothing ends in an error."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django import forms
from django.db import DataError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, get_resolver, reverse
from django.urls.converters import get_converters
from django.utils.translation import override

from evaluation import clock
from evaluation.models import Body
from evaluation.storable import UNSTORABLE, StorableMiddleware
from tests.whole.test_access_matrix import addresses
from tests.worlds.world import NOW, World

SIGNS = ["\0", "\x01", "\x07", "\x0b", "\x1f", "\x7f", "\ufffe", "\uffff"]
KEPT = "Қазақша, по-русски: «ё» – “x” \t\r\n \u00a0\u00ad\u200b😀"
#: A value that each converter of the addresses takes.
SAMPLES = {"int": 1, "str": "a", "slug": "a", "path": "a", "uuid": "00000000-0000-0000-0000-000000000000"}


def filled(name: str) -> str:
    """An address of this name, with values that stand for nothing; empty where it has a form of its own."""
    found = get_resolver()
    space, _colon, plain = name.rpartition(":")
    for one in filter(None, space.split(":")):
        found = found.namespace_dict[one][1]
    kinds = {type(converter): SAMPLES.get(kind, 1) for kind, converter in get_converters().items()}
    for _pattern, _text, _defaults, converters in found.reverse_dict.getlist(plain):
        try:
            return reverse(name, kwargs={key: kinds.get(type(one), 1) for key, one in converters.items()})
        except NoReverseMatch:
            continue
    return ""


@pytest.mark.django_db
def test_every_address_refuses_them_in_query_and_form(client: Client) -> None:
    wrong, seen = [], 0
    with override("ru"):
        for name, view in sorted(addresses(), key=lambda one: str(one[0])):
            address = filled(name) if name and not name.endswith(":") else ""
            if not address:
                continue
            seen += 1
            got = client.get(address + "?a=%07", follow=True, HTTP_ACCEPT="application/json").status_code
            sent = client.post(
                address, {"a": "за стратегией\x07"}, HTTP_ACCEPT="application/json"
            ).status_code
            expected = {302, 403, 404, 405} if name.startswith("admin:") else {422}
            if got != 404 or sent not in expected:
                wrong.append(f"{name} ({view}): {got}, {sent}")
    assert wrong == []
    assert seen > 200


@pytest.mark.django_db
@pytest.mark.parametrize("sign", SIGNS)
def test_the_refusal_names_the_sign_and_where_it_stands(client: Client, sign: str) -> None:
    with override("en"):
        answer = client.post(reverse("account_login"), {"login": f"somebody{sign}else", "password": "x"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f"U+{ord(sign):04X}" in page
    assert "somebody" in page
    assert sign not in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("door", "status"),
    [
        ({"QUERY_STRING": "q=%00"}, 404),
        ({"QUERY_STRING": "q=\x01"}, 404),
        ({"QUERY_STRING": "%01"}, 404),
        ({"PATH_INFO": "/ru/results/\x00/"}, 404),
        ({"PATH_INFO": "/\x7f"}, 404),
        ({"HTTP_COOKIE": "sessionid=abcdefgh\x00ijkl"}, 400),
        ({"HTTP_COOKIE": "django_language=\x00"}, 400),
        ({"HTTP_USER_AGENT": "\x00"}, 400),
        ({"HTTP_ACCEPT_LANGUAGE": "ru\x01"}, 400),
        ({"HTTP_REFERER": "http://testserver/\x00"}, 400),
        ({"HTTP_X_FORWARDED_FOR": "1.1.1.1\x00"}, 400),
    ],
)
def test_addresses_and_headers_are_looked_at_before_anything_reads_them(
    client: Client, door: dict[str, str], status: int
) -> None:
    answer = client.get("/ru/results/", **door)  # type: ignore[arg-type]
    assert answer.status_code == status
    assert "U+00" in answer.content.decode()


@pytest.mark.django_db
def test_names_of_fields_and_texts_in_json_are_looked_at(client: Client) -> None:
    with override("ru"):
        address = reverse("account_login")
    half = json.dumps({"a": [{"b": "x\ud800"}]})
    plain: list[dict[str, Any]] = [
        {"data": {"na\0me": "x"}},
        {"data": {"credential": half}},
        {"data": half, "content_type": "application/json"},
        {"data": '{"a\\u0000": 1}', "content_type": "application/problem+json"},
    ]
    assert [client.post(address, **one).status_code for one in plain] == [422] * 4


def test_what_texts_hold_is_let_through() -> None:
    assert not UNSTORABLE.search(KEPT)


def test_a_field_of_a_form_says_it_itself() -> None:
    class Typed(forms.Form):
        text = forms.CharField()

    assert Typed({"text": KEPT}).is_valid()
    for sign in SIGNS:
        form = Typed({"text": f"a{sign}b"})
        assert not form.is_valid()
        assert f"U+{ord(sign):04X}" in str(form.errors["text"])


@pytest.mark.django_db
def test_the_administration_says_it_at_the_field(world: World, client: Client) -> None:
    world.sign_in(client, "economy.administrator")
    address = reverse("admin:evaluation_body_add")
    with clock.frozen(NOW):
        answer = client.post(address, {"name_ru": "Министер\x0bство"})
    assert "U+000B" in str(answer.context["adminform"].form.errors["name_ru"])


@pytest.mark.django_db
@pytest.mark.parametrize("sign", ["\0", "\ud800"])
def test_what_only_the_database_refuses_is_a_sentence_too(rf: RequestFactory, sign: str) -> None:
    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    request = rf.post("/")
    request.resolver_match = None
    with pytest.raises((ValueError, DataError)) as caught:
        Body.objects.filter(slug=sign).exists()
    refused = StorableMiddleware(answer).process_exception(request, caught.value)
    assert refused is not None
    assert refused.status_code == 422


@pytest.mark.django_db
def test_a_sign_inside_json_of_the_database_is_a_sentence_too(rf: RequestFactory) -> None:
    request = rf.post("/")
    request.resolver_match = None
    with pytest.raises(DataError) as caught, connection.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb ->> 'a'", ['{"a": "\\u0000"}'])
    refused = StorableMiddleware(lambda _request: HttpResponse()).process_exception(request, caught.value)
    assert refused is not None
    assert refused.status_code == 422
