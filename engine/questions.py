"""What a body's report asks, derived from the methodologies in force: each datum once (c18.4, c40).

Pure. A data item that the body supplies is asked in the report of the lowest block of the body that reads it; the
other blocks show it where they read it and say where it was given. Repeated items (per language, key performance
indicator or programme) are asked in rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from engine.compiled import MethodologyError, compile_methodology
from engine.methodology import Criterion, DataItem, Direction, Indicator, MethodologyText, Penalty

BODY_SUPPLIES = "body"


@dataclass(frozen=True)
class Respondent:
    """Who is asked: the body's address and kind, its blocks in order, the rows of what repeats.

    ``kpis`` and ``programmes`` are the row codes; ``programmes`` are those that the body has named so far.
    """

    body: str
    kind: str
    blocks: tuple[int, ...]
    kpis: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Slot:
    """One place for one value. ``language`` and ``row`` are empty for an item that does not repeat."""

    item: DataItem
    language: str = ""
    row: str = ""

    @property
    def cell(self) -> tuple[str, str, str]:
        """(item, language, row): what `Sheet.asked` and the answers of a report go by."""
        return (self.item.code, self.language, self.row)

    @property
    def key(self) -> str:
        """The slot's name in forms, anchors and refusals: "rendered", "site_contacts.kk", "programme_fact..001"."""
        return key_of(*self.cell)


def key_of(item: str, language: str = "", row: str = "") -> str:
    """The name of a cell in forms, anchors and refusals."""
    return f"{item}.{language}.{row}".rstrip(".") if not row else f"{item}.{language}.{row}"


@dataclass(frozen=True)
class Question:
    """A data item as one report shows it: asked here, or (``asked_in`` another block) shown as given there."""

    item: DataItem
    asked_in: int
    here: bool
    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class Part:
    """An indicator (or a penalty) with the questions that it is the first to need, in the methodology's order of items.

    ``also`` were asked for measures above. A measure that needs nothing new has no questions.
    """

    direction: Direction | None
    criterion: Criterion | None
    measure: Indicator | Penalty
    questions: tuple[Question, ...]
    also: tuple[DataItem, ...]


@dataclass(frozen=True)
class Sheet:
    """All that the report of one block asks of one body; ``silent`` are the indicators that need nothing from it."""

    block: int
    parts: tuple[Part, ...]
    silent: tuple[Indicator, ...]
    respondent: Respondent = field(repr=False)

    def questions(self, here: bool = True) -> Iterable[Question]:
        """The questions asked here, or those shown only."""
        return (q for part in self.parts for q in part.questions if q.here == here)

    def asked(self) -> dict[tuple[str, str, str], Slot]:
        """The slots to fill in here, by (item, language, row), in order."""
        return {slot.cell: slot for question in self.questions() for slot in question.slots}

    def repeated(self, per: str) -> tuple[DataItem, ...]:
        """The items asked here that repeat per "language", "kpi" or "programme"."""
        return tuple(q.item for q in self.questions() if q.item.per == per)


def reads_of(methodology: MethodologyText) -> Mapping[str, tuple[str, ...]]:
    """Code of each indicator and penalty → the data items that its formula reads, in the formula's order.

    Empty for a draft whose formulas do not stand yet.
    """
    try:
        compiled = compile_methodology(methodology)
    except MethodologyError:
        return {}
    own = {item.code for item in methodology.items}
    found: dict[str, tuple[str, ...]] = {}
    for _direction, _criterion, indicator in methodology.indicators():
        reads = compiled.indicators[id(indicator)].formula.reads
        found[indicator.code] = tuple(dict.fromkeys(r.item for r in reads if r.item in own))
    for penalty, formula in compiled.penalties:
        found[penalty.code] = tuple(dict.fromkeys(r.item for r in formula.reads if r.item in own))
    return found


def measures_of(
    methodology: MethodologyText, body: str, kind: str
) -> list[tuple[Direction | None, Criterion | None, Indicator | Penalty]]:
    """The indicators that apply to the body, then the penalties, in order."""
    indicators: list[tuple[Direction | None, Criterion | None, Indicator | Penalty]] = [
        (direction, criterion, indicator)
        for direction, criterion, indicator in methodology.indicators()
        if indicator.applies_to.covers(body, kind)
    ]
    return indicators + [(None, None, penalty) for penalty in methodology.penalties]


