"""The form of the scoring desk: the authority's values and the marks of one direction, nothing typed ever lost.

Inputs: those of `reports.places.FormPlace` for the authority's values ("v:", "no:", "why:", "doc:", "was:"), and for marks
"proof:<code>", "rationale:<code>", "again:<code>", "marked:<code>". A document is the number of one that is there,
or "new" for the file that is sent with the form. "proof:rest" is the document behind every value and mark that has none
of its own: it marks whatever can be marked, and passes over the rest. "again:rest" marks again what no longer fits.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from blocks.actions.scoring import MarkEntry
from blocks.models import Mark
from blocks.selectors.workspace import Deduction, IndicatorLine, ValueCell, Workspace
from engine.methodology import DataItem
from engine.questions import key_of
from evaluation.posted import whole
from evaluation.presentation import decimal_text
from evaluation.refusals import Refusal
from methodologies.content import text_of
from methodologies.units import SUPPLIERS, unit_name
from reports.entries import ValueEntry
from reports.models import DatumValue, Document
from reports.places import FormPlace, Typed, dom_name, shown, value_text
from reports.selectors.values import EXPERT

NEW = "new"


@dataclass
class OwnPlace(FormPlace):
    """A place for the authority's own value, beside what the body reported and what counted last year."""

    reported: str = ""
    reported_documents: list[Any] = field(default_factory=list)
    supplier: str = ""
    from_body: bool = False
    chosen: str = ""

    @property
    def scale(self) -> str:
        """The declared scale of an expert's judgement, in words; empty for whatever is no judgement."""
        low, high = self.item.minimum, self.item.maximum
        if self.item.supplier != EXPERT or low is None or high is None:
            return ""
        language = get_language() or "kk"
        return _("scale from %(low)s to %(high)s") % {
            "low": decimal_text(low, language),
            "high": decimal_text(high, language),
        }

    @property
    def opened(self) -> bool:
        """Whether the further inputs of the place must be seen at once."""
        return bool(self.errors or self.theirs or self.typed.withheld or self.typed.reason)

    @property
    def document_input(self) -> str:
        """The name of the input: "doc:" and the place's, as ``_bind`` reads it."""
        return f"doc:{self.name}"

    @property
    def document_id(self) -> str:
        """The id of that input on the page, without the signs that a name may have."""
        return f"doc-{self.dom}"


@dataclass
class MarkPlace:
    """The inputs of one mark: the document behind it, the rationale, and "mark again" for one that no longer fits."""

    line: IndicatorLine
    proof: str
    rationale: str
    again: bool = False
    changed: bool = False
    by_rest: bool = False
    errors: list[str] = field(default_factory=list)
    theirs: str = ""

    @property
    def opened(self) -> bool:
        """Whether the mark's own inputs must be seen at once."""
        return bool(self.errors or self.theirs or (self.changed and not self.by_rest))

    @property
    def code(self) -> str:
        """The indicator's; by it a refusal's fault finds this place."""
        return self.line.code

    @property
    def dom(self) -> str:
        """The code as a part of ids; ``dom_name`` keeps different codes different."""
        return dom_name(self.code)

    @property
    def document_input(self) -> str:
        """The name of the input, whose value is a document's number or ``NEW``."""
        return f"proof:{self.code}"

    @property
    def document_id(self) -> str:
        """The id of that input; faults lead to it unless the rationale alone is lacking (``anchor``)."""
        return f"proof-{self.dom}"

    @property
    def rationale_id(self) -> str:
        """The id of the rationale's input; ``anchor`` where a judgement has its document and no words."""
        return f"rationale-{self.dom}"

    @property
    def anchor(self) -> str:
        """Where a fault of the mark is mended: at its document, or at the rationale that alone is lacking."""
        has_document = self.by_rest or whole(self.proof) is not None
        lacks_words = self.line.judged and has_document and not self.rationale.strip()
        return self.rationale_id if lacks_words else self.document_id

    @property
    def was(self) -> str:
        """What stands in the database, as one text."""
        return mark_text(self.line.mark)


@dataclass
class Section:
    """One indicator with its places: what the body gave and the authority checks, what the authority gives itself."""

    line: IndicatorLine
    places: list[OwnPlace]
    also: list[str]
    mark: MarkPlace

    @property
    def anchor(self) -> str:
        """Where work on the indicator begins: its first value, or else its mark's document."""
        return self.places[0].anchor if self.places else self.mark.document_id


@dataclass
class DeductionSection:
    """A deduction from the block's score with the places of its values."""

    deduction: Deduction
    places: list[OwnPlace]


def mark_text(mark: Mark | None) -> str:
    """A stored mark's inputs as one text, to see what changed since the form was shown."""
    return "" if mark is None else f"{mark.document_id}|{' '.join(mark.rationale.split())}"


