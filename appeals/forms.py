"""Forms of appeals: a point of an objection, the seats of a special commission, its decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from appeals.actions import PointDecision
from appeals.disputed import Disputed, ValueCell
from appeals.models import ObjectionPoint, PointOutcome, Seat
from appeals.selectors import Person
from evaluation.forms import RevisionForm, WholeSet, owed
from evaluation.limits import ARGUMENT
from evaluation.models import User
from evaluation.presentation import decimal_text
from evaluation.typed_numbers import NotANumber, parse_number, trimmed
from methodologies.models import SourceKind
from reports.document_forms import ask_for_the_ground, ground_field
from reports.entries import number_sentence
from reports.models import Confidentiality, Document


class NumberField(forms.CharField):
    """A number as the reader's language writes it; cleaned to a Decimal, or None when it may be empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        kwargs.setdefault("max_length", 60)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """Django's validation: ValidationError, in ``number_sentence``'s words, for what is no number."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_number(text, get_language() or "kk")
        except NotANumber as error:
            raise forms.ValidationError(number_sentence(error)) from error


def written(number: Decimal | None) -> str:
    """A stored number as the reader would type it."""
    return "" if number is None else decimal_text(trimmed(number), get_language() or "kk")


class PointForm(RevisionForm):
    """One value that the body disagrees with: which, what it should be, why, and the documents that show it."""

    value = forms.ChoiceField(label=gettext_lazy("Value that you disagree with"))
    claimed = NumberField(label=gettext_lazy("What it should be"))
    argument = forms.CharField(
        label=gettext_lazy("Why"), widget=forms.Textarea(attrs={"rows": 4}), max_length=ARGUMENT, strip=True
    )
    documents = forms.MultipleChoiceField(
        label=gettext_lazy("Documents that you have laid to this evaluation"),
        required=False,
        widget=WholeSet(about=lambda pk: reverse("document_page", args=[pk])),
    )
    upload = forms.FileField(
        label=gettext_lazy("A new document"),
        required=False,
        help_text=gettext_lazy("Objections are considered only with supporting documents."),
    )
    title = forms.CharField(
        label=gettext_lazy("What the new document is"),
        required=False,
        max_length=250,
        help_text=gettext_lazy("For example: letter of the Statistics Committee No. 15 of 3 April 2018."),
    )
    source_kind = forms.TypedChoiceField(
        label=gettext_lazy("Kind of source of the new document"),
        choices=SourceKind.choices,
        coerce=int,
        initial=SourceKind.REPORT,
        required=False,
        empty_value=None,
    )
    confidentiality = forms.ChoiceField(
        label=gettext_lazy("Who may know the new document"),
        choices=Confidentiality.choices,
        initial=Confidentiality.OPEN,
        required=False,
    )
    legal_ground = ground_field()

    def clean(self) -> dict[str, Any]:
        """A new document's label asks for its ground."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("upload"):
            ask_for_the_ground(self, given)
        return given

    def __init__(
        self,
        *args: Any,
        values: Sequence[Disputed],
        documents: Iterable[Document],
        point: ObjectionPoint | None = None,
        room: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.values = {value.key: value for value in values}
        self.document_rows = {str(document.pk): document for document in documents}
        self.point = point
        if room:
            self.fields["upload"].help_text = f"{self.fields['upload'].help_text} {room}"
        self.fields["value"].choices = [("", _("Choose")), *_grouped(values)]  # type: ignore[attr-defined]
        named = [(key, _document_label(row)) for key, row in self.document_rows.items()]
        self.fields["documents"].choices = named  # type: ignore[attr-defined]
        if not named:
            del self.fields["documents"]
        if point is not None:
            self._fill(point)

    def _fill(self, point: ObjectionPoint) -> None:
        place = (point.item, point.language, point.row)
        self.fields["value"].initial = next(
            (key for key, one in self.values.items() if one.place == place), ""
        )
        self.fields["claimed"].initial = written(point.claimed)
        self.fields["argument"].initial = point.argument
        if "documents" in self.fields:
            self.fields["documents"].initial = [str(document.pk) for document in point.documents.all()]

    @property
    def disputed(self) -> Disputed:
        """The value that was chosen. Call after ``is_valid()``."""
        return self.values[self.cleaned_data["value"]]

    def chosen_documents(self) -> list[Document]:
        """The documents that were ticked. Call after ``is_valid()``."""
        return [self.document_rows[key] for key in self.cleaned_data.get("documents", [])]


def _grouped(values: Sequence[Disputed]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each value once, as groups of a select by the first indicator that reads it; the others are named with it."""
    readers: dict[ValueCell, list[str]] = {}
    for value in values:
        readers.setdefault(value.place, []).append(value.indicator)
    groups: dict[str, list[tuple[str, str]]] = {}
    for value in values:
        if value.indicator == readers[value.place][0]:
            name = f"{value.indicator} {value.indicator_name}"
            groups.setdefault(name, []).append((value.key, value_label(value, readers[value.place])))
    return list(groups.items())


