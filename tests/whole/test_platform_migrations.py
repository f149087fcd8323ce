"""The migrations themselves, from nothing to now: tables, constraints, triggers, as production gets them."""

from __future__ import annotations

import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from tests.worlds.roles import owners_role

pytestmark = pytest.mark.slow


@pytest.mark.django_db
def test_schema_of_tests_has_the_triggers() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'pgtrigger_append_only%'")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
def test_migrations_build_an_empty_database() -> None:
    """All migrations run on a new database, and leave nothing that the models lack or have too much."""
    name = f"{settings.DATABASES['default']['NAME']}_migrated"
    with owners_role(), connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    environment = {**os.environ, "DATABASE_URL": url}
    try:
        done = subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        # Every guard as the models declare it: what is installed is compared, not what the migrations say.
        checked = subprocess.run(
            [sys.executable, "manage.py", "check", "--database", "default"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert checked.returncode == 0, checked.stderr
    finally:
        with owners_role(), connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
