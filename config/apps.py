"""The project itself as an app: its commands and its system checks."""

from evaluation import floors


class PlatformConfig(floors.Floor):
    """The top floor. It has no tables: commands, system checks, and the walk of a whole year."""

    name = "config"
    verbose_name = "Sarap"
