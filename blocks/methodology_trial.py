"""A draft tried on a past year's data: the scores it would have given beside those that were given, and what moved them (c17, c18).

    trial = trial_of(draft, cycle)
    trial.shifts                     # one for each body that reported on the block that year, greatest fall first
    trial.causes                     # the indicators that moved the scores most, over all bodies

The old scores are those of the conclusions; where a body has none, what that year's methodology gives on the same
data. An indicator whose data nobody gave that year cannot be tried: it is left out and named, and the weights of the
rest grow in proportion. A fixed number of queries, whatever the number of bodies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from blocks.models import Conclusion
from blocks.models.conclusions import NOT_IN_FORCE
from blocks.selectors.workspace import names_of
from engine.formulas import Missing, Values, make_peers
from engine.methodology import MethodologyText
from engine.methodology_difference import renames
from engine.questions import reads_peers
from engine.scoring import BlockScore, score_bodies
from evaluation.models import Body, Cycle
from methodologies.content import methodology_of, records_in_force, text_of
from methodologies.editor.formula_preview import missing_text
from methodologies.models import Methodology
from methodologies.past_values import bodies_in
from methodologies.past_values import past_cycles as cycles_of_block
from reports.selectors.values import values_of

ZERO = Decimal(0)
#: How many causes of one body's movement, and how many bodies and causes at the top of the page.
CAUSES, MOVERS, TOP = 3, 3, 8


@dataclass(frozen=True)
class Cause:
    """An indicator or a deduction and the points of the block by which it moved a score; ``what`` says why it could."""

    code: str
    name: str
    points: Decimal
    what: str  # "new" | "gone" | "changed"


@dataclass(frozen=True)
class Shift:
    """One body: the old score, the new one, what moved it. ``blocked`` says why there is no new one.

    ``degrees``: the old and the new degree of effectiveness in words, where the methodology has degrees.
    """

    body: Body
    old: Decimal | None
    new: Decimal | None
    causes: tuple[Cause, ...]
    blocked: tuple[str, ...] = ()
    degrees: tuple[str, str] = ("", "")

    @property
    def regraded(self) -> bool:
        """Whether the degree differs."""
        return self.new is not None and self.old is not None and self.degrees[0] != self.degrees[1]

    @property
    def change(self) -> Decimal | None:
        """Points of the score, new less old; None where either is missing."""
        return None if self.old is None or self.new is None else self.new - self.old


@dataclass(frozen=True)
class LeftOut:
    """An indicator that could not be tried, with the data that nobody gave."""

    code: str
    name: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class OverallCause:
    """An indicator over all bodies: the mean of its movements' sizes, and how many scores it raised and lowered."""

    code: str
    name: str
    what: str
    mean: Decimal
    raised: int
    lowered: int


@dataclass(frozen=True)
class Trial:
    """What came of trying a draft on a year's data."""

    cycle: Cycle
    old: Methodology | None
    shifts: tuple[Shift, ...]
    every_cause: tuple[OverallCause, ...]
    left_out: tuple[LeftOut, ...]
    hidden: tuple[Body, ...] = ()

    @property
    def moved(self) -> list[Shift]:
        """The bodies whose scores differ."""
        return [one for one in self.shifts if one.change]

    @property
    def regraded(self) -> list[Shift]:
        """The bodies whose degrees differ."""
        return [one for one in self.shifts if one.regraded]

    @property
    def causes(self) -> tuple[OverallCause, ...]:
        """Those that moved the scores most, over all bodies."""
        return self.every_cause[:TOP]

    @property
    def causes_in_all(self) -> int:
        """How many moved a score at all."""
        return len(self.every_cause)

    @property
    def movers(self) -> list[Shift]:
        """The greatest falls and the greatest rises."""
        falls = [one for one in self.moved if (one.change or ZERO) < 0]
        rises = [one for one in self.moved if (one.change or ZERO) > 0]
        return [*falls[:MOVERS], *rises[::-1][:MOVERS]]

    @property
    def mean_change(self) -> Decimal | None:
        """The mean movement of the bodies that have both scores."""
        changes = [one.change for one in self.shifts if one.change is not None]
        return sum(changes, ZERO) / len(changes) if changes else None

    @property
    def blocked(self) -> list[Shift]:
        """The bodies for which the draft gives no score."""
        return [one for one in self.shifts if one.new is None]


