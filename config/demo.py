"""`make demo`: the whole portal under one process, on this machine only.

`python -m config.demo [--port N]` prepares the database, starts web, worker and beat, prints the address and
stays until Ctrl-C, which ends everything it started. Its children end with it even when it is killed
(`setpriv --pdeathsig`), and its lock goes with it, so nothing stops the next start.
`python -m config.demo reset` deletes the demo's data.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import fcntl
import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from config import environment as env
from config import first_run, servers, snapshot

HOST = "127.0.0.1"
WEB_SECONDS = 60.0
STOP_SECONDS = 10.0
#: So often within so many seconds the database and the broker are started again when they stop by themselves.
RESTARTS = 3
RESTART_SECONDS = 600.0
#: What `reset` deletes below var/.
DATA = ("postgres", "valkey", "media", "beat", "run", "authority")


class DemoRefused(Exception):
    """The demo cannot start; the message says why and what to do."""


def main() -> int:
    """Exit status 0, also after Ctrl-C; 1 when the demo cannot start, the reason and what to do on stderr."""
    parser = argparse.ArgumentParser(prog="python -m config.demo", description=__doc__.split("\n")[0])
    parser.add_argument("action", nargs="?", choices=["run", "reset"], default="run")
    parser.add_argument("--port", default=os.environ.get("PORT") or "8000", help="where the pages are (8000)")
    arguments = parser.parse_args()
    var = env.var_dir()
    try:
        with _only_one(var):
            if arguments.action == "reset":
                return reset(var)
            return run(var, _port(arguments.port))
    except (DemoRefused, servers.ServersRefused, env.EnvironmentRefused) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.")
        return 0


@contextlib.contextmanager
def _only_one(var: Path) -> Iterator[None]:
    """Hold the demo's lock. The kernel drops it with the process, so a killed demo blocks nobody."""
    var.mkdir(parents=True, exist_ok=True)
    try:
        lock = (var / "demo.lock").open("a+")
    except PermissionError:
        raise DemoRefused(f"{var} belongs to another user: run as that user, or set SARAP_VAR=…") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise DemoRefused(
                f"The demo is already running ({lock.read().strip()}). Stop it first."
            ) from None
        lock.seek(0)
        lock.truncate()
        lock.write(f"process {os.getpid()}")
        lock.flush()
        yield


def reset(var: Path) -> int:
    """Delete the demo's data, so that the next start begins anew."""
    if servers.in_use(var):
        raise DemoRefused("Another command is using the demo's database; let it finish, then try again.")
    for name in DATA:
        shutil.rmtree(var / name, ignore_errors=True)
    shutil.rmtree(servers.socket_dir(var), ignore_errors=True)
    print("The demo's data is deleted; `make demo` starts anew.")
    return 0


def _port(text: str) -> int:
    """The port as a number, free on this machine. Raises DemoRefused."""
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise DemoRefused(f"PORT={text} is not a port: give a number from 1 to 65535, for example PORT=8080.")
    port = int(text)
    deadline = time.monotonic() + 3
    while True:
        try:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((HOST, port))
            return port
        except OSError as error:
            if error.errno == errno.EACCES:
                raise DemoRefused(f"Port {port} is for the administrator only: make demo PORT=8080") from None
            if error.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                other = port + 1 if port < 65535 else port - 1
                raise DemoRefused(
                    f"Port {port} is taken by another program. Choose another: make demo PORT={other}"
                ) from None
        time.sleep(0.2)  # a demo killed a moment ago may still be letting go of it


def _free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        found: int = probe.getsockname()[1]
    return found


# --- Running -------------------------------------------------------------------------------------------------


