"""The demo's supervisor: what it refuses, what it ends; that the demo is walkable is the browser tests' to show."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from config import demo
from config.environment import ROOT
from tests.worlds.roles import owners_role

pytestmark = pytest.mark.slow


def run(var: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "config.demo", *arguments],
        cwd=ROOT,
        env=os.environ | {"SARAP_VAR": str(var)} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_taken_port_is_a_sentence(tmp_path: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind((demo.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = run(tmp_path, PORT=str(port))
    assert answer.returncode == 1
    assert f"Port {port} is taken by another program. Choose another: make demo PORT=" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("port", ["eight", "0", "65536", "-1", "8000 "])
def test_what_is_no_port_is_a_sentence(tmp_path: Path, port: str) -> None:
    answer = run(tmp_path, PORT=port)
    assert answer.returncode == 1
    assert "is not a port: give a number from 1 to 65535" in answer.stderr


def test_a_second_demo_is_refused_until_the_first_has_gone(tmp_path: Path) -> None:
    with demo._only_one(tmp_path):
        answer = run(tmp_path, "reset")
        assert answer.returncode == 1
        assert f"already running (process {os.getpid()})" in answer.stderr
    assert run(tmp_path, "reset").returncode == 0


def test_reset_deletes_the_data_and_nothing_else(tmp_path: Path) -> None:
    for name in ("postgres", "media", "clauses"):
        (tmp_path / name).mkdir()
    assert run(tmp_path, "reset").returncode == 0
    assert not (tmp_path / "postgres").exists()
    assert not (tmp_path / "media").exists()
    assert (tmp_path / "clauses").exists()


# --- Children ------------------------------------------------------------------------------------------------

#: Starts a child of its own, as gunicorn and Celery do, and says both numbers.
PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
time.sleep(600)
"""
#: As PARENT, deaf to polite requests.
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.signal(signal.SIGQUIT, signal.SIG_IGN)\n"


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except (FileNotFoundError, ProcessLookupError):
        return False


def gone(pid: int) -> bool:
    """Whether process `pid` ends within ten seconds: a signal sent is not yet a process ended."""
    deadline = time.monotonic() + 10
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not alive(pid)


def number_in(log: Path) -> int:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if text := log.read_text().strip():
            return int(text)
        time.sleep(0.05)
    raise AssertionError("the child did not start")


@pytest.mark.parametrize("script", [PARENT, DEAF + PARENT], ids=["polite", "deaf"])
def test_stopping_ends_children_and_what_they_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    monkeypatch.setattr(demo, "STOP_SECONDS", 2.0)
    child = demo._spawn([sys.executable, "-c", script], tmp_path / "log")
    grandchild = number_in(tmp_path / "log")
    demo._stop({"web": child})
    assert child.returncode is not None
    assert gone(grandchild)


def test_children_end_with_a_killed_supervisor(tmp_path: Path) -> None:
    log = tmp_path / "log"
    script = (
        "import sys, time; from pathlib import Path; from config import demo\n"
        f"child = demo._spawn([sys.executable, '-c', 'import time; time.sleep(600)'], Path({str(log)!r}))\n"
        "print(child.pid, flush=True); time.sleep(600)"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert supervisor.stdout is not None
    child = int(supervisor.stdout.readline())
    time.sleep(0.5)  # until setpriv has made itself the child's program
    assert alive(child)
    supervisor.send_signal(signal.SIGKILL)
    supervisor.communicate()
    assert gone(child)


def test_a_child_that_ends_by_itself_is_told_with_the_end_of_its_log(tmp_path: Path) -> None:
    child = demo._spawn([sys.executable, "-c", "print('no room'); raise SystemExit(3)"], tmp_path / "web.log")
    child.wait()
    with pytest.raises(demo.DemoRefused, match=r"web stopped by itself \(exit 3\)(?s:.)*no room"):
        demo._refuse_dead({"web": child}, tmp_path)


def test_servers_that_stop_are_started_again_but_not_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again: list[Path] = []
    monkeypatch.setattr(demo.servers, "ended", lambda _var: True)
    monkeypatch.setattr(demo.servers, "again", again.append)
    monkeypatch.setattr(demo.time, "sleep", lambda _seconds: None)
    with pytest.raises(demo.DemoRefused, match=rf"stopped {demo.RESTARTS + 1} times in 10 minutes"):
        demo._watch(tmp_path, {}, tmp_path)
    assert again == [tmp_path] * demo.RESTARTS


@pytest.mark.django_db(transaction=True)
def test_a_database_of_earlier_tables_is_known_and_emptied() -> None:
    """Tables of before the migrations were started anew: the demo makes such a database anew, and says so. One of a
    later Sarap, with migrations that this one does not know, is left alone."""
    name = f"{settings.DATABASES['default']['NAME']}_earlier"
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    script = (
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "from django.db.migrations.recorder import MigrationRecorder\n"
        "from django.db import connection\n"
        "from config import first_run\n"
        "print(first_run.made_by_earlier_tables())\n"
        "done = MigrationRecorder(connection)\n"
        "done.record_applied('blocks', '0001_initial')\n"
        "done.record_applied('blocks', '0007_drafts_of_reports')\n"
        "print(first_run.made_by_earlier_tables())\n"
        "done.record_applied('methodologies', '0001_initial')\n"
        "print(first_run.made_by_earlier_tables())\n"
        "done.record_unapplied('methodologies', '0001_initial')\n"
        "try:\n"
        "    first_run.bring_up_to_date('walk_year')\n"
        "except first_run.env.EnvironmentRefused as refusal:\n"
        "    print(refusal)\n"
        "first_run.drop_all_tables()\n"
        "print(first_run.made_by_earlier_tables(), connection.introspection.table_names())\n"
    )
    with owners_role(), connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    finally:
        with owners_role(), connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    before, after, later, refusal, emptied = done.stdout.splitlines()
    assert (before, after, later, emptied) == ("False", "True", "False", "False []")
    assert refusal.startswith(
        "The database was made by an earlier Sarap, whose tables this one does not have."
    )
    assert "`make demo-reset`" in refusal
