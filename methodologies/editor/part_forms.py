"""The editor's forms of an indicator, with its formula and the answers to c18, and of all weights; which part has which form."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from engine.methodology import LANGUAGES, REQUIREMENTS
from engine.weights import weight_of
from evaluation.models.bodies import MEASURED_KINDS
from methodologies import words as said
from methodologies.editor.codes import fault_of
from methodologies.editor.edits import Document, Part, PartPlace, find, parts_of, with_criterion
from methodologies.editor.fields import FieldRow, Group, WeightField, formula_field
from methodologies.editor.forms import HeadForm, NamedForm, PartForm
from methodologies.editor.item_form import ItemForm
from methodologies.models import SourceKind
from methodologies.words import name_here

NEW = "new:"  # a new criterion in the direction whose code follows


class IndicatorForm(PartForm):
    """One indicator: where it stands, what it measures and of whom, its formula, and why it is lawful (c18–c20)."""

    kind = "indicator"
    texts = (
        ("name", True, 2),
        ("definition", False, 4),
        *((f"requirements.{key}", False, 3) for key in REQUIREMENTS),
        ("practice", False, 3),
    )
    beside = frozenset(
        {"revision", "seen_part", "stands_in", "criterion_code", "criterion_weight"}
        | {f"criterion_name__{language}" for language in LANGUAGES}
    )

    def starting(self) -> dict[str, Any]:
        """``stands_in``: its criterion, or where a new one was begun. "All" bodies show as nothing ticked (c20)."""
        started = super().starting()
        if self.old.get("applies_to") == "all":
            started.pop("applies_to", None)
        stands_in = find(self.document, self.place)[0] if self.place.code else self.begun_in
        return {"source_kind": 1, "better": "higher", "unit": "point", "stands_in": stands_in} | started

    def build(self) -> None:
        """``stands_in`` offers a new criterion in each direction; bodies unknown by now, but named, stay choices."""
        criteria: list[tuple[str, str]] = []
        for direction in self.document["directions"]:
            criteria += [
                (one["code"], f"{one['code']} {name_here(one['name'])}") for one in direction["criteria"]
            ]
            new = _("a new criterion in direction %(code)s") % {"code": direction["code"]}
            criteria.append((NEW + direction["code"], f"+ {new}"))
        self.choice("stands_in", criteria, label=_("Criterion"))
        self.opens("stands_in", NEW, "criterion_code")
        self.add(
            "criterion_code",
            forms.CharField(label=_("Code of the new criterion"), required=False, max_length=40),
        )
        self.add("criterion_weight", WeightField(label=_("Its weight in the direction"), required=False))
        self.add_words("criterion_name", False, 0, _("Name of the new criterion"))
        self.add("code", forms.CharField(max_length=40, strip=True))
        self.add(
            "weight",
            WeightField(
                help_text=_("Weights of the indicators of a criterion add up to 100. A third is 100/3.")
            ),
        )
        self.choice("unit", self.units())
        self.choice("better", said.BETTER)
        self.choice("kind", said.INDICATOR_KINDS)
        sources = [(kind, f"{kind}. {label}") for kind, label in SourceKind.choices]
        field = forms.TypedChoiceField(choices=sources, coerce=int)
        self.add("source_kind", field)
        applies_to = self.old.get("applies_to")
        named = applies_to if isinstance(applies_to, dict) else {}
        known = {kind.value: kind.label for kind in MEASURED_KINDS}
        # a form that left out what is named would take it away by being saved
        kinds = {**{kind: kind for kind in named.get("kinds", [])}, **known}
        bodies = {**{slug: slug for slug in named.get("bodies", [])}, **self.bodies}
        for path, choices in (("applies_to.kinds", kinds), ("applies_to.bodies", bodies)):
            boxes = forms.MultipleChoiceField(
                choices=list(choices.items()), required=False, widget=forms.CheckboxSelectMultiple
            )
            self.add(path, boxes)
        self.add("formula", formula_field())

    def clean(self) -> dict[str, Any]:
        """Besides ``PartForm``'s: a new criterion needs a code that passes ``fault_of``, a weight and a name."""
        cleaned = super().clean()
        if str(cleaned.get("stands_in", "")).startswith(NEW):
            for name in ("criterion_code", "criterion_weight", "criterion_name__kk"):
                if cleaned.get(name) in (None, "") and name not in self.errors:
                    self.add_error(name, _("A new criterion needs its code, weight and name."))
            code = cleaned.get("criterion_code")
            fault = fault_of(self.document, PartPlace("criterion"), code) if code else ""
            if fault:
                self.add_error("criterion_code", fault)
        return cleaned

    def part(self) -> Part:
        """``applies_to`` is "all" where neither a kind nor a body is ticked (c20)."""
        return {"applies_to": "all"} | super().part()

    def changed(self, document: Document) -> Document:
        """A new criterion is put into its direction first, so that the indicator has where to stand."""
        stands_in = self.cleaned_data["stands_in"]
        if stands_in.startswith(NEW):
            criterion: Part = {
                "code": self.cleaned_data["criterion_code"],
                "name": {code: self.cleaned_data[f"criterion_name__{code}"] for code in LANGUAGES},
                "weight": self.cleaned_data["criterion_weight"],
                "indicators": [],
            }
            document = with_criterion(document, stands_in.removeprefix(NEW), criterion)
        return super().changed(document)

    def parent(self) -> str:
        """The criterion's code, be it a new one. Call after ``is_valid()``."""
        stands_in = str(self.cleaned_data["stands_in"])
        return self.cleaned_data["criterion_code"] if stands_in.startswith(NEW) else stands_in

    def layout(self) -> list[Group]:
        """Seven groups; the new criterion, the bodies (c20) and the practice (c19) are folded while unused."""
        answers = [
            self.words_row(
                f"requirements.{key}", f"{number}) {said.FIELDS[f'requirements.{key}']}", owed=True
            )
            for number, key in enumerate(REQUIREMENTS, start=1)
        ]
        return [
            Group(
                said.PARTS["indicator"],
                [
                    FieldRow(("code", "weight")),
                    FieldRow(("stands_in",)),
                    self.words_row("name"),
                    FieldRow(("kind", "unit", "better")),
                    FieldRow(("source_kind",)),
                ],
            ),
            Group(
                _("The new criterion"),
                [
                    FieldRow(("criterion_code", "criterion_weight")),
                    self.words_row("criterion_name", _("Name of the new criterion")),
                ],
                hint=_("Only when “a new criterion” is chosen above."),
                folded=not str(self["stands_in"].value() or "").startswith(NEW),
            ),
            Group(
                said.FIELDS["formula"],
                [FieldRow(("formula",))],
                hint=_("Gives 0 to 100 points. Data items are read by their codes."),
                live=True,
            ),
            Group(
                said.FIELDS["definition"],
                [self.words_row("definition", "", owed=True)],
                clause="c18.3",
                hint=_("A draft may wait for it; approval does not."),
            ),
            Group(
                _("How it meets the six requirements"),
                answers,
                clause="c18",
                hint=_("A draft may wait for the answers; approval does not."),
            ),
            Group(
                said.FIELDS["applies_to"],
                [FieldRow(("applies_to__kinds",)), FieldRow(("applies_to__bodies",))],
                clause="c20",
                hint=_("Nothing ticked: all bodies to which the block applies."),
                folded=not (self["applies_to__kinds"].value() or self["applies_to__bodies"].value()),
            ),
            Group(
                said.FIELDS["practice"],
                [self.words_row("practice", "")],
                clause="c19",
                folded=not self.old.get("practice"),
            ),
        ]


