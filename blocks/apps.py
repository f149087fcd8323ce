"""The three blocks: methodology, report, re-verification, scores, conclusion."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BlocksConfig(AppConfig):
    name = "blocks"
    label = "blocks"
    verbose_name = _("Blocks")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from blocks import departures, desk_recounts, desk_scoring, letter_texts, registration, report_letters

        letter_texts.register_texts()
        report_letters.register_texts()
        registration.register_all()
        desk_scoring.register_all()
        departures.register_words()
        desk_recounts.register_all()
