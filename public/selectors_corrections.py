"""What corrected publications changed, for everybody to read: was, is, and which late figure did it (c53, A-SCORE-2).

The second door beside ``public.selectors``, and as narrow: it reads publications that took effect and gave way, and of
them only what is withheld in neither.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from blocks.models import Conclusion, ConclusionFile
from commission.models import Publication, PublicationItem, PublicationState
from commission.models.publications import PUBLISHED_ONCE
from commission.selectors import Correction, corrections_of
from evaluation.models import Body, Cycle
from public.selectors import in_place_of
from public.selectors_closed import NOTHING, closed_of
from public.selectors_files import SHA256, conclusions_of_results, ever_with, open_items, withheld_items


@dataclass(frozen=True)
class Corrected:
    """One corrected publication: which, since when it is public, what it changed of the one before."""

    year: int
    version: int
    published_at: datetime
    corrections: tuple[Correction, ...]


def corrections_of_year(cycle: Cycle) -> list[Corrected]:
    """Every corrected publication of a year, the latest first. Two queries where there is none, and three for each."""
    return _read(Publication.objects.filter(cycle=cycle))


def corrections_of_body(body: Body) -> list[Corrected]:
    """The corrected publications that changed the body's results, the latest first. As many queries."""
    own = Publication.objects.filter(items__overall__body=body, items__overall__corrects__isnull=False)
    return [
        replace(one, corrections=mine)
        for one in _read(own.distinct())
        if (mine := tuple(change for change in one.corrections if change.body.pk == body.pk))
    ]


def _read(publications: QuerySet[Publication]) -> list[Corrected]:
    """Each with its changes, but for bodies whose overall score of that year is not told today."""
    later = list(
        publications.filter(version__gt=1, state__in=PUBLISHED_ONCE)
        .select_related("cycle")
        .order_by("-cycle__year", "-version")
    )
    if not later:
        return []
    withheld = set(withheld_items().values_list("publication__cycle_id", "overall__body_id"))
    changed = {one.pk: corrections_of(one) for one in later}
    bodies = {change.body.pk for changes in changed.values() for change in changes}
    years = {one.cycle_id: one.cycle.year for one in later}
    closed = closed_of(set(years.values()), bodies)
    withheld |= {
        (cycle, body)
        for cycle, year in years.items()
        for body in bodies
        if closed.get((year, body), NOTHING).overall
    }
    return [
        Corrected(
            one.cycle.year,
            one.version,
            one.published_at,
            tuple(change for change in changed[one.pk] if (one.cycle_id, change.body.pk) not in withheld),
        )
        for one in later
        if one.published_at is not None
    ]


@dataclass(frozen=True)
class Replaced:
    """A file that was public until a corrected publication took effect, and the conclusion that is public now."""

    file: ConclusionFile
    until: datetime
    current: Conclusion | None


def replaced_by_checksum(checksum: str) -> Replaced | None:
    """The formerly published conclusion whose file has or had this SHA-256; None for any other. Three queries at most."""
    if not SHA256.fullmatch(checksum):
        return None
    files = ConclusionFile.objects.filter(ever_with(checksum), conclusion__in=_formerly_open())
    file = files.select_related("conclusion__body", "conclusion__cycle").first()
    if file is None:
        return None
    effect = Publication.objects.filter(cycle=file.conclusion.cycle, state=PublicationState.PUBLISHED).first()
    if effect is None or effect.published_at is None:
        return None
    return Replaced(file, effect.published_at, in_place_of(file.conclusion))


def _formerly_open() -> QuerySet[Conclusion]:
    """The conclusions of results that were public until a correction, of bodies whose results are not withheld now."""
    items = PublicationItem.objects.filter(withheld=False)
    return conclusions_of_results(
        Exists(items.filter(overall=OuterRef("pk"), publication__state=PublicationState.SUPERSEDED)),
        Exists(open_items().filter(overall__body=OuterRef("body"), publication__cycle=OuterRef("cycle"))),
    )
