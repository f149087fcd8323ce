"""The forms by which files come in: a methodology's text, the list of key performance indicators."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from evaluation.forms import RevisionForm, decimal_sign_field
from evaluation.models import Cycle
from methodologies.kpi_rows import BETTER, KEPT
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
    """The list of key performance indicators as a file (c22); what it changes is shown before it is taken over."""

    file = forms.FileField(
        label=_("File of the list (.xlsx or CSV)"),
        help_text=_(
            "Download the list as a workbook, fill it in and choose it here. Nothing is changed yet."
        ),
    )
    decimal = decimal_sign_field()


class KpiOrderForm(RevisionForm):
    """The order that approves the list: number and date (c22)."""

    order_number = forms.CharField(label=_("Order number"), max_length=60)
    order_date = day_field(_("Order date"))


class KpiRowForm(forms.Form):
    """One indicator of a body. Everything may be empty while one drafts; what is wrong is named, and kept as typed."""

    code = forms.CharField(label=_("Code"), required=False, max_length=KEPT)
    name_kk = forms.CharField(label=_("Indicator in Kazakh"), required=False, max_length=KEPT)
    name_ru = forms.CharField(label=_("Indicator in Russian"), required=False, max_length=KEPT)
    name_en = forms.CharField(label=_("Indicator in English"), required=False, max_length=KEPT)
    unit = forms.CharField(label=_("Unit"), required=False, max_length=KEPT)
    better = forms.CharField(label=_("Better is"), required=False, max_length=KEPT)
    weight = forms.CharField(label=_("Weight"), required=False, max_length=KEPT)
    plan = forms.CharField(label=_("Plan"), required=False, max_length=KEPT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name_kk", "name_ru", "name_en"):
            self.fields[name].widget = forms.Textarea(attrs={"rows": 2})
        language = (get_language() or "kk")[:2]
        kept = str(self.initial.get("better", "") if not self.is_bound else self["better"].data or "")
        choices = [("", "–"), *((way, said[language][0]) for way, said in BETTER.items())]
        if kept and kept not in BETTER:
            choices.append((kept, kept))  # a word that a file brought and nobody has mended yet
        self.fields["better"].widget = forms.Select(choices=choices)


#: The most indicators of one body: a bound for the page, far above what an order has.
MOST_OF_BODY = 60


class KpiRows(forms.BaseFormSet):
    """The rows of one body; more than a page holds are refused, none is left out of it."""

    default_error_messages = forms.BaseFormSet.default_error_messages | {
        "too_many_forms": _(
            "One body has at most %(num)d indicators here. Nothing is saved: leave out those that are not needed."
        )
    }


KpiRowsForm = forms.formset_factory(
    KpiRowForm,
    KpiRows,
    extra=1,
    can_delete=True,
    max_num=MOST_OF_BODY,
    absolute_max=10 * MOST_OF_BODY,
    validate_max=True,
)
