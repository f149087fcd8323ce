"""What the public sees of a score's trace (c9.5): the same tree, without what is not public.

A value that rests on a document which is not open is said to be for official use, and its document is not named;
values of a year that is not public for the body, and of other bodies, are left out.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from blocks.trace.sight import Given, Sight
from public.selectors import PublicConclusion


class PublicSight(Sight):
    """Open documents are named and opened by nobody; secret values, other bodies and years not public are held back."""

    def __init__(self, public: PublicConclusion) -> None:
        self.public = public

    def names(self, document: Given) -> bool:
        """Only an open document that the conclusion's values rest on."""
        return document["id"] in self.public.documents

    def hides(self, place: Given) -> str:
        """Held back if a document behind it, or behind a value beside it, is not open, or its place is secret."""
        provenance = place.get("provenance") or {}
        hands = [
            provenance,
            *(one for one in (provenance.get("beside") or {}).values() if isinstance(one, dict)),
        ]
        closed = any(
            document["id"] not in self.public.documents
            for hand in hands
            for document in hand.get("documents", ())
        )
        if closed or (place.get("item", ""), place.get("element", "")) in self.public.secret_places:
            return _("for official use, not shown")
        return ""

    def leaves_out(self, given: Given) -> str:
        """Other bodies are only counted; last year's values are told if that year is public for the body."""
        if given.get("body"):
            return _("Compared with other bodies: %(count)s.")
        if given.get("years_back") and not self.public.tells_last_year:
            return _("Values of the year before are not public.")
        return ""
