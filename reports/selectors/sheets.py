"""What a report asks and what is given so far, read for one report or for many in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from engine.methodology import DataItem, Indicator, MethodologyText, Penalty
from engine.questions import Respondent, Sheet, Slot, sheet_of, uses_of
from evaluation.models import Cycle
from methodologies.content import blocks_in_force, text_of
from methodologies.models import KeyPerformanceIndicator
from reports.entries import label_of
from reports.models import DatumValue, Provenance, Report, ValueStatus
from reports.models.values import ATTACHED
from reports.selectors.values import that_counts

ValueCell = tuple[str, str, str]  # item, language, row


@dataclass(frozen=True)
class Gap:
    """Something lacking: the field to mend, and the sentence that says what to do."""

    field: str
    sentence: str


@dataclass(frozen=True)
class ReportSheet:
    """A report's questions with the values reported so far, those that counted the year before, and the KPI list."""

    report: Report
    methodology: MethodologyText = field(repr=False)
    sheet: Sheet
    values: dict[ValueCell, DatumValue] = field(repr=False)
    last_year: dict[ValueCell, DatumValue] = field(repr=False)
    kpis: dict[str, KeyPerformanceIndicator] = field(repr=False)
    #: Code of an item → (block, measure) of everything that it enters, over all blocks of the body.
    uses: dict[str, tuple[tuple[int, Indicator | Penalty], ...]] = field(repr=False, default_factory=dict)
    #: The body's reports of the year, by id, at the revisions of which the values were read: no later ones.
    revisions: dict[int, int] = field(repr=False, default_factory=dict)

    @property
    def slots(self) -> dict[ValueCell, Slot]:
        """The places to fill in here."""
        return self.sheet.asked()

    @property
    def programme_rows_missing(self) -> bool:
        """Whether programmes are asked for and none is named yet."""
        return bool(self.sheet.repeated("programme")) and not self.sheet.respondent.programmes

    def gaps(self) -> list[Gap]:
        """What is still missing, in the order of the form (c40, c64)."""
        found = [
            Gap(slot.key, f"{self.label(slot)}: {missing}")
            for slot in self.slots.values()
            if (missing := self.missing(slot))
        ]
        if self.programme_rows_missing:
            found.append(Gap("new.1.row", _("Name at least one budget programme and give its values.")))
        return found

    @property
    def total(self) -> int:
        """Places to fill in here, and one more while a programme is still to be named."""
        return len(self.slots) + self.programme_rows_missing

    @property
    def done(self) -> int:
        """How many places need nothing more."""
        return sum(not self._lacks(slot) for slot in self.slots.values())

    def documents(self) -> int:
        """How many different documents stand behind the values asked here."""
        given = (self.values[cell] for cell in self.slots if cell in self.values)
        return len({document.pk for value in given for document in value.attached})

    def missing(self, slot: Slot) -> str:
        """What the place still needs, in words; empty if nothing."""
        if not self._lacks(slot):
            return ""
        if slot.cell not in self.values:
            return _("give the value, or explain why it cannot be given.")
        return _("attach the document (%(document)s).") % {"document": text_of(slot.item.evidence)}

    def _lacks(self, slot: Slot) -> bool:
        """Whether the value of the place is missing, or its document."""
        value = self.values.get(slot.cell)
        if value is None:
            return True
        asks = value.status == ValueStatus.GIVEN and slot.item.evidence is not None
        return asks and not value.attached

    def label(self, slot: Slot) -> str:
        """How the place is called: the item's name, with the language, programme or indicator where it repeats."""
        kpi = self.kpis.get(slot.row)
        return label_of(slot.item, slot.language, kpi.name if kpi is not None else slot.row)


_at_hand: ContextVar[tuple[ReportSheet, ...]] = ContextVar("sheets_at_hand", default=())


@contextmanager
def sheets_at_hand(sheets: Iterable[ReportSheet]) -> Iterator[None]:
    """While a page is made of sheets that were just read, whoever asks for them gets those; acts read afresh."""
    token = _at_hand.set(tuple(sheets))
    try:
        yield
    finally:
        _at_hand.reset(token)


def sheets_kept_for(reports: Sequence[Report]) -> dict[int, ReportSheet] | None:
    """The sheets at hand by report id, where they are those of all the reports asked for, as they stand."""
    kept = {(sheet.report.pk, sheet.report.revision): sheet for sheet in _at_hand.get()}
    if not reports or any((report.pk, report.revision) not in kept for report in reports):
        return None
    return {report.pk: kept[report.pk, report.revision] for report in reports}


def read_sheets(cycle: Cycle, reports: Sequence[Report]) -> dict[int, ReportSheet]:
    """The sheets of several reports of one cycle, by report id. Five queries, with their documents six."""
    kept = sheets_kept_for(reports)
    return kept if kept is not None else _read(cycle, reports)


