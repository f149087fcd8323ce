"""What the public sees of a score's trace (c9.5): the same tree, without what is not public.

A value that rests on a document which is not open is said to be for official use, and its document is not named;
values of a year that is not public for the body, and of other bodies, are left out. What would let anybody compute
such a value is withheld with it (`engine/withholding.py`, A-PUBLISH-6).
"""

from __future__ import annotations

from functools import cached_property

from django.utils.translation import gettext as _

from blocks.trace.record import indicators_of
from blocks.trace.sight import Given, Sight
from engine.withholding import Withheld, complement
from public.selectors import PublicConclusion


class PublicSight(Sight):
    """Open documents are named and opened by nobody; secret values, other bodies and years not public are held back."""

    def __init__(self, public: PublicConclusion) -> None:
        self.public = public

    def names(self, document: Given) -> bool:
        """Only an open document that the conclusion's values rest on."""
        return document["id"] in self.public.documents

    @cached_property
    def beside(self) -> Withheld:
        """What is withheld so that what is held back cannot be computed."""
        trace = self.public.conclusion.trace
        parts = [("indicator", one) for one in indicators_of(trace)]
        parts += [("penalty", one) for one in trace.get("penalties", ())]
        return complement(
            trace, {f"{level}:{one['code']}" for level, one in parts if self._reads_closed(one)}
        )

    def _reads_closed(self, part: Given) -> bool:
        """Whether it reads a value that is not public: of this body, of the year before, of a body withheld."""
        return any(
            self._is_closed(given)
            or given.get("body") in self.public.withheld_bodies
            or (given.get("years_back") and not self.public.tells_last_year)
            for given in part.get("inputs", ())
        )

    def withholds(self, part: str) -> str:
        """Points that would tell a value held back."""
        return _("withheld: it would tell a value that is not public") if part in self.beside.parts else ""

    def hides(self, place: Given) -> str:
        """Held back if it is not public; or if it would tell points that are withheld beside such a value."""
        if self._is_closed(place):
            return _("for official use, not shown")
        if not place.get("body") and place.get("item", "") in self.beside.items:
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

    def leaves_out(self, given: Given) -> str:
        """Other bodies are only counted; last year's values are told if that year is public for the body."""
        if given.get("body"):
            return _("Compared with other bodies: %(count)s.")
        if given.get("years_back") and not self.public.tells_last_year:
            return _("Values of the year before are not public.")
        return ""
