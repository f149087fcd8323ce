"""The editor's form of a data item: what is asked, in which unit, of whom, with which document (c4, c9.3, c18)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from blocks import methodology_words as said
from blocks.editor.codes import asked_in_earlier_years, followers
from blocks.editor.edits import Part
from blocks.editor.forms import Group, NumberField, PartForm, Row
from blocks.editor.renames import former_codes
from blocks.methodology import ROLES
from blocks.units import PERIODS, SUPPLIERS
from evaluation.models import Role

#: How many empty rows are offered for further choices of an item.
BLANK_CHOICES = 2
#: The fewest rows that are shown: yes, partly, no, and one more.
FEWEST_CHOICES = 4


class ItemForm(PartForm):
    """One data item: what is asked, in which unit, of whom, with which document."""

    kind = "item"
    texts = (("name", True, 2), ("definition", False, 3), ("evidence", False, 2))

    def starting(self) -> dict[str, Any]:
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
            | {"formerly": ", ".join(self.old.get("formerly", []))}
        )

    def build(self) -> None:
        hint = _("Formulas read the item by this code: small Latin letters, digits and _.")
        follow = followers(self.record, self.place.code)
        self.add("code", forms.CharField(max_length=60, strip=True, help_text=f"{hint} {follow}".strip()))
        self.choice("unit", self.units())
        self.choice("period", PERIODS)
        self.choice("supplier", SUPPLIERS)
        roles = [(role, Role(role).label) for role in ROLES]
        self.choice("role", roles, required=False, help_text=_("Unless the body itself gives the value."))
        self.choice("value", said.VALUE_KINDS)
        self.choice("per", said.PER)
        self.add("default", forms.CharField(required=False, max_length=60))
        hint = _("Their values stand under these codes. Several stand with commas.")
        self.add("formerly", forms.CharField(required=False, max_length=300, help_text=hint))
        self.add("minimum", NumberField(required=False))
        self.add("maximum", NumberField(required=False))
        self.choice("counts", said.COUNTS)
        for index in self.choice_rows():
            number = {"number": index + 1}
            code = forms.CharField(label=_("Choice %(number)s: code") % number, required=False, max_length=40)
            self.add(f"choices.{index}.code", code)
            points = NumberField(label=_("Choice %(number)s: points") % number, required=False)
            self.add(f"choices.{index}.points", points)
            self.add_words(f"choices.{index}.name", False, 0, _("Choice %(number)s: name") % number)

    def choice_rows(self) -> range:
        """The rows of choices that are shown: those that stand, those typed, and a few empty ones."""
        typed = sum(1 for name in self.data if name.startswith("choices__") and name.endswith("__code"))
        return range(max(len(self.old.get("choices", [])) + BLANK_CHOICES, FEWEST_CHOICES, typed))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
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
        cleaned["formerly"] = cleaned.get("formerly", "").replace(",", " ").split()
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
            if name.startswith("choices__") and cleaned.get(name) not in (None, "")
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

    def part(self) -> Part:
        """The item; where its code is another one and earlier years asked for it by the old one, with that."""
        part, old = super().part(), self.place.code
        known = old and old != part["code"] and asked_in_earlier_years(self.record, old)
        former = former_codes(part.pop("formerly", []), old if known else "", part["code"])
        return part | ({"formerly": former} if former else {})

    def layout(self) -> list[Group]:
        choices = []
        for index in self.choice_rows():
            base = f"choices__{index}__"
            choices.append(Row((f"{base}code", f"{base}points")))
            choices.append(
                self.words_row(f"choices.{index}.name", _("Choice %(number)s: name") % {"number": index + 1})
            )
        return [
            Group(
                said.PARTS["item"],
                [
                    Row(("code",)),
                    self.words_row("name"),
                    self.words_row("definition"),
                    Row(("unit", "period")),
                    Row(("value", "per")),
                ],
            ),
            Group(
                said.FIELDS["supplier"],
                [Row(("supplier", "role")), self.words_row("evidence"), Row(("counts",))],
                clause="c4 c9.3",
            ),
            Group(
                _("Choices"),
                choices,
                hint=_("Only for an item whose value is a choice; “points(item)” gives a choice's points."),
                folded=self["value"].value() != "choice",
            ),
            Group(
                _("Limits and default"),
                [Row(("minimum", "maximum", "default")), Row(("formerly",))],
                folded=all(
                    self.old.get(key) is None for key in ("minimum", "maximum", "default", "formerly")
                ),
            ),
        ]
