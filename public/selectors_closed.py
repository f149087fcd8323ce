"""What nobody is told of a body's published year, because it would tell what is withheld (c9.5, A-PUBLISH-6, A-PUBLISH-8).

Two things close a part of a score: a document that is not open behind one of its values, and two persons who withhold
it at once (``Withholding``). What would let anybody compute a closed part goes with it (`engine/withholding.py`), across
the blocks of the body's year: so every page and file of the year asks here, and they all say the same. All that a score
rests on stands in its trace, by whatever hand it was given: no value is read.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.core.cache import cache
from redis import RedisError

from blocks.models import Conclusion
from blocks.trace.record import documents_in, indicators_of
from commission.models import Withheld, Withholding
from commission.selectors_withholdings import in_effect_now
from engine import withholding
from evaluation.by_edition import remembered
from evaluation.models import Body
from evaluation.models.base import LANGUAGES
from public.selectors_files import open_items, published_conclusions, published_items
from reports.models import Confidentiality, Document

#: Where a withheld value stands: of which body, of which year, which item.
Place = tuple[str, int, str]
#: Changed whenever this module or the engine's finds another answer for the same facts.
_FORMAT = 2


@dataclass(frozen=True)
class Note:
    """What two persons withheld at once, and what the public reads in its place."""

    kind: str
    block: int | None
    indicator: str
    words: Mapping[str, str]
    since: Any
    until: Any

    @classmethod
    def of(cls, row: Withholding) -> Note:
        """The public part of the record."""
        words = {code: getattr(row, f"note_{code}") for code in LANGUAGES}
        return cls(row.kind, row.block, row.indicator, words, row.since, row.until)


@dataclass(frozen=True)
class Closed:
    """What of one body's year is held back. ``parts`` by block, as "2/indicator:2.1.1", "2/block:", "overall:".

    ``items``: inputs of this year that would tell a neighbour's points. ``stopped``: places of values that two persons
    withhold, with the note. ``notes``: all of the body's year.
    """

    parts: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    notes: tuple[Note, ...] = ()
    stopped: Mapping[Place, Note] = field(default_factory=dict)

    @property
    def overall(self) -> bool:
        """Whether the overall score is not told: it would tell a block."""
        return withholding.OVERALL in self.parts

    def block(self, number: int) -> bool:
        """Whether the block's score is not told."""
        return f"{number}/{withholding.BLOCK}" in self.parts

    def file(self, number: int) -> bool:
        """Whether the conclusion's file on the block stays inside: it holds what is not told, or is withheld itself."""
        return self.file_note(number) is not None or any(part.startswith(f"{number}/") for part in self.parts)

    def note(self, number: int) -> Note | None:
        """The note in the place of the whole page of a block."""
        return self._note((Withheld.RESULT, None), (Withheld.BLOCK, number))

    def file_note(self, number: int) -> Note | None:
        """The note in the place of a block's file."""
        return self.note(number) or self._note((Withheld.FILE, number), (Withheld.INDICATOR, number))

    def result_note(self) -> Note | None:
        """The note in the place of all results of the year."""
        return self._note((Withheld.RESULT, None))

    def _note(self, *wanted: tuple[str, int | None]) -> Note | None:
        return next((one for one in self.notes if (one.kind, one.block) in wanted), None)


NOTHING = Closed()
Found = Mapping[tuple[int, int], Closed]


def file_is_closed(found: Found, year: int, body: int, block: int) -> bool:
    """Whether a conclusion's file stays inside for what is closed: of its own year, or of the score of the year before,
    which its text names (c45). ``found``: of both years."""
    before = found.get((year - 1, body), NOTHING)
    return found.get((year, body), NOTHING).file(block) or before.block(block)


def closed_of(years: Collection[int], bodies: Collection[int]) -> dict[tuple[int, int], Closed]:
    """(Year, body id) → what of its results of the year is held back; whoever may be told of in full is missing.

    Thirteen queries at most, however many years and bodies; three where the process knows the facts of the present edition.
    What was found is kept until a fact changes.
    """
    told = remembered(("closed", tuple(sorted(years))), lambda: _facts_of(years))
    before = _evaluated_before(years)
    facts = {year: replace(told[year], before=before[year]) for year in told}
    wanted = {
        f"closed:{_FORMAT}:{facts[year].digest}:{year}:{body}": (year, body)
        for year in years
        if facts[year].anything
        for body in bodies
    }
    found: dict[tuple[int, int], withholding.Withheld] = {}
    with suppress(RedisError):
        found = {wanted[key]: kept for key, kept in cache.get_many(wanted).items()}
    missing = [place for place in wanted.values() if place not in found]
    if missing:
        computed = _computed(facts, missing)
        found |= computed
        with suppress(RedisError):
            cache.set_many({key: computed[place] for key, place in wanted.items() if place in computed})
    closed = {}
    for (year, body), kept in found.items():
        notes = tuple(Note.of(row) for row in facts[year].rows_of(body))
        closed[year, body] = Closed(kept.parts, kept.items, notes, facts[year].stopped)
    return closed


