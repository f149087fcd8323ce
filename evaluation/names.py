"""Names in the order of the reader's alphabet, in Python and in a query; the order itself: `evaluation.alphabet`.

sorted(lines, key=lambda line: alphabetical(line.body.short_name))
Document.objects.order_by(in_alphabet("title"), "pk")
Body.objects.order_by(in_alphabet("name_kk", "kk"))
"""

from __future__ import annotations

from typing import Any

from django.db.models import F, Func, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Collate, NullIf
from django.utils.translation import get_language

from evaluation.alphabet import FUNCTION, sort_key


def alphabetical(text: Any) -> str:
    """The place of a name (a string or a lazy one) in the alphabet of the reader's language."""
    return sort_key(str(text), get_language() or "kk")


def in_alphabet(field: str, language: str | None = None) -> Collate:
    """What a query is ordered by, for the names in ``field`` to stand in the alphabet of the (reader's) language."""
    return _collated(F(field), language or get_language() or "kk")


def _collated(names: Combinable, language: str) -> Collate:
    return Collate(Func(names, Value(language), function=FUNCTION, output_field=TextField()), "C")


class ByReadersName(Func):
    """The same for the names "<field>_kk", "_ru", "_en", the reader's one being chosen when the query is made.

    For what is said once and read in every language, as the column of an admin page. Russian where there is no name.
    """

    def __init__(self, field: str) -> None:
        super().__init__(F(f"{field}_ru"), output_field=TextField())
        self.names = field

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        """The expression of the language that is active now."""
        language = (get_language() or "kk")[:2]
        own = NullIf(F(f"{self.names}_{language}"), Value(""), output_field=TextField())
        named = Coalesce(own, F(f"{self.names}_ru"), output_field=TextField())
        return _collated(named, language).resolve_expression(*args, **kwargs)
