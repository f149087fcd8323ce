"""Forms of the schedule floor: the draft's dates, the order, an extension, a moved day. Actions decide, forms parse."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.forms import DateInput, RevisionForm
from evaluation.models import Body
from schedule.milestone_labels import MILESTONE_LABELS
from schedule.milestones import Dates, Key, field_name, keys
from schedule.models import MILESTONE_CHOICES, DayAudience


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A field for one day."""
    return forms.DateField(label=label, widget=DateInput, **options)


class DatesForm(RevisionForm):
    """One date for every milestone, of the reports one for every block."""

    def __init__(self, *args: Any, dates: Dates | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for milestone, block in keys():
            label: Any = MILESTONE_LABELS[milestone]
            if block is not None:
                label = _("%(milestone)s, block %(block)s") % {"milestone": label, "block": block}
            self.fields[field_name(milestone, block)] = day_field(
                f"{milestone.number}. {label}",
                initial=(dates or {}).get((milestone, block)),
                error_messages={"required": _("Give the last day.")},
            )

    def dates(self) -> dict[Key, date]:
        """The dates that were given. Call after ``is_valid()``."""
        return {key: self.cleaned_data[field_name(*key)] for key in keys()}


class OrderForm(RevisionForm):
    """The order that approves the schedule: number and date."""

    order_number = forms.CharField(label=_("Order number"), max_length=60)
    order_date = day_field(_("Order date"))


class ExtensionForm(forms.Form):
    """An extension of a term for one body, by order."""

    body = forms.ModelChoiceField(label=_("Body"), queryset=Body.objects.none())
    milestone = forms.ChoiceField(label=_("Term"), choices=MILESTONE_CHOICES)
    block = forms.TypedChoiceField(
        label=_("Block"),
        choices=[("", _("all blocks")), ("1", "1"), ("2", "2"), ("3", "3")],
        coerce=int,
        empty_value=None,
        required=False,
    )
    due_on = day_field(_("New last day"))
    reason = forms.CharField(label=_("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    order_number = forms.CharField(label=_("Order number"), max_length=60)
    order_date = day_field(_("Order date"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Body.objects.order_by("order", "slug")  # type: ignore[attr-defined]
        self.fields["body"].label_from_instance = lambda body: body.short_name  # type: ignore[attr-defined]


class MovedDayForm(forms.Form):
    """A day that a resolution makes working or not."""

    day = day_field(_("Day"))
    working = forms.TypedChoiceField(
        label=_("What the day becomes"),
        choices=[("1", _("working day")), ("0", _("day off"))],
        coerce=lambda value: value == "1",
    )
    audience = forms.ChoiceField(label=_("For whom"), choices=DayAudience.choices)
    resolution = forms.CharField(label=_("Number and date of the resolution"), max_length=200)
