"""The only door through which results leave: what is published and not withheld, and nothing else (c53, c9.5).

Every page, file and export of this floor reads results through these functions and those of
``selectors_files`` and ``selectors_corrections``; no other module of ``public`` asks the database. A body withheld in a year is known here as
withheld, with its reason: no number of it is read. What only *mentions* a year (last year's score, last year's
conclusion in a PDF) leaves when that year is public for the body too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.cache import cache
from django.db.models import Exists, Max, OuterRef, QuerySet
from redis import RedisError

from blocks.models import Conclusion, Recommendation
from blocks.trace.record import documents_in, recompute
from commission.models import OverallEvaluation, Publication, PublicationItem, PublicationState
from engine.questions import reads_peers
from engine.score_trace import TRACE_FORMAT
from engine.weights import weight_of
from evaluation import clock
from evaluation.models import Body, JournalCheckpoint, Scope
from evaluation.selectors import register_day
from methodologies.content import methodology_of, overall_of
from methodologies.models import Methodology, Subject
from public.results import WITHHELD, BlockResult, PublicFile, Result, YearResults, places_for, ranked
from public.selectors_closed import NOTHING, Closed, Found, closed_of, file_is_closed
from public.selectors_files import (
    files_by_number,
    open_conclusions,
    open_items,
    public_files,
    withheld_items,
)
from reports.models import Confidentiality, DatumValue, Document

#: Seconds for which "computed again, the digits differ" is kept.
DIFFERENT_FOR = 3600
_WITHOUT_NUMBERS = ("overall__score", "overall__degree", "overall__trace")


# --- the door itself -------------------------------------------------------------------------------------------


def _open_items() -> QuerySet[PublicationItem]:
    """The published results that are not withheld."""
    return open_items().select_related("overall__body", "overall__cycle")


def _withheld_items() -> QuerySet[PublicationItem]:
    """The withheld ones, read without their numbers."""
    return withheld_items().select_related("overall__body", "overall__cycle").defer(*_WITHOUT_NUMBERS)


def earlier_year_is_public(body: Body, year: int) -> bool:
    """Whether the year before may be told of: it is public for the body, or the body was not evaluated. Two queries."""
    told = Conclusion.objects.filter(body=body, cycle__year=year - 1)
    return (
        _open_items().filter(overall__body=body, overall__cycle__year=year - 1).exists() or not told.exists()
    )


# --- a year ----------------------------------------------------------------------------------------------------


def published_years() -> list[int]:
    """The years whose results are published, the latest first. One query."""
    rows = Publication.objects.filter(state=PublicationState.PUBLISHED).order_by("-cycle__year")
    return list(rows.values_list("cycle__year", flat=True))


def published_cycles() -> dict[int, int]:
    """Cycle's id → its year, of those whose results are published. One query."""
    rows = Publication.objects.filter(state=PublicationState.PUBLISHED)
    return dict(rows.values_list("cycle_id", "cycle__year"))


def year_results(year: int) -> YearResults | None:
    """The published results of a year; None before they are published. Seven queries, however many bodies."""
    publication = (
        Publication.objects.filter(cycle__year=year, state=PublicationState.PUBLISHED)
        .select_related("cycle")
        .first()
    )
    if publication is None or publication.published_at is None:
        return None
    items = list(_open_items().filter(publication=publication))
    conclusions = open_conclusions().filter(cycle=publication.cycle)
    numbers, used = _numbers(conclusions)
    files = files_by_number(public_files().filter(conclusion__cycle=publication.cycle))
    used |= {item.overall.methodology_id for item in items}
    methodologies = _methodologies(used)
    hidden = list(_withheld_items().filter(publication=publication))
    bodies = [item.overall.body_id for item in (*items, *hidden)]
    closed = closed_of([year - 1, year], bodies)
    before = _scores(year - 1, closed)
    results = [
        _result(
            item.overall,
            methodologies,
            numbers,
            files,
            before.get(item.overall.body_id),
            closed,
        )
        for item in items
    ]
    results += [_withheld(item, closed.get((year, item.overall.body_id), NOTHING)) for item in hidden]
    by_subject = {record.subject: record for record in methodologies.values()}
    overall = by_subject.get(Subject.OVERALL)
    return YearResults(
        cycle=publication.cycle,
        published_at=publication.published_at,
        results=tuple(sorted(ranked(results), key=lambda result: (result.body.order, result.body.slug))),
        methodologies=by_subject,
        overall_methodology=overall_of(overall) if overall else None,
    )


Numbers = dict[tuple[int, int, int], str]  # cycle, body, block → the conclusion's number


def _numbers(conclusions: QuerySet[Conclusion]) -> tuple[Numbers, set[int]]:
    rows = conclusions.values_list("cycle_id", "body_id", "block", "number", "methodology_id")
    found: Numbers = {}
    used = set()
    for cycle, body, block, number, methodology in rows:
        found[cycle, body, block] = number
        used.add(methodology)
    return found, used