def value_label(value: Disputed, indicators: Sequence[str] = ()) -> str:
    """«Назначено целей (goals_planned), Русский: сейчас 12,5»; with all its indicators where several read it."""
    what = f"{value.item_name} ({value.item})"
    what = f"{what}, {value.row_name}" if value.row_name else what
    if value.value is None:
        label = _("%(what)s: not counted") % {"what": what}
    else:
        label = _("%(what)s: now %(number)s") % {"what": what, "number": written(value.value)}
    if len(indicators) < 2:
        return label
    return _("%(value)s · indicators %(codes)s") % {"value": label, "codes": ", ".join(indicators)}


def _document_label(document: Document) -> str:
    return f"{document.name} ({document.filename})" if document.title != document.filename else document.name


class SeatsForm(RevisionForm):
    """Who sits in the special commission, and in which seat."""

    def __init__(
        self, *args: Any, people: Sequence[Person], sitting: Mapping[int, str] | None = None, **kwargs: Any
    ) -> None:
        """``sitting``: the seats that people hold now, by account; forming anew begins with them."""
        super().__init__(*args, **kwargs)
        self.users: dict[str, User] = {}
        for person in people:
            if person.excluded:
                continue
            name = f"seat-{person.user.pk}"
            self.users[name] = person.user
            seats = [Seat.WORKING_BODY] if person.of_working_body else [Seat.CHAIR, Seat.MEMBER]
            self.fields[name] = forms.ChoiceField(
                label=str(person.user),
                required=False,
                choices=[("", _("does not take part")), *((seat.value, seat.label) for seat in seats)],
                initial=(sitting or {}).get(person.user.pk, ""),
            )
        owed(self, *self.users)

    def seats(self) -> list[tuple[User, str]]:
        """The seats that were given. Call after ``is_valid()``."""
        return [
            (user, self.cleaned_data[name]) for name, user in self.users.items() if self.cleaned_data[name]
        ]


class DecisionsForm(RevisionForm):
    """The decision on every point: its fields carry the point's key, as the refusals of the action do."""

    def __init__(self, *args: Any, points: Sequence[ObjectionPoint], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = points
        for point in points:
            self.fields[f"outcome-{point.pk}"] = forms.ChoiceField(
                label=_("Outcome"),
                required=False,
                choices=PointOutcome.choices,
                widget=forms.RadioSelect,
                initial=point.outcome,
            )
            self.fields[f"decided-{point.pk}"] = NumberField(
                label=_("Value found"),
                required=False,
                initial=written(point.decided if point.decided is not None else point.claimed),
                help_text=_("If the point is accepted: the value that the commission found."),
            )
            self.fields[f"decision-{point.pk}"] = forms.CharField(
                label=_("Reasons of the decision"),
                required=False,
                max_length=ARGUMENT,
                widget=forms.Textarea(attrs={"rows": 3}),
                initial=point.decision,
            )
            owed(self, *(f"{name}-{point.pk}" for name in ("outcome", "decided", "decision")))

    def fields_of(self, point: ObjectionPoint) -> list[forms.BoundField]:
        """The three bound fields of a point."""
        return [self[f"{name}-{point.pk}"] for name in ("outcome", "decided", "decision")]

    def decisions(self, *, every: bool) -> list[PointDecision]:
        """What was decided; only points with something decided unless ``every``. Call after ``is_valid()``."""
        given = self.cleaned_data
        found = [
            PointDecision(
                point,
                given[f"outcome-{point.pk}"],
                given[f"decision-{point.pk}"],
                given[f"decided-{point.pk}"],
            )
            for point in self.points
        ]
        return [one for one in found if every or one.outcome or one.decision]
