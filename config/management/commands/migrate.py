"""`manage.py migrate`: Django's own, which is not stopped by the want of what it is about to install."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.core.management.commands import migrate


class Command(migrate.Command):
    """Checks the code before it begins, as every command does; the database's guards are asked afterwards."""

    def get_check_kwargs(self, options: Any) -> Any:
        """Without the database: guards that are missing are what a migration brings."""
        return BaseCommand.get_check_kwargs(self, options)
