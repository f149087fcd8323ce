"""Pages as a client gets them."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def page(client: Client, address: str, status: int = 200) -> str:
    """The page's whole text, after its status."""
    answer = client.get(address)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def queries(call: Callable[[], object]) -> int:
    """How many queries the call costs."""
    with CaptureQueriesContext(connection) as caught:
        call()
    return len(caught)
