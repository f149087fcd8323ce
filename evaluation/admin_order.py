"""The columns of the admin's lists, sorted as their reader reads them: names by the alphabet, choices by their words."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Case, CharField, ForeignKey, IntegerField, Value, When
from django.db.models.fields import SlugField
from unfold.views import ChangeList

from evaluation.models import User
from evaluation.models.base import Named
from evaluation.names import ByReadersName, alphabetical, in_alphabet


class InAlphabet(ChangeList):
    """What a click on a column's heading sorts by. The order in which a list opens is its admin's own."""

    def get_ordering_field(self, field_name: Any) -> Any:
        """Called for each column of the list; whatever shows no words is left to Django."""
        found = super().get_ordering_field(field_name)
        if not isinstance(found, str):
            return found
        try:
            field = self.lookup_opts.get_field(found)
        except FieldDoesNotExist:
            return found
        if isinstance(field, ForeignKey):
            related = field.remote_field.model
            if issubclass(related, Named):
                return ByReadersName(f"{found}__name")
            return ByReadersName(f"{found}__title") if issubclass(related, User) else found
        if getattr(field, "choices", None):
            return _by_words(found, field)
        words = isinstance(field, CharField) and not isinstance(field, SlugField)
        return in_alphabet(found) if words and found != "username" else found


def _by_words(name: str, field: Any) -> Case:
    """The place of each choice among the words that stand in the column."""
    ordered = sorted(field.flatchoices, key=lambda choice: alphabetical(choice[1]))
    places = [When(**{name: code}, then=Value(place)) for place, (code, _words) in enumerate(ordered)]
    return Case(*places, default=Value(len(ordered)), output_field=IntegerField())
