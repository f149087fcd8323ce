"""The year step by step, every step an action under its clause, by its office, at its legal date.

``walk(…)`` yields a ``Step`` after each; the first refusal ends it. The demo's past years are made with it; the year
under way stands where as many offices as possible have a turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from config.walk import appealing, beginning, ending, scoring, statistics
from config.walk.core import SEED, Core, Step
from evaluation import clock
from evaluation.models import Cycle
from schedule.due import deadlines_at_hand

UNDER_WAY = (
    beginning.approve_schedule,
    beginning.approve_methodologies,
    beginning.approve_indicators,
    beginning.open_the_cycle,
    scoring.fill_in_reports,
    scoring.take_in_reports,
    statistics.take_in_statistics,
    scoring.mark,
    scoring.conclude,
    appealing.object_and_decide,
    ending.after_appeals,
)
WHOLE = (*UNDER_WAY, ending.overall, ending.to_president, ending.publish)


def walk(
    year: int,
    *,
    seed: str = SEED,
    late_report: timedelta | None = None,
    stands_at: datetime | None = None,
) -> Iterator[Step]:
    """Walk reporting year ``year`` by the frozen clock; raises the first ``Refusal``.

    ``late_report``: sign one report this long after the last moment but one (1 s: the first late second).
    ``stands_at`` (aware): walk only until about there, each body's block to a stage of its own.
    """
    start = datetime.combine(date(year, 11, 5), time(10), clock.ALMATY)
    with clock.frozen(start) as frozen:
        core = Core(year, seed=seed, late_report=late_report, stands_at=stands_at)
        core.clock = frozen
        core.cycle, _created = Cycle.objects.get_or_create(year=year, defaults={"synthetic": True})
        for part in WHOLE if stands_at is None else UNDER_WAY:
            with deadlines_at_hand():  # no part changes the deadlines that it reads
                yield from part(core)
