"""What the pages of methodologies read: the lists, one methodology with its formulas in words, its burden on each body."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from engine.compiled import MethodologyError, compile_methodology
from engine.formulas.mathml import combined_to_mathml, to_mathml
from engine.formulas.tree import Node
from engine.formulas.words import in_words
from engine.methodology import REQUIREMENTS, AppliesTo, Criterion, DataItem, Indicator, MethodologyText
from engine.questions import Burden, Respondent, burden_of, reads_of
from engine.weights import Weight, in_proportion
from evaluation import rights
from evaluation.models import BodyKind, Cycle, JournalEntry, Office, Role, User
from evaluation.presentation import decimal_text
from evaluation.selectors import scopes_of
from methodologies.content import blocks_in_force, methodology_of, text_of
from methodologies.models import CO_DEVELOPERS, LEADS, Methodology, MethodologyState, SourceKind, Subject
from methodologies.models.methodologies import PUBLIC_STATES
from methodologies.review import REQUIREMENT_LABELS
from methodologies.units import PERIODS, SUPPLIERS, unit_name
from methodologies.words import COMBINE, INDICATOR_KINDS


def published_years() -> list[tuple[int, list[Methodology]]]:
    """The methodologies in force by year, latest first, each year's in the order of subjects. One query."""
    found = (
        Methodology.objects.filter(state=MethodologyState.APPROVED)
        .defer("document")
        .select_related("cycle")
        .order_by("-cycle__year", "subject")
    )
    years: dict[int, list[Methodology]] = defaultdict(list)
    for record in found:
        years[record.cycle.year].append(record)
    return list(years.items())


def published(year: int, subject: str, version: int | None = None) -> Methodology | None:
    """The methodology in force for a year and subject, or an earlier version of it that was. One query."""
    if subject not in Subject.values:
        return None
    states = [MethodologyState.APPROVED] if version is None else PUBLIC_STATES
    found = Methodology.objects.filter(cycle__year=year, subject=subject, state__in=states)
    if version is not None:
        found = found.filter(version=version)
    return found.defer("document").select_related("cycle").first()


def published_versions(record: Methodology) -> list[Methodology]:
    """Every version of this year and subject that was ever in force, latest first. One query."""
    found = Methodology.objects.filter(
        cycle_id=record.cycle_id, subject=record.subject, state__in=PUBLIC_STATES
    )
    return list(found.defer("document").select_related("cycle").order_by("-version"))


@dataclass(frozen=True)
class Agreements:
    """When those whose agreement c17 asks for gave it; None where the journal does not know."""

    planning: datetime | None
    working_body: datetime | None


def agreements(record: Methodology) -> Agreements:
    """The latest agreement of state planning and of the working body, from the journal. One query."""
    given = {
        entry["act"].rpartition(".")[2]: entry["last"]
        for entry in JournalEntry.objects.filter(
            object_type=record._meta.label_lower, object_id=record.pk, act__in=AGREEMENTS
        )
        .values("act")
        .annotate(last=Max("at"))
        .order_by()
    }
    return Agreements(given.get("agree_planning"), given.get("agree_working_body"))


AGREEMENTS = ("methodology.agree_planning", "methodology.agree_working_body")


def on_desk(user: User) -> list[Methodology]:
    """The methodologies that the person works on, or whose steps they take, latest year first. One query."""
    standing = rights.standing(user)
    oversees = standing.holds_in_role(Role.STATE_PLANNING, Office.COORDINATOR) or standing.holds_in_role(
        Role.WORKING_BODY, Office.WORKING_BODY
    )
    subjects = [subject for subject in Subject.values if oversees or _has_part(standing, subject)]
    found = Methodology.objects.filter(subject__in=subjects).defer("document").select_related("cycle")
    return list(found.order_by("-cycle__year", "subject", "-version"))


def may_see_draft(user: User, record: Methodology) -> bool:
    """Whether the person sees a methodology that is not in force yet: its developers, those who agree and approve."""
    standing = rights.standing(user)
    return (
        standing.holds_in_role(Role.STATE_PLANNING, Office.COORDINATOR)
        or standing.holds_in_role(Role.WORKING_BODY, Office.WORKING_BODY)
        or _has_part(standing, record.subject)
    )


def _has_part(standing: rights.Standing, subject: str) -> bool:
    roles = (LEADS[subject], *CO_DEVELOPERS[subject])
    return standing.holds_in_role(LEADS[subject], Office.APPROVER) or any(
        standing.holds_in_role(role, Office.METHODOLOGIST) for role in roles
    )


