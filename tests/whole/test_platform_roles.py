"""What the portal's own role may not do, whoever gets hold of its connection."""

from __future__ import annotations

import pgtrigger
import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from pghistory.models import Event

from config import database_roles
from config.checks import portal_role_is_bound
from tests.worlds.roles import owners_role
from tests.worlds.world import World

[SEALS] = [one.get_pgid(model) for model, one in pgtrigger.registered() if one.name == "seals"]
HISTORY = [model._meta.db_table for model in apps.get_models() if issubclass(model, Event)]


@pytest.fixture(autouse=True)
def _with_two_roles(world: World) -> None:
    if not settings.PORTAL_ROLE:
        pytest.skip("the database given in DATABASE_URL has one role")


def refused(statement: str) -> str:
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(refusal.value)


def test_tests_act_as_the_portal_s_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("sarap_portal", False, False)
    assert database_roles.faults() == []


@pytest.mark.clause("c9.4")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE evaluation_journalentry SET act = 'x'",
        "DELETE FROM evaluation_journalentry",
        "TRUNCATE evaluation_journalentry CASCADE",
        "INSERT INTO evaluation_journalsalt (entry_id, person, words, keys) VALUES (1, '', '', '')",
        "UPDATE evaluation_journalsalt SET words = ''",
        "UPDATE evaluation_journalseal SET digest = ''",
        "DELETE FROM evaluation_journalseal",
    ],
)
def test_the_journal_only_grows(statement: str) -> None:
    assert "permission denied for table" in refused(statement)


@pytest.mark.parametrize("table", HISTORY)
def test_history_only_grows(table: str) -> None:
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET pgh_label = 'x'"):  # noqa: S608
        assert f"permission denied for table {table}" in refused(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE evaluation_journalentry DISABLE TRIGGER USER",
        "DROP TABLE evaluation_journalseal",
        "ALTER TABLE evaluation_journalseal DROP COLUMN digest",
        "CREATE TRIGGER mine BEFORE INSERT ON evaluation_cycle FOR EACH ROW EXECUTE FUNCTION x()",
        "CREATE TABLE mine (id int)",
        "CREATE FUNCTION mine() RETURNS int AS 'SELECT 1' LANGUAGE sql",
        "SET session_replication_role = replica",
        "CREATE TEMP TABLE mine (entry_id bigint, person text, words text, keys text); CREATE TRIGGER mine BEFORE "
        "INSERT ON mine FOR EACH ROW EXECUTE FUNCTION " + SEALS + "()",
        "CREATE ROLE mine",
    ],
)
def test_nothing_is_taken_down(statement: str) -> None:
    said = refused(statement)
    assert "permission denied" in said or "must be owner" in said


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("GRANT UPDATE ON evaluation_journalentry TO sarap_portal", "may UPDATE on evaluation_journalentry"),
        ("GRANT TRUNCATE ON reports_report TO sarap_portal", "may TRUNCATE on reports_report"),
        ("GRANT INSERT ON evaluation_journalseal TO sarap_portal", "may INSERT on evaluation_journalseal"),
        (f"GRANT EXECUTE ON FUNCTION {SEALS}() TO PUBLIC", f"may use the function {SEALS}"),
        ("CREATE TABLE mine (id int); GRANT SELECT ON mine TO sarap_portal", "may SELECT on mine"),
    ],
)
def test_a_right_too_many_is_named_and_taken_by_the_next_migration(statement: str, said: str) -> None:
    with owners_role(), connection.cursor() as cursor:
        cursor.execute(statement)
    [fault] = database_roles.faults()
    assert said in fault
    [warning] = portal_role_is_bound(None, ["default"])
    assert warning.msg == fault
    with owners_role():
        database_roles.grant_rights()
    assert database_roles.faults() == []


def test_an_owner_in_the_portal_s_place_is_named() -> None:
    with owners_role():
        [fault] = database_roles.faults()
    assert "owns" in fault
