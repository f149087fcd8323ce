"""The difference of two versions in the reader's language: names of fields, words of coded values, texts word by word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from engine.compiled import MethodologyError, compile_methodology
from engine.formulas.words import in_words
from engine.methodology import Choice, MethodologyText, Words
from engine.methodology_difference import Change, Either, Field, changes, languages_changed, of_kind, pieces
from engine.weights import Weight, weight_text
from evaluation.models import BodyKind
from methodologies import words as said
from methodologies.content import methodology_of, overall_of, text_of
from methodologies.editor.formula_preview import number
from methodologies.models import Methodology, Subject
from methodologies.units import unit_name
from methodologies.words import LANGUAGE_NAMES, names_of

KIND_TITLES: Mapping[str, Any] = {
    "head": said.PARTS["head"],
    "direction": _lazy("Directions"),
    "criterion": _lazy("Criteria"),
    "indicator": _lazy("Indicators"),
    "item": _lazy("Data items"),
    "penalty": _lazy("Deductions from the block's score"),
    "unit": _lazy("Units of its own"),
    "reason": _lazy("Reasons not to count"),
    "degree": _lazy("Degrees of effectiveness"),
    "block": _lazy("Blocks"),
}


@dataclass(frozen=True)
class FieldView:
    """One changed field: either pieces of a text, or a value before and after; ``note`` says more."""

    label: str
    before: str = ""
    after: str = ""
    pieces: tuple[tuple[str, str], ...] = ()
    is_formula: bool = False
    note: str = ""


@dataclass(frozen=True)
class ChangeView:
    """One part that differs: its name, what happened to it, each changed field."""

    kind: str
    code: str
    name: str
    what: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True)
class WeightChange:
    """A weight before and after, for the short table at the top."""

    kind: str
    code: str
    name: str
    before: Weight | None
    after: Weight | None

    @property
    def change(self) -> Weight | None:
        """New less old, of the 100 that brothers share; None where the part stands in one version only."""
        if self.before is None or self.after is None:
            return None
        if isinstance(self.before, Decimal) and isinstance(self.after, Decimal):
            return self.after - self.before
        return Fraction(self.after) - Fraction(self.before)


@dataclass(frozen=True)
class DifferenceView:
    """All that differs, by kind of part; the weights again by themselves."""

    groups: tuple[tuple[Any, tuple[ChangeView, ...]], ...]
    weights: tuple[WeightChange, ...]
    counted: int


def plain_of(record: Methodology) -> Either:
    """The methodology of a block or the overall one as plain data."""
    return overall_of(record) if record.subject == Subject.OVERALL else methodology_of(record)


def difference_of(
    old: Methodology, new: Methodology, bodies: Mapping[str, str] | None = None
) -> DifferenceView:
    """What differs between two versions, for a page. No query but the methodologies'."""
    before, after = plain_of(old), plain_of(new)
    words = _Words(before, after, bodies or {})
    found = changes(before, after)
    groups = [
        (KIND_TITLES[kind], tuple(words.change(one) for one in ones if not one.weight_only))
        for kind, ones in of_kind(found).items()
    ]
    return DifferenceView(
        tuple((title, views) for title, views in groups if views),
        tuple(weight for one in found if (weight := words.weight(one)) is not None),
        len(found),
    )