def _methodologies(ids: Iterable[int]) -> dict[int, Methodology]:
    rows = Methodology.objects.filter(pk__in=ids).defer("document").select_related("cycle")
    return {record.pk: record for record in rows}


def _scores(year: int, closed: Found) -> dict[int, Decimal]:
    """Body id → the published overall score of a year, where it is told."""
    rows = _open_items().filter(overall__cycle__year=year)
    return {
        body: score
        for body, score in rows.values_list("overall__body_id", "overall__score")
        if not closed.get((year, body), NOTHING).overall
    }


def _result(
    overall: OverallEvaluation,
    methodologies: Mapping[int, Methodology],
    numbers: Numbers,
    files: Mapping[str, Mapping[str, str]],
    previous: Decimal | None,
    found: Found,
) -> Result:
    degrees = overall_of(methodologies[overall.methodology_id]).degrees
    place = overall.cycle.year, overall.body_id
    closed = found.get(place, NOTHING)
    blocks = []
    for part in overall.trace.get("blocks", []):
        number = numbers.get((overall.cycle_id, overall.body_id, part["block"]), "")
        is_closed = closed.block(part["block"])
        built = files.get(number, {})
        if file_is_closed(found, *place, part["block"]):
            built = dict.fromkeys(built, PublicFile.CLOSED.value)
        blocks.append(
            BlockResult(
                block=part["block"],
                state=WITHHELD if is_closed else part["state"],
                score=None if is_closed or part["value"] is None else Decimal(part["value"]),
                weight=weight_of(part["weight"]),
                share=Decimal(part["share"]),
                number=number,
                files=built,
            )
        )
    degree = next((degree for degree in degrees if degree.code == overall.degree), None)
    return Result(
        year=overall.cycle.year,
        body=overall.body,
        notes=tuple((note.kind, note.block, note.indicator, note.words) for note in closed.notes),
        overall=None if closed.overall else overall.score,
        degree=None if closed.overall else degree,
        blocks=tuple(sorted(blocks, key=lambda block: block.block)),
        previous=previous,
        synthetic=overall.cycle.synthetic,
        places=places_for(overall.score, degrees),
    )


def _withheld(item: PublicationItem, closed: Closed) -> Result:
    note = closed.result_note()
    reasons = {"kk": item.reason_kk, "ru": item.reason_ru, "en": item.reason_en}
    return Result(
        year=item.overall.cycle.year,
        body=item.overall.body,
        withheld=True,
        reasons=reasons if item.withheld or note is None else note.words,
        synthetic=item.overall.cycle.synthetic,
    )


# --- a body ----------------------------------------------------------------------------------------------------


def latest_results() -> YearResults | None:
    """The latest published year. Eight queries."""
    years = published_years()
    return year_results(years[0]) if years else None


def body_years(body: Body) -> list[Result]:
    """The body's published years, the latest first, withheld ones among them. Five queries, however many years."""
    items = list(_open_items().filter(overall__body=body).order_by("overall__cycle__year"))
    numbers, _used = _numbers(open_conclusions().filter(body=body))
    files = files_by_number(public_files().filter(conclusion__body=body))
    methodologies = _methodologies({item.overall.methodology_id for item in items})
    hidden = list(_withheld_items().filter(overall__body=body))
    years = {item.overall.cycle.year for item in (*items, *hidden)}
    closed = closed_of(years | {year - 1 for year in years}, [body.pk])
    scores = {
        year: item.overall.score
        for item in items
        if not closed.get((year := item.overall.cycle.year, body.pk), NOTHING).overall
    }
    found = [
        _result(
            item.overall,
            methodologies,
            numbers,
            files,
            scores.get(item.overall.cycle.year - 1),
            closed,
        )
        for item in items
    ]
    found += [_withheld(item, closed.get((item.overall.cycle.year, body.pk), NOTHING)) for item in hidden]
    return sorted(found, key=lambda result: -result.year)


def recommendations_of(body: Body) -> list[Recommendation]:
    """The recommendations of the body's public conclusions, the latest year first. One query."""
    rows = Recommendation.objects.filter(conclusion__in=open_conclusions().filter(body=body))
    return list(
        rows.select_related("conclusion__cycle").order_by("-conclusion__cycle__year", "direction", "pk")
    )


def evaluated_body(slug: str) -> Body | None:
    """A body that is or was evaluated, by its address. One query."""
    return Body.objects.filter(Exists(Scope.objects.filter(body=OuterRef("pk"))), slug=slug).first()


def scopes_on(day: date) -> list[Scope]:
    """Who is evaluated by the register on ``day``, in the annex's order. One query."""
    rows = Scope.objects.filter(Scope.valid_on(day), Body.valid_on(day, "body__"))
    return list(rows.select_related("body").order_by("body__order", "number"))


