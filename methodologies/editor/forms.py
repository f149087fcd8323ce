"""The forms of the methodology's editor: one part of the document each, in the words of the field (c17–c20).

Every field is named by its path in the part, with "__" for the dot: `name__kk`, `requirements__coverage__ru`,
`choices__0__code`. `form.part()` is the part as plain data; nothing typed is lost when the document is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.forms.utils import ErrorDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from engine.methodology import LANGUAGES
from evaluation.forms import RevisionForm
from evaluation.limits import LINE
from evaluation.refusals import FieldFault, Refusal
from methodologies import words as said
from methodologies.editor.codes import fault_of, said_of_followers
from methodologies.editor.edits import Document, Part, PartPlace, digest_at, part_at, place_of, with_part
from methodologies.editor.fields import FieldRow, Group, NumberField, TextField, WeightField, formula_field
from methodologies.editor.renames import Renamed, renamed
from methodologies.models import Methodology
from methodologies.units import BUILT_IN
from methodologies.words import LANGUAGE_NAMES, name_here


class PartForm(RevisionForm):
    """What every part's form has. ``place`` is the part that is changed; its code is empty for a new one."""

    kind: ClassVar[str] = ""
    #: (path, required, rows of the text area; 0 is a line)
    texts: ClassVar[tuple[tuple[str, bool, int], ...]] = ()
    #: Shown as it was typed, with nothing looked at yet: rows were moved, nothing is to be stored.
    unchecked: bool = False

    def __init__(
        self,
        data: Any = None,
        *,
        record: Methodology,
        document: Document,
        place: PartPlace,
        bodies: Mapping[str, str] | None = None,
        parent: str = "",
        wished: str = "",
    ) -> None:
        """``bodies`` are the names of the evaluated bodies by address; ``parent`` is where a new part is to stand,
        ``wished`` the code that it is to have."""
        self.document, self.place, self.bodies, self.begun_in = document, place, bodies or {}, parent
        self.old: Part = {} if not place.code and place.kind != "head" else part_at(document, place)
        self.renamed = Renamed(document)
        begun = {"code": wished} if wished and not place.code else {}
        super().__init__(data, record=record, initial=self.starting() | begun)
        self.record = record
        mark = forms.CharField(
            widget=forms.HiddenInput, required=False, initial=digest_at(document, place), max_length=LINE
        )
        self.fields["seen_part"] = mark
        self.build()
        for path, required, rows in self.texts:
            self.add_words(path, required, rows)
        if "code" in self.fields:
            told = (self.fields["code"].help_text, said_of_followers(document, place))
            self.fields["code"].help_text = " ".join(filter(None, map(str, told)))
        if "formula" in self.fields:
            self.fields["formula"].widget.attrs |= {
                "hx-post": reverse("methodology_formula", args=[record.pk]),
                "hx-trigger": "input changed delay:400ms",
                "hx-target": "#formula-live",
            }

    def starting(self) -> dict[str, Any]:
        """What the fields hold at first."""
        return dict(_flat(self.old))

    def build(self) -> None:
        """Add the fields that are no texts."""

    # --- fields ----------------------------------------------------------------------------------------------

    def add(self, path: str, field: forms.Field) -> None:
        """A field for the value at ``path`` ("applies_to.kinds")."""
        if field.label is None:
            field.label = said.FIELDS.get(path, path)
        self.fields[path.replace(".", "__")] = field

    def add_words(self, path: str, required: bool, rows: int, label: Any = None) -> None:
        """Three fields for a text in the three languages."""
        name = label or said.FIELDS[path]
        for language in LANGUAGES:
            attrs: dict[str, Any] = {"lang": language}
            if rows:
                attrs["rows"] = rows
            widget = forms.Textarea(attrs=attrs) if rows else forms.TextInput(attrs=attrs)
            field = TextField(
                label=f"{name} · {LANGUAGE_NAMES[language]}",
                required=required,
                widget=widget,
                max_length=4000,
            )
            field.short_label = LANGUAGE_NAMES[language]  # type: ignore[attr-defined]
            self.fields[f"{path.replace('.', '__')}__{language}"] = field

    def choice(
        self, path: str, choices: Mapping[Any, Any] | Iterable[tuple[Any, Any]], **kwargs: Any
    ) -> None:
        """A select of coded values; an optional one begins with nothing chosen."""
        pairs = list(choices.items() if isinstance(choices, Mapping) else choices)
        if not kwargs.get("required", True):
            pairs.insert(0, ("", "–"))
        self.add(path, forms.ChoiceField(choices=pairs, **kwargs))

    def opens(self, name: str, answer: str, field: str) -> None:
        """An answer that begins so opens the folded group of ``field``, where scripts run; else it opens when refused."""
        self.fields[name].widget.attrs |= {"data-opens": f"id_{field}", "data-opens-for": answer}

    def units(self) -> list[tuple[str, Any]]:
        """(code, name) pairs for a select: the built-in ones, then those that the draft declares."""
        declared = [(unit["code"], name_here(unit["name"])) for unit in self.document.get("units", [])]
        return [*BUILT_IN.items(), *declared]

    # --- what was typed --------------------------------------------------------------------------------------

    def full_clean(self) -> None:
        """Called by Django at the first look for errors; with ``unchecked`` there are none, and nothing is cleaned."""
        if self.unchecked:
            self._errors, self.cleaned_data = ErrorDict(), {}
            return
        super().full_clean()

    def clean(self) -> dict[str, Any]:
        """Django's last step: a changed code must pass ``fault_of``, a text once begun have its three languages."""
        cleaned: dict[str, Any] = super().clean() or {}
        code = cleaned.get("code")
        if code and code != self.place.code:
            fault = fault_of(self.document, self.place, code)
            if fault:
                self.add_error("code", fault)
        for name in [name for name in self.fields if name.endswith("__kk")]:
            base = name.removesuffix("__kk")
            given = {language: cleaned.get(f"{base}__{language}", "") for language in LANGUAGES}
            if any(given.values()):
                for language, text in given.items():
                    field = f"{base}__{language}"
                    if not text and field not in self.errors:
                        self.add_error(
                            field,
                            _("Write it in this language too: every text is given in the three languages."),
                        )
        return cleaned

    def part(self) -> Part:
        """The part as plain data, without what was left empty. Call after ``is_valid()``."""
        own = {name: value for name, value in self.cleaned_data.items() if name not in self.beside}
        formula = str(self.old.get("formula", ""))
        if formula and own.get("formula") == formula.strip():
            own["formula"] = formula  # with the line end that a file's block of text leaves
        return dict(_nested(own))

    #: Fields that are no values of the part.
    beside: ClassVar[frozenset[str]] = frozenset({"revision", "seen_part"})

    @property
    def revision_to_keep(self) -> int:
        """The revision that must not have changed since: of the whole text only where somebody changed this very part."""
        alone = self.cleaned_data["seen_part"] == digest_at(self.document, self.place)
        return int(self.record.revision) if alone else self.seen_revision

    def changed(self, document: Document) -> Document:
        """The document with what was typed; where the code is another one, with all that reads it (``self.renamed``)."""
        code = self.cleaned_data.get("code", "")
        if not (self.place.code and code) or code == self.place.code:
            return with_part(document, self.place, self.part(), self.parent())
        self.renamed = renamed(document, self.place, code)
        return with_part(self.renamed.document, PartPlace(self.kind, code), self.part(), self.parent())

    def parent(self) -> str:
        """The code of what the part stands in."""
        return ""

    # --- what is wrong ---------------------------------------------------------------------------------------

    def localised(self, refusal: Refusal, link: Any) -> Refusal:
        """The refusal of the whole document with its faults at this form's fields; those of other parts as links.

        ``link(path, sentence)`` writes a fault of another part, with the way to it.
        """
        mine = {self.place.code, self.data.get("code", "").strip()}
        faults = []
        for fault in refusal.faults:
            place = place_of(fault.field)
            sentence = fault.sentence.removeprefix(f"{fault.field}: ")
            name = self._field_of(place.field) if place.kind == self.kind and (
                place.kind == "head" or place.code in mine
            ) else ""  # fmt: skip
            faults.append(FieldFault(name, sentence if name else link(fault.field, sentence)))
        sentence = refusal.sentence
        if refusal.code == "invalid":
            sentence = _("The draft is not saved: the text as a whole would not stand.")
        return Refusal(refusal.code, sentence, clause=refusal.clause, remedy=refusal.remedy, faults=faults)

    def _field_of(self, path: str) -> str:
        """The field that shows the value at ``path`` of the part; empty for none."""
        name = path.replace(".", "__")
        language = (get_language() or "kk")[:2]
        return next((one for one in (name, f"{name}__{language}") if one in self.fields), "")

    # --- what is shown ---------------------------------------------------------------------------------------

    def layout(self) -> list[Group]:
        """The groups of fields in order."""
        raise NotImplementedError

    def words_row(self, path: str, label: Any = None, hint: Any = "", *, owed: bool = False) -> FieldRow:
        """The row of one text's three fields; ``path`` with dots, its label from ``words.FIELDS`` unless given."""
        base = path.replace(".", "__")
        names = tuple(f"{base}__{language}" for language in LANGUAGES)
        shown = said.FIELDS[path] if label is None else label
        return FieldRow(names, shown, self.fields[names[0]].required, hint, owed)

    def groups(self) -> Iterator[tuple[Group, list[tuple[FieldRow, list[Any]]], bool]]:
        """Each group with its rows' bound fields, and whether it stands open."""
        for group in self.layout():
            rows = [(row, [self[name] for name in row.names]) for row in group.rows]
            wrong = any(field.errors for _row, fields in rows for field in fields)
            yield group, rows, not group.folded or wrong


