"""The worlds that benches measure: today's country, and the synthetic one of every district and village.

Each is a database of its own beside the portal's, kept between runs and made anew when tables or fixtures change:
a copy of the demo's where the demo is loaded and not running, else two years walked from nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from config.database_roles import as_owner

ROOT = Path(__file__).resolve().parent.parent
TODAY, EVERY_VILLAGE = 37, 3700


def moment() -> datetime:
    """The demo's day: conclusions are arriving, objections run, reports come back."""
    from config.management.commands.load_demo import STANDS_AT

    return STANDS_AT


@contextmanager
def country(bodies: int) -> Iterator[None]:
    """Inside, the default connection is that of the country of so many bodies, on the demo's day."""
    from evaluation import clock

    name = database(bodies)
    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        with clock.frozen(moment()):
            yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own


def database(bodies: int) -> str:
    """The name of that country's database; made when it is missing, which takes minutes."""
    own = str(connection.settings_dict["NAME"])
    prefix = f"{own}_bench_"
    name = f"{prefix}{_digest()}_{bodies}"
    there = [one for one in _databases() if one.startswith(prefix)]
    for other in there:
        if not other.startswith(f"{prefix}{_digest()}_"):
            _say(f'DROP DATABASE IF EXISTS "{other}" WITH (FORCE)')
    if name in there:
        return name
    pattern = own if bodies == TODAY and _has_the_demo() else "" if bodies == TODAY else database(TODAY)
    connection.close()
    making = f"{name}_making"
    _say(f'DROP DATABASE IF EXISTS "{making}" WITH (FORCE)')
    _say(f'CREATE DATABASE "{making}"' + (f' TEMPLATE "{pattern}"' if pattern else ""))
    connection.settings_dict["NAME"] = making
    try:
        _fill(bodies, walked=bool(pattern))
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own
    _say(f'ALTER DATABASE "{making}" RENAME TO "{name}"')
    return name


def _fill(bodies: int, *, walked: bool) -> None:
    from config.country import enlarge
    from config.management.commands.load_demo import PAST, UNDER_WAY

    with as_owner():
        call_command("migrate", verbosity=0, interactive=False)
    if not walked:
        with open("/dev/null", "w") as nowhere:
            call_command("load_demo", years=[PAST[-1], UNDER_WAY], stdout=nowhere)
    if bodies != TODAY:
        with as_owner():
            enlarge(bodies)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _has_the_demo() -> bool:
    from evaluation.models import Cycle

    with as_owner():
        if Cycle._meta.db_table not in connection.introspection.table_names():
            return False  # nobody has migrated it
        return Cycle.objects.filter(year=2019).exclude(opened_at=None).exists()


def _digest() -> str:
    """Of what the tables and the walked years come from."""
    files = [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("fixtures/**/*"), ROOT / "config" / "country.py"]
    found = hashlib.sha256()
    for file in sorted(file for file in files if file.is_file()):
        found.update(file.read_bytes())
    return found.hexdigest()[:8]


def _databases() -> list[str]:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        return [name for (name,) in cursor.fetchall()]


def _say(statement: str) -> None:
    with as_owner(), connection._nodb_cursor() as cursor:
        cursor.execute(statement)