def run(var: Path, port: int) -> int:
    """Prepare, start and watch everything; return the exit status once it has all stopped."""
    # A second Ctrl-C, or make passing it on, must not interrupt the stopping.
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGHUP, _interrupt)
    os.environ.update(
        SARAP_MODE="demo", SARAP_BASE_URL=f"http://{HOST}:{port}", DJANGO_SETTINGS_MODULE="config.settings"
    )
    signer = None if os.environ.get("SARAP_NCALAYER_URL") else _free_port()
    if signer is not None:
        os.environ["SARAP_NCALAYER_URL"] = f"ws://{HOST}:{signer}"
    started = time.monotonic()
    first = snapshot.is_first_start(var)
    restored = first and snapshot.restore(var)
    _say("Starting the database and the message broker …")
    servers.ensure_unless_given()
    _prepare(restored)
    if first and not restored:
        snapshot.take(var)
    children: dict[str, subprocess.Popen[bytes]] = {}
    log = var / "log"
    log.mkdir(parents=True, exist_ok=True)
    try:
        _say("Starting web, worker and beat …")
        for name, command in _commands(var, port, signer).items():
            children[name] = _spawn(command, log / f"{name}.log")
        _await_web(port, children, log)
        _announce(port, time.monotonic() - started)
        return _watch(var, children, log)
    except KeyboardInterrupt:
        _say("\nStopping …")
        return 0
    finally:
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, signal.SIG_IGN)
        _stop(children)
        servers.release(var)