class PenaltyForm(NamedForm):
    """A deduction from the block's score: points by its formula, at most ``limit`` of them."""

    kind = "penalty"


class DirectionForm(NamedForm):
    """A direction's name and weight: its code and who evaluates in it are the Decree's."""

    kind = "direction"


class CriterionForm(NamedForm):
    """A criterion's code, name and weight, of the 100 that its direction's criteria share."""

    kind = "criterion"


class UnitForm(NamedForm):
    """A unit of the methodology's own; ``times`` so many of the unit ``base``, where it is reckoned from one."""

    kind = "unit"


class ReasonForm(NamedForm):
    """A reason that formulas may give for not counting (``not_counted("…")``), and its name for conclusions."""

    kind = "reason"


class DegreeForm(NamedForm):
    """A degree of effectiveness, of the overall methodology; ``from`` is the least score that has it."""

    kind = "degree"


FORMS: dict[str, type[PartForm]] = {
    form.kind: form
    for form in (
        HeadForm, DirectionForm, CriterionForm, IndicatorForm, ItemForm, PenaltyForm, UnitForm, ReasonForm, DegreeForm
    )
}  # fmt: skip
#: Kinds of parts that can be added and taken out, for a block and for the overall evaluation.
ADDED = {"block": ("indicator", "item", "penalty", "unit", "reason"), "overall": ("degree",)}


class WeightsForm(forms.Form):
    """All weights of a methodology on one page, so that what does not add up is mended at once."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any = None, *, record: Any, document: Document) -> None:
        super().__init__(data)
        self.fields["revision"].initial = record.revision
        self.places: dict[str, tuple[str, str]] = {}
        if document["block"] == "overall":
            for one in document["blocks"]:
                label = _("Weight of block %(block)s") % {"block": one["block"]}
                self._add("block", str(one["block"]), one["weight"], label)
            return
        for kind in ("direction", "criterion", "indicator"):
            for _parent, whole, index in parts_of(document, kind):
                one = whole[index]
                label = _("Weight of %(code)s %(name)s") % {
                    "code": one["code"],
                    "name": name_here(one["name"]),
                }
                self._add(kind, one["code"], one["weight"], label)

    def _add(self, kind: str, code: str, weight: Any, label: str) -> None:
        name = f"w:{kind}:{code}"
        # a stored document is JSON: what is no whole number comes back as a float, which adds up to 99.99999999999999
        self.fields[name] = WeightField(label=label, initial=weight_of(weight))
        self.places[name] = (kind, code)

    @property
    def seen_revision(self) -> int:
        """The revision at which the weights were shown, for the action. Call after ``is_valid()``."""
        return int(self.cleaned_data["revision"])

    def weights(self) -> dict[tuple[str, str], Any]:
        """The typed weights by (kind, code). Call after ``is_valid()``."""
        return {place: self.cleaned_data[name] for name, place in self.places.items()}

    def field_of(self, kind: str, code: str) -> Any:
        """The bound field of a part's weight."""
        return self[f"w:{kind}:{code}"]

    def adding_up(self, kind: str, codes: list[str]) -> Any:
        """The sum of what is typed for brothers, or None where something is not a number."""
        total = Fraction(0)
        for code in codes:
            field = self.field_of(kind, code)
            if self.is_bound:
                value = self.cleaned_data.get(field.name) if self.is_valid() or not field.errors else None
            else:
                value = field.initial
            if value is None:
                return None
            total += Fraction(value)
        return total
