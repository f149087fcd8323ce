"""What the editor's forms are made of: numbers and texts as people type them, and the groups and rows of a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from engine.methodology_format.reading import unprintable
from engine.weights import FRACTION, weight_of, weight_text
from evaluation.typed_numbers import NotANumber, parse_number
from methodologies import words as said


class NumberField(forms.CharField):
    """A number as people type it, as a Decimal; with ``whole``, an int."""

    def __init__(self, *, whole: bool = False, **kwargs: Any) -> None:
        widget = forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "class": "narrow-input"}
        )
        super().__init__(widget=widget, max_length=40, **kwargs)
        self.whole = whole

    def clean(self, value: Any) -> Any:
        """Django's validation: None for empty; ValidationError for no number, or a fraction where ``whole``."""
        text = super().clean(value)
        if not text:
            return None
        try:
            number = parse_number(text, get_language() or "kk")
        except NotANumber:
            raise ValidationError(_("Write one number, for example 12.5.")) from None
        if self.whole and number != number.to_integral_value():
            raise ValidationError(_("Write a whole number."))
        return int(number) if self.whole else number

    def prepare_value(self, value: Any) -> Any:
        """Called as the field is drawn: a number gets the decimal sign of the language, typed text stays as it is."""
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            text = format(Decimal(str(value)), "f")
            return text if (get_language() or "kk").startswith("en") else text.replace(".", ",")
        return value


class WeightField(NumberField):
    """A weight: a number as people type it, or a fraction, "100/3"."""

    def clean(self, value: Any) -> Any:
        """A Fraction for what is typed as one; else as any number."""
        text = value.strip() if isinstance(value, str) else ""
        if re.fullmatch(FRACTION, text):
            return weight_of(text)
        if "/" in text:
            raise ValidationError(_("Write a fraction of two whole numbers, for example 100/3."))
        return super().clean(value)

    def prepare_value(self, value: Any) -> Any:
        """A fraction as it is typed."""
        return weight_text(value) if isinstance(value, Fraction) else super().prepare_value(value)


class TextField(forms.CharField):
    """A text of one or several lines; browsers' line ends become the document's.

    Signs that show as nothing (soft hyphens, zero-width spaces), as other programs leave them, are no part of it:
    whoever pasted them could not see what to take out.
    """

    def to_python(self, value: Any) -> Any:
        """Called by Django before the length is checked, so that what is taken out does not count."""
        text = super().to_python(value)
        if not isinstance(text, str):
            return text
        text = text.replace("\r\n", "\n")
        while sign := unprintable(text):
            text = text.replace(sign, "")
        return text


@dataclass(frozen=True)
class Group:
    """Fields that are shown together. ``rows`` are lists of field names; a row of a text in three languages is ``words``.

    ``more`` is the button that adds empty rows.
    """

    title: Any
    rows: Sequence[FieldRow]
    clause: str = ""
    hint: Any = ""
    folded: bool = False
    live: bool = False
    more: Any = ""


@dataclass(frozen=True)
class FieldRow:
    """One row: the fields' names, and for a text in three languages its own title. ``owed``: approval asks for it."""

    names: tuple[str, ...]
    words: Any = ""
    required: bool = False
    hint: Any = ""
    owed: bool = False
    mover: Mover | None = None


@dataclass(frozen=True)
class Mover:
    """The buttons that move a row of a list within the form: its number, what it is called, the ways in which it can go.

    ``focus`` is the way whose button has just been pressed, and is to keep the focus.
    """

    index: int
    name: str
    up: bool
    down: bool
    focus: str = ""

    @property
    def number(self) -> int:
        """Counted from 1, for people; ``index`` counts from 0."""
        return self.index + 1


def formula_field() -> TextField:
    """The field of a formula."""
    attrs = {"rows": 5, "spellcheck": "false", "autocapitalize": "off", "class": "formula-input"}
    return TextField(label=said.FIELDS["formula"], max_length=4000, widget=forms.Textarea(attrs=attrs))
