"""What an evaluator sees of one direction of one body: each indicator with its values, result and mark.

A fixed number of queries, whatever the number of indicators.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from blocks.direction_items import deduction_items, expert_indicators, items_read
from blocks.models import Mark, PartialConclusion
from blocks.selectors.scores import score_of
from blocks.selectors.scoring import differs, direction_value, missing_words
from engine.compiled import ReadyIndicator, compile_methodology
from engine.formulas import Failed, Missing, NotCounted, Reason
from engine.formulas.words import in_words
from engine.methodology import Criterion, DataItem, MethodologyText
from engine.questions import reads_of
from engine.scoring import BlockScore, Points
from evaluation.names import in_alphabet
from evaluation.presentation import decimal_text
from methodologies.content import methodology_of, text_of
from methodologies.models import KeyPerformanceIndicator
from methodologies.words import names_of
from reports.actions.values import HANDS
from reports.entries import label_of
from reports.models import DatumValue, Document, Provenance, Report
from reports.models.values import ATTACHED
from reports.rights import documents_before_evaluators
from reports.selectors.values import that_counts

ValueCell = tuple[str, str, str]  # item, language, row


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator: how it is computed, what came of it, the mark, and the items that it reads.

    ``judged``: it rests on an expert's judgement, so that its mark needs a rationale.
    """

    criterion: Criterion
    ready: ReadyIndicator
    points: Points
    result: str
    words: str
    mark: Mark | None
    outdated: bool
    items: tuple[DataItem, ...]
    judged: bool

    @property
    def computed(self) -> bool:
        """Whether the formula comes to points."""
        return isinstance(self.points, Decimal)

    @property
    def done(self) -> bool:
        """Whether there is a mark that fits the values."""
        return self.mark is not None and not self.outdated

    @property
    def code(self) -> str:
        """The indicator's in the methodology, which names its mark and inputs."""
        return self.ready.indicator.code

    @property
    def name(self) -> str:
        """In the reader's language."""
        return text_of(self.ready.indicator.name)

    @property
    def definition(self) -> str:
        """What is measured, in the reader's language; empty where the methodology does not say (c18.3)."""
        return text_of(self.ready.indicator.definition)


@dataclass(frozen=True)
class Deduction:
    """A deduction from the block's score whose values are given with this direction: what it takes off now."""

    name: str
    words: str
    result: str
    items: tuple[DataItem, ...]


@dataclass(frozen=True)
class Workspace:
    """A direction of a body as its evaluator works on it. Values are by cell and hand; ``before`` counted last year.

    ``elsewhere``: the documents that stand behind the marks of other directions alone.
    """

    partial: PartialConclusion
    methodology: MethodologyText = field(repr=False)
    lines: tuple[IndicatorLine, ...] = field(repr=False)
    deductions: tuple[Deduction, ...] = field(repr=False)
    value: object
    values: dict[ValueCell, dict[str, DatumValue]] = field(repr=False)
    before: dict[ValueCell, DatumValue] = field(repr=False)
    documents: tuple[Document, ...] = field(repr=False)
    elsewhere: frozenset[int] = field(repr=False)
    kpis: dict[str, KeyPerformanceIndicator] = field(repr=False)
    programmes: tuple[str, ...]
    report: Report | None

    @property
    def marked(self) -> int:
        """How many indicators have a mark that fits the values."""
        return sum(1 for line in self.lines if line.done)

    @property
    def own_documents(self) -> list[Document]:
        """What may stand behind a mark of this direction: first in every choice of a document."""
        return [document for document in self.documents if document.pk not in self.elsewhere]

    @property
    def other_documents(self) -> list[Document]:
        """Certificates on other directions: there to be chosen, at the end of the choice."""
        return [document for document in self.documents if document.pk in self.elsewhere]

    def cells(self, item: DataItem) -> list[ValueCell]:
        """The places of one item: one, or one for each language, key indicator or programme."""
        if item.per == "language":
            return [(item.code, language, "") for language in self.methodology.languages]
        rows = {"kpi": tuple(self.kpis), "programme": self.programmes}.get(item.per, ("",))
        return [(item.code, "", row) for row in rows]

    def label(self, item: DataItem, cell: ValueCell) -> str:
        """The item's name with the language, the key indicator's name or the programme's code in brackets."""
        kpi = self.kpis.get(cell[2])
        return label_of(item, cell[1], kpi.name if kpi is not None else cell[2])

    def reported(self, cell: ValueCell) -> DatumValue | None:
        """What the body reported."""
        return self.values.get(cell, {}).get(Provenance.REPORTED)

    def own(self, item: DataItem, cell: ValueCell) -> DatumValue | None:
        """The authority's own value: register, statistics, survey, or the verified reported one."""
        return self.values.get(cell, {}).get(HANDS[item.supplier])