class ScoringForm:
    """The whole form; bound to a request it shows what the person typed, and elsewhere what stands now."""

    def __init__(
        self,
        workspace: Workspace,
        data: QueryDict | None = None,
        new_document: int | None = None,
        rest: str = "",
    ) -> None:
        """``rest`` is the document for all the rest that was chosen at the saving before."""
        self.workspace, self.data = workspace, data
        self.new_document = new_document
        self.places: dict[str, OwnPlace] = {}
        self.marks: dict[str, MarkPlace] = {}
        self.refusal: Refusal | None = None
        self.upload_error = ""
        self.rest = self._document("proof:rest", rest)
        self.again_rest = data is not None and "again:rest" in data
        self.sections = [self._section(line) for line in workspace.lines]
        self.deductions = [DeductionSection(one, self._places(one.items)[0]) for one in workspace.deductions]

    def _section(self, line: IndicatorLine) -> Section:
        places, also = self._places(line.items)
        self.marks[line.code] = self._mark(line)
        return Section(line, places, also, self.marks[line.code])

    def _places(self, items: Iterable[DataItem]) -> tuple[list[OwnPlace], list[str]]:
        """The places of the items, and the names of those whose places stand above already."""
        places, also = [], []
        for item in items:
            cells = self.workspace.cells(item)
            if any(key_of(*cell) in self.places for cell in cells):
                also.append(text_of(item.name))
                continue
            places += [self._place(item, cell) for cell in cells]
        return places, also

    def _document(self, name: str, default: str = "") -> str:
        """The chosen document; the file sent with the form once it is taken in."""
        chosen = default if self.data is None else self.data.get(name, default)
        return str(self.new_document) if chosen == NEW and self.new_document else chosen

    def _place(self, item: DataItem, cell: ValueCell) -> OwnPlace:
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
            reported_documents=_handed_over(reported),
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
        # of several documents the form shows one, and changes that one: the others stay
        documents = stored.documents - _one(place.chosen) | _one(chosen)
        typed = Typed(data.get(f"v:{name}", ""), f"no:{name}" in data, data.get(f"why:{name}", ""), documents)
        if typed.is_empty and chosen == place.chosen:
            chosen, typed.documents = "", frozenset()  # a value taken out takes its document with it
        # What the person saw had its own documents: an unchanged choice stands for them.
        seen = data[f"was:{name}"]
        place.changed = typed.mark != seen
        if not place.changed:
            return
        if not chosen and self.rest and not typed.is_empty:
            chosen = self.rest
            typed.documents = typed.documents | _one(chosen)
        if stored.mark not in (seen, typed.mark):
            place.theirs = place.reading or _("no value")
        place.typed, place.chosen = typed, chosen

    def _mark(self, line: IndicatorLine) -> MarkPlace:
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
        if not proof and self.rest and seen == "":
            if mark is None:
                typed, place.by_rest = "rest", True
            elif rationale.strip():
                proof, typed = self.rest, f"{self.rest}|{' '.join(rationale.split())}"
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

    @property
    def gives_marks(self) -> bool:
        """Whether marks are to be given, so that what can be marked must be known."""
        return self.again_rest or any(place.changed for place in self.marks.values())

    def mark_entries(self, ready: Container[str], outdated: Container[str]) -> list[MarkEntry]:
        """The marks that the person gave or changed, after the values are written.

        Of what the document for all the rest would mark, only what is ``ready``; a judgement only with its rationale
        or where something of it was typed, so that the lack is told. ``outdated`` are marked again if asked for all.
        """
        entries = []
        for section in self.sections:
            place, line = section.mark, section.line
            if place.by_rest:
                typed = place.rationale.strip() or any(one.changed for one in section.places)
                wanted = line.code in ready and (typed or not line.judged)
            else:
                wanted = place.changed or (self.again_rest and line.code in outdated)
            if wanted:
                proof = self.rest if place.by_rest else place.proof
                number = whole(proof)
                entries.append(MarkEntry(place.code, number, place.rationale))
        return entries

    def passed_over(self, marks: Iterable[MarkEntry]) -> list[str]:
        """The codes of the indicators that the document for all the rest was to mark and did not."""
        given = {one.indicator for one in marks}
        return [code for code, place in self.marks.items() if place.by_rest and code not in given]

    @property
    def lacks_file(self) -> bool:
        """Whether the new file was chosen somewhere and none was sent."""
        chosen = [self.rest, *(place.chosen for place in self.places.values() if place.changed)]
        return NEW in [*chosen, *(place.proof for place in self.marks.values() if place.changed)]

    @property
    def settled(self) -> bool:
        """Whether all that was typed stands already: the same form sent twice."""
        places = [place for place in self.places.values() if place.changed]
        marks = [place for place in self.marks.values() if place.changed]
        return (
            all(place.typed.mark == shown(place.value, place.item).mark for place in places)
            and all(
                place.by_rest or f"{place.proof}|{' '.join(place.rationale.split())}" == place.was
                for place in marks
            )
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
        found: list[tuple[str, str]] = []
        for section in self.sections:
            found += _faults_at(section.places)
            found += [(section.mark.anchor, sentence) for sentence in section.mark.errors]
        for deduction in self.deductions:
            found += _faults_at(deduction.places)
        return found

    @property
    def stale_marks(self) -> int:
        """How many marks no longer fit the values."""
        return sum(1 for line in self.workspace.lines if line.outdated)

    @property
    def unfinished(self) -> str:
        """The anchor of the first indicator without a mark that fits; empty when all have one."""
        return next((section.anchor for section in self.sections if not section.line.done), "")


def _faults_at(places: Iterable[OwnPlace]) -> Iterator[tuple[str, str]]:
    for place in places:
        for sentence in place.errors:
            named = sentence if sentence.startswith(place.label) else f"{place.label}: {sentence}"
            yield place.anchor, named


def _handed_over(reported: DatumValue | None) -> list[Document]:
    """The documents behind a reported value that its evaluators may open; not those of a draft (c40)."""
    documents = reported.attached if reported is not None else ()
    return [document for document in documents if document.handed_at is not None]


def _one(chosen: str) -> frozenset[int]:
    number = whole(chosen)
    return frozenset() if number is None else frozenset({number})
