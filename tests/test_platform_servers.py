"""The embedded servers: what a test run, the demo and a management command share and leave behind."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection


@pytest.mark.django_db
def test_the_database_has_what_the_portal_needs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower('ҚАЗАҚ ӘЛІПБИІ'), upper('ғ')")
        assert cursor.fetchone() == ("қазақ әліпбиі", "Ғ")
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,), "tests must not pass thanks to rights that production lacks"


def test_the_cache_answers() -> None:
    cache.set("platform", "✓", 10)
    assert cache.get("platform") == "✓"
