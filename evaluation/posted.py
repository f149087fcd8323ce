"""What a browser sends as text and the portal reads as a number: an address's year, a form's revision, a row's id."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest

#: More digits than any row's number has, fewer than the database's widest whole number can overflow with.
DIGITS: Final = 18


def whole(text: str) -> int | None:
    """The whole number that the text is; None for anything else, and for one with more than ``DIGITS`` digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None


def seen_revision(request: HttpRequest) -> int | None:
    """The revision of the record that the person saw, as the form sent it; None where it sent none."""
    return whole(request.POST.get("revision", ""))
