"""The database's guards: deaf to session variables, on in every session, and missed when they are gone."""

from __future__ import annotations

from io import StringIO

import pgtrigger
import pytest
from django.core.checks import Tags, run_checks
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from config.management.commands import migrate
from evaluation import database_guards
from evaluation.acting import note
from evaluation.models import JournalEntry
from evaluation.models.triggers import GuardTrigger
from tests.worlds.layers import guard_emptying
from tests.worlds.roles import owners_role
from tests.worlds.world import World

TABLE = "evaluation_journalentry"
ATTACH = "_pgh_attach_context()"
DROP = "DROP TRIGGER {name} ON {table};"
ALWAYS = "ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"


def name_of(label: str) -> str:
    [name] = [
        trigger.get_pgid(model)
        for model, trigger in pgtrigger.registered()
        if trigger.name == label and model is JournalEntry
    ]
    return name


def run(*statements: str) -> None:
    with owners_role(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def standing(world: World) -> None:
    """As in production: tests that commit take one guard down to clean up."""
    guard_emptying("ENABLE ALWAYS")
    assert database_guards.faults() == []


@pytest.mark.clause("c9.4")
@pytest.mark.parametrize(
    "statement",
    ["UPDATE evaluation_journalentry SET act = 'x'", "DELETE FROM evaluation_journalentry"],
)
def test_no_session_variable_opens_the_journal(world: World, statement: str) -> None:
    note(world.cycle, "open", None, "c20")
    connection.check_constraints()
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        run(f"SELECT set_config('pgtrigger.ignore', '{{{name_of('append_only')}}}', true)", statement)


def test_no_state_moves_by_a_session_variable(world: World) -> None:
    guards = [one for one in pgtrigger.registered() if isinstance(one[1], GuardTrigger)]
    assert {trigger.name for _model, trigger in guards} >= {
        "state_moves",
        "state_begins",
        "approved_is_immutable",
    }
    assert not [one for one in guards if "should_ignore" in str(one[1].compile(one[0]).sql)]


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("DROP TRIGGER {name} ON {table}", "is missing"),
        ("ALTER TABLE {table} DISABLE TRIGGER {name}", "is switched off"),
        ("ALTER TABLE {table} ENABLE TRIGGER {name}", "is switched off"),
        ("ALTER TABLE {table} ENABLE REPLICA TRIGGER {name}", "is switched off"),
        (
            "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS 'BEGIN RETURN OLD; END' LANGUAGE plpgsql",
            "is not as the models declare it",
        ),
        ("ALTER FUNCTION {name}() SET search_path = pg_temp", "is not as the models declare it"),
        ("ALTER FUNCTION {name}() SECURITY DEFINER", "is not as the models declare it"),
        (
            DROP
            + "CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();"
            + ALWAYS,
            "is not as the models declare it",
        ),
        (
            DROP
            + "CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW WHEN (OLD.id < 0)"
            + " EXECUTE FUNCTION {name}();"
            + ALWAYS,
            "is not as the models declare it",
        ),
    ],
)
def test_a_guard_that_is_gone_off_or_changed_is_named(standing: None, how: str, said: str) -> None:
    run(how.format(name=name_of("append_only"), table=TABLE))
    [fault] = database_guards.faults()
    assert f"“append_only” on the table {TABLE}" in fault
    assert said in fault
    [message] = [
        one for one in run_checks(tags=[Tags.database], databases=["default"]) if one.id == "sarap.E006"
    ]
    assert message.msg == fault
    told = StringIO()
    migrate.Command(stderr=told).tell_faults()
    assert fault in told.getvalue()


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (
            [
                "CREATE FUNCTION quiet() RETURNS trigger AS 'BEGIN RETURN NULL; END' LANGUAGE plpgsql",
                f"CREATE TRIGGER quiet BEFORE INSERT ON {TABLE} FOR EACH ROW EXECUTE FUNCTION quiet()",
            ],
            f"The trigger “quiet” on the table {TABLE} is none of the portal's",
        ),
        (
            [f"CREATE RULE quiet AS ON UPDATE TO {TABLE} DO INSTEAD NOTHING"],
            f"The rule “quiet” on the table {TABLE} is none of the portal's",
        ),
        (
            [
                f"CREATE OR REPLACE FUNCTION {ATTACH} RETURNS uuid AS 'BEGIN RETURN NULL; END' LANGUAGE plpgsql"
            ],
            "The function “_pgh_attach_context”, which history calls, is missing or not as it was installed.",
        ),
        (
            [f"ALTER FUNCTION {ATTACH} SET search_path = pg_temp"],
            "The function “_pgh_attach_context”, which history calls, is missing or not as it was installed.",
        ),
    ],
)
def test_what_nobody_declared_is_named(standing: None, statements: list[str], said: str) -> None:
    run(*statements)
    [fault] = database_guards.faults()
    assert said in fault


def test_the_page_of_the_journal_tells_of_guards_now(standing: None, world: World, client: Client) -> None:
    world.sign_in(client, "commission.auditor")
    page = reverse("admin:evaluation_journalentry_changelist")
    assert "“append_only”" not in client.get(page).content.decode()
    run(f"DROP TRIGGER {name_of('append_only')} ON {TABLE}")
    assert f"The guard “append_only” on the table {TABLE} is missing" in client.get(page).content.decode()
