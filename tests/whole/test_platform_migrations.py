"""The migrations themselves, from nothing to now: tables, constraints, triggers, as production gets them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from config.floors import FLOORS
from tests.worlds.roles import owners_role

pytestmark = pytest.mark.slow

_OURS = f"n.nspname = 'public' AND c.relname ~ '^({'|'.join(FLOORS)})_'"
#: What a schema is made of, each as PostgreSQL itself says it. Without names that say only when a thing was made.
CATALOGUE = {
    "columns": "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity::text,"
    " a.attgenerated::text, pg_get_expr(d.adbin, d.adrelid), a.attcollation::regcollation::text"
    " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
    " LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum"
    " WHERE c.relkind IN ('r', 'v') AND a.attnum > 0 AND NOT a.attisdropped AND {ours}",
    "constraints": "SELECT c.relname, o.contype::text, pg_get_constraintdef(o.oid), o.convalidated"
    " FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE o.contype <> 'n' AND {ours}",
    "indexes": "SELECT c.relname, replace(pg_get_indexdef(i.indexrelid), k.relname, '…'), i.indisvalid"
    " FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class k ON k.oid = i.indexrelid"
    " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {ours}",
    "triggers": "SELECT pg_get_triggerdef(t.oid), t.tgenabled::text FROM pg_trigger t WHERE NOT t.tgisinternal"
    " AND t.tgname NOT LIKE '%never_emptied%'",
    "functions": "SELECT pg_get_functiondef(f.oid) FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace"
    " WHERE n.nspname = 'public' AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = f.oid AND d.deptype = 'e')"
    " AND f.proname <> '_pgtrigger_should_ignore'",
}


@pytest.mark.django_db
def test_schema_of_tests_has_the_triggers() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'pgtrigger_append_only%'")
        assert cursor.fetchone() == (1,)


@pytest.fixture
def empty_database() -> Iterator[str]:
    """The name of a new database beside that of the tests; it goes with the test."""
    name = f"{settings.DATABASES['default']['NAME']}_migrated"
    with owners_role(), connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield name
    with owners_role(), connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.mark.django_db(transaction=True)
def test_migrations_build_an_empty_database(empty_database: str) -> None:
    """All migrations run on a new database, and make what the tests make of the models at once: to the last trigger.

    The command ends with every guard that is not as the models declare it (`evaluation/database_guards.py`).
    """
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{empty_database}").geturl()
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    unlike = {}
    address = {**connection.get_connection_params(), "dbname": empty_database}
    with psycopg2.connect(**address) as migrated, migrated.cursor() as there, connection.cursor() as here:
        for part, asked in CATALOGUE.items():
            question = asked.replace("{ours}", _OURS)
            here.execute(question)
            there.execute(question)
            of_models, of_migrations = set(here.fetchall()), set(there.fetchall())
            assert of_models, part
            unlike[part] = (of_models - of_migrations, of_migrations - of_models)
    migrated.close()
    assert unlike == {part: (set(), set()) for part in CATALOGUE}, (
        "no migration makes it, the models do not have it"
    )
