"""The three blocks: methodology, report, re-verification, scores, conclusion."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BlocksConfig(AppConfig):
    name = "blocks"
    label = "blocks"
    verbose_name = _("Blocks")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from blocks import departures, letter_texts, registration, report_letters
        from blocks.desk import recounts, scoring

        letter_texts.register_texts()
        report_letters.register_texts()
        registration.register_all()
        scoring.register_all()
        departures.register_words()
        recounts.register_all()
