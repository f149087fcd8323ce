"""The forms by which files come in: a methodology's text, the list of key performance indicators."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.models import Cycle
from schedule.forms import day_field


class MethodologyFileForm(forms.Form):
    """A methodology in the interchange format, for a year that is not open yet."""

    cycle = forms.ModelChoiceField(Cycle.objects.none(), label=_("Reporting year"), empty_label=None)
    file = forms.FileField(
        label=_("Methodology file (YAML or Excel workbook)"),
        help_text=_(
            "A workbook to begin with is downloaded from any methodology: its first sheet explains how to fill it in."
        ),
    )
    over_draft = forms.BooleanField(label=_("Put it in the place of the open draft"), required=False)

    def __init__(self, *args: Any, cycles: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cycle"].queryset = cycles  # type: ignore[attr-defined]


class KpiFileForm(forms.Form):
    """The list of key performance indicators as a table, with the order that approves it (c22)."""

    file = forms.FileField(
        label=_("List of indicators (CSV)"),
        help_text=_("Columns: body, code, name_kk, name_ru, name_en, unit, better, weight, plan."),
    )
    order_number = forms.CharField(label=_("Order number"), max_length=60)
    order_date = day_field(_("Order date"))