@dataclass
class _Facts:
    """What decides about one year: labels of documents, what two persons withhold, what is public."""

    year: int
    rows: list[Withholding]  # of this year, of the one before and the one after
    not_open: list[tuple[int, int]]  # year, document; of this year and the one before
    public: list[tuple[int, str]]  # year, address of the body
    conclusions: list[tuple[int, int, int, int, int]]  # year, body, block, id, revision
    withheld: list[tuple[int, int]]  # year, body: not published at all
    stopped: Mapping[Place, Note]
    before: list[tuple[int, int]] = field(
        default_factory=list
    )  # the year before, a body that has a conclusion in it

    @cached_property
    def digest(self) -> str:
        """Another one whenever one of the facts is another."""
        rows = [(row.pk, row.revision) for row in self.rows]
        facts = (self.not_open, self.public, self.before, self.conclusions, rows)
        return hashlib.sha256(repr(facts).encode()).hexdigest()

    @property
    def anything(self) -> bool:
        """Whether there is a reason to hold anything back of anybody."""
        return bool(self.not_open or self.rows or self.withheld or self.earlier_not_public)

    @cached_property
    def slugs(self) -> set[str]:
        """Whose results of the year are public."""
        return {slug for year, slug in self.public if year == self.year}

    @cached_property
    def earlier_not_public(self) -> bool:
        """Whether any body's year before is told of to nobody."""
        return len(self.told_before) > len(self.public_before)

    def rows_of(self, body: int) -> list[Withholding]:
        """What two persons withhold of a body's year, the widest first."""
        return self._rows_by_body.get(body, [])

    @cached_property
    def _rows_by_body(self) -> dict[int, list[Withholding]]:
        order = list(Withheld.values)
        found = defaultdict[int, list[Withholding]](list)
        for row in sorted(self.rows, key=lambda row: (order.index(row.kind), row.pk)):
            if row.cycle.year == self.year:
                found[row.body_id].append(row)
        return dict(found)

    @cached_property
    def told_before(self) -> set[int]:
        """Who has a conclusion of the year before."""
        return {body for year, body in self.before if year == self.year - 1}

    @cached_property
    def public_before(self) -> set[str]:
        """Whose results of the year before are public."""
        return {slug for year, slug in self.public if year == self.year - 1}


def _facts_of(years: Collection[int]) -> dict[int, _Facts]:
    """All but who was evaluated the year before, which drafts tell too. Six queries at most."""
    near = {year + step for year in years for step in (-1, 0, 1)}
    rows = list(in_effect_now().filter(cycle__year__in=near).select_related("cycle", "body").order_by("pk"))
    closed = Document.objects.exclude(confidentiality=Confidentiality.OPEN).filter(cycle__year__in=near)
    told = open_items().filter(overall__cycle__year__in=near)
    every = published_conclusions().filter(cycle__year__in=years)
    hidden = published_items().filter(overall__cycle__year__in=years)
    found: dict[str, list[Any]] = {
        "not_open": sorted(closed.values_list("cycle__year", "pk")),
        "public": sorted(told.values_list("overall__cycle__year", "overall__body__slug")),
        "conclusions": sorted(every.values_list("cycle__year", "body_id", "block", "pk", "revision")),
        "withheld": sorted(
            hidden.filter(withheld=True).values_list("overall__cycle__year", "overall__body_id")
        ),
    }
    stopped = _stopped(rows)
    reach = {
        "not_open": (-1, 0),
        "public": (-1, 0),
        "conclusions": (0,),
        "withheld": (0,),
    }
    return {
        year: _Facts(
            year=year,
            rows=[row for row in rows if abs(row.cycle.year - year) <= 1],
            stopped=stopped,
            **{name: [one for one in found[name] if one[0] - year in steps] for name, steps in reach.items()},
        )
        for year in years
    }


def _evaluated_before(years: Collection[int]) -> dict[int, list[tuple[int, int]]]:
    """Year → of the year before, which bodies have a conclusion, in whatever state: no edition tells of drafts. One query."""
    rows = Conclusion.objects.filter(cycle__year__in=[year - 1 for year in years])
    found = sorted(rows.order_by().values_list("cycle__year", "body_id").distinct())
    return {year: [one for one in found if one[0] == year - 1] for year in years}


