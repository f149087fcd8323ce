"""The walk's official statistics: each authority takes one file of synthetic figures in for all bodies (c4.6, c9.3)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from config.walk.core import Core, Step
from config.walk.figures import Figures
from evaluation.models import Body, Office, RoleHolder
from methodologies.models import KeyPerformanceIndicator
from reports import actions as reports
from reports.actions.statistics import OPTIONAL, REQUIRED
from reports.models import StatisticsImport
from reports.selectors.statistics import Awaited, awaited
from schedule.milestones import Milestone

#: One text, which becomes the title of a document in all three languages; the domain is kept for examples.
SOURCE = "stat.example, {year}"
#: How many days after the reports the figures are out.
OUT_AFTER = 5


def take_in_statistics(walk: Core) -> Iterator[Step]:
    """Before the marks are given, evaluators of the authorities in law take the year's figures in."""
    day = walk.reports_day() + timedelta(days=OUT_AFTER)
    walk.at(day, 11)
    taken = [take_in(walk, authority, day) for authority in answering(walk)]
    yield walk.step(
        "official statistics taken in, with source, day of retrieval and checksum",
        "c4, c9.3",
        "evaluators of the authorities that answer for the figures",
        walk.last_day(Milestone.CONCLUSIONS),
        f"{sum(record.count for record in taken)} values in {len(taken)} files",
    )


def take_in(walk: Core, authority: Body, day: date) -> StatisticsImport:
    """One authority's file, retrieved on the day before."""
    return reports.import_statistics(
        walk.cycle,
        authority,
        f"statistics-{walk.year}-{authority.slug}.csv",
        table(walk, awaited(walk.cycle, authority)),
        SOURCE.format(year=walk.year),
        day - timedelta(days=1),
        walk.people.of(Office.EVALUATOR, authority),
    )


def answering(walk: Core) -> list[Body]:
    """The authorities that bring figures of official statistics on any of the year's bodies."""
    holders = RoleHolder.objects.filter(RoleHolder.valid_on(f"{walk.year}-12-31"))
    bodies = Body.objects.filter(pk__in=holders.values("body")).order_by("order", "slug")
    return [body for body in bodies if any(True for _place in awaited(walk.cycle, body))]


def table(walk: Core, places: Iterable[Awaited]) -> bytes:
    """The synthetic figures of these places, as the file that an authority takes in."""
    kpis = {(kpi.body_id, kpi.code): kpi for kpi in KeyPerformanceIndicator.objects.filter(cycle=walk.cycle)}
    out = io.StringIO()
    writer = csv.DictWriter(out, [*REQUIRED, *OPTIONAL], restval="", lineterminator="\n")
    writer.writeheader()
    for place in places:
        figures = Figures(walk.seed, walk.year, place.body.slug)
        row = {"body": place.body.slug, "item": place.item.code, "language": place.language}
        if place.item.per == "kpi":
            kpi = kpis[place.body.pk, place.row]
            row |= {"kpi": place.row, "value": str(figures.kpi_fact(kpi.code, kpi.plan, kpi.better))}
        else:
            figure = figures.of(place.item.code, place.language, place.row)
            row |= {"value": figure.choice or str(figure.number), "programme": place.row}
        writer.writerow(row)
    return out.getvalue().encode()
