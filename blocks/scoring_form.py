"""The form of the scoring desk: the authority's values and the marks of one direction, nothing typed ever lost.

Inputs: those of `report_places.Place` for the authority's values ("v:", "no:", "why:", "doc:", "was:"), and for marks
"proof:<code>", "rationale:<code>", "again:<code>", "marked:<code>". A document is the number of one that is there,
or "new" for the file that is sent with the form.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from blocks.actions.scoring import MarkEntry
from blocks.content import text_of
from blocks.entries import ValueEntry
from blocks.methodology import DataItem
from blocks.models import Mark
from blocks.questions import key_of
from blocks.report_places import Place, Typed, dom_name, shown, value_text
from blocks.selectors.workspace import Cell, Line, Workspace
from blocks.units import SUPPLIERS, unit_name
from evaluation.refusals import Refusal

NEW = "new"


@dataclass
class OwnPlace(Place):
    """A place for the authority's own value, beside what the body reported and what counted last year."""

    reported: str = ""
    reported_documents: list[Any] = field(default_factory=list)
    supplier: str = ""
    from_body: bool = False
    chosen: str = ""

    @property
    def document_input(self) -> str:
        return f"doc:{self.name}"

    @property
    def document_id(self) -> str:
        return f"doc-{self.dom}"


@dataclass
class MarkPlace:
    """The inputs of one mark: the document behind it, the rationale, and "mark again" for one that no longer fits."""

    line: Line
    proof: str
    rationale: str
    again: bool = False
    changed: bool = False
    errors: list[str] = field(default_factory=list)
    theirs: str = ""

    @property
    def code(self) -> str:
        return self.line.code

    @property
    def dom(self) -> str:
        return dom_name(self.code)

    @property
    def document_input(self) -> str:
        return f"proof:{self.code}"

    @property
    def document_id(self) -> str:
        return f"proof-{self.dom}"

    @property
    def was(self) -> str:
        """What stands in the database, as one text."""
        return mark_text(self.line.mark)


@dataclass
class Section:
    """One indicator with its places: what the body gave and the authority checks, what the authority gives itself."""

    line: Line
    places: list[OwnPlace]
    also: list[str]
    mark: MarkPlace


def mark_text(mark: Mark | None) -> str:
    """A stored mark's inputs as one text, to see what changed since the form was shown."""
    return "" if mark is None else f"{mark.document_id}|{' '.join(mark.rationale.split())}"


