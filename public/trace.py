"""What the public sees of a score's trace (c9.5): the same tree, without what is not public.

A value that rests on a document which is not open is said to be for official use, and its document is not named;
values of a year that is not public for the body, and of other bodies, are left out. What two persons withhold at once
has their note in its place. What would let anybody compute any of these is withheld with it (`selectors_closed`).
"""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from blocks.trace.sight import Given, Sight
from evaluation.presentation import name_in
from public.selectors import PublicConclusion
from public.selectors_closed import Note


def _said(note: Note) -> str:
    return name_in(dict(note.words), get_language() or "kk")


class PublicSight(Sight):
    """Open documents are named and opened by nobody; secret values, other bodies and years not public are held back."""

    def __init__(self, public: PublicConclusion) -> None:
        self.public = public

    def names(self, document: Given) -> bool:
        """Only an open document that the conclusion's values rest on."""
        return document["id"] in self.public.documents

    @property
    def _prefix(self) -> str:
        return f"{self.public.conclusion.block}/"

    def withholds(self, part: str) -> str:
        """Points that are withheld at once, with the public's note; or that would tell a value held back."""
        if self._prefix + part not in self.public.closed.parts:
            return ""
        for note in self.public.closed.notes:
            if (note.block, f"indicator:{note.indicator}") == (self.public.conclusion.block, part):
                return _("withheld: %(note)s") % {"note": _said(note)}
        return _("withheld: it would tell a value that is not public")

    def hides(self, place: Given) -> str:
        """Held back if it is not public; or if it would tell points that are withheld beside such a value."""
        if self._is_closed(place):
            return _("for official use, not shown")
        note = self._stopped(place)
        if note is not None:
            return _("withheld: %(note)s") % {"note": _said(note)}
        if not place.get("body") and place.get("item", "") in self.public.closed.items:
            return _("withheld: it would tell a value that is not public")
        return ""

    def _is_closed(self, place: Given) -> bool:
        """If a document behind it, or behind a value beside it, is not open, or its place is secret."""
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
        return closed or (place.get("item", ""), place.get("element", "")) in self.public.secret_places

    def _stopped(self, place: Given) -> Note | None:
        """The note in the place of a value of this body that two persons withhold, of this year or an earlier one."""
        conclusion = self.public.conclusion
        year = conclusion.cycle.year - int(place.get("years_back") or 0)
        return self.public.closed.stopped.get((conclusion.body.slug, year, place.get("item", "")))

    def leaves_out(self, given: Given) -> str:
        """Other bodies are only counted; last year's values are told if that year is public for the body."""
        if given.get("body"):
            return _("Compared with other bodies: %(count)s.")
        if given.get("years_back") and not self.public.tells_last_year:
            return _("Values of the year before are not public.")
        return ""
