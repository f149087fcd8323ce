"""A scratch database is empty, apart, and gone afterwards, with its documents, whatever happens inside."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from config.scratch import scratch_database

pytestmark = pytest.mark.slow


def databases() -> set[str]:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE '%%\\_scratch\\_%%'")
        return {name for (name,) in cursor.fetchall()}


class Interrupted(Exception):
    pass


@pytest.mark.django_db(transaction=True)
def test_scratch_is_apart_and_gone_afterwards(django_user_model: type) -> None:
    own, media = connection.settings_dict["NAME"], settings.MEDIA_ROOT
    inside = None
    try:
        with scratch_database():
            inside = Path(settings.MEDIA_ROOT)
            assert connection.settings_dict["NAME"] != own
            assert inside.is_dir()
            assert inside != media
            assert django_user_model.objects.count() == 0
            assert len(databases()) == 1
            raise Interrupted
    except Interrupted:
        pass
    assert inside is not None
    assert not inside.exists()
    assert databases() == set()
    assert connection.settings_dict["NAME"] == own
    assert str(settings.MEDIA_ROOT) == str(media)
    assert django_user_model.objects.count() >= 0, "the portal's own database answers again"


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_process_left_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    own = connection.settings_dict["NAME"]
    dead = 2**22 + 1  # above the largest number a process can have
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{own}_scratch_{dead}"')
    with scratch_database():
        assert not any(name.endswith(str(dead)) for name in databases())
