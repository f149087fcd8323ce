"""What a reader of a trace may see: the authorities everything; the evaluated body, to whom the annex goes too, nothing
of other bodies; `public` gives its own, which holds back more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

Given = Mapping[str, Any]


class Sight:
    """Everything is seen. ``address``: the document's address by its id, where the reader may open it."""

    address: Callable[[int], str] | None = None

    def __init__(self, address: Callable[[int], str] | None = None) -> None:
        self.address = address

    def document_url(self, pk: int) -> str:
        """Where the document is opened; empty where it is only named."""
        return self.address(pk) if self.address is not None else ""

    def names(self, document: Given) -> bool:
        """Whether the document ({id, title, sha256}) may be named."""
        return True

    def hides(self, place: Given) -> str:
        """The sentence that stands in the place of a value ({item, element?, provenance?}); empty where it is shown."""
        return ""

    def withholds(self, part: str) -> str:
        """The sentence that stands in the place of a part's points ("indicator:1.2.1"); empty where they are shown."""
        return ""

    def leaves_out(self, given: Given) -> str:
        """The sentence that stands for all such values, which are not listed; empty for a listed one.

        May hold %(count)s: of how many other bodies.
        """
        return ""


class BodySight(Sight):
    """Of the bodies with which this one was compared only how many they were: their figures are theirs (c44)."""

    def leaves_out(self, given: Given) -> str:
        """Every value that names another ``body`` is left out, whatever the item."""
        return _("Compared with other bodies: %(count)s.") if given.get("body") else ""


def reasons_seen(part: Given, sight: Sight) -> list[Given]:
    """Why an indicator is not counted, as far as the reader may know: no words of a value that is held back.

    A reason in words was recorded with a value, so it is told where that value is listed; a declared one is the
    formula's own.
    """
    listed = {
        (given["item"], given.get("element", ""), given.get("reason", ""))
        for given in part.get("inputs", ())
        if not sight.leaves_out(given) and not sight.hides(given)
    }
    return [
        reason
        for reason in part.get("reasons", ())
        if not sight.hides(reason)
        and (
            not reason.get("text")
            or (reason.get("item", ""), reason.get("element", ""), reason["text"]) in listed
        )
    ]
