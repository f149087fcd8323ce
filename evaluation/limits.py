"""How long what people type may be: one small set of limits, kept by form, model and database alike.

    rationale = Words(_("rationale"), limit=ARGUMENT, blank=True)
    document = Data(_("document"), limit=METHODOLOGY)

The field tells its form the limit (``maxlength``), refuses a longer text with a sentence at whatever door it came in,
and gives its column a CHECK of the database's own. A test names every field of text that has none.
"""

from __future__ import annotations

import json
from typing import Any, Final

from django.db import DataError, models
from django.utils.translation import gettext as _

from evaluation.refusals import FieldFault, Refusal

# Signs of a text.
#: A name, a title, a source, a position.
LINE: Final = 250
#: Why something is returned, refused or left out; a remark.
REASON: Final = 4_000
#: An argument, a rationale, the grounds of a decision; a recommendation.
ARGUMENT: Final = 8_000
#: The words of a collegial body, some ten pages.
CHAPTER: Final = 20_000
#: A letter as it is sent, with what it quotes.
LETTER: Final = 60_000
# Signs of a document of many fields, as JSON.
#: A list of marked places.
PLACES: Final = 400_000
#: A list of key performance indicators with thousands of rows.
ROWS: Final = 8_000_000
#: A methodology: its file has at most two million bytes.
METHODOLOGY: Final = 8_000_000


#: What PostgreSQL calls a string that its column cuts off.
_TOO_LONG = "22001"


class Words(models.TextField):
    """A text of several lines, of at most ``limit`` signs."""

    def __init__(self, *args: Any, limit: int, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "max_length": limit})
        self.limit = limit

    def deconstruct(self) -> Any:
        """For migrations: with the limit."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("max_length", None)
        return name, path, args, {**kwargs, "limit": self.limit}

    def db_check(self, connection: Any) -> str:
        """The column's own CHECK."""
        return f"char_length({connection.ops.quote_name(self.column)}) <= {self.limit}"

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """The value on its way to the database, by whatever door it came in. Raises Refusal."""
        if isinstance(value, str) and len(value) > self.limit:
            raise too_long(self, len(value))
        return super().get_db_prep_save(value, connection)


class Data(models.JSONField):
    """A document of many fields that people fill in, of at most ``limit`` signs as JSON."""

    def __init__(self, *args: Any, limit: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit = limit

    def deconstruct(self) -> Any:
        """For migrations: with the limit."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "limit": self.limit}

    def db_check(self, connection: Any) -> str:
        """The column's own CHECK."""
        return f"char_length({connection.ops.quote_name(self.column)}::text) <= {self.limit}"

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """The value on its way to the database, by whatever door it came in. Raises Refusal."""
        if isinstance(value, list | dict):
            size = len(json.dumps(value, cls=self.encoder, ensure_ascii=False))
            if size > self.limit:
                raise too_long(self, size)
        return super().get_db_prep_save(value, connection)


def too_long(field: Any, size: int) -> Refusal:
    """The refusal of what is longer than its field takes."""
    said = {"what": field.verbose_name, "size": _number(size), "limit": _number(field.limit)}
    sentence = _("“%(what)s” has %(size)s signs; at most %(limit)s are taken.") % said
    return Refusal(
        "invalid",
        sentence,
        remedy=_("Shorten it, or attach the long text as a document."),
        faults=[FieldFault(field.name, sentence)],
    )


def of_a_column(error: DataError) -> Refusal | None:
    """The refusal of a line of text that is longer than its column; None of every other error in data."""
    if getattr(error.__cause__, "pgcode", "") != _TOO_LONG:
        return None
    return Refusal(
        "invalid",
        _("One of the texts is longer than its field takes."),
        remedy=_("Shorten it, or attach the long text as a document."),
    )


def _number(count: int) -> str:
    return f"{count:,}".replace(",", "\u00a0")