class _Words:
    def __init__(self, old: Either, new: Either, bodies: Mapping[str, str]) -> None:
        self.old, self.new, self.bodies = old, new, bodies
        self.formulas = (_formulas(old), _formulas(new))

    def weight(self, change: Change) -> WeightChange | None:
        """The change as one of weights: also a part that is new or left out has one."""
        if not hasattr(change.part, "weight"):
            return None
        name = _name(change)
        if change.what == "added":
            return WeightChange(change.kind, change.code, name, None, change.part.weight)
        if change.what == "left_out":
            return WeightChange(change.kind, change.code, name, change.part.weight, None)
        field = next((one for one in change.fields if one.path == "weight"), None)
        return WeightChange(change.kind, change.code, name, field.before, field.after) if field else None

    def change(self, change: Change) -> ChangeView:
        fields = [self.field(change, one) for one in change.fields]
        if change.what != "changed" and getattr(change.part, "formula", None):
            words = self.formulas[0 if change.what == "left_out" else 1].get(change.code, "")
            fields.append(
                FieldView(str(said.FIELDS["formula"]), after=change.part.formula, is_formula=True, note=words)
            )
        return ChangeView(change.kind, change.code, _name(change), change.what, tuple(fields))

    def field(self, change: Change, field: Field) -> FieldView:
        label = str(said.FIELDS.get(field.path, _("Stands in") if field.path == "stands_in" else field.path))
        before, after = field.before, field.after
        if field.path == "formula":
            words = self.formulas[1].get(change.code, "")
            return FieldView(label, pieces=tuple(pieces(before, after)), is_formula=True, note=words)
        if isinstance(before, Words) and isinstance(after, Words):
            others = [
                code for code in languages_changed(before, after) if code != (get_language() or "kk")[:2]
            ]
            names = ", ".join(LANGUAGE_NAMES[code] for code in others)
            note = _("Changed in: %(languages)s.") % {"languages": names} if others else ""
            return FieldView(label, pieces=tuple(pieces(text_of(before), text_of(after))), note=note)
        if field.path == "choices":
            coded = {one.code for one in before} != {one.code for one in after}
            return FieldView(label, _choices(before, coded), _choices(after, coded))
        return FieldView(
            label, self.value(field.path, before, self.old), self.value(field.path, after, self.new)
        )

    def value(self, path: str, value: Any, methodology: Either) -> str:
        """A value as the reader sees it; a dash for none."""
        if value is None or value == () or value == "":
            return "–"
        if isinstance(value, Words):
            return text_of(value)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if path in said.CODED:
            return str(said.CODED[path].get(value, value))
        if isinstance(value, Fraction):
            return weight_text(value)
        if isinstance(value, Decimal | int):
            return number(Decimal(value))
        if isinstance(value, tuple):
            return ", ".join(self._one(path, one) for one in value)
        if path in ("unit", "base") and isinstance(methodology, MethodologyText):
            return unit_name(value, methodology)
        return str(value)

    def _one(self, path: str, value: Any) -> str:
        if path == "applies_to.kinds" and value in BodyKind.values:
            return str(BodyKind(value).label)
        if path in ("stops", "on_trial"):
            return str(said.CHECKS.get(value, value))
        if path == "languages":
            return LANGUAGE_NAMES.get(value, value)
        return self.bodies.get(value, str(value))


def _choices(choices: tuple[Choice, ...], coded: bool) -> str:
    """The choices with their points, in order; ``coded``: with their codes, where these differ."""
    said = []
    for one in choices:
        code = f" [{one.code}]" if coded else ""
        points = "" if one.points is None else f" = {number(one.points)}"
        said.append(f"{text_of(one.name)}{code}{points}")
    return ", ".join(said) or "–"


def _formulas(methodology: Either) -> dict[str, str]:
    """Code of an indicator or a deduction → its formula in words; empty while formulas do not stand."""
    if not isinstance(methodology, MethodologyText):
        return {}
    try:
        compiled = compile_methodology(methodology)
    except MethodologyError:
        return {}
    names = names_of(methodology)
    trees = {
        one.code: compiled.indicators[id(one)].formula.tree for _d, _c, one in methodology.indicators()
    } | {penalty.code: formula.tree for penalty, formula in compiled.penalties}
    return {code: in_words(tree, names, _, number) for code, tree in trees.items()}


def _name(change: Change) -> str:
    if change.kind == "head":
        return ""
    if change.kind == "block":
        return str(dict(Subject.choices)[change.code])
    return text_of(change.part.name)
