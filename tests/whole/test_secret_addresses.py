"""Addresses that are keys (a calendar's, a password's) are in no log: not the portal's, the server's or the proxy's."""

from __future__ import annotations

import logging
import runpy
from datetime import timedelta
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from config import environment as env
from config.secret_addresses import BEFORE, HIDDEN, LineFormatter, hidden

KEY = "s3cr3t-KEY_0"
ADDRESSES = (
    f"/feeds/{KEY}.ics",
    f"/ru/accounts/password/reset/key/{KEY}/",
    f"https://h/feeds/{KEY}.ics?a=1#b",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_portals_own_log(address: str) -> None:
    record = logging.LogRecord("django.request", 30, "", 0, "Not Found: %s", (address,), None)
    line = LineFormatter("{levelname} {message}", style="{").format(record)
    assert KEY not in line
    assert HIDDEN in line


def test_other_addresses_stay_readable() -> None:
    for address in ("/ru/desk/feed/", "/ru/accounts/password/reset/", "/feeds/"):
        assert hidden(address) == address


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_servers_log(address: str) -> None:
    given = runpy.run_path(str(env.ROOT / "deploy/gunicorn.conf.py"))
    config = Config()
    config.set("logger_class", given["logger_class"])
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": address,
        "PATH_INFO": address,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": address,
    }
    told = given["logger_class"](config).atoms(
        SimpleNamespace(status="200 OK", headers=[("Location", address)]),
        SimpleNamespace(headers=[("REFERER", address)]),
        environ,
        timedelta(seconds=1),
    )
    assert KEY not in config.access_log_format % {**dict.fromkeys("hlurtsbfa", "-"), **told}
    assert KEY not in str(told)


def test_the_proxys_log() -> None:
    """Both its logs, of requests and of what goes wrong, say the same as the portal."""
    text = (env.ROOT / "deploy/Caddyfile").read_text(encoding="utf-8")
    assert text.count(f'regexp "({"|".join(BEFORE)})[^/?#]+" "${{1}}{HIDDEN}"') == 2
    assert text.count("log {") == text.count("\timport without_keys\n") == 2
