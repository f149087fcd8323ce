"""What official statistics are awaited, and which of their places are closed; a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from engine.methodology import DataItem, MethodologyText
from engine.questions import reads_of
from evaluation import rights
from evaluation.models import Assignment, Body, Cycle, Office, RoleHolder, User
from methodologies.content import blocks_in_force, text_of
from methodologies.models import KeyPerformanceIndicator
from reports.marks_gate import approved_directions
from reports.models import DatumValue, Provenance, Report, StatisticsImport, ValueStatus

STATISTICS = "statistics"


@dataclass(frozen=True)
class Awaited:
    """One value that a methodology asks of official statistics: given, not counted so far, or missing."""

    body: Body
    item: DataItem
    language: str
    row: str
    value: DatumValue | None

    @property
    def name(self) -> str:
        """The item's, in the reader's language, without the body, row or language."""
        return text_of(self.item.name)

    @property
    def state(self) -> str:
        """ "given", "not_counted" or "missing"."""
        return "missing" if self.value is None else str(self.value.status)


def authorities_of(user: User) -> QuerySet[Body]:
    """The authorities for which the person imports statistics: evaluators of them, with a role in law. One query."""
    bodies = rights.standing(user).bodies(Office.EVALUATOR)
    holders = rights.standing(user).holders.values()
    return Body.objects.filter(pk__in=bodies & frozenset(holders)).order_by("order", "slug")


@dataclass(frozen=True)
class Bringers:
    """Which authority brings which figure on which body: who answers for it, and on its own house who evaluates it.

    Nobody brings figures on their own house (c9.2): there it is the authority that evaluates the body in the first
    direction that reads the datum (A-SCORE-3).
    """

    items: Mapping[str, DataItem]
    holders: Mapping[str, int]
    houses: Mapping[int, frozenset[int]]
    evaluators: Mapping[tuple[int, str], int]

    def of(self, body: int, item: str) -> int | None:
        """The id of the authority that brings the item's figures on the body; None: nobody's figure."""
        found = self.items.get(item)
        holder = self.holders.get(found.role) if found is not None else None
        if holder is None or body not in self.houses.get(holder, frozenset({holder})):
            return holder
        return self.evaluators.get((body, item))

    def items_of(self, authority: Body) -> dict[str, DataItem]:
        """The items of which the authority brings figures on any body, by code."""
        own = {role for role, holder in self.holders.items() if holder == authority.pk}
        instead = {item for (_body, item), evaluator in self.evaluators.items() if evaluator == authority.pk}
        return {code: item for code, item in self.items.items() if item.role in own or code in instead}


def bringers(cycle: Cycle) -> Bringers:
    """Who brings the year's official statistics: of the methodologies in force and the register of its last day.
    Three queries."""
    in_force = blocks_in_force(cycle)
    items = {
        item.code: item
        for methodology in in_force.values()
        for item in methodology.items
        if item.supplier == STATISTICS
    }
    roles = {item.role for item in items.values()}
    holders = dict(
        RoleHolder.objects.filter(
            RoleHolder.valid_on(f"{cycle.year}-12-31"), role__in=[role for role in roles if role]
        ).values_list("role", "body_id")
    )
    houses = rights.houses()
    own = {body for holder in holders.values() for body in houses.get(holder, frozenset({holder}))}
    read = _read_in_directions(in_force, items)
    evaluators: dict[tuple[int, str], int] = {}
    assigned = Assignment.objects.filter(cycle=cycle, body__in=own).order_by("block", "direction")
    for body, block, direction, evaluator in assigned.values_list(
        "body_id", "block", "direction", "evaluator_id"
    ):
        for item in read.get((block, direction), ()):
            holder = holders.get(items[item].role or "")
            if holder is not None and body in houses.get(holder, frozenset({holder})):
                evaluators.setdefault((body, item), evaluator)
    return Bringers(items, holders, houses, evaluators)


def _read_in_directions(
    in_force: Mapping[int, MethodologyText], items: Mapping[str, DataItem]
) -> dict[tuple[int, str], set[str]]:
    """(block, direction) → which of the items its indicators read."""
    reading: dict[tuple[int, str], set[str]] = {}
    for block, methodology in in_force.items():
        reads = reads_of(methodology)
        for direction, _criterion, indicator in methodology.indicators():
            reading.setdefault((block, direction.code), set()).update(
                code for code in reads.get(indicator.code, ()) if code in items
            )
    return reading


def statistics_items(cycle: Cycle, authority: Body) -> dict[str, DataItem]:
    """The data items of the year's methodologies in force whose official figures the authority brings, on any body."""
    return bringers(cycle).items_of(authority)


def imports_of(cycle: Cycle, authorities: Iterable[Body] | None = None) -> QuerySet[StatisticsImport]:
    """The year's imports, the newest first; of these authorities only, if given. One query."""
    found = StatisticsImport.objects.filter(cycle=cycle).select_related("authority", "imported_by", "cycle")
    return found if authorities is None else found.filter(authority__in=authorities)


def closed_places(
    cycle: Cycle, items: Mapping[str, DataItem]
) -> dict[tuple[int, str, str, str], tuple[Decimal | None, str]]:
    """Values that were given and stand behind approved marks: (body, item, language, row) → (number, choice). Two queries."""
    reading = _read_in_directions(blocks_in_force(cycle), items)
    approved: dict[int, set[str]] = {}
    for body, block, code in approved_directions(cycle):
        approved.setdefault(body, set()).update(reading.get((block, code), ()))
    given = DatumValue.objects.filter(
        cycle=cycle, item__in=items, provenance=Provenance.STATISTICS, status=ValueStatus.GIVEN
    )
    fields = ("body_id", "item", "language", "row", "number", "choice")
    return {
        (body, item, language, row): (number, choice)
        for body, item, language, row, number, choice in given.values_list(*fields)
        if item in approved.get(body, ())
    }


def awaited(cycle: Cycle, authority: Body) -> Iterator[Awaited]:
    """Every official figure that the authority brings, for every body that the block applies to. Six queries."""
    brings = bringers(cycle)
    items = brings.items_of(authority)
    of_block = {
        block: [item for item in methodology.items if item.code in items]
        for block, methodology in blocks_in_force(cycle).items()
    }
    values = {
        (value.body_id, value.item, value.language, value.row): value
        for value in DatumValue.objects.filter(
            cycle=cycle, item__in=items, provenance=Provenance.STATISTICS
        ).select_related("statistics")
    }
    kpis: dict[int, list[str]] = {}
    for body, code in (
        KeyPerformanceIndicator.objects.filter(cycle=cycle).order_by("code").values_list("body_id", "code")
    ):
        kpis.setdefault(body, []).append(code)
    seen: set[tuple[int, str]] = set()
    for report in (
        Report.objects.filter(cycle=cycle)
        .select_related("body")
        .order_by("body__order", "body__slug", "block")
    ):
        for item in of_block.get(report.block, ()):
            if (report.body_id, item.code) in seen:
                continue
            if brings.of(report.body_id, item.code) != authority.pk:
                continue
            seen.add((report.body_id, item.code))
            places = {
                "language": [(one, "") for one in ("kk", "ru")],
                "kpi": [("", one) for one in kpis.get(report.body_id, [])],
            }
            for language, row in places.get(item.per, [("", "")]):
                value = values.get((report.body_id, item.code, language, row))
                yield Awaited(report.body, item, language, row, value)
