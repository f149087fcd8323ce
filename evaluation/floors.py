"""A floor of the tower as a Django app: its rooms that register themselves are opened when the app starts.

``rights.py`` grants its rights, ``guards.py`` and ``tasks.py`` register theirs by being imported;
``registration.py`` gives the frame what the floor offers (menu, desk, journal's words, letters, duties) in its
``register``.

An ``apps.py`` imports this module, not the class: Django takes every such class that it finds there for the app's.
"""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import module_has_submodule

ROOMS = ("checks", "rights", "guards", "tasks", "registration")


class Floor(AppConfig):
    """An app whose rooms of these names are opened in this order, where it has them."""

    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Called once all models are loaded. Rooms are imported; ``registration`` is besides told to register."""
        for room in ROOMS:
            if module_has_submodule(self.module, room):
                module = import_module(f"{self.name}.{room}")
                if room == "registration":
                    module.register()