def _stopped(rows: Iterable[Withholding]) -> dict[Place, Note]:
    """The places of values behind indicators and blocks that two persons withhold. One query, if there are any."""
    wanted = [row for row in rows if row.kind in (Withheld.INDICATOR, Withheld.BLOCK)]
    if not wanted:
        return {}
    conclusions = published_conclusions().filter(
        cycle__in={row.cycle_id for row in wanted}, body__in={row.body_id for row in wanted}
    )
    traces = {
        (one.cycle_id, one.body_id, one.block): one.trace
        for one in conclusions.only("cycle_id", "body_id", "block", "trace")
    }
    found: dict[Place, Note] = {}
    for row in wanted:
        for part in _parts(traces.get((row.cycle_id, row.body_id, row.block or 0), {})):
            if row.kind == Withheld.INDICATOR and part["code"] != row.indicator:
                continue
            for given in part.get("inputs", ()):
                if not given.get("body"):
                    year = row.cycle.year - int(given.get("years_back") or 0)
                    found.setdefault((row.body.slug, year, given["item"]), Note.of(row))
    return found


def _parts(trace: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield from indicators_of(trace)
    yield from trace.get("penalties", ())


# --- computed --------------------------------------------------------------------------------------------------


def _computed(
    facts: Mapping[int, _Facts], places: Collection[tuple[int, int]]
) -> dict[tuple[int, int], withholding.Withheld]:
    """Four queries, whatever the number of bodies: the traces of one body after another are read, none is kept."""
    years, bodies = {year for year, _body in places}, {body for _year, body in places}
    slugs = dict(Body.objects.filter(pk__in=bodies).values_list("pk", "slug"))
    of_open = Document.objects.filter(
        confidentiality=Confidentiality.OPEN,
        cycle__year__in={year - step for year in years for step in (0, 1)},
    )
    open_ids = set(of_open.values_list("pk", flat=True))
    items = published_items().filter(overall__cycle__year__in=years, overall__body__in=bodies)
    shares = {
        (year, body): {part["block"]: Fraction(part["share"]) for part in trace.get("blocks", ())}
        for year, body, trace in items.values_list(
            "overall__cycle__year", "overall__body_id", "overall__trace"
        )
    }
    wanted = set(places)
    found = dict.fromkeys(places, withholding.Withheld())
    for (year, body), traces in _traces(years, bodies):
        if (year, body) in wanted:
            reader = _Reader(facts[year], body, slugs[body], open_ids)
            found[year, body] = reader.complement(traces, shares.get((year, body), {}))
    return found


def _traces(
    years: Collection[int], bodies: Collection[int]
) -> Iterator[tuple[tuple[int, int], dict[int, dict[str, Any]]]]:
    """Year and body → block → trace, one body after another: those of a country are more than memory holds."""
    rows = published_conclusions().filter(cycle__year__in=years, body__in=bodies)
    listed = rows.order_by("cycle__year", "body_id").values_list("cycle__year", "body_id", "block", "trace")
    for place, of_one in groupby(listed.iterator(chunk_size=200), key=itemgetter(0, 1)):
        yield place, {block: trace for _year, _body, block, trace in of_one}


@dataclass(frozen=True)
class _Reader:
    """Whether a part of one body's scores reads what is closed."""

    facts: _Facts
    body: int
    slug: str
    open_ids: set[int]

    def complement(
        self, traces: Mapping[int, dict[str, Any]], shares: Mapping[int, Fraction]
    ) -> withholding.Withheld:
        """What is withheld of the body's year."""
        rows = self.facts.rows_of(self.body)
        closed = {row.block for row in rows if row.kind == Withheld.BLOCK}
        protected = {
            f"{row.block}/indicator:{row.indicator}" for row in rows if row.kind == Withheld.INDICATOR
        }
        told: set[str] = set()
        for number, trace in traces.items():
            levels = [("indicator", one) for one in indicators_of(trace)]
            levels += [("penalty", one) for one in trace.get("penalties", ())]
            for level, one in levels:
                key = f"{number}/{level}:{one['code']}"
                if self._reads_closed(one):
                    protected.add(key)
                elif withholding.is_told_by_others(one):
                    told.add(key)
        if not (protected or closed):
            return withholding.Withheld()
        blocks = [
            withholding.Block(number, shares[number], trace, number in closed)
            for number, trace in sorted(traces.items())
            if number in shares
        ]
        return withholding.complement_of_year(blocks, protected, told)

    def _reads_closed(self, part: Mapping[str, Any]) -> bool:
        return any(map(self._is_closed, part.get("inputs", ())))

    def _is_closed(self, given: Mapping[str, Any]) -> bool:
        """By two persons' word, by a body or a year that is not public, by a document that is not open."""
        year = self.facts.year - int(given.get("years_back") or 0)
        other = given.get("body")
        return (
            (other or self.slug, year, given["item"]) in self.facts.stopped
            or (bool(other) and other not in self.facts.slugs)
            or (year < self.facts.year and not self._earlier_year_is_public())
            or not documents_in(given).issubset(self.open_ids)
        )

    def _earlier_year_is_public(self) -> bool:
        return self.body not in self.facts.told_before or self.slug in self.facts.public_before
