"""Departures of the evaluation from the approved methodology and procedure, as the stored record shows them (c66).

Most departures cannot happen: the portal refuses them where they are tried. Looked for here is what comes from
outside it (the database changed by hand, figures restored from elsewhere, an interest declared after the fact):

- approved marks that do not follow from the values and the formulas of the methodology;
- a conclusion's score that does not follow from them;
- a mark by a person who had declared an interest in the body on the day of the mark (c9.2);
- an approval by the person who gave a mark.

A figure that arrived after the approval is no departure: it is counted by a new version of the conclusion.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from blocks.models import Conclusion, ConclusionState, PartialConclusion
from blocks.models.scores import MARKS_STAND
from blocks.selectors.scores import score_of
from blocks.selectors.scoring import direction_points, marks_that_differ
from blocks.stored_scores import as_stored
from engine.questions import reads_peers
from engine.scoring import BlockScore
from evaluation import clock
from evaluation.apart import apart
from evaluation.models import InterestDeclaration
from evaluation.persons import persons_of
from methodologies.content import methodology_of
from reports.models import DatumValue
from schedule.duty_book import years_under_way
from schedule.violations import Departure, record_departures

MARKS = "partialconclusion.approve"
SCORE = "conclusion.approve"
INTEREST = "mark.interest"
SECOND_PERSON = "mark.second_person"
ACTS = {
    MARKS: _("approved marks do not follow from the methodology"),
    SCORE: _("the score of a conclusion does not follow from the methodology"),
    INTEREST: _("marks by a person with a declared interest in the body"),
    SECOND_PERSON: _("marks approved by a person who gave them"),
}


def departures_of(year: int) -> list[Departure]:
    """Everything in reporting year ``year`` that departs from the methodology now. A few queries for each score."""
    partials = list(
        PartialConclusion.objects.filter(
            assignment__cycle__year=year, state__in=MARKS_STAND, approved_at__isnull=False
        )
        .select_related("assignment__cycle", "assignment__body", "methodology")
        .defer("methodology__document")
        .prefetch_related("marks")
        .order_by("id")
    )
    conclusions = {
        (conclusion.body_id, conclusion.block): conclusion
        for conclusion in Conclusion.objects.filter(cycle__year=year, approved_at__isnull=False)
        .exclude(state=ConclusionState.SUPERSEDED)
        .defer("trace", "content")
    }
    by_place: dict[tuple[int, int], list[PartialConclusion]] = defaultdict(list)
    for partial in partials:
        by_place[partial.body_id, partial.block].append(partial)
    found: list[Departure] = []
    with override(settings.LANGUAGE_CODE):
        for place, own in by_place.items():
            score = score_of(own[0].methodology, own[0].body, own[0].cycle)
            conclusion = conclusions.get(place)
            for partial in own:
                found += _marks(partial, conclusion, score)
            if conclusion is not None:
                found += _score(conclusion, own[0], score)
        found += _people(partials)
    return found


def sweep_departures() -> int:
    """Record the departures of the years under way. Returns how many are new."""
    return apart(
        "recording departures of a year",
        years_under_way(),
        lambda year: record_departures(year, departures_of(year)),
    )


def _marks(
    partial: PartialConclusion, conclusion: Conclusion | None, score: BlockScore
) -> Iterator[Departure]:
    """The partial conclusion, if its approved marks are not what the methodology gives on the values that count.

    A newer version of the conclusion has made the marks anew, so its approval stands behind them too.
    """
    approved = partial.approved_at
    if approved is None:
        return
    latest = max(approved, conclusion.approved_at or approved) if conclusion else approved
    differ = marks_that_differ(partial.marks.all(), direction_points(partial, score))
    if not differ or _figures_came_after(partial, latest):
        return
    yield Departure(
        act=MARKS,
        object_type=partial._meta.label_lower,
        object_id=partial.pk,
        body_id=partial.evaluator_id,
        responsible_id=partial.approved_by_id,
        clause="c66",
        at=approved,
        details=f"{partial.body.short_name} · {', '.join(differ)}",
    )


def _score(conclusion: Conclusion, partial: PartialConclusion, score: BlockScore) -> Iterator[Departure]:
    """The conclusion, if its score is not what the methodology gives on the values that count."""
    approved = conclusion.approved_at
    if approved is None or conclusion.score is None:
        return
    fresh = as_stored(score.value)
    if fresh == conclusion.score or _figures_came_after(partial, approved):
        return
    yield Departure(
        act=SCORE,
        object_type=conclusion._meta.label_lower,
        object_id=conclusion.pk,
        body_id=conclusion.lead_id,
        responsible_id=conclusion.approved_by_id,
        clause="c66",
        at=approved,
        details=f"{partial.body.short_name} · {conclusion.number}: {conclusion.score} ≠ {fresh or '–'}",
    )


def _figures_came_after(partial: PartialConclusion, moment: datetime) -> bool:
    """Whether a value that the block reads was given after ``moment``. One query."""
    methodology = methodology_of(partial.methodology)
    year = partial.cycle.year
    values = DatumValue.objects.filter(
        cycle__year__in=[year, year - 1],
        item__in=[*methodology.codes_in(year - 1)],
        given_at__gt=moment,
    )
    if not reads_peers(methodology):
        values = values.filter(body_id=partial.body_id)
    return values.exists()


def _people(partials: list[PartialConclusion]) -> Iterator[Departure]:
    """Marks by people who had declared an interest, and approvals by those who gave a mark; with whichever account.
    Two queries."""
    interests: dict[tuple[str, int], list[InterestDeclaration]] = defaultdict(list)
    bodies = {partial.body_id for partial in partials}
    for declared in InterestDeclaration.objects.filter(body_id__in=bodies).select_related("user"):
        interests[declared.user.person_key, declared.body_id].append(declared)
    persons = persons_of(
        {partial.approved_by_id for partial in partials}
        | {mark.scored_by_id for partial in partials for mark in partial.marks.all()}
    )
    for partial in partials:
        marks = list(partial.marks.all())
        approver = persons.get(partial.approved_by_id or 0)
        if partial.approved_at and approver in {persons[mark.scored_by_id] for mark in marks}:
            yield _by_person(partial, SECOND_PERSON, partial.approved_by_id, partial.approved_at)
        for person, at in sorted({(mark.scored_by_id, mark.scored_at) for mark in marks}):
            day = clock.day_of(at)
            if any(_stands_on(declared, day) for declared in interests[persons[person], partial.body_id]):
                yield _by_person(partial, INTEREST, person, at)
                break


def _stands_on(declared: InterestDeclaration, day: date) -> bool:
    return declared.valid_from <= day and (declared.valid_until is None or day <= declared.valid_until)


def _by_person(partial: PartialConclusion, act: str, person: int | None, at: datetime) -> Departure:
    return Departure(
        act=act,
        object_type=partial._meta.label_lower,
        object_id=partial.pk,
        body_id=partial.evaluator_id,
        responsible_id=person,
        clause="c9.2, c66" if act == INTEREST else "c66",
        at=at,
        details=f"{partial.body.short_name} · {partial.direction}",
    )
