"""The places of a report's form: what is shown at each, what a person typed there, and the entry made of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from engine.checks.declared import fact_of, sentence_of
from engine.methodology import DataItem
from engine.plausibility import Doubt
from engine.questions import Part
from evaluation.presentation import decimal_text
from evaluation.typed_numbers import NotANumber, parse_number, trimmed
from methodologies.content import text_of
from methodologies.units import measured
from reports.described import Described
from reports.entries import ValueEntry, faults_of, number_sentence
from reports.models import DatumValue, Document, ValueStatus
from reports.models.values import EXPLANATION_LENGTH
from reports.selectors.sheets import ValueCell


@dataclass
class Typed:
    """What stands in the inputs of one place: a number's text or a choice's code, "cannot be given" with why."""

    text: str = ""
    withheld: bool = False
    reason: str = ""
    documents: frozenset[int] = frozenset()
    explanation: str = ""

    @property
    def mark(self) -> str:
        """The whole as one text, to see whether a person changed anything since the form was shown."""
        chosen = ",".join(map(str, sorted(self.documents)))
        # split() also evens out the no-break spaces and line ends that a browser may send otherwise
        text, reason = " ".join(self.text.split()), " ".join(self.reason.split())
        explanation = " ".join(self.explanation.split())
        return "|".join((text, "x" if self.withheld else "", reason, chosen, explanation))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is typed or ticked; spaces are nothing, and documents alone are no value."""
        return not (self.text.strip() or self.withheld or self.reason.strip())

    @property
    def left(self) -> int:
        """How many signs of an explanation may still be written."""
        return EXPLANATION_LENGTH - len(self.explanation)


def shown(value: DatumValue | None, item: DataItem) -> Typed:
    """A stored value as the inputs show it, the number as the reader's language writes it."""
    if value is None:
        return Typed()
    typed = Typed(
        documents=frozenset(document.pk for document in value.attached), explanation=value.explanation
    )
    if value.status == ValueStatus.NOT_COUNTED:
        typed.withheld, typed.reason = True, value.reason
    elif value.number is None:
        typed.text = value.choice
    else:
        typed.text = decimal_text(trimmed(value.number), get_language() or "kk")
    return typed


def value_text(value: DatumValue | None, item: DataItem) -> str:
    """A stored value in words, for reading: the number, the choice's name, or why it is not counted."""
    if value is None:
        return ""
    if value.status == ValueStatus.NOT_COUNTED:
        return _("not given: %(reason)s") % {"reason": value.reason}
    if value.number is not None:
        return decimal_text(trimmed(value.number), get_language() or "kk")
    answer = item.answer(value.choice)
    return value.choice if answer is None else text_of(answer.name)


