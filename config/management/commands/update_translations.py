"""`manage.py update_translations` (`make messages`): bring locale/*.po to what code and templates say."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.translations import ExtractionRefused, catalog_path, compile_catalogs, update_catalogs


class Command(BaseCommand):
    """Changes the catalogues under version control; reads files alone, without system checks."""

    help = "Add new sentences to locale/*/LC_MESSAGES/django.po, drop those no longer said, compile."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints how many sentences each catalogue still wants; CommandError when extraction is refused."""
        try:
            wanting = update_catalogs()
        except ExtractionRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        for language, number in wanting.items():
            self.stdout.write(f"{catalog_path(language)}: {number} to translate")
        compile_catalogs()
