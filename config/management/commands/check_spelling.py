"""`manage.py check_spelling`: are the words of the Kazakh and Russian catalogues words?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.spelling import DICTIONARIES, NoDictionary, unknown_words


class Command(BaseCommand):
    """Reads files alone. Where hunspell or a dictionary is not installed it says so and fails nothing."""

    help = "Fail when a word of a catalogue is neither in hunspell's dictionary nor in locale/words.*.txt."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Unknown words go to stderr, each with a text that has it; CommandError when there are any."""
        strange = 0
        for language in DICTIONARIES:
            try:
                found = unknown_words(language)
            except NoDictionary as missing:
                self.stdout.write(f"{language}: not checked. {missing}")
                continue
            for word, text in sorted(found.items()):
                self.stderr.write(f"{language}: {word}: {text[:100]}")
            strange += len(found)
            if not found:
                self.stdout.write(f"{language}: every word is known.")
        if strange:
            raise CommandError(
                f"{strange} unknown words. Correct them in locale/, or add the form to locale/words.<language>.txt."
            )