class ScoringForm:
    """The whole form; bound to a request it shows what the person typed, and elsewhere what stands now."""

    def __init__(
        self, workspace: Workspace, data: QueryDict | None = None, new_document: int | None = None
    ) -> None:
        self.workspace, self.data = workspace, data
        self.new_document = new_document
        self.places: dict[str, OwnPlace] = {}
        self.marks: dict[str, MarkPlace] = {}
        self.refusal: Refusal | None = None
        self.upload_error = ""
        self.rest = self._document("proof:rest")
        self.sections = [self._section(line) for line in workspace.lines]

    def _section(self, line: Line) -> Section:
        places, also = [], []
        for item in line.items:
            cells = self.workspace.cells(item)
            if any(key_of(*cell) in self.places for cell in cells):
                also.append(text_of(item.name))
                continue
            places += [self._place(item, cell) for cell in cells]
        self.marks[line.code] = self._mark(line)
        return Section(line, places, also, self.marks[line.code])

    def _document(self, name: str, default: str = "") -> str:
        """The chosen document; the file sent with the form once it is taken in."""
        chosen = default if self.data is None else self.data.get(name, default)
        return str(self.new_document) if chosen == NEW and self.new_document else chosen

    def _place(self, item: DataItem, cell: Cell) -> OwnPlace:
        own, reported = self.workspace.own(item, cell), self.workspace.reported(cell)
        typed = shown(own, item)
        place = OwnPlace(
            name=key_of(*cell),
            item=item,
            language=cell[1],
            row=cell[2],
            value=own,
            last_year=self.workspace.before.get(cell),
            typed=typed,
            label=self.workspace.label(item, cell),
            unit=unit_name(item.unit, self.workspace.methodology),
            reported=value_text(reported, item),
            reported_documents=list(reported.documents.all()) if reported is not None else [],
            supplier=str(SUPPLIERS[item.supplier]),
            from_body=item.supplier == "body",
            chosen=str(min(typed.documents)) if typed.documents else "",
        )
        self.places[place.name] = place
        if self.data is not None and f"was:{place.name}" in self.data:
            self._bind(place, self.data)
        return place

    def _bind(self, place: OwnPlace, data: QueryDict) -> None:
        name, stored = place.name, place.typed
        chosen = self._document(f"doc:{name}", place.chosen)
        documents = stored.documents if chosen == place.chosen else _one(chosen)
        typed = Typed(data.get(f"v:{name}", ""), f"no:{name}" in data, data.get(f"why:{name}", ""), documents)
        # What the person saw had its own documents: an unchanged choice stands for them.
        seen = data[f"was:{name}"]
        place.changed = typed.mark != seen
        if not place.changed:
            return
        if stored.mark not in (seen, typed.mark):
            place.theirs = place.reading or _("no value")
        place.typed, place.chosen = typed, chosen

    def _mark(self, line: Line) -> MarkPlace:
        mark = line.mark
        place = MarkPlace(
            line,
            str(mark.document_id) if mark is not None else "",
            mark.rationale if mark is not None else "",
        )
        if self.data is None or f"marked:{line.code}" not in self.data:
            return place
        proof = self._document(f"proof:{line.code}")
        rationale = self.data.get(f"rationale:{line.code}", "")
        seen = self.data[f"marked:{line.code}"]
        typed = f"{proof}|{' '.join(rationale.split())}" if proof or rationale.strip() else ""
        again = f"again:{line.code}" in self.data
        if not proof and self.rest and mark is None and seen == "":
            proof, typed = self.rest, "rest"
        if typed != seen or again:
            place.changed, place.again = True, again
            if place.was not in (seen, typed) and mark is not None:
                place.theirs = f"{mark.document.title}. {mark.rationale}".strip()
            place.proof, place.rationale = proof, rationale
        return place

    def value_entries(self) -> list[ValueEntry]:
        """The entries of the values that the person changed; what cannot be read is marked at its place."""
        entries = [place.entry(place.seen) for place in self.places.values() if place.changed]
        return [entry for entry in entries if entry is not None]

    def mark_entries(self) -> list[MarkEntry]:
        """The marks that the person gave or changed."""
        return [
            MarkEntry(place.code, int(place.proof) if place.proof.isdecimal() else None, place.rationale)
            for place in self.marks.values()
            if place.changed
        ]

    @property
    def settled(self) -> bool:
        """Whether all that was typed stands already: the same form sent twice."""
        places = [place for place in self.places.values() if place.changed]
        marks = [place for place in self.marks.values() if place.changed]
        return (
            all(place.typed.mark == shown(place.value, place.item).mark for place in places)
            and all(f"{place.proof}|{' '.join(place.rationale.split())}" == place.was for place in marks)
            and not any(place.line.outdated for place in marks)
        )

    def take(self, refusal: Refusal) -> None:
        """Put a refusal's faults at their places; what belongs to none is told above the form."""
        self.refusal = refusal
        for fault in refusal.faults:
            place: Any = self.places.get(fault.field) or self.marks.get(fault.field)
            if place is not None and fault.sentence not in place.errors:
                place.errors.append(fault.sentence)

    @property
    def faults(self) -> list[tuple[str, str]]:
        """(anchor, sentence) of everything that is wrong, in the order of the form."""
        found = []
        for section in self.sections:
            for place in section.places:
                for sentence in place.errors:
                    named = sentence if sentence.startswith(place.label) else f"{place.label}: {sentence}"
                    found.append((place.anchor, named))
            found += [(f"proof-{section.mark.dom}", sentence) for sentence in section.mark.errors]
        return found


def _one(chosen: str) -> frozenset[int]:
    return frozenset({int(chosen)}) if chosen.isdecimal() else frozenset()
