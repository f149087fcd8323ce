"""A command finds what it needs: the portal's own tables and catalogues are brought up to date before they are used."""

from __future__ import annotations

import sys

from config import environment as env

#: Commands that look at or make migrations and tables themselves.
_THEMSELVES = frozenset(
    [
        "check",
        "dbshell",
        "flush",
        "inspectdb",
        "makemigrations",
        "migrate",
        "optimizemigration",
        "pgtrigger",
        "showmigrations",
        "sqlmigrate",
        "squashmigrations",
        "test",
        "testserver",
    ]
)


def compile_stale_catalogs() -> None:
    """Compile the catalogues that changed, so that a fresh clone speaks three languages; production does it in its image."""
    if env.mode() == "production":
        return
    sources = (env.ROOT / "locale").glob("*/LC_MESSAGES/django.po")
    compiled = [(source, source.with_suffix(".mo")) for source in sources]
    if any(not made.exists() or made.stat().st_mtime <= source.stat().st_mtime for source, made in compiled):
        from config.translations import compile_catalogs  # imports Babel, which most commands do without

        compile_catalogs()


def bring_up_to_date(command: str) -> None:
    """Migrate before `command` when the database is the embedded one and behind the code, or quite empty.

    A database that somebody else keeps, and anything in production, is migrated by `manage.py migrate` alone;
    only an empty one outside production is filled, so that development and demo start by themselves.
    """
    if command in _THEMSELVES or env.mode() == "production":
        return
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    from config.database_roles import as_owner, granted

    with as_owner():
        empty = "django_migrations" not in connection.introspection.table_names()
        if not empty and made_by_earlier_tables():
            raise env.EnvironmentRefused(
                "The database was made by an earlier Sarap, whose tables this one does not have. `make demo-reset` deletes "
                "the embedded one, and the next command makes it anew; any other has to be an empty database."
            )
        if empty or (settings.EMBEDDED_DATABASE and (_behind() or not granted())):
            sys.stderr.write("Bringing the database up to date …\n")
            call_command("migrate", verbosity=0, interactive=False)


def made_by_earlier_tables() -> bool:
    """Whether the database's tables are of before the migrations were started anew.

    They were started anew once (docs/decisions/one-initial-migration.md) and are kept since. Only a database from
    before has tables of `blocks` without those of `methodologies`, which they rest on now; one of a later Sarap, whose
    migrations the code does not know, has both and is left alone.
    """
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    floors = {app for app, _name in MigrationRecorder(connection).applied_migrations()}
    return "blocks" in floors and "methodologies" not in floors


def drop_all_tables() -> None:
    """Empty the database: tables, triggers, extensions. For embedded databases whose tables are of an earlier shape."""
    from django.db import connection

    from config.database_roles import as_owner

    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


def _behind() -> bool:
    """Whether a migration of the code has not been applied."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