@dataclass(frozen=True)
class Trier:
    """How the methodologies of one subject are tried: on which years, and what comes of it."""

    cycles: Callable[[Methodology], list[Cycle]]
    trial: Callable[[Methodology, Cycle], Trial]


_triers: dict[str, Trier] = {}


def try_with(subject: str, trier: Trier) -> None:
    """An upper floor that owns the arithmetic of ``subject`` says how its drafts are tried."""
    _triers[subject] = trier


def past_cycles(record: Methodology) -> list[Cycle]:
    """The years on whose data the draft can be tried, latest first."""
    trier = _triers.get(record.subject)
    return trier.cycles(record) if trier is not None else cycles_of_block(record)


def trial_of(record: Methodology, cycle: Cycle, hidden: Collection[int] = ()) -> Trial:
    """Try the draft on the data of ``cycle``. Raises MethodologyError when a formula does not stand.

    ``hidden`` bodies take part, as comparable ones too, but the reader does not see their scores.
    """
    trier = _triers.get(record.subject)
    if trier is not None:
        return trier.trial(record, cycle)
    draft = methodology_of(record)
    bodies = bodies_in(cycle, draft.block)
    in_force = records_in_force(cycle).get(record.subject)
    given = _official(cycle, draft.block)
    new = _scores(draft, cycle, bodies)
    left_out = _untried(draft, new.values())
    if left_out:
        draft = _without(draft, {one.code for one in left_out})
        new = _scores(draft, cycle, bodies) if draft.directions else {}
    old = _scores(methodology_of(in_force), cycle, bodies) if in_force is not None else {}
    followed = renames(methodology_of(in_force), draft) if in_force is not None else {}
    codes = {was: now for (kind, was), (_kind, now) in followed.items() if kind in ("indicator", "penalty")}
    names = _names(draft) | (_names(methodology_of(in_force)) if in_force is not None else {}) | _names(draft)
    shifts = [
        _shift(body, given.get(body.pk), old.get(body.pk), new.get(body.pk), names, codes)
        for body in bodies
        if body.pk not in hidden
    ]
    shifts.sort(key=by_change)
    unseen = tuple(body for body in bodies if body.pk in hidden)
    return Trial(cycle, in_force, tuple(shifts), over_all(shifts), tuple(left_out), unseen)


def _official(cycle: Cycle, block: int) -> dict[int, Decimal]:
    """Body → the score of its latest conclusion that stands. One query."""
    found = Conclusion.objects.filter(cycle=cycle, block=block, score__isnull=False)
    found = found.exclude(state__in=NOT_IN_FORCE)
    rows = found.order_by("version").values_list("body_id", "score")
    return {body: score for body, score in rows if score is not None}


def _scores(methodology: MethodologyText, cycle: Cycle, bodies: Iterable[Body]) -> dict[int, BlockScore]:
    values: dict[int, Values] = values_of(methodology, cycle, bodies)
    if reads_peers(methodology):
        make_peers(values.values())
    return dict(zip(values, score_bodies(methodology, values.values(), trace=True), strict=True))


def _untried(methodology: MethodologyText, scores: Iterable[BlockScore]) -> list[LeftOut]:
    """The indicators whose data are missing for every body that they measure."""
    missing: dict[str, dict[str, None]] = defaultdict(dict)
    tried: set[str] = set()
    names = names_of(methodology)
    for score in scores:
        for indicator, points in score.indicators():
            if isinstance(points, Missing):
                missing[indicator.code].update(
                    dict.fromkeys(missing_text(replace(one, element=""), names.get) for one in points.items)
                )
            else:
                tried.add(indicator.code)
    return [
        LeftOut(indicator.code, text_of(indicator.name), tuple(missing[indicator.code]))
        for _direction, _criterion, indicator in methodology.indicators()
        if indicator.code in missing and indicator.code not in tried
    ]


