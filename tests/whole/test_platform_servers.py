"""The embedded servers: what a test run, the demo and a management command share, and that nothing stays behind."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
import redis
from django.core.cache import cache
from django.db import connection

from config import servers
from config.environment import ROOT

pytestmark = pytest.mark.slow


@pytest.mark.django_db
def test_the_database_has_what_the_portal_needs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower('ҚАЗАҚ ӘЛІПБИІ'), upper('ғ')")
        assert cursor.fetchone() == ("қазақ әліпбиі", "Ғ")


def test_the_cache_answers() -> None:
    cache.set("platform", "✓", 10)
    assert cache.get("platform") == "✓"


USER = """
import sys
from pathlib import Path
from config import servers
servers.ensure(Path(sys.argv[1]), throwaway=sys.argv[2:] == ["throwaway"])
print("up", flush=True)
sys.stdin.read()
"""


class User(subprocess.Popen[str]):
    """A process that uses the servers of a directory until it is told to end."""

    def __init__(self, var: Path, *arguments: str) -> None:
        super().__init__(
            [sys.executable, "-c", USER, str(var), *arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.stdout is not None
        assert self.stdout.readline() == "up\n"

    def end(self) -> None:
        self.communicate()


@pytest.fixture
def var() -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix="sarap-"))
    var = directory / "var"
    yield var

    def removed() -> bool:
        shutil.rmtree(directory, ignore_errors=True)  # a server that is still going down may write once more
        return not directory.exists()

    assert eventually(lambda: neither_answers(var) and removed())


def eventually(true: Callable[[], bool], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return False


def answers(address: Path) -> bool:
    try:
        with closing(socket.socket(socket.AF_UNIX)) as probe:
            probe.connect(str(address))
        return True
    except OSError:
        return False


def both_answer(var: Path) -> bool:
    run = servers.socket_dir(var)
    return answers(run / ".s.PGSQL.5432") and answers(run / "valkey.sock")


def neither_answers(var: Path) -> bool:
    run = servers.socket_dir(var)
    return not answers(run / ".s.PGSQL.5432") and not answers(run / "valkey.sock")


def postgres_pid(var: Path) -> int:
    return int((var / "postgres" / "postmaster.pid").read_text().split("\n")[0])


def keeper_pid(var: Path) -> int:
    return int(Path(f"/proc/{postgres_pid(var)}/stat").read_text().rpartition(")")[2].split()[1])


def test_servers_are_shared_and_the_last_user_stops_them(var: Path) -> None:
    first = User(var)
    pid = postgres_pid(var)
    second = User(var)
    assert postgres_pid(var) == pid, "the second must not start its own"
    first.end()
    time.sleep(1)
    assert both_answer(var), "the first must not take them from the second"
    second.end()
    assert eventually(lambda: neither_answers(var))


def test_neither_role_is_a_superuser_and_data_stay(var: Path) -> None:
    user = User(var)
    with closing(psycopg2.connect(servers.database_url(var))) as session, session.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False), "the portal may nothing that production would not let it"
        cursor.execute("SELECT pg_has_role(current_user, 'sarap', 'MEMBER')")
        assert cursor.fetchone() == (False,), "the portal does not become the owner"
    with closing(psycopg2.connect(servers.owner_url(var))) as session, session.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, True), "nothing may work thanks to rights that production lacks"
        cursor.execute("CREATE TABLE kept AS SELECT 'ә' AS letter")
        session.commit()
    redis.from_url(servers.redis_url(var)).set("kept", "1")
    user.end()
    assert eventually(lambda: neither_answers(var))
    user = User(var)
    with closing(psycopg2.connect(servers.owner_url(var))) as session, session.cursor() as cursor:
        cursor.execute("SELECT letter FROM kept")
        assert cursor.fetchone() == ("ә",)
    assert redis.from_url(servers.redis_url(var)).get("kept") == b"1"
    user.end()


def test_a_killed_user_leaves_no_server_behind(var: Path) -> None:
    user = User(var)
    user.kill()
    user.communicate()
    assert eventually(lambda: neither_answers(var))
    User(var).end()


def test_a_killed_keeper_takes_the_servers_with_it_and_the_next_start_works(var: Path) -> None:
    user = User(var)
    os.kill(keeper_pid(var), signal.SIGKILL)
    user.end()
    assert eventually(lambda: neither_answers(var))
    again = User(var)
    assert both_answer(var)
    again.end()


def test_a_stale_pid_file_that_names_somebody_else_stops_nobody(var: Path) -> None:
    """After the machine's restart the number in the file may belong to any process: here, to this one."""
    User(var).end()
    assert eventually(lambda: neither_answers(var))
    file = var / "postgres" / "postmaster.pid"
    file.write_text(f"{os.getpid()}\n{var / 'postgres'}\n1\n5432\n\n\n\nready\n")
    user = User(var)
    assert postgres_pid(var) != os.getpid()
    user.end()


def test_throwaway_servers_leave_no_files(var: Path) -> None:
    user = User(var, "throwaway")
    assert both_answer(var)
    user.end()
    assert eventually(lambda: not var.exists())
    assert not servers.socket_dir(var).exists()


def test_servers_work_below_a_path_too_long_for_a_socket(var: Path) -> None:
    deep = var / ("long-" * 30)
    assert not servers.socket_dir(deep).is_relative_to(deep)
    user = User(deep, "throwaway")
    assert both_answer(deep)
    user.end()
    assert eventually(lambda: not servers.socket_dir(deep).exists())


def test_a_place_that_is_not_ours_is_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise PermissionError(13, "Permission denied", str(tmp_path / "run"))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(servers.ServersRefused, match=r"belongs to another user.*SARAP_VAR"):
        servers.ensure(tmp_path)


@pytest.mark.parametrize(
    ("argv", "wanted"),
    [
        (["manage.py"], False),
        (["manage.py", "help", "migrate"], False),
        (["manage.py", "migrate", "--help"], False),
        (["manage.py", "collectstatic"], False),
        (["manage.py", "migrate"], True),
        (["manage.py", "walk_year", "--year", "2018"], True),
    ],
)
def test_only_commands_that_need_a_database_start_one(argv: list[str], wanted: bool) -> None:
    assert servers.wanted_by(argv) is wanted


def test_production_starts_no_server_of_its_own(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SARAP_MODE", "production")
    monkeypatch.setenv("SARAP_VAR", str(var))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    servers.ensure_unless_given()
    assert not var.exists()
