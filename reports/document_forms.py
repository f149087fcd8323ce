"""The small forms of documents: what is said of one, which values it proves, a new one, a new version (c4)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from evaluation.forms import DateInput, WholeSet
from evaluation.limits import LINE
from methodologies.models import SourceKind
from reports.models import Confidentiality, Document, Said
from reports.selectors.documents import Proof

#: Told wherever a file is chosen.
NO_SECRETS = _(
    "Information that is a state secret is not uploaded to the portal: give it to the evaluator by the rules of secret "
    "paperwork."
)


def ground_field() -> forms.CharField:
    """The field in which whoever labels a document "for official use" names by which law or order it is."""
    return forms.CharField(
        label=_("Legal ground of the label “for official use”"),
        max_length=LINE,
        required=False,
        help_text=_("The law or order by which it is for official use. Evaluators read it."),
    )


def ask_for_the_ground(form: forms.Form, given: dict[str, Any]) -> None:
    """In a form's ``clean``: the label is not taken without its ground."""
    if given.get("confidentiality") == Confidentiality.OFFICIAL_USE and not given.get("legal_ground"):
        sentence = _t("Name the legal ground: the law or order by which it is for official use.")
        form.add_error("legal_ground", sentence)


class SaidForm(forms.Form):
    """What is said of a document: name, source, the time of which it speaks, label and its legal ground (c4)."""

    title = forms.CharField(label=_("Name of the document"), max_length=LINE)
    source_kind = forms.TypedChoiceField(
        label=_("Source of information"),
        choices=SourceKind.choices,
        coerce=int,
    )
    period_from = forms.DateField(
        label=_("First day of its period"),
        required=False,
        widget=DateInput,
        help_text=_("The time of which the document speaks, not the day of its signature."),
    )
    period_to = forms.DateField(label=_("Last day of its period"), required=False, widget=DateInput)
    confidentiality = forms.ChoiceField(
        label=_("Confidentiality"),
        choices=Confidentiality.choices,
        help_text=format_lazy("{} {}", _("Public pages and files name open documents only."), NO_SECRETS),
    )
    legal_ground = ground_field()

    def clean(self) -> dict[str, Any]:
        """The label asks for its ground, and the period runs forward."""
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("period_from"), given.get("period_to")
        if first and last and first > last:
            self.add_error("period_to", _t("The period ends before it begins."))
        ask_for_the_ground(self, given)
        return given

    @property
    def said(self) -> Said:
        """For the action. Call after ``is_valid()``."""
        given = self.cleaned_data
        return Said(given["legal_ground"], given["period_from"], given["period_to"])


class DocumentForm(SaidForm):
    """What is said of a document that is there; ``seen`` is what of it the page showed when it was opened."""

    seen = forms.CharField(widget=forms.HiddenInput, strip=False, max_length=4 * LINE)

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        initial = {name: getattr(document, name) for name in SaidForm.base_fields}
        initial["seen"] = document.shown_mark
        super().__init__(*args, **{"initial": initial, **kwargs})

    def show_current(self, document: Document) -> None:
        """After a refusal: what is typed stays, and saving again counts against what stands now."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        data["seen"] = document.shown_mark
        self.data = data


class NewDocumentForm(SaidForm):
    """A file with all that is said of it, and the values of the reports in hand that it proves."""

    file = forms.FileField(label=_("A new file"))
    proves = forms.MultipleChoiceField(
        label=_("Which values it proves"),
        required=False,
        help_text=_("One document may prove several values. More can be ticked later, on its own page."),
    )
    field_order = ("file", "title", "source_kind", "period_from", "period_to")

    def __init__(self, *args: Any, proofs: Iterable[Proof], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        offer_values(self.fields["proves"], proofs)


class ProvesForm(forms.Form):
    """The values behind which a document stands; ``shown`` are those that the page offered, ticked or not."""

    proves = forms.MultipleChoiceField(
        label=_("Which values it proves"),
        required=False,
        help_text=_("Only values of reports that are in hand are offered; one document may prove several."),
    )

    def __init__(self, *args: Any, proofs: Iterable[Proof], document: Document, **kwargs: Any) -> None:
        proofs = list(proofs)
        self.ticked = {proof.value for proof in proofs if document.pk in proof.documents}
        initial = {"proves": [str(number) for number in sorted(self.ticked)]}
        super().__init__(*args, **{"initial": initial, **kwargs})
        offer_values(self.fields["proves"], proofs)


def offer_values(field: Any, proofs: Iterable[Proof]) -> None:
    """The values as choices, each with its block, in the order of the forms."""
    field.widget = WholeSet()
    field.choices = [
        (str(proof.value), f"{proof.report.get_block_display()}: {proof.label}") for proof in proofs
    ]


class VersionForm(forms.Form):
    """The file of a new version."""

    version = forms.FileField(
        label=_("New version of the file"),
        help_text=_("It takes over all that is said of the document, and the values that it proves."),
    )