def _flat(part: Any, base: str = "") -> Iterator[tuple[str, Any]]:
    """The values of a part by field name; lists of plain values stay whole."""
    if isinstance(part, Mapping):
        for key, value in part.items():
            yield from _flat(value, f"{base}__{key}" if base else str(key))
    elif isinstance(part, list) and part and isinstance(part[0], Mapping):
        for index, value in enumerate(part):
            yield from _flat(value, f"{base}__{index}")
    else:
        yield base, part


def _nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Fields' values as a part: empty ones left out, numbered keys as lists."""
    tree: dict[str, Any] = {}
    for name, value in values.items():
        if value is None or value in ("", []):
            continue
        *path, last = name.split("__")
        at = tree
        for key in path:
            at = at.setdefault(key, {})
        at[last] = value
    made: dict[str, Any] = _lists(tree)
    return made


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(key.isdigit() for key in value):
        return [_lists(value[key]) for key in sorted(value, key=int)]
    return {key: _lists(inside) for key, inside in value.items()}


class NamedForm(PartForm):
    """A part with a code and a name: a direction, a criterion, a unit, a reason, a degree, a deduction."""

    texts = (("name", True, 2),)

    def build(self) -> None:
        """The fields that ``kind`` has: a direction no code, a criterion and a direction alone a weight."""
        if self.kind != "direction":
            self.add("code", forms.CharField(max_length=60, strip=True))
        if self.kind in ("criterion", "direction"):
            self.add("weight", WeightField())
            self.choice("combine", said.COMBINE)
        if self.kind == "unit":
            others = [pair for pair in self.units() if pair[0] != self.place.code]
            self.choice("base", others, required=False)
            self.add("times", NumberField(required=False))
        if self.kind == "degree":
            self.add("from", NumberField())
        if self.kind == "penalty":
            self.add("formula", formula_field())
            self.add("limit", NumberField(required=False))

    def starting(self) -> dict[str, Any]:
        """A criterion or a direction that says nothing of it is the mean of its parts."""
        return {"combine": "mean"} | super().starting()

    def part(self) -> Part:
        """With a direction's code put in, which has no field."""
        # A direction's code and evaluator are the Decree's: nobody types them.
        fixed = {"code": self.place.code} if self.kind == "direction" else {}
        return fixed | super().part()

    def layout(self) -> list[Group]:
        """One group; a deduction's formula is a second one, with its live reading."""
        plain = [
            name
            for name in ("code", "weight", "combine", "from", "base", "times", "limit")
            if name in self.fields
        ]
        rows = [FieldRow(tuple(plain)), self.words_row("name")] if plain else [self.words_row("name")]
        groups = [Group(said.PARTS[self.kind], rows)]
        if "formula" in self.fields:
            groups.append(Group(said.FIELDS["formula"], [FieldRow(("formula",))], live=True))
        return groups


