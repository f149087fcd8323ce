"""What an act changes in values of data items, for the journal: each place with its value before and after."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from engine.questions import key_of
from evaluation.changes import Watched
from reports.models import DatumValue

_PLACE = ("item", "language", "row")
_BODY = ("body__slug",)


class WatchedValues:
    """Values as the database holds them now; ``told()`` after the act wrote. ``rows`` are of one hand.

    ``of_many``: of several bodies; a place is then told with its body.
    """

    def __init__(self, rows: QuerySet[DatumValue], *, of_many: bool = False) -> None:
        fields = (
            *_PLACE,
            "number",
            "choice",
            "reason",
            "explanation",
            "documents",
            *(_BODY if of_many else ()),
        )
        self._watched = Watched(rows, fields)

    def told(self) -> dict[str, Any]:
        """ "changed": place → [before, after, numbers of the documents now]; "documents": place → their former ones too.

        A number before has all the decimals of its column, one after is written without idle zeros. One query.
        """
        changed: dict[str, list[Any]] = {}
        documents: dict[str, list[list[int]]] = {}
        before, after = self._watched.before, self._watched.now()
        for pk in dict.fromkeys((*before, *after)):
            old, new = before.get(pk), after.get(pk)
            if old == new:
                continue
            place = _place(new or old or {})
            was, now = (one["documents"] if one else [] for one in (old, new))
            former = changed.get(place)
            # taken away and given anew in one act: two rows of one place
            changed[place] = [former[0] if former else _text(old), _text(new, short=True), now]
            if was != now:
                documents[place] = [was, now]
        return {"changed": changed, **({"documents": documents} if documents else {})}


def _place(row: dict[str, Any]) -> str:
    key = key_of(row["item"], row["language"], row["row"])
    return f"{row[_BODY[0]]}:{key}" if _BODY[0] in row else key


def _text(row: dict[str, Any] | None, *, short: bool = False) -> str | None:
    if row is None:
        return None
    number: str | None = row["number"]
    if number is None:
        return str(row["choice"] or row["reason"])
    return number.rstrip("0").rstrip(".") if short and "." in number else number
