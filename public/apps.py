"""What the public reads: results pages, open data, the API."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicConfig(AppConfig):
    name = "public"
    label = "public"
    verbose_name = _("Public")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from evaluation import navigation
        from public.menu import menu

        navigation.register(menu)