class HeadForm(PartForm):
    """What a methodology says of itself: title, note, rounding, what is not counted."""

    kind = "head"
    texts = (("title", True, 2), ("note", False, 4))

    def build(self) -> None:
        """For the overall evaluation one level of rounding and ``missing_block``; for a block four, and the rest."""
        overall = self.document["block"] == "overall"
        levels = ("overall",) if overall else ("indicator", "criterion", "direction", "block")
        for level in levels:
            self.add(f"rounding.{level}", NumberField(required=False, whole=True))
        if overall:
            self.choice("missing_block", said.MISSING_BLOCK)
        else:
            self.choice("renormalise", said.RENORMALISE)
            self.add("floor", NumberField())
            languages = forms.MultipleChoiceField(
                choices=list(LANGUAGE_NAMES.items()), widget=forms.CheckboxSelectMultiple
            )
            self.add("languages", languages)
        self.add(
            "illustrative",
            forms.BooleanField(label=_("Illustrative: shown on every page that uses it"), required=False),
        )

    def part(self) -> Part:
        """With ``rounding`` also where no level is rounded: it may not be absent."""
        return {"rounding": {}} | super().part()

    def layout(self) -> list[Group]:
        """Three groups, none folded: the texts, the rounding, what is not counted."""
        levels = tuple(name for name in self.fields if name.startswith("rounding__"))
        rest = tuple(name for name in ("missing_block", "renormalise", "floor") if name in self.fields)
        more = [FieldRow(("languages",))] if "languages" in self.fields else []
        return [
            Group(
                said.PARTS["head"],
                [self.words_row("title"), self.words_row("note"), FieldRow(("illustrative",))],
            ),
            Group(
                _("Rounding"),
                [FieldRow(levels)],
                hint=_("Half up, at these levels and nowhere else; empty: not rounded there."),
            ),
            Group(_("What is not counted"), [FieldRow(rest), *more]),
        ]
