"""Forms of the whole picture: the Commission's words and minutes, what is withheld, before publication and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from commission.actions.report import WORDS
from commission.models import CommissionReport, Withheld
from commission.selectors_withholdings import Target
from commission.withholding import grounds
from evaluation.forms import DateInput, RevisionForm, owed
from evaluation.limits import CHAPTER, REASON
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


class WithholdAtOnceForm(forms.Form):
    """What of a body's published results is to be withheld at once, why, until when, and what the public reads (c9.5)."""

    target = forms.ChoiceField(label=_("What is withheld"))
    ground = forms.ChoiceField(label=_("Ground in law"), required=False)
    reason = forms.CharField(
        label=_("Why now"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=REASON,
        help_text=_("Read by the second person, the authority and the Commission, not by the public."),
    )
    until = forms.DateField(
        label=_("Last day, if it is known"),
        required=False,
        widget=DateInput,
        help_text=_("Without it the note stays until two persons lift it."),
    )
    note_kk = forms.CharField(label=_("Note to the public in Kazakh"), required=False, max_length=300)
    note_ru = forms.CharField(label=_("Note to the public in Russian"), required=False, max_length=300)
    note_en = forms.CharField(label=_("Note to the public in English"), required=False, max_length=300)

    def __init__(self, *args: Any, targets: Sequence[Target], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "kk"
        self.some_are_told = any(one.told_by_others for one in targets)
        self._choose("target", [("", _("choose")), *grouped(targets, language)])
        self._choose(
            "ground",
            [
                ("", _("another one, named in the reason")),
                *((ground.code, ground.text(language)) for ground in grounds()),
            ],
        )
        for code in LANGUAGES:
            self.fields[f"note_{code}"].help_text = _("Left empty, the words of the ground stand here.")
        owed(self, "ground", *(f"note_{code}" for code in LANGUAGES))

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = choices

    def notes(self) -> dict[str, str]:
        """Language code → the note typed, or the words of the chosen ground. Call after ``is_valid()``."""
        chosen = self.cleaned_data["ground"]
        words = next((ground.words for ground in grounds() if ground.code == chosen), {})
        return {code: self.cleaned_data[f"note_{code}"].strip() or words.get(code, "") for code in LANGUAGES}


def grouped(targets: Sequence[Target], language: str) -> list[Any]:
    """As choices: the whole first, then for each block itself, its file and its indicators."""
    found: list[Any] = []
    blocks: dict[int, list[tuple[str, str]]] = {}
    labels = dict(Withheld.choices)
    for one in targets:
        if one.block is None:
            found.append((one.key, str(labels[one.kind])))
            continue
        said = one.words(language) if one.indicator else str(labels[one.kind])
        if one.told_by_others:
            said = _("%(indicator)s: computable from figures of other bodies") % {"indicator": said}
        blocks.setdefault(one.block, []).append((one.key, said))
    return [*found, *((str(_("Block %(number)s") % {"number": n}), rows) for n, rows in blocks.items())]
