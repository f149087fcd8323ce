"""`manage.py migrate`: Django's own, as the owner of the tables, who then gives the portal's role its rights."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.core.management.base import BaseCommand, CommandError
from django.core.management.commands import migrate
from django.db import IntegrityError
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

from config.database_roles import as_owner, grant_rights
from evaluation import database_guards, database_limits


class Command(migrate.Command):
    """Checks the code before it begins, as every command does; the database's guards are asked afterwards."""

    def get_check_kwargs(self, options: Any) -> Any:
        """Without the database: guards that are missing are what a migration brings."""
        return BaseCommand.get_check_kwargs(self, options)

    def handle(self, *args: Any, **options: Any) -> None:
        """As Django's; both addresses come from the settings."""
        with as_owner(), _models_as_they_are():
            super().handle(*args, **options)
            grant_rights()
            if not (options["app_label"] or options["plan"] or options["check_unapplied"]):
                try:
                    database_limits.put_right()
                except IntegrityError as error:
                    raise CommandError(str(error)) from error
                self.tell_faults()

    def tell_faults(self) -> None:
        """Each start begins with a migration: it says which guards no migration brought back, since someone took them."""
        for fault in database_guards.faults():
            self.stderr.write(self.style.ERROR(fault))


@contextmanager
def _models_as_they_are() -> Iterator[None]:
    """A trigger changes no model, so no model is made anew for one: nearly half of the time of all migrations."""

    def alone(operation: Any) -> Any:
        def state_forwards(self: Any, app_label: str, state: ProjectState) -> None:
            with patch.object(state, "reload_model"):
                operation(self, app_label, state)

        return state_forwards

    with (
        patch.object(AddTrigger, "state_forwards", alone(AddTrigger.state_forwards)),
        patch.object(RemoveTrigger, "state_forwards", alone(RemoveTrigger.state_forwards)),
    ):
        yield
