"""The project itself as an app: its commands and its system checks."""

from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "config"
    label = "config"
    verbose_name = "Sarap"

    def ready(self) -> None:
        from config import checks  # noqa: F401  (registers the checks)
