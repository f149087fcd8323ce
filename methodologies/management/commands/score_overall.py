"""`manage.py score_overall`: the engine's command of this name."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from engine.commands import score_overall
from methodologies.management.file_command import FileCommand


class Command(FileCommand):
    """See docs/methodology-format.md, "Trying a methodology"."""

    help = score_overall.HELP

    def add_arguments(self, parser: CommandParser) -> None:
        """The engine's."""
        score_overall.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """No query. SystemExit as the engine's."""
        score_overall.run(self.console(), options)
