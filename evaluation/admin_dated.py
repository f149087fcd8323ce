"""Registers that opened years read: what a year has read stands, a change is a new dated row (A-ACCT-5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evaluation.models import Cycle, Reorganisation
from evaluation.office_admin import RegisterAdmin
from evaluation.opened_years import hold_years, is_read, read_until
from evaluation.presentation import date_text
from evaluation.refusals import FieldFault, Refusal


class ReadByYears(RegisterAdmin):
    """A row that an opened year reads keeps all but ``still_open``; none is entered into such a year."""

    #: What may be changed of a row that has been read.
    still_open: ClassVar[Iterable[str]] = ("valid_until",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        """All fields of a row that has been read, but those that are still open."""
        given = tuple(super().get_readonly_fields(request, obj))
        if obj is None or not is_read(obj):
            return given
        fields = [
            field.name for field in self.opts.concrete_fields if field.editable and not field.primary_key
        ]
        return (*given, *(name for name in fields if name not in (*given, *self.still_open)))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """As the register's, unless a day lies in what opened years have read, or one has read the row meanwhile."""
        with transaction.atomic():
            hold_years()  # which fields the form offered was asked before: a year may have been opened since
            if change:
                self._refuse_closed(obj, form.changed_data)
            if not isinstance(obj, Cycle):
                _refuse_in_the_past(obj, form.changed_data)
            super().save_model(request, obj, form, change)

    def _refuse_closed(self, row: Any, changed: Iterable[str]) -> None:
        stored = type(row)._base_manager.select_for_update(of=("self",)).get(pk=row.pk)
        closed = [name for name in changed if name not in self.still_open]
        if not closed or not is_read(stored):
            return
        raise Refusal(
            "state",
            _("A year that was opened meanwhile has read this row: what it read stands."),
            clause=self.clause,
            remedy=_("Open the page again to see what happened meanwhile."),
            faults=[FieldFault(name, _("An opened year has read this.")) for name in closed],
        )


def _refuse_in_the_past(row: Any, changed: Iterable[str]) -> None:
    read = read_until()
    if read is None:
        return
    first = "took_effect_on" if isinstance(row, Reorganisation) else "valid_from"
    days = {first: getattr(row, first), "valid_until": getattr(row, "valid_until", None)}
    late = {
        name: day
        for name, day in days.items()
        if name in changed and day is not None and (day <= read if name == first else day < read)
    }
    if not late:
        return
    sentence = _(
        "An opened year has read the register until %(day)s: what was true then stands. Name a later day."
    ) % {"day": date_text(read, get_language() or "kk", year=True)}
    raise Refusal("incomplete", sentence, faults=[FieldFault(name, sentence) for name in late])
