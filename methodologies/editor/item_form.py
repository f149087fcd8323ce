"""The editor's form of a data item: what is asked, in which unit, of whom, with which document (c4, c9.3, c18)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from engine.methodology import LANGUAGES, ROLES
from evaluation.models import Role
from methodologies import words as said
from methodologies.editor.answer_renames import (
    Answer,
    TypedAnswer,
    changed_codes,
    follow,
    hindrance_of_answer,
    renamed_answers,
)
from methodologies.editor.codes import asked_in_earlier_years, earlier_answers, said_of_answer
from methodologies.editor.edits import Document, Part
from methodologies.editor.fields import FieldRow, Group, Mover, NumberField
from methodologies.editor.forms import PartForm
from methodologies.editor.renames import former_codes
from methodologies.units import PERIODS, SUPPLIERS

#: How many empty rows are offered for further choices of an item.
BLANK_CHOICES = 2
#: The fewest rows that are shown: yes, partly, no, and one more.
FEWEST_CHOICES = 4


class ItemForm(PartForm):
    """One data item: what is asked, in which unit, of whom, with which document."""

    kind = "item"
    #: The choices that were given another code, and what earlier years called the choices; known after ``clean``.
    answers: Mapping[str, str] = MappingProxyType({})
    earlier: Mapping[Answer, Mapping[str, str]] = MappingProxyType({})
    #: The button of the choices that has just been pressed: the index of the row where it stands now, and its way.
    pressed: tuple[int, str] = (-1, "")
    texts = (("name", True, 2), ("definition", False, 3), ("evidence", False, 2))

    def starting(self) -> dict[str, Any]:
        """Over a new item's defaults; former codes as one text with commas, each choice with its code in ``was``."""
        choices = enumerate(self.old.get("choices", []))
        return (
            {
                "unit": "number",
                "period": "year",
                "supplier": "body",
                "value": "number",
                "per": "none",
                "counts": "reverified",
            }
            | super().starting()
            | {name: ", ".join(self.old.get(name, [])) for name in ("formerly", "sum_of")}
            | {
                f"choices__{index}__{key}": value
                for index, one in choices
                for key, value in (("was", one["code"]), ("formerly", ", ".join(one.get("formerly", []))))
            }
        )

    def build(self) -> None:
        """Each row of choices has a hidden ``was`` beside its fields: the code that it came with."""
        hint = _("Formulas read the item by this code: small Latin letters, digits and _.")
        self.add("code", forms.CharField(max_length=60, strip=True, help_text=hint))
        self.choice("unit", self.units())
        self.choice("period", PERIODS)
        self.choice("supplier", SUPPLIERS)
        roles = [(role, Role(role).label) for role in ROLES]
        self.choice("role", roles, required=False, help_text=_("Unless the body itself gives the value."))
        self.choice("value", said.VALUE_KINDS)
        self.opens("value", "choice", "choices__0__code")
        self.choice("per", said.PER)
        self.add("default", forms.CharField(required=False, max_length=60))
        hint = _("Their values stand under these codes. Several stand with commas.")
        self.add("formerly", forms.CharField(required=False, max_length=300, help_text=hint))
        self.add("minimum", NumberField(required=False))
        self.add("maximum", NumberField(required=False))
        self.choice("counts", said.COUNTS)
        self._build_checks()
        for index in self.choice_rows():
            number = {"number": index + 1}
            code = forms.CharField(label=_("Choice %(number)s: code") % number, required=False, max_length=40)
            self.add(f"choices.{index}.code", code)
            points = NumberField(label=_("Choice %(number)s: points") % number, required=False)
            self.add(f"choices.{index}.points", points)
            label = _("Choice %(number)s: codes of earlier years") % number
            self.add(
                f"choices.{index}.formerly", forms.CharField(label=label, required=False, max_length=300)
            )
            was = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
            self.add(f"choices.{index}.was", was)
            self.add_words(f"choices.{index}.name", False, 0, _("Choice %(number)s: name") % number)

    def _build_checks(self) -> None:
        """What is asked about a value, and which of it stops or is on trial."""
        self.add("jump", NumberField(required=False))
        hint = _("Codes of data items with commas between them.")
        self.add("sum_of", forms.CharField(required=False, max_length=600, help_text=hint))
        self.add("outlier", NumberField(required=False))
        self.add("evidence_of_period", forms.BooleanField(required=False))
        for name, hint in (
            ("stops", _("The report is handed over only when the value is mended; no explanation helps.")),
            ("on_trial", _("A new check warns in its first year, and asks for nothing.")),
        ):
            boxes = forms.CheckboxSelectMultiple
            self.add(
                name,
                forms.MultipleChoiceField(
                    choices=list(said.CHECKS.items()), required=False, widget=boxes, help_text=hint
                ),
            )

    def choice_rows(self) -> range:
        """The rows of choices that are shown: those that stand, those typed, and a few empty ones."""
        typed = sum(1 for name in self.data if name.startswith("choices__") and name.endswith("__code"))
        return range(max(len(self.old.get("choices", [])) + BLANK_CHOICES, FEWEST_CHOICES, typed))

    def clean(self) -> dict[str, Any]:
        """Turns former codes into lists and takes ``role`` from a body's own item; finds the renamed ``answers``."""
        cleaned = super().clean()
        for index in self.choice_rows():
            name = f"choices__{index}__formerly"
            cleaned[name] = cleaned.get(name, "").replace(",", " ").split()
        self._follow_answers(cleaned)
        if cleaned.get("supplier") == "body":
            cleaned["role"] = ""
        elif not cleaned.get("role") and "role" not in self.errors:
            self.add_error("role", _("Say which authority answers for it; otherwise nobody supplies it."))
        self._refuse_strange_choices(cleaned)
        if cleaned.get("unit") == "own" and cleaned.get("per") not in ("kpi", "programme"):
            said = _(
                "Its own unit has each key indicator or programme: choose one of the two in “One value for each”."
            )
            self.add_error("unit", said)
        least, most = cleaned.get("minimum"), cleaned.get("maximum")
        if least is not None and most is not None and least > most:
            self.add_error("minimum", _("It is above the greatest lawful value. Exchange the two."))
        for name in ("formerly", "sum_of"):
            cleaned[name] = cleaned.get(name, "").replace(",", " ").split()
        default = cleaned.get("default")
        if default and cleaned.get("value") != "choice" and "default" not in self.errors:
            try:
                cleaned["default"] = NumberField().clean(default)
            except forms.ValidationError as error:
                self.add_error("default", error)
        return cleaned

    def _refuse_strange_choices(self, cleaned: dict[str, Any]) -> None:
        """A choice without its choices, choices or limits where they mean nothing."""
        given = [
            name
            for name in self.fields
            if name.startswith("choices__")
            and not name.endswith(("__was", "__formerly"))
            and cleaned.get(name) not in (None, "")
        ]
        if cleaned.get("value") == "choice":
            if not given:
                said = _(
                    "Write the choices from which one is taken, at least one, for example: yes, partly, no."
                )
                self.add_error("choices__0__code", said)
            for name in ("minimum", "maximum"):
                if cleaned.get(name) is not None:
                    self.add_error(
                        name, _("Limits are for numbers. Leave it empty where the value is a choice.")
                    )
        elif given and "value" in cleaned:
            said = _(
                "Choices are given only where the kind of value is “a choice”. Choose that kind, or clear them."
            )
            self.add_error(given[0], said)

    def _follow_answers(self, cleaned: dict[str, Any]) -> None:
        """Find the choices that were given another code, and what stands in the way of it."""
        rows = {
            index: TypedAnswer(
                cleaned.get(f"choices__{index}__was", ""),
                cleaned.get(f"choices__{index}__code", ""),
                {language: cleaned.get(f"choices__{index}__name__{language}", "") for language in LANGUAGES},
            )
            for index in self.choice_rows()
        }
        self._refuse_doubles(rows)
        item = self.place.code
        self.answers = changed_codes(self.old.get("choices", []), rows.values())
        if not self.answers:
            return
        of_items = {item, *(other for old in self.answers for other in follow(self.document, item, old))}
        items = [one for one in self.document["items"] if one["code"] in of_items]
        self.earlier = earlier_answers(self.record, items)
        for index, row in rows.items():
            if self.answers.get(row.was) != row.code or not row.code:
                continue
            found = hindrance_of_answer(self.document, item, row.was, row.code, self.earlier)
            if found is not None:
                self.add_error(f"choices__{index}__code", said_of_answer(found, item, row.code))

    def _refuse_doubles(self, rows: Mapping[int, TypedAnswer]) -> None:
        """Two choices with one code: said at the row where it is new, or else at the lower one."""
        first: dict[str, int] = {}
        for index, row in sorted(rows.items(), key=lambda one: (one[1].code != one[1].was, one[0])):
            if row.code and row.code in first:
                said = _("%(code)s is the code of choice %(number)s already. Give each choice its own code.")
                number = first[row.code] + 1
                self.add_error(f"choices__{index}__code", said % {"code": row.code, "number": number})
            first.setdefault(row.code, index)

    def _field_of(self, path: str) -> str:
        """The field of a fault's path; of a choice (`choices[yes].name.kk`, without its code `choices[1]`) its row's."""
        found = re.match(r"choices\[(?P<label>[^\]]*)\]\.?(?P<rest>.*)", path)
        if found is None:
            return super()._field_of(path)
        filled = [
            index
            for index in self.choice_rows()
            if any(
                self.cleaned_data.get(f"choices__{index}__{one}")
                for one in ("code", "points", "name__kk", "name__ru", "name__en")
            )
        ]
        codes = {str(self.cleaned_data.get(f"choices__{index}__code")): index for index in filled}
        index = codes.get(found["label"], -1)
        if index < 0 and found["label"].isdigit() and int(found["label"]) <= len(filled):
            index = filled[int(found["label"]) - 1]
        return super()._field_of(f"choices.{index}.{found['rest'] or 'code'}")

    def changed(self, document: Document) -> Document:
        """The document with what was typed, and with all that names a choice whose code is another one."""
        found = renamed_answers(document, self.place.code, self.answers, self.earlier)
        made = super().changed(found.document)
        formulas = dict.fromkeys([*found.formulas, *self.renamed.formulas])
        self.renamed = replace(self.renamed, formulas=tuple(formulas), items=found.items)
        return made

    def part(self) -> Part:
        """The item; where its code is another one and earlier years asked for it by the old one, with that.

        So with its choices.
        """
        part, old = super().part(), self.place.code
        choices = [one for one in part.pop("choices", []) if not set(one) <= {"was", "formerly"}]
        for choice in choices:
            was = choice.pop("was", "")
            before = was if was in self.answers and (old, was) in self.earlier else ""
            former = former_codes(choice.pop("formerly", []), before, choice.get("code", ""))
            choice |= {"formerly": former} if former else {}
        part |= {"choices": choices} if choices else {}
        if part.get("default") in self.answers:
            part["default"] = self.answers[part["default"]]
        known = old and old != part["code"] and asked_in_earlier_years(self.record, old)
        former = former_codes(part.pop("formerly", []), old if known else "", part["code"])
        return part | ({"formerly": former} if former else {})

    def layout(self) -> list[Group]:
        """Two rows a choice, with former codes only where earlier years asked or some stand. One query at most."""
        choices = []
        for index in self.choice_rows():
            base = f"choices__{index}__"
            names = [f"{base}code", f"{base}points"]
            if self.known_before or self[f"{base}formerly"].value():
                names.append(f"{base}formerly")
            choices.append(FieldRow((*names, f"{base}was"), mover=self._mover(index)))
            choices.append(
                self.words_row(f"choices.{index}.name", _("Choice %(number)s: name") % {"number": index + 1})
            )
        return [
            Group(
                said.PARTS["item"],
                [
                    FieldRow(("code",)),
                    self.words_row("name"),
                    self.words_row("definition"),
                    FieldRow(("unit", "period")),
                    FieldRow(("value", "per")),
                ],
            ),
            Group(
                said.FIELDS["supplier"],
                [FieldRow(("supplier", "role")), self.words_row("evidence"), FieldRow(("counts",))],
                clause="c4 c9.3",
            ),
            Group(
                _("Choices"),
                choices,
                hint=_(
                    "Only for an item whose value is a choice; “points(item)” gives a choice's points. People choose "
                    "in this order. A new choice goes into an empty row: formulas follow a changed code."
                ),
                folded=self["value"].value() != "choice" and not self.unchecked,
                more=_("More empty rows"),
            ),
            Group(
                _("What is asked about a value"),
                [
                    FieldRow(("jump", "outlier")),
                    FieldRow(("sum_of", "evidence_of_period")),
                    FieldRow(("stops", "on_trial")),
                ],
                hint=_(
                    "Whoever fills a report in sees the question at once and explains the value; evaluators read the "
                    "explanation beside it."
                ),
                clause="c40 c64",
                folded=not any(
                    self.old.get(key)
                    for key in ("jump", "sum_of", "outlier", "evidence_of_period", "stops", "on_trial")
                ),
            ),
            Group(
                _("Limits and default"),
                [FieldRow(("minimum", "maximum", "default")), FieldRow(("formerly",))],
                folded=all(
                    self.old.get(key) is None for key in ("minimum", "maximum", "default", "formerly")
                ),
            ),
        ]

    @cached_property
    def known_before(self) -> bool:
        """Whether earlier years asked for the item, so that its choices may have codes of earlier years."""
        return bool(self.old.get("choices")) and asked_in_earlier_years(self.record, self.place.code)

    def _mover(self, index: int) -> Mover:
        name = str(self[f"choices__{index}__code"].value() or "")
        focus = self.pressed[1] if self.pressed[0] == index else ""
        return Mover(index, name, index > 0, index < len(self.choice_rows()) - 1, focus)


def with_choice_moved(data: QueryDict, wanted: str) -> tuple[QueryDict, tuple[int, str]]:
    """What was typed with two rows of choices exchanged, and the button that goes on: ("2:up") → (…, (1, "up")).

    "more" adds empty rows. Raises ValueError for what no button sends.
    """
    rows = [int(name.split("__")[1]) for name in data if re.fullmatch(r"choices__\d{1,3}__code", name)]
    last = max(rows, default=-1)
    changed = data.copy()
    if wanted == "more":
        for index in range(last + 1, last + 1 + BLANK_CHOICES):
            changed[f"choices__{index}__code"] = ""
        return changed, (-1, "more")
    text, _colon, way = wanted.partition(":")
    index, step = int(text), {"up": -1, "down": 1}.get(way, 0)
    if not step or index not in rows or index + step not in rows:
        raise ValueError(wanted)
    for name in data:
        for one, other in ((index, index + step), (index + step, index)):
            if name.startswith(f"choices__{one}__"):
                changed.setlist(name.replace(f"__{one}__", f"__{other}__", 1), data.getlist(name))
    index += step
    ends = index == (0 if step < 0 else last)
    return changed, (index, ("down" if step < 0 else "up") if ends else way)
