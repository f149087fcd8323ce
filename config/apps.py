"""The project itself as an app: its commands and its system checks."""

from evaluation import floors


class PlatformConfig(floors.Floor):
    name = "config"
    verbose_name = "Sarap"
