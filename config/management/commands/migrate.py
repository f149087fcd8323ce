"""`manage.py migrate`: Django's own, as the owner of the tables, who then gives the portal's role its rights."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.core.management.commands import migrate

from config.database_roles import as_owner, grant_rights


class Command(migrate.Command):
    """Checks the code before it begins, as every command does; the database's guards are asked afterwards."""

    def get_check_kwargs(self, options: Any) -> Any:
        """Without the database: guards that are missing are what a migration brings."""
        return BaseCommand.get_check_kwargs(self, options)

    def handle(self, *args: Any, **options: Any) -> None:
        """As Django's; both addresses come from the settings."""
        with as_owner():
            super().handle(*args, **options)
            grant_rights()
