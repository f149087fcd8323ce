"""How long the portal itself may work on one request, and what a request meets that takes longer. Imports nothing."""

from __future__ import annotations

from typing import Final

#: Seconds; the database ends a statement before that (`SARAP_STATEMENT_SECONDS`).
REQUEST_SECONDS: Final = 60.0


class RequestTooLong(Exception):
    """Raised in the thread of a request after `REQUEST_SECONDS`; what it did in the database is undone."""
