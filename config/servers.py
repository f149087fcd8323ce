"""The embedded servers: a real PostgreSQL and a Redis-compatible server, when no address is given.

For the demo, development and tests. Both listen on sockets in a directory of their own, reachable for the
owner alone, so their addresses are known before they run and no port can be taken.

Who needs them takes a shared lock on `users.lock` and keeps it until its process ends, however it ends. One
*keeper* process per directory (`config/keeper.py`) starts them, holds `keeper.lock`, and stops them as soon as
no user is left: the kernel releases the locks of a killed process, so nothing stays behind and nothing stops
the next start.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO
from urllib.parse import quote

from config import environment as env

START_SECONDS = 60.0
STOP_SECONDS = 30.0
#: Commands of manage.py that need no database.
WITHOUT_DATABASE = frozenset(
    [
        "--help",
        "--version",
        "-h",
        "check_translations",
        "collectstatic",
        "compile_translations",
        "count_term",
        "diffsettings",
        "findstatic",
        "help",
        "score",
        "score_overall",
        "startapp",
        "update_translations",
        "version",
        "write_docs",
    ]
)
#: The owner of the tables, and the role as which the portal works (`config/database_roles.py`).
ROLE, PORTAL_ROLE = "sarap", "sarap_portal"
_held: dict[Path, IO[str]] = {}


class ServersRefused(Exception):
    """The embedded servers cannot start; the message says why and what to do."""


def socket_dir(var: Path) -> Path:
    """Where the embedded servers of `var` listen: `var/run`, or a short plain path when that does not do.

    The kernel takes at most 107 bytes as a socket's path, and PostgreSQL divides a list of them at commas.
    """
    inside = var / "run"
    plain = re.fullmatch(r"[\w/. +-]+", str(inside))
    if plain and len(os.fsencode(inside / ".s.PGSQL.5432.lock")) <= 100:
        return inside
    digest = hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"sarap-{os.getuid()}-{digest}"


def database_url(var: Path) -> str:
    """The embedded PostgreSQL's address, for the portal."""
    return _database_url(var, PORTAL_ROLE)


def owner_url(var: Path) -> str:
    """The same for the owner of the tables, who migrates."""
    return _database_url(var, ROLE)


def _database_url(var: Path, role: str) -> str:
    return f"postgresql:///{ROLE}?host={quote(str(socket_dir(var)))}&user={role}"


def redis_url(var: Path) -> str:
    """The embedded Redis-compatible server's address."""
    return f"unix://{quote(str(socket_dir(var)))}/valkey.sock?db=0"


def wanted_by(argv: list[str]) -> bool:
    """Whether the command line `argv` of manage.py needs the database."""
    return len(argv) > 1 and argv[1] not in WITHOUT_DATABASE and not {"--help", "-h"} & set(argv)


def ensure_unless_given() -> None:
    """`ensure` for the configured directory, unless both addresses are set or this is production."""
    given = env.read("DATABASE_URL") and env.read("REDIS_URL")
    if not given and env.mode() != "production":
        ensure(env.var_dir())


def ensure(var: Path, throwaway: bool = False) -> None:
    """Have both servers of `var` running until this process ends, sharing those that already run.

    `throwaway` servers trade safety on disk for speed, and `var` is deleted with them.
    Raises ServersRefused.
    """
    if var in _held:
        return
    run = socket_dir(var)
    try:
        run.mkdir(mode=0o700, parents=True, exist_ok=True)
        users = (run / "users.lock").open("a")
        start = (run / "start.lock").open("a")
    except PermissionError as error:
        raise ServersRefused(
            f"{error.filename} belongs to another user. Run as that user, or choose another place: SARAP_VAR=…"
        ) from error
    _lock(users, fcntl.LOCK_SH, STOP_SECONDS, "the servers of an earlier run do not stop")
    with start:
        _lock(start, fcntl.LOCK_EX, START_SECONDS, "another run does not finish starting the servers")
        if _is_free(run / "keeper.lock"):
            _spawn_keeper(var, throwaway)
    _held[var] = users


def release(var: Path) -> None:
    """Stop using the servers of `var` before the process ends; if this was the last user, wait till they stop."""
    users = _held.pop(var, None)
    if users is None:
        return
    users.close()
    run = socket_dir(var)
    deadline = time.monotonic() + STOP_SECONDS
    while run.exists() and not _is_free(run / "keeper.lock") and time.monotonic() < deadline:
        if in_use(var):
            return
        time.sleep(0.05)


def ended(var: Path) -> bool:
    """Whether the servers of `var`, which this process uses, have ended: one stopped, or its keeper was killed."""
    return var in _held and _is_free(socket_dir(var) / "keeper.lock")


def again(var: Path) -> None:
    """Start the servers of `var` once more after they ended. Raises ServersRefused."""
    users = _held.pop(var, None)
    if users is not None:
        users.close()
    ensure(var)


def in_use(var: Path) -> bool:
    """Whether any process uses the servers of `var` now."""
    run = socket_dir(var)
    return run.exists() and not _is_free(run / "users.lock", by=fcntl.LOCK_EX) and not _stopping(run)


def _stopping(run: Path) -> bool:
    """Whether the only holder of `users.lock` is the keeper, stopping (it holds it for itself alone)."""
    return not _is_free(run / "users.lock", by=fcntl.LOCK_SH)


def _is_free(path: Path, by: int = fcntl.LOCK_EX) -> bool:
    """Whether the lock at `path` could be taken at this moment (it is not kept)."""
    try:
        with open(path, "a") as file:
            fcntl.flock(file, by | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except FileNotFoundError:
        return True
    return True


def _lock(file: IO[str], how: int, seconds: float, otherwise: str) -> None:
    """Take lock `how` on `file`, waiting up to `seconds`; then ServersRefused with the reason `otherwise`."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(file, how | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise ServersRefused(f"Waited {seconds:.0f} s: {otherwise} ({file.name}).") from None
            time.sleep(0.05)


def _spawn_keeper(var: Path, throwaway: bool) -> None:
    """Start the keeper in a session of its own and wait until it says that both servers answer."""
    log = var / "log" / "keeper.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    reader, writer = os.pipe()
    command = [sys.executable, "-m", "config.keeper", str(var), str(writer)]
    with open(log, "a") as output:
        keeper = subprocess.Popen(
            command + ["throwaway"] * throwaway,
            cwd=env.ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=[writer],
            start_new_session=True,
        )
    os.close(writer)
    with os.fdopen(reader) as answers:
        ready, _, _ = select.select([answers], [], [], START_SECONDS)
        answer = answers.readline().strip() if ready else f"no answer in {START_SECONDS:.0f} s; see {log}"
    if answer != "ready":
        keeper.terminate()
        raise ServersRefused(f"The embedded servers did not start: {answer or f'see {log}'}")
    # The keeper outlives us or not, as other users decide; nobody waits for it.
    keeper.returncode = 0
