"""Figures that arrived after the marks were approved, as a page: what was left out, and recording it (c9.3, c47)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from blocks.models import PartialConclusion
from blocks.selectors.scoring import conclusion_that_stands
from evaluation import journal
from evaluation.access import found_or_404, offices, person_of
from evaluation.limits import LINE
from evaluation.models import Office, User
from evaluation.moves import act
from evaluation.presentation import ended_once
from evaluation.refusals import FieldFault, Refusal
from evaluation.typed_numbers import NotANumber, parse_number
from methodologies.content import text_of
from methodologies.models import SourceKind
from methodologies.units import unit_name
from reports import actions
from reports.document_forms import ask_for_the_ground, ground_field
from reports.entries import ValueEntry, number_sentence
from reports.forms import CONFIDENTIALITIES
from reports.models import Confidentiality, Document, Said
from reports.quota import left_today
from reports.rights import documents_before_evaluators
from reports.selectors.late import OpenPlace, open_places


class LateForm(forms.Form):
    """One field for each open place, named by it; and the document behind the figures: one at hand, or a new file."""

    document = forms.ModelChoiceField(
        Document.objects.none(),
        label=gettext_lazy("Document behind the figures"),
        empty_label="–",
        required=False,
    )
    file = forms.FileField(label=gettext_lazy("or a new file"), required=False)
    title = forms.CharField(label=gettext_lazy("Title of the new file"), max_length=250, required=False)
    confidentiality = forms.ChoiceField(label=gettext_lazy("Confidentiality"), required=False)
    legal_ground = ground_field()
    revision = forms.IntegerField(widget=forms.HiddenInput)
    #: The document of the new file, once it is taken in.
    laid: Document | None = None

    def __init__(
        self, *args: Any, partial: PartialConclusion, places: list[OpenPlace], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial["revision"] = partial.revision
        self.places = {place.key: place for place in places}
        document: Any = self.fields["document"]
        document.queryset = documents_before_evaluators(partial.cycle_id, partial.body_id)
        document.label_from_instance = lambda found: found.name
        self.fields["file"].help_text = left_today(partial.evaluator_id).sentence()
        choice: Any = self.fields["confidentiality"]
        choice.choices = CONFIDENTIALITIES
        self.fields = {key: _place_field(place) for key, place in self.places.items()} | self.fields

    def clean(self) -> dict[str, Any]:
        """A new file's label asks for its ground."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("file"):
            ask_for_the_ground(self, given)
        return given

    def entries(self, document: int | None) -> list[ValueEntry]:
        """What was typed, as entries on this document. Raises Refusal with each place that is no number."""
        found, faults = [], []
        for key, place in self.places.items():
            text = str(self.cleaned_data.get(key) or "").strip()
            if not text:
                continue
            given: dict[str, Any] = {"document_ids": (document,) if document else ()}
            if place.item.value == "choice":
                found.append(ValueEntry(*place.cell, choice=text, **given))
                continue
            try:
                number = parse_number(text, get_language() or "kk")
                found.append(ValueEntry(*place.cell, number=number, **given))
            except NotANumber as error:
                faults.append(FieldFault(key, number_sentence(error)))
        if faults:
            raise Refusal(
                "invalid", _("Not saved yet: please correct what is marked."), clause="c9.3", faults=faults
            )
        return found

    @property
    def place_fields(self) -> list[Any]:
        """Bound fields, one for each open place in the order of ``places``; for the template."""
        return [self[key] for key in self.places]

    @property
    def document_fields(self) -> list[Any]:
        """Bound fields: the document at hand, or a file with what is said of it; for the template."""
        return [self[name] for name in ("document", "file", "title", "confidentiality", "legal_ground")]


def _place_field(place: OpenPlace) -> forms.Field:
    """The field of one place: its unit, why it was left out, and which indicators read it."""
    unit = unit_name(place.item.unit)
    hint = ended_once(
        _("Left out because: %(reason)s. Indicators: %(codes)s.")
        % {"reason": place.reason, "codes": ", ".join(place.indicators)}
    )
    if place.item.value == "choice":
        answers = [("", "–"), *((choice.code, text_of(choice.name)) for choice in place.item.choices)]
        return forms.ChoiceField(label=place.label, choices=answers, required=False, help_text=hint)
    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    return forms.CharField(
        label=f"{place.label}, {unit}", required=False, help_text=hint, widget=widget, max_length=LINE
    )


@require_http_methods(["GET", "HEAD", "POST"])
@offices(Office.EVALUATOR)
def late_figures(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/scoring/<id>/late/`: the places that were left out, and the form that records what arrived."""
    found = (
        PartialConclusion.objects.select_related(
            "assignment__cycle",
            "assignment__body",
            "assignment__evaluator",
            "assignment__lead",
            "methodology",
        )
        .defer("methodology__document")
        .filter(pk=pk)
        .first()
    )
    user = person_of(request)
    partial: PartialConclusion = found_or_404(user, "blocks.score_partialconclusion", found)
    places = (
        open_places(partial.assignment, partial.methodology)
        if conclusion_that_stands(partial) is not None
        else []
    )
    form = LateForm(request.POST or None, request.FILES or None, partial=partial, places=places)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            outcome = act(
                request,
                _record,
                partial,
                form,
                user,
                form=form,
                record=partial,
                success=_("Recorded. The block's lead counts the conclusion again."),
            )
            if form.laid is not None and form.laid.label_doubt:
                messages.warning(request, form.laid.label_doubt)
            if outcome.done:
                return redirect("scoring", partial.pk)
            status = outcome.status
    context = {
        "partial": partial,
        "form": form,
        "journal": journal.entries_of(partial, limit=20),
        "synthetic_data": partial.cycle.synthetic,
        "crumbs": [
            {"label": _("Scoring")},
            {"label": partial.body.short_name, "url": reverse("scoring", args=[partial.pk])},
            {"label": partial.direction},
        ],
    }
    return render(request, "blocks/late_figures.html", context, status=status)


def _record(partial: PartialConclusion, form: LateForm, by: User) -> None:
    """Record the figures; a new file is taken in first and stays, whatever becomes of the figures."""
    given = form.cleaned_data
    document = given["document"].pk if given["document"] else None
    if given["file"] is not None:
        form.laid = _take_in(partial, form, by)
        document = form.laid.pk
        data: Any = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        data["document"] = str(document)
        form.data = data
    actions.record_late_values(
        partial.assignment, partial.methodology, by, form.entries(document), given["revision"]
    )


def _take_in(partial: PartialConclusion, form: LateForm, by: User) -> Document:
    given = form.cleaned_data
    return actions.attach_document(
        partial.cycle,
        partial.body,
        partial.evaluator,
        given["file"],
        given["title"],
        SourceKind.ADMINISTRATION_CHECKS,
        given["confidentiality"] or Confidentiality.OPEN,
        by,
        said=Said(ground=given["legal_ground"]),
        behind=partial,
        refuse_closed=_refuse_without_places,
    )


def _refuse_without_places(partial: PartialConclusion) -> None:
    """A late figure's file is attached while a place waits for one, whatever the marks' own state."""
    if conclusion_that_stands(partial) is None or not open_places(partial.assignment, partial.methodology):
        sentence = _("No place waits for a late figure here, so no file is attached.")
        raise Refusal("state", sentence, clause="c4")