def scope_of_body(body: Body, year: int) -> Scope | None:
    """The body's row of the annex for a reporting year, else its last one. One query."""
    day = register_day(year)
    rows = Scope.objects.filter(body=body, valid_from__lte=day).order_by("-valid_from")
    return rows.first()


# --- a conclusion ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PublicConclusion:
    """A published conclusion, and what the page needs to hold back what is not public.

    ``documents``: id → title of the open documents its values rest on; a document missing here is never named.
    ``secret_places``: (item, element) of values, by whatever hand, with a document behind them that is not open.
    ``tells_last_year``: whether values of the year before may be shown. ``closed``: what of the body's year is held
    back so that nobody computes what is withheld.
    """

    conclusion: Conclusion
    documents: Mapping[int, str]
    secret_places: frozenset[tuple[str, str]]
    tells_last_year: bool
    files: Mapping[str, str]
    closed: Closed = NOTHING

    @property
    def tells_score(self) -> bool:
        """Whether the block's score is told: of a withheld one nothing is left to tell."""
        return not self.closed.block(self.conclusion.block)

    @property
    def is_whole(self) -> bool:
        """Whether all that the score follows from is told."""
        prefix = f"{self.conclusion.block}/"
        return not any(part.startswith(prefix) for part in self.closed.parts)


def public_conclusion(body: Body, year: int, block: int) -> PublicConclusion | None:
    """The published conclusion on a block of a body; None when there is none that may leave. Seventeen queries at most,
    of which eleven look for what is held back."""
    rows = open_conclusions().filter(body=body, cycle__year=year, block=block)
    conclusion = rows.select_related("cycle", "body", "lead", "methodology").first()
    if conclusion is None:
        return None
    open_documents = Document.objects.filter(
        pk__in=documents_in(conclusion.trace), confidentiality=Confidentiality.OPEN
    )
    years = [year, year - 1]
    not_open = Document.objects.filter(values=OuterRef("pk")).exclude(confidentiality=Confidentiality.OPEN)
    secret = DatumValue.objects.filter(Exists(not_open), body=body, cycle__year__in=years)
    closed = closed_of([year - 1, year], [body.pk])
    stays_inside = file_is_closed(closed, year, body.pk, block)
    files = files_by_number(public_files().filter(conclusion=conclusion)).get(conclusion.number, {})
    return PublicConclusion(
        conclusion=conclusion,
        documents=dict(open_documents.values_list("pk", "title")),
        secret_places=frozenset(
            (item, language or row) for item, language, row in secret.values_list("item", "language", "row")
        ),
        tells_last_year=earlier_year_is_public(body, year),
        files=dict.fromkeys(files, PublicFile.CLOSED.value) if stays_inside else files,
        closed=closed.get((year, body.pk), NOTHING),
    )


def same_digits_on(conclusion: Conclusion) -> date | None:
    """The day on which computing the score again gave every published digit, on the whole way; None if it did not.

    Computed once for a version and the values it rests on, and kept: one query and the cache, after the first time.
    That the digits differ is kept for an hour, since the fault may be mended. Computed each time while the cache does
    not answer: the page needs the database alone.
    """
    key = f"same-digits:{TRACE_FORMAT}:{conclusion.pk}:{conclusion.revision}:{_last_value_at(conclusion)}"
    kept: tuple[date | None] | None = None
    with suppress(RedisError):
        kept = cache.get(key)
    if kept is None:
        again = recompute(conclusion)
        kept = (clock.today() if again is not None and again.same else None,)
        with suppress(RedisError):
            cache.set(key, kept, None if kept[0] else DIFFERENT_FOR)
    return kept[0]


def _last_value_at(conclusion: Conclusion) -> str:
    """When the last value was given that the score may read: a later one asks for a computation of its own."""
    years = [conclusion.cycle.year, conclusion.cycle.year - 1]
    values = DatumValue.objects.filter(cycle__year__in=years)
    if not reads_peers(methodology_of(conclusion.methodology)):
        values = values.filter(body=conclusion.body_id)
    last = values.aggregate(last=Max("given_at"))["last"]
    return last.isoformat() if last else ""


# --- corrections ---------------------------------------------------------------------------------------------


def in_place_of(conclusion: Conclusion) -> Conclusion | None:
    """The conclusion on the same block of the same body that is public today. One query."""
    rows = open_conclusions().filter(
        cycle=conclusion.cycle_id, body=conclusion.body_id, block=conclusion.block
    )
    return rows.defer("trace", "content").first()


def latest_checkpoint() -> JournalCheckpoint | None:
    """The journal's last checkpoint, for everybody; None before the first evening."""
    return JournalCheckpoint.objects.first()
