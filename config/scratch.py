"""A database beside the portal's own, for what must start from nothing and leave nothing."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.test.utils import override_settings

from config.database_roles import as_owner

_MARK = "_scratch_"


@contextmanager
def scratch_database() -> Iterator[None]:
    """Inside, the default connection is an empty migrated database, and documents go to a directory of their own.

    Both are gone afterwards; what a killed process left is dropped by the next one. The database role needs
    CREATEDB. Not for use while other threads of this process work.
    """
    own = str(connection.settings_dict["NAME"])
    name = f"{own}{_MARK}{os.getpid()}"
    connection.close()
    _drop_abandoned(own)
    _execute(f'CREATE DATABASE "{name}"')
    try:
        connection.settings_dict["NAME"] = name
        with (
            tempfile.TemporaryDirectory(prefix="sarap-scratch-") as media,
            override_settings(MEDIA_ROOT=media),
        ):
            # Content types have other numbers here than outside, and Django remembers them.
            ContentType.objects.clear_cache()
            call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
            yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own
        ContentType.objects.clear_cache()
        _execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _execute(statement: str) -> None:
    with as_owner(), connection._nodb_cursor() as cursor:
        cursor.execute(statement)


def _drop_abandoned(own: str) -> None:
    """Drop the scratch databases of processes of this machine that live no more."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [own + _MARK])
        names = [name for (name,) in cursor.fetchall()]
    for name in names:
        process = name.removeprefix(own + _MARK)
        if process.isdigit() and not Path(f"/proc/{process}").exists():
            _execute(f'DROP DATABASE IF EXISTS "{name}"')
