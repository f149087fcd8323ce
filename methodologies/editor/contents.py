"""The editor's first page: the parts of a draft with the weights that are typed and what they add up to; and how a draft begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from engine.methodology import WHOLE
from engine.questions import reads_of
from evaluation import clock, rights
from evaluation.models import Cycle, Office, User
from evaluation.next_year import year_in_preparation
from methodologies.content import methodology_of
from methodologies.editor.edits import LISTS, ORDERED, Document, PartPlace, find
from methodologies.editor.part_forms import WeightsForm
from methodologies.editor.places import part_url
from methodologies.models import CO_DEVELOPERS, LEADS, Methodology, Subject
from methodologies.models.methodologies import PUBLIC_STATES
from methodologies.words import PARTS, name_here


@dataclass(frozen=True)
class Sum:
    """What the weights of brothers add up to; ``total`` is None where one is not a number. ``key`` makes its id."""

    key: str
    total: Fraction | None

    @property
    def right(self) -> bool:
        """Whether it is exactly 100; False also where a weight is not a number."""
        return self.total == WHOLE


@dataclass(frozen=True)
class Line:
    """A part on the page: its code and name, the field of its weight, the way to it, what stands inside.

    ``up`` and ``down`` say whether it can be moved so among its brothers.
    """

    kind: str
    code: str
    name: str
    url: str
    field: Any = None
    inside: Sequence[Line] = ()
    sum: Sum | None = None
    note: str = ""
    up: bool = False
    down: bool = False


@dataclass(frozen=True)
class Contents:
    """The parts: directions (or blocks) with their weights, and the plain lists of items, deductions, units, reasons."""

    parts: Sequence[Line]
    sum: Sum
    lists: Sequence[tuple[str, Any, Sequence[Line]]] = field(default=())

    @property
    def sums(self) -> list[Sum]:
        """Every sum of the page."""
        found = [self.sum]
        for one in self.parts:
            found += [one.sum] if one.sum else []
            found += [inside.sum for inside in one.inside if inside.sum]
        return found


def in_order(lines: Sequence[Line]) -> list[Line]:
    """Brothers with the ways in which each can be moved."""
    last = len(lines) - 1
    return [replace(one, up=index > 0, down=index < last) for index, one in enumerate(lines)]


@dataclass(frozen=True)
class Move:
    """A part to be moved, one place up or down: what a button of the page sends ("item:spent:up")."""

    place: PartPlace
    step: int

    def button_after(self, document: Document) -> str:
        """The id of the button that goes on from where the part stands now; of the other one at the end of its list."""
        _parent, whole, index = find(document, self.place)
        ends = index == (0 if self.step < 0 else len(whole) - 1)
        way = "up" if (self.step < 0) != ends else "down"
        return f"{way}-{self.place.kind}-{self.place.code}"

    @classmethod
    def read(cls, text: str) -> Move | None:
        """What was sent, or None for anything that no button sends."""
        kind, _colon, rest = text.partition(":")
        code, _colon, way = rest.rpartition(":")
        if kind not in ORDERED or not code or way not in ("up", "down"):
            return None
        return cls(PartPlace(kind, code), -1 if way == "up" else 1)


def contents_of(record: Methodology, form: WeightsForm) -> Contents:
    """The page's parts. No query but the methodology's."""
    document = record.document
    if record.subject == Subject.OVERALL:
        names = dict(Subject.choices)
        blocks = [
            Line(
                "block",
                str(one["block"]),
                str(names[str(one["block"])]),
                "",
                form.field_of("block", str(one["block"])),
            )
            for one in document["blocks"]
        ]
        total = form.adding_up("block", [one.code for one in blocks])
        return Contents(blocks, Sum("top", total), _lists(record, document, ("degree",)))
    parts = in_order([_direction(record, form, one) for one in document["directions"]])
    total = form.adding_up("direction", [one.code for one in parts])
    return Contents(parts, Sum("top", total), _lists(record, document, OWN_LISTS))


#: The plain lists of a block's methodology, in the order of the page.
OWN_LISTS = ("item", "penalty", "unit", "reason")


def _direction(record: Methodology, form: WeightsForm, part: Mapping[str, Any]) -> Line:
    criteria = [_criterion(record, form, one) for one in part["criteria"]]
    return _line(record, form, "direction", part, in_order(criteria))


def _criterion(record: Methodology, form: WeightsForm, part: Mapping[str, Any]) -> Line:
    indicators = [_line(record, form, "indicator", one, ()) for one in part["indicators"]]
    return _line(record, form, "criterion", part, in_order(indicators))


def _line(
    record: Methodology, form: WeightsForm, kind: str, part: Mapping[str, Any], inside: Sequence[Line]
) -> Line:
    code = part["code"]
    total = (
        Sum(f"{kind}-{code}", form.adding_up(inside[0].kind, [one.code for one in inside]))
        if inside
        else None
    )
    return Line(
        kind, code, name_here(part["name"]), part_url(record, PartPlace(kind, code)), form.field_of(kind, code), inside, total
    )  # fmt: skip


def _lists(
    record: Methodology, document: Document, kinds: Sequence[str]
) -> list[tuple[str, Any, list[Line]]]:
    """(kind, its name, lines) of each plain list; an item says which formulas read it."""
    read_by: dict[str, list[str]] = {}
    if record.subject != Subject.OVERALL:
        for code, reads in reads_of(methodology_of(record)).items():
            for item in reads:
                read_by.setdefault(item, []).append(code)
    found = []
    for kind in kinds:
        lines = [
            Line(
                kind, one["code"], name_here(one["name"]), part_url(record, PartPlace(kind, one["code"])),
                note=", ".join(read_by.get(one["code"], ())) if kind == "item" else "",
            )
            for one in document.get(LISTS[kind], ())
        ]  # fmt: skip
        found.append((kind, PARTS[kind], in_order(lines) if kind in ORDERED else lines))
    return found


# --- beginning -----------------------------------------------------------------------------------------------------


def texts_to_copy(user: User) -> QuerySet[Methodology]:
    """The texts in force, now or before, that a methodologist may begin a draft from: latest year and version first."""
    standing = rights.standing(user)
    subjects = [
        subject
        for subject in Subject.values
        if any(
            standing.holds_in_role(role, Office.METHODOLOGIST)
            for role in (LEADS[subject], *CO_DEVELOPERS[subject])
        )
    ]
    found = Methodology.objects.filter(subject__in=subjects, state__in=PUBLIC_STATES).select_related("cycle")
    return found.order_by("-cycle__year", "subject", "-version")


def years_to_draft() -> list[int]:
    """The years that are not open yet, that in preparation among them; when there is none, the one after the last. One query."""
    cycles = list(Cycle.objects.values_list("year", "opened_at"))
    waiting = {year for year, opened_at in cycles if opened_at is None}
    current = year_in_preparation(clock.today())
    if cycles and current not in dict(cycles):
        waiting.add(current)
    return sorted(waiting) or [max((year for year, _opened in cycles), default=2017) + 1]


class SourceField(forms.ModelChoiceField):
    """A methodology by its block, year and version."""

    def label_from_instance(self, obj: Any) -> str:
        """Called by Django for every choice; reads the cycle, which ``texts_to_copy`` has joined."""
        return f"{obj.cycle.year}, {_('version')} {obj.version} · {obj.get_subject_display()}"


class DraftForm(forms.Form):
    """A new draft as a copy of another text: last year's, or any other version."""

    source = SourceField(Methodology.objects.none(), label=_("Copy this text"), empty_label=None)
    year = forms.TypedChoiceField(label=_("Reporting year"), coerce=int)

    def __init__(self, data: Any = None, *, user: User, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["source"].queryset = texts_to_copy(user)  # type: ignore[attr-defined]
        self.fields["year"].choices = [(year, str(year)) for year in years_to_draft()]  # type: ignore[attr-defined]