def items_read(methodology: MethodologyText, body: str, kind: str) -> dict[str, DataItem]:
    """Every data item that some measure of the body reads, by code, in the order of reading."""
    items = {item.code: item for item in methodology.items}
    reads = reads_of(methodology)
    codes = (code for _d, _c, m in measures_of(methodology, body, kind) for code in reads.get(m.code, ()))
    return {code: items[code] for code in codes}


def asked_where(methodologies: Mapping[int, MethodologyText], who: Respondent) -> dict[str, int]:
    """Code of each item that the body supplies → the block in whose report it is asked: the lowest that reads it."""
    found: dict[str, int] = {}
    for block in sorted(who.blocks):
        for code, item in items_read(methodologies[block], who.body, who.kind).items():
            if item.supplier == BODY_SUPPLIES:
                found.setdefault(code, block)
    return found


def rows_of(item: DataItem, languages: Sequence[str], who: Respondent) -> tuple[tuple[str, str], ...]:
    """The (language, row) pairs in which an item is asked."""
    if item.per == "language":
        return tuple((language, "") for language in languages)
    if item.per == "kpi":
        return tuple(("", code) for code in who.kpis)
    if item.per == "programme":
        return tuple(("", code) for code in who.programmes)
    return (("", ""),)


def sheet_of(methodologies: Mapping[int, MethodologyText], who: Respondent, block: int) -> Sheet:
    """What the report of ``block`` asks of the body. ``methodologies`` holds at least the body's blocks."""
    methodology = methodologies[block]
    where = asked_where(methodologies, who)
    items = {item.code: item for item in methodology.items}
    reads = reads_of(methodology)
    shown: set[str] = set()
    parts: list[Part] = []
    silent: list[Indicator] = []
    for direction, criterion, measure in measures_of(methodology, who.body, who.kind):
        read = set(reads.get(measure.code, ()))
        mine = [item for code, item in items.items() if code in read and code in where]
        if not mine:
            if isinstance(measure, Indicator):
                silent.append(measure)
            continue
        questions = tuple(
            Question(
                item,
                where[item.code],
                where[item.code] == block,
                tuple(
                    Slot(item, language, row) for language, row in rows_of(item, methodology.languages, who)
                ),
            )
            for item in mine
            if item.code not in shown
        )
        also = tuple(item for item in mine if item.code in shown)
        shown.update(item.code for item in mine)
        parts.append(Part(direction, criterion, measure, questions, also))
    return Sheet(block, tuple(parts), tuple(silent), who)


def uses_of(
    methodologies: Mapping[int, MethodologyText], who: Respondent
) -> dict[str, tuple[tuple[int, Indicator | Penalty], ...]]:
    """Code of each item that measures of the body read → these measures with their blocks, over all its blocks."""
    found: dict[str, list[tuple[int, Indicator | Penalty]]] = {}
    for block in sorted(who.blocks):
        reads = reads_of(methodologies[block])
        for _direction, _criterion, measure in measures_of(methodologies[block], who.body, who.kind):
            for code in reads.get(measure.code, ()):
                found.setdefault(code, []).append((block, measure))
    return {code: tuple(measures) for code, measures in found.items()}


@dataclass(frozen=True)
class Burden:
    """What a methodology costs one body (c18.4): items asked of it, given already in another block, documents."""

    asked: int
    reused: int
    documents: int


def burden_of(methodologies: Mapping[int, MethodologyText], who: Respondent, block: int) -> Burden:
    """The cost of ``block``'s report: each item counted once, whatever its rows."""
    sheet = sheet_of(methodologies, who, block)
    asked = list(sheet.questions())
    return Burden(
        asked=len(asked),
        reused=len(list(sheet.questions(here=False))),
        documents=sum(1 for question in asked if question.item.evidence is not None),
    )


def reads_peers(methodology: MethodologyText) -> bool:
    """Whether any formula compares with other bodies, so that everybody's values are needed."""
    return any("peers_" in indicator.formula for _d, _c, indicator in methodology.indicators())


def direction_alone(methodology: MethodologyText, code: str) -> MethodologyText:
    """The methodology cut down to one direction and the items it reads; made once for each, without penalties."""
    kept: dict[str, MethodologyText] = methodology.__dict__.setdefault("_directions_alone", {})
    if code not in kept:
        direction = next(direction for direction in methodology.directions if direction.code == code)
        reads = reads_of(methodology)
        codes = {
            item
            for criterion in direction.criteria
            for indicator in criterion.indicators
            for item in reads[indicator.code]
        }
        items = tuple(item for item in methodology.items if item.code in codes)
        kept[code] = replace(methodology, directions=(direction,), items=items, penalties=())
    return kept[code]