def _interrupt(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _say(text: str) -> None:
    print(text, flush=True)


def _prepare(restored: bool) -> None:
    """Bring the database up to date and fill it, in this process: it saves Python's start several times.

    The clock of ``restored`` data goes back to where the first start set it: time went on since.
    """
    import django
    from django.core.management import call_command
    from django.core.management.base import CommandError
    from django.db import connections

    from config.translations import compile_catalogs

    compile_catalogs()
    django.setup()
    from config.database_roles import as_owner

    try:
        with as_owner():
            earlier = first_run.made_by_earlier_tables()
        if earlier:
            _begin_anew()
        call_command("check", stdout=io.StringIO())
        _say("Bringing the database up to date …")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_demo")
        if restored:
            from config.management.commands.load_demo import STANDS_AT
            from evaluation import clock

            clock.move_to(STANDS_AT, allow_back=True)
    except CommandError as error:
        raise DemoRefused(f"The demo cannot be prepared: {error}") from error
    connections.close_all()


def _begin_anew() -> None:
    """Drop the tables and files of an earlier Sarap's demo. Raises DemoRefused over a database that is not its own."""
    from django.conf import settings

    if not settings.EMBEDDED_DATABASE:
        raise DemoRefused(
            "The database that DATABASE_URL names was made by an earlier Sarap, whose tables this one does not have. "
            "Give the demo an empty database."
        )
    _say(
        "The demo's data was made by an earlier Sarap, whose tables this one does not have: it is made anew."
    )
    first_run.drop_all_tables()
    for name in ("media", "beat"):
        shutil.rmtree(env.var_dir() / name, ignore_errors=True)


def _commands(var: Path, port: int, signer: int | None) -> dict[str, list[str]]:
    """What runs beside the supervisor, by name. ``signer``: where the stand-in for NCALayer listens, if there is one."""
    python = [sys.executable, "-m"]
    (var / "beat").mkdir(exist_ok=True)
    celery = [*python, "celery", "-A", "config", "--quiet"]
    # Pages come first on a small machine: a walked year leaves a thousand PDFs to be built behind them.
    worker = ["nice", "-n", "10", *celery, "worker"]
    gunicorn = ["gunicorn", "config.wsgi", "--config", "deploy/gunicorn.conf.py", "--bind", f"{HOST}:{port}"]
    practice = [*python, "reports.signing.practice", "--keys", str(var / "authority"), "--port", str(signer)]
    return {
        **({} if signer is None else {"ncalayer": practice}),
        "web": [*python, *gunicorn, "--workers", "2", "--graceful-timeout", "3"],
        "worker": [*worker, "--concurrency", "2", "--loglevel", "INFO", "--without-mingle"],
        "beat": [
            *celery,
            "beat",
            "--schedule",
            str(var / "beat" / "schedule"),
            "--pidfile=",
            "--loglevel",
            "INFO",
        ],
    }


def _spawn(command: list[str], log: Path) -> subprocess.Popen[bytes]:
    """Start `command`, ending with us, away from the terminal's Ctrl-C, its words going to `log`."""
    with open(log, "wb") as output:
        return subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", *command],
            cwd=env.ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def _await_web(port: int, children: dict[str, subprocess.Popen[bytes]], log: Path) -> None:
    """Wait until `/healthz` says that web, database and Redis answer. Raises DemoRefused with what it says instead."""
    deadline = time.monotonic() + WEB_SECONDS
    said = "nothing"
    while time.monotonic() < deadline:
        _refuse_dead(children, log)
        try:
            with urlopen(f"http://{HOST}:{port}/healthz", timeout=5):
                return
        except HTTPError as error:
            said = error.read(200).decode(errors="replace").strip()
        except (URLError, OSError) as error:
            said = str(error)
        time.sleep(0.2)
    raise DemoRefused(
        f"The web server is not ready after {WEB_SECONDS:.0f} s ({said}); see {log / 'web.log'}"
    )


def _refuse_dead(children: dict[str, subprocess.Popen[bytes]], log: Path) -> None:
    """Raise DemoRefused with the end of its log when one of `children` ended by itself."""
    for name, child in children.items():
        if child.poll() is not None:
            file = log / f"{name}.log"
            tail = "\n".join(file.read_text(errors="replace").splitlines()[-15:])
            raise DemoRefused(
                f"{name} stopped by itself (exit {child.returncode}); the end of {file}:\n{tail}"
            )


def _watch(var: Path, children: dict[str, subprocess.Popen[bytes]], log: Path) -> int:
    """Until Ctrl-C. Servers that ended are started again, web and workers find them; DemoRefused when they end again
    and again, or when one of the children ended."""
    started: list[float] = []
    while True:
        _refuse_dead(children, log)
        if servers.ended(var):
            started = [moment for moment in started if time.monotonic() - moment < RESTART_SECONDS]
            if len(started) >= RESTARTS:
                raise DemoRefused(
                    f"The database or the message broker stopped {RESTARTS + 1} times in {RESTART_SECONDS / 60:.0f} "
                    f"minutes; see postgres.log, valkey.log and keeper.log in {log}. The data stays: mend the cause, "
                    "then `make demo` again."
                )
            started.append(time.monotonic())
            _say("The database or the message broker has stopped; starting it again …")
            servers.again(var)
            _say("It runs again.")
        time.sleep(0.5)


def _stop(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """End every child and whatever it started: politely, then hastily, after STOP_SECONDS without asking.

    SIGQUIT makes Celery give a task it has not finished back to the queue.
    """
    for sign in (signal.SIGTERM, signal.SIGQUIT):
        for child in children.values():
            if child.poll() is None:
                child.send_signal(sign)
        deadline = time.monotonic() + STOP_SECONDS / 2
        for child in children.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, deadline - time.monotonic()))
    for child in children.values():
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _announce(port: int, seconds: float) -> None:
    """Say where the portal is and who may be played: each office with its number of accounts and one of them."""
    base = f"http://{HOST}:{port}"
    _say(f"\nSarap is ready after {seconds:.0f} s:  {base}/")
    _say(f"Sign in as anyone in one click:  {base}/kk/demo/  {base}/ru/demo/  {base}/en/demo/")
    _say("Accounts, without passwords in the demo:")
    for office, number, username in _accounts():
        _say(f"  {office:<38} {number:>4}   for example {username}")
    _say("Ctrl-C stops everything; the data stays. `make demo-reset` deletes it.\n")


def _accounts() -> list[tuple[str, int, str]]:
    """(office, how many accounts hold it now, one of their names), in the order of the offices."""
    from django.db import connections
    from django.utils.translation import override

    from evaluation import clock
    from evaluation.models import Membership, Office

    held = Membership.objects.filter(Membership.valid_on(clock.today()), user__is_active=True)
    names: dict[str, set[str]] = {}
    for office, username in held.values_list("office", "user__username"):
        names.setdefault(office, set()).add(username)
    with override("en"):
        rows = [(str(one.label), len(names[one]), min(names[one])) for one in Office if one in names]
    connections.close_all()
    return rows


if __name__ == "__main__":
    sys.exit(main())
