"""What the portal's own role tries at the database, whoever holds its connection: each way of docs/security.md refused.

The role signs in by itself here, as the portal does, on a connection of its own: what it may is asked before any row is.
"""

from __future__ import annotations

# ruff: noqa: S608 - statements are what this file is about
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pgtrigger
import psycopg2
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from blocks.models import Mark, PartialConclusion
from commission.models import Publication, PublicationItem
from evaluation.models import JournalEntry
from tests.worlds.published import Published, published
from tests.worlds.roles import owners_role

__all__ = ["published"]  # a fixture

ROOT = Path(__file__).resolve().parents[2]
FUNCTION = {one.name: one.get_pgid(model) for model, one in pgtrigger.registered() if model is JournalEntry}
APPEND_ONLY, SEALED = FUNCTION["append_only"], FUNCTION["is_sealed"]
ENTRY, SEAL, SALT = "evaluation_journalentry", "evaluation_journalseal", "evaluation_journalsalt"
COLUMNS = (
    "at, act, clause, object_type, object_id, before, after, object_name, subject_name, actor_name, details"
)
VALUES = "now(), 'a', '', 'b', 1, '', '', '', '', '', '{}'"

#: The way, as the table of docs/security.md names it → statements, each tried alone.
ATTACKS = {
    "session variables": [
        "SET session_replication_role = replica",
        f"SELECT set_config('pgtrigger.ignore', '{{{APPEND_ONLY}}}', false); UPDATE {ENTRY} SET act = 'x'",
        "ALTER ROLE sarap_portal SET session_replication_role = replica",
    ],
    "another role": [
        "SET ROLE sarap",
        "SET SESSION AUTHORIZATION sarap",
        "GRANT sarap TO sarap_portal",
        "ALTER ROLE sarap_portal SUPERUSER",
        "ALTER ROLE sarap_portal CREATEROLE",
        "ALTER ROLE sarap PASSWORD 'x'",
        "CREATE ROLE mine SUPERUSER",
        f"GRANT UPDATE ON {SEAL} TO sarap_portal; UPDATE {SEAL} SET digest = ''",
        f"ALTER TABLE {ENTRY} OWNER TO sarap_portal",
        "REASSIGN OWNED BY sarap TO sarap_portal",
    ],
    "guards taken down": [
        f"ALTER TABLE {ENTRY} DISABLE TRIGGER USER",
        f"ALTER TABLE {ENTRY} DISABLE TRIGGER ALL",
        f"ALTER TABLE {ENTRY} ENABLE REPLICA TRIGGER {APPEND_ONLY}",
        f"DROP TRIGGER {APPEND_ONLY} ON {ENTRY}",
        f"ALTER TRIGGER {APPEND_ONLY} ON {ENTRY} RENAME TO other",
        f"CREATE OR REPLACE FUNCTION public.{APPEND_ONLY}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        f"ALTER FUNCTION {APPEND_ONLY}() SET search_path = pg_temp",
        f"DROP FUNCTION {SEALED}() CASCADE",
        "CREATE EVENT TRIGGER mine ON ddl_command_end EXECUTE FUNCTION pg_event_trigger_ddl_commands()",
        "DROP SCHEMA public CASCADE",
    ],
    "tables changed": [
        f"DROP TABLE {SEAL}",
        f"ALTER TABLE {SEAL} DROP COLUMN digest",
        f"ALTER TABLE {SEAL} DROP CONSTRAINT {SEAL}_pkey",
        f"ALTER TABLE {ENTRY} RENAME TO other",
        f"ALTER TABLE {ENTRY} ENABLE ROW LEVEL SECURITY",
        f"CREATE RULE mine AS ON INSERT TO {ENTRY} DO INSTEAD NOTHING",
        f"CREATE TRIGGER mine BEFORE INSERT ON {ENTRY} FOR EACH ROW EXECUTE FUNCTION {APPEND_ONLY}()",
        f"CREATE INDEX mine ON {ENTRY} (act)",
    ],
    "rows of the journal": [
        f"UPDATE {ENTRY} SET act = 'x'",
        f"DELETE FROM {ENTRY}",
        f"TRUNCATE {ENTRY} CASCADE",
        f"WITH gone AS (DELETE FROM {ENTRY} RETURNING id) SELECT count(*) FROM gone",
        f"INSERT INTO {ENTRY} (id, {COLUMNS}) VALUES (1, {VALUES}) ON CONFLICT (id) DO UPDATE SET act = 'x'",
        f"MERGE INTO {ENTRY} e USING (SELECT 1 AS id) o ON e.id = o.id WHEN MATCHED THEN UPDATE SET act = 'x'",
        f"MERGE INTO {ENTRY} e USING (SELECT 1 AS id) o ON e.id = o.id WHEN MATCHED THEN DELETE",
        f"INSERT INTO {SALT} (entry_id, person, words, keys) VALUES (1, '', '', '')",
        f"INSERT INTO {SEAL} (entry_id, position, previous, digest) VALUES (1, 0, '', '')",
        f"UPDATE {SALT} SET words = ''",
        f"SELECT {SEALED}()",
        f"SELECT setval('{ENTRY}_id_seq', 1, false)",
        f"INSERT INTO {ENTRY} ({COLUMNS}) VALUES ({VALUES.replace('now()', 'now() + interval $$2 days$$')})",
        "INSERT INTO evaluation_journalcheckpoint (at, size, root, note) VALUES (now(), 1000000, '', '')",
    ],
    "history": [
        "INSERT INTO blocks_markevent SELECT * FROM blocks_markevent",
        "UPDATE blocks_markevent SET pgh_label = 'x'",
        "DELETE FROM pghistory_context",
    ],
    "copying in and out": [
        f"COPY {SEAL} FROM STDIN",
        f"COPY {SEAL} FROM '/etc/passwd'",
        f"COPY {ENTRY} TO '/tmp/journal'",
        f"COPY {ENTRY} FROM PROGRAM 'id'",
        "SELECT lo_import('/etc/passwd')",
        "SELECT lo_export(1, '/tmp/journal')",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_ls_dir('/')",
    ],
    "names put before ours": [
        "CREATE FUNCTION public.sha256(text) RETURNS bytea LANGUAGE sql AS 'SELECT NULL::bytea'",
        "CREATE SCHEMA mine",
        "CREATE VIEW mine AS SELECT 1",
        "CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq)",
        "CREATE TYPE mine AS (a int)",
        "CREATE EXTENSION dblink",
        "CREATE PUBLICATION mine FOR ALL TABLES",
    ],
    "the catalogue": [
        "UPDATE pg_trigger SET tgenabled = 'D'",
        "UPDATE pg_proc SET prosrc = 'BEGIN RETURN NEW; END' WHERE proname LIKE 'pgtrigger%'",
        "DELETE FROM pg_depend",
        "SELECT rolpassword FROM pg_authid",
        "SELECT pg_reload_conf()",
    ],
}
#: Ways that are tried on the rows of a published year, below.
ON_ROWS = {"rows that stand", "a table of one's own before ours", "locks on the journal"}
REFUSED = re.compile(
    r"permission denied|must be (owner|superuser|able)|Cannot|ahead of the clock|can only be called as trigger"
    r"|Only roles with"
)


