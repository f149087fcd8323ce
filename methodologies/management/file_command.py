"""The engine's commands on files, as manage.py runs them."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from engine.commands.console import Console


class FileCommand(BaseCommand):
    """No database, hence no checks of one; Django's streams are the command's."""

    requires_system_checks = ()

    def console(self) -> Console:
        """Django's streams, and what a person at manage.py types."""
        return Console(self.stdout, self.stderr, "manage.py score", "manage.py score_overall")
