"""Forms that every floor shares: they remember what the person saw."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class RevisionForm(forms.Form):
    """A form that remembers which revision of its record the person saw; actions refuse one that is no longer so."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, record: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if record is not None:
            self.fields["revision"].initial = record.revision

    @property
    def seen_revision(self) -> int:
        """The revision to hand to the action. Call after ``is_valid()``."""
        return int(self.cleaned_data["revision"])


class ConfirmForm(RevisionForm):
    """The page of a move that needs nothing typed: only the revision and the button."""


class ReasonForm(RevisionForm):
    """The page of a move that needs a reason in words, which the other side will read."""

    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, strip=True
    )
