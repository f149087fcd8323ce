"""A portal in one function, for trying the web server's bounds: it reads what is sent, or works without end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from tests.worlds.foreign_readers import sleep


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """`/endless` works until it is told to stop, `/big` answers 24 megabytes, `/file` has a file read that never ends; every other address answers how
    many bytes came."""
    if environ["PATH_INFO"] == "/endless":
        try:
            while True:
                time.sleep(0.01)
        except Exception as error:
            answer = type(error).__name__.encode()
    elif environ["PATH_INFO"] == "/big":
        answer = b"a" * (24 << 20)
    elif environ["PATH_INFO"] == "/file":
        try:
            answer = sleep(60).encode()
        except Exception as error:
            answer = type(error).__name__.encode()
    else:
        answer = str(len(environ["wsgi.input"].read())).encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(answer)))])
    return [answer]