def read_workspace(partial: PartialConclusion) -> Workspace:
    """Everything of one partial conclusion; ``partial`` comes with its cycle, body and methodology."""
    methodology = methodology_of(partial.methodology)
    score = score_of(partial.methodology, partial.body, partial.cycle)
    items = items_read(partial)
    now, before = _values(partial, items, methodology.codes_in(partial.cycle.year - 1))
    kpis = {
        kpi.code: kpi
        for kpi in KeyPerformanceIndicator.objects.filter(cycle_id=partial.cycle_id, body_id=partial.body_id)
    }
    marks = {mark.indicator: mark for mark in partial.marks.select_related("document", "scored_by")}
    points = {indicator.code: found for indicator, found in score.indicators()}
    reads, judged = reads_of(methodology), expert_indicators(partial)
    names = names_of(methodology)
    lines = []
    for direction in score.plan.directions:
        if direction.direction.code != partial.direction:
            continue
        for criterion in direction.criteria:
            for ready in criterion.indicators:
                code = ready.indicator.code
                mark = marks.get(code)
                lines.append(
                    IndicatorLine(
                        criterion.criterion,
                        ready,
                        points[code],
                        result_text(points[code], names),
                        formula_words(ready, names),
                        mark,
                        mark is not None and differs(mark, points[code]),
                        tuple(items[item] for item in reads[code] if item in items),
                        code in judged,
                    )
                )
    programme = {code for code, item in items.items() if item.per == "programme"}
    return Workspace(
        partial,
        methodology,
        tuple(lines),
        tuple(_deductions(partial, score, names, reads)),
        direction_value(partial, score),
        now,
        before,
        tuple(
            documents_before_evaluators(partial.cycle_id, partial.body_id).order_by(
                in_alphabet("title"), "pk"
            )
        ),
        _elsewhere(partial, marks.values(), now.values()),
        kpis,
        tuple(sorted({row for item, _language, row in now if item in programme and row})),
        Report.objects.filter(
            cycle_id=partial.cycle_id, body_id=partial.body_id, block=partial.block
        ).first(),
    )


def _elsewhere(
    partial: PartialConclusion, marks: Iterable[Mark], values: Iterable[Mapping[str, DatumValue]]
) -> frozenset[int]:
    """The documents of the authorities behind marks of the body's other directions and nothing here. One query."""
    here = {mark.document_id for mark in marks}
    here |= {document.pk for hands in values for value in hands.values() for document in value.attached}
    others = (
        Mark.objects.filter(
            partial__assignment__cycle_id=partial.cycle_id, partial__assignment__body_id=partial.body_id
        )
        .exclude(partial_id=partial.pk)
        .exclude(document__supplied_by_id=partial.body_id)
    )
    return frozenset(set(others.values_list("document_id", flat=True)) - here)


def _deductions(
    partial: PartialConclusion, score: BlockScore, names: dict[str, str], reads: Mapping[str, tuple[str, ...]]
) -> Iterator[Deduction]:
    """The block's deductions whose own values are given with this direction."""
    given = {item.code: item for item in deduction_items(score.methodology, partial.direction)}
    language = get_language() or "kk"
    formulas = dict(compile_methodology(score.methodology).penalties)
    for found in score.penalties:
        penalty = found.penalty
        items = tuple(given.pop(code) for code in reads[penalty.code] if code in given)
        if items:
            result = "–" if found.points is None else decimal_text(found.points, language)
            words = in_words(formulas[penalty].tree, names, _, lambda number: decimal_text(number, language))
            yield Deduction(text_of(penalty.name), words, result, items)


def _values(
    partial: PartialConclusion, items: Iterable[str], last_year: Mapping[str, str]
) -> tuple[dict[ValueCell, dict[str, DatumValue]], dict[ValueCell, DatumValue]]:
    """Cell → hand → this year's value; cell → the value that counted last year. Two queries.

    ``last_year`` has the item's code by each code under which last year's values may stand.
    """
    wanted = set(items)
    found = (
        DatumValue.objects.filter(
            body_id=partial.body_id,
            item__in=[*wanted, *(code for code, item in last_year.items() if item in wanted)],
            cycle__year__in=[partial.cycle.year, partial.cycle.year - 1],
            draft=False,
        )
        .select_related("given_by")
        .prefetch_related(ATTACHED)
    )
    now: dict[ValueCell, dict[str, DatumValue]] = defaultdict(dict)
    then: dict[ValueCell, list[DatumValue]] = defaultdict(list)
    for value in found:
        if value.cycle_id == partial.cycle_id:
            now[value.item, value.language, value.row][value.provenance] = value
        else:
            then[last_year.get(value.item, value.item), value.language, value.row].append(value)
    return now, {cell: that_counts(values)[0] for cell, values in then.items()}


def formula_words(ready: ReadyIndicator, names: dict[str, str]) -> str:
    """The indicator's formula in words of the reader's language."""
    language = get_language() or "kk"
    return in_words(ready.formula.tree, names, _, lambda number: decimal_text(number, language))


def result_text(points: Points, names: dict[str, str]) -> str:
    """What the formula comes to, in words: points, why it is not counted, what is missing, or what is wrong."""
    if isinstance(points, NotCounted):
        reasons = "; ".join(dict.fromkeys(_reason(reason, names) for reason in points.reasons))
        return _("not counted: %(reason)s") % {"reason": reasons}
    if isinstance(points, Missing):
        return _("missing: %(items)s") % {"items": missing_words(names, points)}
    if isinstance(points, Failed):
        return "; ".join(str(problem) for problem in points.problems)
    return decimal_text(points, get_language() or "kk", 2)


def _reason(reason: Reason, names: dict[str, str]) -> str:
    said = reason.text or reason.code
    return names.get(said, said)
