"""What no browser sends, at every address: a sentence or a refusal, never an error of the portal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import got_request_exception
from django.test import Client
from django.utils.translation import override

from tests.whole.test_access_matrix import addresses
from tests.whole.test_storable import filled
from tests.worlds.world import World

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

HUGE = "9" * 30
#: Each address is asked with some of them, in turn: names that pages read, with values that they do not expect.
QUERIES = [
    f"page={HUGE}&p={HUGE}&o={HUGE}.-{HUGE}", "page=-1&year=%D9%A3&at=9999-12-31T23:59:59%2B23:59", f"year={HUGE}&body={HUGE}",
    "q=%ED%A0%80&%ED%B0%80=1", "q=%FF%FE&year=2018%FF", f"e=1&year__exact=x&id__exact={HUGE}&_to_field=zzz&_popup=1",
    "next=http://[bad&next=%5C%5Cx", f"document={HUGE}&point={HUGE}&place=v%3Ax&check", f"version={HUGE}&to=1e999&day=2018-99-99",
    f"actor={HUGE}&user=x&from=0000-00-00&until=99999-01-01&kind=%27", "[]=1&a[b]=2&sort=__class__&language=zz&format=zz",
]  # fmt: skip
HEADERS: list[dict[str, str]] = [
    {"HTTP_RANGE": f"bytes=5-2,-,{HUGE}-"}, {"HTTP_IF_MODIFIED_SINCE": "Thu, 99 Foo 99999 99:99:99 GMT"},
    {"HTTP_IF_NONE_MATCH": 'W/"\xff,"'}, {"HTTP_ACCEPT": "*/*;q=x, text/;q=, ;;;"}, {"HTTP_HOST": "[::1"},
    {"HTTP_ACCEPT_LANGUAGE": "x" * 600 + ";q=\xd0"}, {"HTTP_HOST": f"a..b:{HUGE}"}, {"HTTP_X_FORWARDED_PROTO": "javascript"},
    {"HTTP_X_FORWARDED_FOR": "x,\xff,1.1.1.1.1"}, {"HTTP_COOKIE": "sessionid=" + "x" * 5000}, {"HTTP_ORIGIN": "http://[bad"},
    {"HTTP_COOKIE": "messages=W10:xx; csrftoken=\xff; django_language=../../x; =;;"}, {"HTTP_REFERER": "http://[bad/"},
    {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://[bad"}, {"HTTP_SARAP_PERSON": "x"},
    {"HTTP_AUTHORIZATION": "Bearer \xff"}, {"HTTP_CONTENT_ENCODING": "gzip"},
]  # fmt: skip
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=b"


def part(head: str, body: bytes = b"x", end: bytes = b"--b--\r\n") -> bytes:
    said = f"--b\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode("latin-1")
    return said + body + b"\r\n" + end


BODIES: list[tuple[str, bytes]] = [
    ("application/json", b"[" * 100_000), ("application/json", b"NaN"), ("application/json", b"1" * 5000),
    ("application/json", b"\xff"), ("application/json", b""), (f"{FORM}; charset=nonsense", b"a=b"),
    (f"{FORM}; charset=utf-16", b"a=b"), (f"{FORM}; charset=idna", b"a=%FF"), (FORM, b"a=%ED%A0%80&%FF=1"),
    (FORM, b"&".join(b"f%d=1" % number for number in range(21_000))), ("multipart/form-data", b"x"),
    ("multipart/form-data; boundary=" + "x" * 300, b"x"), (PARTS, part('name="a"', end=b"")),
    (PARTS, part('name="file"; filename="\xff\xfe.txt"')), (PARTS, part("name=\"file\"; filename*=utf-8\'\'%ED%A0%80%00.txt")),
    (PARTS, part("name=\"file\"; filename*=nonsense\'\'a.txt")), (PARTS, part(f'name="revision"\r\nX: {"a" * 9000}')),
    (PARTS, part('name="file"; filename="a.txt"\r\nContent-Transfer-Encoding: base64', b"!!!")),
    (PARTS, part('name="file"; filename="a.txt"\r\nContent-Type: text/plain; charset=\xff\r\nContent-Length: zzz')),
    (PARTS, part('name="f"; filename="a"', end=b"") * 2_100 + b"--b--\r\n"), (PARTS, b"\x1f\x8b\x08" + b"\0" * 900),
]  # fmt: skip
#: Names that forms read, with what they do not expect.
TYPED: dict[str, Any] = {
    **dict.fromkeys(("revision", "body", "year", "cycle", "document", "documents", "authority", "kind", "page"), HUGE),
    "file": "no file", "rows": "x", "value": "a|b|c|d|e", "claimed": "1e999999", "checksum": "\u0660" * 64, "login": "\u0660",
    "password": "x", "next": "http://[bad", "action": "delete_selected", "_selected_action": [HUGE], "language": "zz",
    "until": "99999-01-01", "order_date": "0001-01-01", "order_number": "x" * 5000, "retrieved_on": "0001-01-01",
    "source": "x" * 100_000, "form-TOTAL_FORMS": HUGE, "form-INITIAL_FORMS": "-1", "row-TOTAL_FORMS": HUGE, "reason": "x",
    "row-INITIAL_FORMS": "0", "credential": '{"a":1}', "code": "\u0660" * 6, "email": "a@\ud7ff.kz", "then": "x",
}  # fmt: skip
WHO = (
    "agriculture.preparer",
    "civil-service.evaluator",
    "commission.working_body",
    "economy.administrator",
    "",
)


@pytest.fixture
def errors() -> Iterator[list[str]]:
    """What the portal failed at."""
    found: list[str] = []

    def failed(sender: Any, request: Any, **_rest: Any) -> None:
        found.append(f"{request.method} {request.get_full_path()[:200]} {request.content_type}")

    got_request_exception.connect(failed)
    yield found
    got_request_exception.disconnect(failed)


def test_no_address_fails_at_what_no_browser_sends(world: World, errors: list[str]) -> None:
    """Every address in turn by another person, with another few of what stands above: all of it, over all addresses."""
    with override("ru"):
        named = sorted({name for name, _view in addresses() if name and not name.endswith(":")})
        known = [address for name in named if (address := filled(name)) and "logout" not in name]
    clients = {who: Client(raise_request_exception=False) for who in WHO}
    for who, client in clients.items():
        if who:
            world.sign_in(client, who)
    for place, address in enumerate(known):
        client = clients[WHO[place % len(WHO)]]
        headers: dict[str, Any] = HEADERS[place % len(HEADERS)]
        client.get(f"{address}?{QUERIES[place % len(QUERIES)]}", **headers)
        if place % 3:
            kind, body = BODIES[place % len(BODIES)]
            client.generic("POST", address, body, content_type=kind)
        else:
            client.post(address, TYPED)
        huge = re.sub("/1/", f"/{HUGE}/", address)
        if huge != address:
            client.get(huge)
    assert errors == []


def test_what_is_no_address_is_not_followed(client: Client) -> None:
    for address in ("http://[bad", "//[", "https://evil.example/", "\\\\evil.example"):
        assert client.get("/ru/accounts/login/", {"next": address}).status_code == 200
        sent = client.post("/ru/accounts/password/reset/", {"next": address, "email": "a@b.kz"})
        assert sent.status_code == 302
        assert "evil" not in sent["Location"]