@pytest.fixture(scope="module")
def attacker(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """A session of the portal's role, without any of the tests' own rights."""
    if not settings.PORTAL_ROLE:
        pytest.skip("the database given in DATABASE_URL has one role")
    at = connection.settings_dict
    with (
        django_db_blocker.unblock(),
        closing(psycopg2.connect(host=at["HOST"], dbname=at["NAME"], user=settings.PORTAL_ROLE)) as session,
    ):
        yield session


@pytest.mark.clause("c9.4")
@pytest.mark.parametrize(
    "statement", [pytest.param(one, id=f"{way}-{n}") for way in ATTACKS for n, one in enumerate(ATTACKS[way])]
)
def test_the_portal_s_role_is_refused(attacker: Any, statement: str) -> None:
    try:
        with pytest.raises(psycopg2.Error) as refusal, attacker.cursor() as cursor:
            cursor.execute(statement)
    finally:
        attacker.rollback()
    assert REFUSED.search(str(refusal.value)), str(refusal.value)


def said(statement: str) -> str:
    def tried() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            connection.check_constraints()

    with pytest.raises(DatabaseError) as refusal:
        tried()
    return str(refusal.value)


@pytest.mark.clause("c9.3", "c53")
def test_rows_that_stand_are_refused_by_every_way_of_writing(published: Published) -> None:
    mark = Mark.objects.filter(partial__state="delivered").first()
    made = Publication.objects.filter(state="published").first()
    assert mark is not None
    assert made is not None
    one = f"WHERE id = {mark.pk}"
    merge = f"MERGE INTO blocks_mark m USING (SELECT {mark.pk} AS id) o ON m.id = o.id WHEN MATCHED THEN"
    copied = (
        f"INSERT INTO blocks_mark SELECT * FROM blocks_mark {one} ON CONFLICT (id) DO UPDATE SET score = 1"
    )
    for statement in (
        f"WITH t AS (UPDATE blocks_mark SET score = 1 {one} RETURNING id) SELECT * FROM t",
        copied,
        f"{merge} UPDATE SET score = 1",
        f"{merge} DELETE",
        f"DELETE FROM blocks_mark m USING blocks_partialconclusion p WHERE p.id = partial_id AND m.id = {mark.pk}",
        f"DO $$ BEGIN UPDATE blocks_mark SET score = 1 {one}; END $$",
        f"PREPARE change AS UPDATE blocks_mark SET score = 1 {one}; EXECUTE change",
        f"SET CONSTRAINTS ALL DEFERRED; UPDATE blocks_mark SET score = 1 {one}",
        f"UPDATE blocks_partialconclusion SET state = 'scoring' WHERE id = {mark.partial_id}",
        f"UPDATE commission_publication SET state = 'draft' WHERE id = {made.pk}",
    ):
        answer = said(statement)
        assert REFUSED.search(answer) or "Invalid transition" in answer, statement


@pytest.mark.clause("c9.3", "c53")
def test_a_table_of_one_s_own_before_ours_opens_nothing(published: Published) -> None:
    """Where the database gives everybody temporary tables, as PostgreSQL does by itself."""
    with owners_role(), connection.cursor() as cursor:
        cursor.execute(
            f"GRANT TEMPORARY ON DATABASE {connection.settings_dict['NAME']} TO {settings.PORTAL_ROLE}"
        )
    with connection.cursor() as cursor:
        for table in ("blocks_partialconclusion", "reports_report", "commission_publication", ENTRY):
            cursor.execute(f"CREATE TEMP TABLE {table} (LIKE public.{table}) ON COMMIT DROP")
        assert PartialConclusion.objects.count() == 0, "this session sees its own tables"
        for statement in (
            "UPDATE blocks_mark SET score = 1",
            "UPDATE reports_datumvalue SET number = 1 WHERE report_id IS NOT NULL",
            "UPDATE commission_publicationitem SET withheld = false, reason_ru = '' WHERE withheld",
        ):
            assert "Cannot" in said(statement), statement
    assert PublicationItem.objects.filter(withheld=True).exists()


def test_no_lock_stops_what_others_write(published: Published) -> None:
    """As in production, where the role may not maintain tables; who stops the machine otherwise is told in the document."""
    with owners_role(), connection.cursor() as cursor:
        for right in ("MAINTAIN", "TRUNCATE"):
            cursor.execute(f"REVOKE {right} ON ALL TABLES IN SCHEMA public FROM {settings.PORTAL_ROLE}")
    for statement in (
        f"LOCK TABLE {SEAL} IN EXCLUSIVE MODE",
        f"LOCK TABLE {SALT} IN SHARE MODE",
        f"LOCK TABLE {ENTRY} IN ACCESS EXCLUSIVE MODE",
        f"SELECT * FROM {SEAL} FOR UPDATE",
        f"CLUSTER {ENTRY} USING {ENTRY}_pkey",
    ):
        assert "permission denied" in said(statement), statement


def test_the_document_names_each_way() -> None:
    text = (ROOT / "docs" / "security.md").read_text("utf-8")
    table = text.partition("## What the portal's role tries")[2].partition("\n## ")[0]
    named = set(re.findall(r"^\| ([^|]+) \|", table, re.M)) - {"way", "---"}
    assert named == set(ATTACKS) | ON_ROWS
    assert sum(map(len, ATTACKS.values())) > 40
