"""What every test run has: servers of its own when no address is given, and the clauses' tally."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

# Before anything imports the settings. Workers of xdist inherit all of it from the run that starts them.
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ["SARAP_MODE"] = "test"

import django
import hypothesis
import pytest
from django.conf import settings
from django.db import connections
from django.db.models.signals import pre_migrate
from django.utils import translation

from config import servers
from config.translations import compile_catalogs
from evaluation.alphabet import sql_function
from tests.clauses_plugin import ClausesPlugin

# The same examples in every run; HYPOTHESIS_PROFILE=explore looks for new ones.
hypothesis.settings.register_profile("sarap", derandomize=True, deadline=None)
hypothesis.settings.register_profile("explore", deadline=None, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "sarap"))

_throwaway: Path | None = None
if "PYTEST_XDIST_WORKER" not in os.environ:
    # Also where uploads of this run go.
    _var = Path(tempfile.mkdtemp(prefix="sarap-test-"))
    os.environ["SARAP_VAR"] = str(_var)
    if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        _throwaway = _var
        os.environ.setdefault("DATABASE_URL", servers.owner_url(_var))
        os.environ.setdefault("REDIS_URL", servers.redis_url(_var))
    else:
        atexit.register(shutil.rmtree, _var, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Start this run's servers, so that several runs may go on at once; they end with it, however it ends."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        compile_catalogs()  # a fresh clone holds the catalogues alone
    if _throwaway and not session.config.option.collectonly:
        servers.ensure(_throwaway, throwaway=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("clauses of the Decree")
    group.addoption("--clauses", action="store_true", help="end with the clauses that no passing test shows")
    group.addoption("--clauses-json", metavar="FILE", help="write which tests show which clause")


def _prepare_schema(using: str, **_kwargs: object) -> None:
    """What the migrations do before the tables: tests build the tables from the models (20 s faster).

    That migrations and models agree is `make check`'s to say, and test_platform_migrations runs them all.
    """
    with connections[using].cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        cursor.execute(sql_function())


def _redis_of_worker(address: str, worker: str) -> str:
    """The address with the number of the worker's own database, one of the fifteen after the first."""
    parts, number = urlsplit(address), int(worker.removeprefix("gw")) % 15 + 1
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db={number}"
    return parts._replace(path=f"/{number}").geturl()


def pytest_configure(config: pytest.Config) -> None:
    django.setup()  # pytest-django leaves it to us, as the settings were not known when it was loaded
    settings.PASSWORD_HASHERS = ["tests.worlds.passwords.QuickHasher"]
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        # A test that empties the cache must not empty what a test of another worker counts in.
        cache = settings.CACHES["default"]
        cache["LOCATION"] = _redis_of_worker(cache["LOCATION"], worker)
    if os.environ["DATABASE_URL"] == servers.owner_url(Path(os.environ["SARAP_VAR"])):
        from tests.worlds.roles import act_as  # after the apps are ready

        act_as(servers.PORTAL_ROLE)
    config.pluginmanager.import_plugin("tests.worlds.layers")
    config.pluginmanager.import_plugin("tests.worlds.browser")
    config.pluginmanager.import_plugin("tests.worlds.world")  # its fixtures, after the models can be imported
    config.pluginmanager.import_plugin("tests.worlds.opened")
    if config.getoption("nomigrations", default=False):
        settings.PGTRIGGER_INSTALL_ON_MIGRATE = True
        settings.PGHISTORY_INSTALL_CONTEXT_FUNC_ON_MIGRATE = True
        pre_migrate.connect(_prepare_schema, dispatch_uid="tests.prepare_schema")
    config.pluginmanager.register(ClausesPlugin(config), "sarap-clauses")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, Any, Any]:
    """Nothing that is collected goes before the end: looking for garbage finds none."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


@pytest.hookimpl(trylast=True)  # after pytest-django's order
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    from tests.worlds.layers import in_order  # after the settings are known

    in_order(items)


@pytest.hookimpl(optionalhook=True)  # xdist's
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from tests.scheduler import NeighboursScheduling  # where xdist is asked for

    return NeighboursScheduling(config, log) if config.option.dist == "loadscope" else None


def pytest_collection_finish() -> None:
    """What is loaded and collected lives to the end, and so do the layers: the collector of garbage need not walk through
    all of it again and again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Each test begins as a process does: what an earlier one made of its rows would save this one some queries."""
    from evaluation import by_edition  # after the apps are ready

    by_edition.forget()


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Sentences outside a page's address are in English here: tests name them as the code does."""
    with translation.override("en"):
        yield