@dataclass(frozen=True)
class IndicatorView:
    """An indicator in the reader's language: what it measures, of whom, by which formula, and why it is lawful (c18)."""

    indicator: Indicator
    name: str
    definition: str
    practice: str
    applies: str
    kind: Any
    source: Any
    unit: str
    words: str
    mathml: SafeString
    items: list[DataItem]
    requirements: list[tuple[int, Any, str]]

    @property
    def code(self) -> str:
        """The indicator's in the methodology, by which marks and traces name it."""
        return self.indicator.code

    @property
    def weight(self) -> Weight:
        """Of the 100 that the indicators of its criterion share."""
        return self.indicator.weight


@dataclass(frozen=True)
class PartView:
    """A direction or a criterion with its parts."""

    code: str
    name: str
    weight: Weight
    evaluator: Any
    parts: list[Any]
    combine: str = ""
    mathml: str = ""


@dataclass(frozen=True)
class ItemView:
    """A data item: what is asked, of whom, with which document, for which indicators."""

    code: str
    name: str
    definition: str
    unit: str
    period: Any
    supplier: Any
    evidence: str
    used_by: list[str]


@dataclass(frozen=True)
class PenaltyView:
    """A deduction from the block's score."""

    name: str
    words: str
    limit: Decimal | None


class MethodologyView:
    """A block's methodology for reading. No query."""

    def __init__(self, methodology: MethodologyText, bodies: Mapping[str, str] | None = None) -> None:
        self.methodology = methodology
        self._bodies = bodies or {}
        self._names = names_with_answers(methodology)
        self._trees = _trees(methodology)
        self._reads = reads_of(methodology)
        self._items = {item.code: item for item in methodology.items}
        self._deductions = {penalty.code: text_of(penalty.name) for penalty in methodology.penalties}
        self.directions = [
            PartView(
                direction.code,
                text_of(direction.name),
                direction.weight,
                Role(direction.evaluator).label,
                [
                    PartView(
                        criterion.code,
                        text_of(criterion.name),
                        criterion.weight,
                        "",
                        [self._indicator(indicator) for indicator in criterion.indicators],
                        *_combined(criterion.combine, criterion.indicators),
                    )
                    for criterion in direction.criteria
                ],
                *_combined(direction.combine, direction.criteria),
            )
            for direction in methodology.directions
        ]
        self.penalties = [
            PenaltyView(text_of(penalty.name), self._words(penalty.code), penalty.limit)
            for penalty in methodology.penalties
        ]
        self.items = [self._item(item) for item in methodology.items]
        self.note = text_of(methodology.note)
        self.indicator_count = sum(1 for _i in methodology.indicators())

    def _indicator(self, indicator: Indicator) -> IndicatorView:
        tree = self._trees.get(indicator.code)
        return IndicatorView(
            indicator=indicator,
            name=text_of(indicator.name),
            definition=text_of(indicator.definition),
            practice=text_of(indicator.practice),
            applies=self._applies(indicator.applies_to),
            kind=INDICATOR_KINDS[indicator.kind],
            source=SourceKind(indicator.source_kind).label,
            unit=unit_name(indicator.unit, self.methodology),
            words=self._words(indicator.code),
            mathml=SafeString(to_mathml(tree, self._names, _, _number) if tree is not None else ""),
            items=[self._items[code] for code in self._reads.get(indicator.code, ())],
            requirements=[
                (number, REQUIREMENT_LABELS[key], text_of(getattr(indicator.requirements, key)))
                for number, key in enumerate(REQUIREMENTS, start=1)
            ],
        )

    def _words(self, code: str) -> str:
        tree = self._trees.get(code)
        return in_words(tree, self._names, _, _number) if tree is not None else ""

    def _applies(self, to: AppliesTo) -> str:
        if not to.kinds and not to.bodies:
            return _("all bodies to which the block applies")
        kinds = [str(BodyKind(kind).label) if kind in BodyKind.values else kind for kind in to.kinds]
        return ", ".join([*kinds, *(self._bodies.get(slug, slug) for slug in to.bodies)])

    def _item(self, item: DataItem) -> ItemView:
        supplier = Role(item.role).label if item.role else SUPPLIERS[item.supplier]
        return ItemView(
            code=item.code,
            name=text_of(item.name),
            definition=text_of(item.definition),
            unit=unit_name(item.unit, self.methodology),
            period=PERIODS[item.period],
            supplier=supplier
            if item.supplier in ("body", "authority")
            else f"{SUPPLIERS[item.supplier]}, {supplier}",
            evidence=text_of(item.evidence),
            used_by=[
                self._deductions.get(code, code) for code, reads in self._reads.items() if item.code in reads
            ],
        )


