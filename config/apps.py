"""The project itself: settings, addresses, Celery, the embedded servers, the walk of the year; its commands."""

from evaluation import floors


class PlatformConfig(floors.Floor):
    """The top floor. It has no tables: commands, system checks, and the walk of a whole year."""

    name = "config"
    verbose_name = "Sarap"
