"""The floors of the tower, from the ground up: the one list that settings, addresses, documents and checks read."""

from __future__ import annotations

from typing import Final

#: Plain Python without Django; not an app.
GROUND: Final = "engine"
#: The apps, each importing only those before it.
FLOORS: Final = (
    "evaluation",
    "schedule",
    "methodologies",
    "reports",
    "blocks",
    "appeals",
    "commission",
    "public",
)
#: Every package with code of the portal, the lowest first.
PACKAGES: Final = (GROUND, *FLOORS, "config")