def _without(methodology: MethodologyText, codes: set[str]) -> MethodologyText:
    """The methodology without some indicators, and without what that leaves empty."""
    directions = []
    for direction in methodology.directions:
        criteria = []
        for criterion in direction.criteria:
            kept = tuple(one for one in criterion.indicators if one.code not in codes)
            if kept:
                criteria.append(replace(criterion, indicators=kept))
        if criteria:
            directions.append(replace(direction, criteria=tuple(criteria)))
    return replace(methodology, directions=tuple(directions))


def _names(methodology: MethodologyText) -> dict[str, str]:
    names = {one.code: text_of(one.name) for _d, _c, one in methodology.indicators()}
    return names | {one.code: text_of(one.name) for one in methodology.penalties}


def _shift(
    body: Body,
    given: Decimal | None,
    old: BlockScore | None,
    new: BlockScore | None,
    names: Mapping[str, str],
    codes: Mapping[str, str],
) -> Shift:
    """One body's movement. ``codes``: the draft's code by the old one of an indicator whose code alone was changed."""
    before = {codes.get(code, code): points for code, points in _contributions(old).items()}
    after = _contributions(new)
    causes = []
    for code in dict.fromkeys([*after, *before]):
        points = after.get(code, ZERO) - before.get(code, ZERO)
        if points.quantize(Decimal("0.01")):
            what = "changed" if code in after and code in before else "new" if code in after else "gone"
            causes.append(Cause(code, names.get(code, code), points, what))
    causes.sort(key=lambda one: (-abs(one.points), one.code))
    return Shift(
        body,
        given if given is not None else (old.value if old is not None else None),
        new.value if new is not None else None,
        tuple(causes) if new is not None and new.value is not None else (),
        _why_blocked(new),
    )


def _contributions(score: BlockScore | None) -> dict[str, Decimal]:
    """Code of an indicator or a deduction → the points of the block that it brings."""
    if score is None or score.trace is None:
        return {}
    found = {
        leaf.indicator.code: leaf.contribution or ZERO
        for direction in score.trace.directions
        for criterion in direction.criteria
        for leaf in criterion.indicators
    }
    return found | {one.penalty.code: -(one.points or ZERO) for one in score.penalties}


def _why_blocked(score: BlockScore | None) -> tuple[str, ...]:
    if score is None or score.value is not None:
        return ()
    names: Any = names_of(score.methodology).get
    reasons = [f"{code}: {missing_text(item, names)}" for code, item in score.missing()]
    reasons += [f"{code}: {problem.sentence(_)}" for code, problem in score.failures()]
    return tuple(dict.fromkeys(reasons))


def by_change(shift: Shift) -> tuple[bool, Decimal, int, str]:
    """The order of a trial: the greatest fall first, those without both scores last."""
    return shift.change is None, shift.change or ZERO, shift.body.order, shift.body.slug


def over_all(shifts: Iterable[Shift]) -> tuple[OverallCause, ...]:
    """What moved the scores most, over all bodies."""
    moved: dict[str, list[Cause]] = defaultdict(list)
    counted = 0
    for shift in shifts:
        counted += shift.change is not None
        for cause in shift.causes:
            moved[cause.code].append(cause)
    causes = [
        OverallCause(
            code,
            found[0].name,
            found[0].what,
            sum((abs(one.points) for one in found), ZERO) / counted if counted else ZERO,
            sum(1 for one in found if one.points > 0),
            sum(1 for one in found if one.points < 0),
        )
        for code, found in moved.items()
    ]
    causes.sort(key=lambda one: (-one.mean, one.code))
    return tuple(causes)