def _read(cycle: Cycle, reports: Sequence[Report], item: str | None = None) -> dict[int, ReportSheet]:
    """The sheets as the database has them; of ``item`` alone, see `read_sheet_of`."""
    methodologies = blocks_in_force(cycle)
    bodies = {report.body_id for report in reports}
    blocks: dict[int, list[int]] = defaultdict(list)
    revisions: dict[int, dict[int, int]] = defaultdict(dict)
    theirs = Report.objects.filter(cycle=cycle, body_id__in=bodies)
    for pk, revision, body, block in theirs.values_list("pk", "revision", "body_id", "block"):
        blocks[body].append(block)
        revisions[body][pk] = revision
    kpis: dict[int, dict[str, KeyPerformanceIndicator]] = defaultdict(dict)
    for kpi in KeyPerformanceIndicator.objects.filter(cycle=cycle, body_id__in=bodies):
        kpis[kpi.body_id][kpi.code] = kpi
    now, before = _values(cycle, bodies, methodologies, item)
    sheets = {}
    for report in reports:
        who = Respondent(
            body=report.body.slug,
            kind=report.body.kind,
            blocks=tuple(sorted(block for block in blocks[report.body_id] if block in methodologies)),
            kpis=tuple(kpis[report.body_id]),
            programmes=_programmes(methodologies, now[report.body_id]),
        )
        sheets[report.pk] = ReportSheet(
            report,
            methodologies[report.block],
            sheet_of(methodologies, who, report.block),
            now[report.body_id],
            before[report.body_id],
            kpis[report.body_id],
            uses_of(methodologies, who),
            revisions[report.body_id],
        )
    return sheets


def read_sheet(report: Report) -> ReportSheet:
    """The sheet of one report."""
    return read_sheets(report.cycle, [report])[report.pk]


def read_sheet_of(report: Report, item: str) -> ReportSheet:
    """The sheet for one item's place: of other items nothing of last year, and who gave a value is read when asked."""
    return _read(report.cycle, [report], item)[report.pk]


class HeldSheet:
    """A sheet that is read before an act on its report, and is the one that stands while the act holds the report."""

    def __init__(self, sheet: ReportSheet) -> None:
        self.sheet = sheet

    def under_lock(self, report: Report) -> ReportSheet:
        """The sheet if nothing was written to the body's reports since it was read; else it is read anew. One query.

        Whatever writes a value of a report raises the report's revision in the same transaction.
        """
        theirs = Report.objects.filter(cycle_id=report.cycle_id, body_id=report.body_id)
        if dict(theirs.values_list("pk", "revision")) == self.sheet.revisions:
            self.sheet = replace(self.sheet, report=report)
        else:
            self.sheet = read_sheet(report)
        return self.sheet


def as_it_stands(sheet: ReportSheet, report: Report, item: str | None = None) -> ReportSheet:
    """The sheet with the values that stand now, after an act on its report. One query, with their documents two.

    ``item``: the only one whose values the act may have written. What a report asks follows from its year, its body and
    the programmes named so far: read anew where those changed.
    """
    wanted = Q(cycle=report.cycle_id, provenance=Provenance.REPORTED)
    rows = _with_documents(wanted if item is None else wanted & Q(item=item), [report.body_id])
    found = {(value.item, value.language, value.row): value for value in rows}
    if item is not None:
        found |= {cell: value for cell, value in sheet.values.items() if cell[0] != item}
    if {row for _item, _language, row in found} != {row for _item, _language, row in sheet.values}:
        return read_sheet(report)
    return replace(sheet, report=report, values=found)


def questions_for(report: Report) -> list[DataItem]:
    """The data items that this report asks of its body, each once, in the order of the form."""
    return [question.item for question in read_sheet(report).sheet.questions()]


def report_gaps(report: Report) -> list[Gap]:
    """What keeps the report from being handed over and signed; empty when it is complete (c40, c64)."""
    return read_sheet(report).gaps()


def _programmes(
    methodologies: Mapping[int, MethodologyText], values: Mapping[ValueCell, DatumValue]
) -> tuple[str, ...]:
    """The programmes that the body has named: the rows of what it gave per programme, in any block."""
    items = {item.code for m in methodologies.values() for item in m.items if item.per == "programme"}
    return tuple(sorted({row for item, _language, row in values if item in items and row}))


def _values(
    cycle: Cycle,
    bodies: Iterable[int],
    methodologies: Mapping[int, MethodologyText],
    only: str | None = None,
) -> tuple[dict[int, dict[ValueCell, DatumValue]], dict[int, dict[ValueCell, DatumValue]]]:
    """Body → cell → the value reported for this cycle; and the value that counted the year before, of one item or all.

    What stands under a code that an item had then is found under the item's code of now.
    """
    codes: dict[str, str] = {}
    for methodology in methodologies.values():
        codes |= methodology.codes_in(cycle.year - 1)
    before_then = Q(cycle__year=cycle.year - 1)
    if only is not None:
        before_then &= Q(item__in=[only, *(then for then, now in codes.items() if now == only)])
    wanted = Q(cycle=cycle, provenance=Provenance.REPORTED) | before_then
    found = _with_documents(wanted, bodies, hands=only is None)
    now: dict[int, dict[ValueCell, DatumValue]] = defaultdict(dict)
    earlier: dict[int, dict[ValueCell, list[DatumValue]]] = defaultdict(lambda: defaultdict(list))
    for value in found:
        if value.cycle_id == cycle.pk:
            now[value.body_id][value.item, value.language, value.row] = value
        else:
            item = codes.get(value.item, value.item)
            earlier[value.body_id][item, value.language, value.row].append(value)
    before: dict[int, dict[ValueCell, DatumValue]] = defaultdict(dict)
    for body, cells in earlier.items():
        before[body] = {cell: that_counts(values)[0] for cell, values in cells.items()}
    return now, before


def _with_documents(wanted: Q, bodies: Iterable[int], *, hands: bool = True) -> QuerySet[DatumValue]:
    """Values of the bodies with their documents, and with whose ``hands`` they are of. Two queries."""
    found = DatumValue.objects.filter(wanted, body_id__in=bodies).prefetch_related(ATTACHED)
    return found.select_related("given_by") if hands else found