def _combined(how: str, parts: Sequence[Indicator] | Sequence[Criterion]) -> tuple[str, str]:
    """How parts are combined, in words and drawn with their codes; nothing for the mean by weight."""
    if how == "mean":
        return "", ""
    weighed = [part for part in parts if part.weight]
    times = in_proportion([part.weight for part in weighed]) if weighed else []
    drawn = combined_to_mathml(how, [part.code for part in weighed], times) if len(weighed) > 1 else ""
    return str(COMBINE[how]), SafeString(drawn)


def _number(number: Decimal) -> str:
    return decimal_text(number, get_language() or "kk")


def formulas_in_words(methodology: MethodologyText) -> dict[str, str]:
    """Code of each indicator and deduction → its formula in the reader's language; made once for each language."""
    language = get_language() or "kk"
    kept: dict[str, dict[str, str]] = methodology.__dict__.setdefault("_formulas_in_words", {})
    if language not in kept:
        names = names_with_answers(methodology)
        kept[language] = {
            code: in_words(tree, names, _, _number) for code, tree in _trees(methodology).items()
        }
    return kept[language]


def _trees(methodology: MethodologyText) -> dict[str, Node]:
    """The formulas' trees by the code of their indicator or penalty; empty while a draft's do not stand."""
    try:
        compiled = compile_methodology(methodology)
    except MethodologyError:
        return {}
    trees = {
        indicator.code: compiled.indicators[id(indicator)].formula.tree
        for _d, _c, indicator in methodology.indicators()
    }
    trees.update({penalty.code: formula.tree for penalty, formula in compiled.penalties})
    return trees


def names_with_answers(methodology: MethodologyText) -> dict[str, str]:
    """Codes of items, choices ("item=choice"), reasons and units → their names in the reader's language."""
    names = {item.code: text_of(item.name) for item in methodology.items}
    names.update({f"{i.code}={c.code}": text_of(c.name) for i in methodology.items for c in i.choices})
    names.update({reason.code: text_of(reason.name) for reason in methodology.reasons})
    names.update({unit.code: text_of(unit.name) for unit in methodology.units})
    return names


@dataclass(frozen=True)
class BurdenLine:
    """What a block's report costs one body."""

    name: str
    burden: Burden


def burdens(record: Methodology) -> list[BurdenLine]:
    """The cost of the block's report for each body of the year, by the methodologies in force (c18.4).

    Bodies of one kind and one set of blocks cost the same and stand as one line unless an indicator names a body.
    Three queries.
    """
    if record.block is None:
        return []
    methodologies = dict(blocks_in_force(record.cycle_id))
    methodologies[record.block] = methodology_of(record)
    lines = []
    for scope in scopes_of(record.cycle.year).values():
        if record.block not in scope.blocks or not set(scope.blocks) <= set(methodologies):
            continue
        who = Respondent(scope.body.slug, scope.body.kind, scope.blocks, ("kpi",), ("programme",))
        lines.append(
            (scope.body, BurdenLine(scope.body.short_name, burden_of(methodologies, who, record.block)))
        )
    return [line for _body, line in sorted(lines, key=lambda pair: (pair[0].order, pair[0].slug))]


def next_cycles() -> Iterable[Cycle]:
    """The cycles that are not open yet: methodologies are drafted for them. One query."""
    return Cycle.objects.filter(opened_at__isnull=True).order_by("year")


def last_return(record: Methodology) -> tuple[JournalEntry, str] | None:
    """Why and by whom a draft was returned to its developers, while they have not sent it again. One query at most."""
    if record.state != MethodologyState.DRAFT:
        return None
    acts = {
        "methodology.return_from_planning": _("State planning returned it"),
        "methodology.return_from_working_body": _("The working body returned it"),
    }
    entries = JournalEntry.objects.filter(object_type=record._meta.label_lower, object_id=record.pk)
    entry = entries.filter(act__in=acts).order_by("-at", "-pk").first()
    return None if entry is None else (entry, acts[entry.act])
