"""Forms of the whole picture: the Commission's words and minutes, what is withheld from publication."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from commission.actions.report import WORDS
from commission.models import CommissionReport
from commission.withholding import grounds
from evaluation.forms import DateInput, RevisionForm, owed
from evaluation.limits import CHAPTER
from evaluation.models.base import LANGUAGES


def words_field(label: Any, **options: Any) -> forms.CharField:
    """A field for the Commission's words in one language."""
    return forms.CharField(
        label=label, required=False, max_length=CHAPTER, widget=forms.Textarea(attrs={"rows": 10}), **options
    )


class CommissionReportForm(RevisionForm):
    """The Commission's words, and the minutes that adopt the report."""

    summary_kk = words_field(
        _("The Commission's conclusions and proposals in Kazakh"),
        help_text=_(
            "What the figures do not say: conclusions, proposals, reasons. An empty line begins a paragraph."
        ),
    )
    summary_ru = words_field(_("The Commission's conclusions and proposals in Russian"))
    summary_en = words_field(_("The Commission's conclusions and proposals in English"))
    minutes_number = forms.CharField(label=_("Number of the minutes"), required=False, max_length=60)
    minutes_date = forms.DateField(label=_("Date of the minutes"), required=False, widget=DateInput)

    def __init__(self, *args: Any, report: CommissionReport | None = None, **kwargs: Any) -> None:
        super().__init__(*args, record=report, **kwargs)
        self.fields["revision"].required = False
        owed(self, "summary_kk", "summary_ru", "minutes_number", "minutes_date")
        if report is not None:
            for name in (*WORDS.values(), "minutes_number", "minutes_date"):
                self.fields[name].initial = getattr(report, name)

    def words(self) -> dict[str, str]:
        """Language code → the Commission's words. Call after ``is_valid()``."""
        return {language: self.cleaned_data[field] for language, field in WORDS.items()}

    @property
    def revision_or_none(self) -> int | None:
        """The revision that the person saw; None when there was no report yet. Call after ``is_valid()``."""
        value = self.cleaned_data["revision"]
        return None if value is None else int(value)


class WithholdForm(forms.Form):
    """Why one body's results are not published: a ground in law from the list, or words of one's own (c9.5)."""

    ground = forms.ChoiceField(label=_("Ground in law"), required=False)
    reason_kk = forms.CharField(label=_("Reason in Kazakh"), required=False, max_length=300)
    reason_ru = forms.CharField(label=_("Reason in Russian"), required=False, max_length=300)
    reason_en = forms.CharField(label=_("Reason in English"), required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "kk"
        choice = self.fields["ground"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101
        choice.choices = [
            ("", _("another one, in words of your own")),
            *((ground.code, ground.text(language)) for ground in grounds()),
        ]
        owed(self, *self.fields)

    @property
    def own_words(self) -> list[forms.BoundField]:
        """The three fields for a ground that the list does not have."""
        return [self[f"reason_{code}"] for code in LANGUAGES]

    @property
    def opens_own_words(self) -> bool:
        """Whether these fields must be seen at once: somebody typed there, or a fault stands there."""
        return not self["ground"].value() and any(one.value() or one.errors for one in self.own_words)

    def reasons(self) -> dict[str, str]:
        """Language code → reason: that of the chosen ground, or the words typed. Call after ``is_valid()``."""
        chosen = self.cleaned_data["ground"]
        for ground in grounds():
            if ground.code == chosen:
                return dict(ground.words)
        return {code: self.cleaned_data[f"reason_{code}"] for code in LANGUAGES}
