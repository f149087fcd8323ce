"""Rows chosen in the admin while one types: what a browser sends in the place of a row's number may be anything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import ForeignKey
from django.forms import ModelChoiceField
from django.http import HttpRequest

from evaluation.posted import whole


class RowChoice(AutocompleteSelect):
    """The library's choice, which asks the database for whatever was posted; this one asks for numbers of rows only."""

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> Any:
        """Called when a form is drawn again: of what was posted only numbers of rows reach the query."""
        return super().optgroups(name, [one for one in value if whole(str(one)) is not None], attr)


class ChoosesRows(BaseModelAdmin):
    """For a page of the admin with ``autocomplete_fields``: a form that is refused comes back, whatever was posted."""

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """Called for each foreign key of a form; ``RowChoice`` where Django would put its own autocomplete."""
        if db_field.name in self.get_autocomplete_fields(request) and "widget" not in kwargs:
            kwargs["widget"] = RowChoice(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
