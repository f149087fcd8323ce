"""What bodies reported in past years, for trying a methodology on: `methodologies.past_values` answers with it."""

from __future__ import annotations

from evaluation.models import Body, Cycle
from methodologies.models import Methodology
from reports.models import DatumValue, Report
from reports.selectors.values import values_of

__all__ = ["bodies_in", "past_cycles", "values_of"]


def past_cycles(record: Methodology) -> list[Cycle]:
    """The years before the methodology's own whose reports on its block hold data, latest first. One query."""
    if record.block is None:
        return []
    reports = Report.objects.filter(block=record.block, cycle__year__lt=record.cycle.year)
    given = DatumValue.objects.values("cycle_id")
    found = Cycle.objects.filter(pk__in=reports.values("cycle_id")).filter(pk__in=given)
    return list(found.order_by("-year"))


def bodies_in(cycle: Cycle, block: int) -> list[Body]:
    """The bodies that reported on the block for the cycle, in the order of lists. One query."""
    reports = Report.objects.filter(cycle=cycle, block=block)
    return list(Body.objects.filter(pk__in=reports.values("body_id")).order_by("order", "slug"))