@dataclass
class FormPlace:
    """One place of the form. ``name`` tells its inputs apart; ``typed`` is what they show."""

    name: str
    item: DataItem
    language: str
    row: str
    value: DatumValue | None
    last_year: DatumValue | None
    typed: Typed
    label: str = ""
    unit: str = ""
    changed: bool = False
    posted_seen: int = 0
    posted_fresh: tuple[int, str] | None = None
    errors: list[str] = field(default_factory=list)
    theirs: str = ""
    #: Of two values of one place, the one that the person chose to keep: "mine" or "theirs".
    kept: str = ""
    #: What the methodology asks about the stored value.
    doubts: Sequence[Doubt] = ()
    #: What is said of the datum beside the field; None on the scoring page, which says it otherwise.
    about: Described | None = None
    uploads: list[UploadedFile] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    #: The document that was just taken in here, whose name, source and label the inputs below the file now are.
    fresh: Document | None = None

    @property
    def cell(self) -> ValueCell:
        """(item, language, row), as entries and stored values are keyed."""
        return (self.item.code, self.language, self.row)

    @property
    def dom(self) -> str:
        """The name as a part of ids: letters, digits, hyphens and underscores only."""
        return dom_name(self.name)

    @property
    def anchor(self) -> str:
        """The id on the page that faults lead to."""
        return f"at-{self.dom}"

    @property
    def measured(self) -> str:
        """In what and for when: «тыс. тенге · на 31 декабря»."""
        return measured(self.item, self.unit)

    @property
    def parameters(self) -> str:
        """The names of its inputs, which saving it alone sends."""
        fields = (
            "v",
            "no",
            "why",
            "doc",
            "file",
            "title",
            "kind",
            "conf",
            "ground",
            "fresh",
            "was",
            "seen",
            "say",
        )
        return ",".join(("csrfmiddlewaretoken", "revision", *(f"{one}:{self.name}" for one in fields)))

    @property
    def doubts_in_words(self) -> list[tuple[str, str]]:
        """(tone, sentence) of each question about the stored value: what stops is red, what asks is gold."""
        return [(_tone(one), sentence_of(one, get_language() or "kk")) for one in self.doubts]

    @property
    def doubts_to_read(self) -> list[tuple[str, str]]:
        """The same for whoever only reads: what is unlike, without what the preparer does about it."""
        return [(_tone(one), fact_of(one, get_language() or "kk")) for one in self.doubts]

    @property
    def explains(self) -> bool:
        """Whether an explanation is asked for, welcome, or given already."""
        return any(not one.stops for one in self.doubts) or bool(self.typed.explanation)

    @property
    def mine(self) -> str:
        """What the person typed, in words."""
        if self.typed.withheld:
            return _("not given: %(reason)s") % {"reason": self.typed.reason}
        answer = self.item.answer(self.typed.text) if self.is_choice else None
        return self.typed.text if answer is None else text_of(answer.name)

    @property
    def opened(self) -> bool:
        """Whether something stands in the inputs of a new document, so that it must be seen."""
        return self.fresh is not None or bool(self.tags.get("title"))

    @property
    def seen(self) -> int:
        """The revision of what the form shows here; 0 where nothing stands."""
        return self.value.revision if self.value is not None else 0

    @property
    def was(self) -> str:
        """The ``mark`` of what is stored now; sent along, it shows whether a person changed the place."""
        return shown(self.value, self.item).mark

    @property
    def is_choice(self) -> bool:
        """Whether a choice's code is given, from a select, and not a number."""
        return self.item.value == "choice"

    @property
    def item_name(self) -> str:
        """In the reader's language; ``label`` adds the language or row."""
        return text_of(self.item.name)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(code, name in the reader's language) in the methodology's order; empty for a number."""
        return [(choice.code, text_of(choice.name)) for choice in self.item.choices]

    @property
    def reading(self) -> str:
        """The value in words, for a reader."""
        return value_text(self.value, self.item)

    @property
    def before(self) -> str:
        """Last year's value in words; empty if there was none."""
        return value_text(self.last_year, self.item)

    @property
    def documents(self) -> list[Document]:
        """The documents that stand behind the value."""
        return list(self.value.attached) if self.value is not None else []

    @property
    def complete(self) -> bool:
        """Whether the place needs nothing more."""
        if self.value is None:
            return False
        return self.value.status != ValueStatus.GIVEN or self.item.evidence is None or bool(self.documents)

    def entry(self, seen: int) -> ValueEntry | None:
        """The typed value as an entry; None, with the reasons in ``errors``, when it cannot be one."""
        entry = self._entry(seen)
        if entry is not None:
            self.errors += faults_of(self.item, entry)
            if entry.is_empty and entry.document_ids:
                self.errors.append(_("Give the value that the document proves; the document itself is kept."))
        return None if self.errors else entry

    def _entry(self, seen: int) -> ValueEntry | None:
        common: dict[str, Any] = {
            "item": self.item.code,
            "language": self.language,
            "row": self.row,
            "document_ids": tuple(sorted(self.typed.documents)),
            "seen": seen,
            "explanation": self.typed.explanation.strip(),
        }
        text = self.typed.text.strip()
        if self.typed.withheld:
            if text:
                self.errors.append(_("Either give the value or explain why it cannot be given, not both."))
                return None
            return ValueEntry(**common, status=ValueStatus.NOT_COUNTED, reason=self.typed.reason.strip())
        if self.typed.reason.strip():
            self.errors.append(_("Tick that the value cannot be given, or take the reason out."))
            return None
        if not text or self.is_choice:
            return ValueEntry(**common, choice=text)
        try:
            return ValueEntry(**common, number=parse_number(text, get_language() or "kk"))
        except NotANumber as error:
            self.errors.append(number_sentence(error))
            return None


def _tone(doubt: Doubt) -> str:
    return "neutral" if doubt.trial else "refused" if doubt.stops else "waiting"


def dom_name(name: str) -> str:
    """A place's name as a part of ids; different names stay different."""
    return re.sub(r"[^\w-]", lambda sign: f"-{ord(sign[0]):x}-", name)


@dataclass
class FormRow:
    """The places of one language, indicator or programme together. ``new``: a programme still to be named."""

    title: str
    note: str
    places: list[FormPlace]
    new: bool = False
    number: int = 0
    code: str = ""
    error: str = ""

    @property
    def name(self) -> str:
        """Of a row still to be named: "new.<number>.row", as its gap and its input call it."""
        return f"new.{self.number}.row"

    @property
    def dom(self) -> str:
        """``name`` as a part of ids, its dots written otherwise."""
        return dom_name(self.name)


@dataclass
class Given:
    """A question asked in another block's report, for reading: where, and what was given there."""

    name: str
    block: int
    values: list[tuple[str, str]]


@dataclass
class Section:
    """An indicator with what it asks: places that do not repeat, rows that do, and what other reports give.

    ``also_for`` names the other measures of the block that use the same values.
    """

    part: Part
    places: list[FormPlace]
    rows: list[FormRow]
    given: list[Given]
    also_for: list[str]
    formula: str = ""

    @property
    def name(self) -> str:
        """Of the indicator or deduction, in the reader's language."""
        return text_of(self.part.measure.name)

    @property
    def definition(self) -> str:
        """In the reader's language; empty for a deduction, which has none."""
        return text_of(getattr(self.part.measure, "definition", None))

    @property
    def direction(self) -> str:
        """The name of the direction, in the reader's language; empty for a deduction."""
        return text_of(self.part.direction.name) if self.part.direction is not None else ""

    @property
    def direction_code(self) -> str:
        """As the Decree numbers it: "1.2". Empty for a deduction; the page's headings go by it."""
        return self.part.direction.code if self.part.direction is not None else ""

    @property
    def criterion_code(self) -> str:
        """The code of the section that it belongs to; empty for a deduction."""
        return self.part.criterion.code if self.part.criterion is not None else ""
