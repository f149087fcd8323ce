"""What awaits a person's approval in one year: marks of directions and conclusions, with what draws attention first.

A fixed number of queries, however many wait.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from blocks.models import Conclusion, ConclusionState, PartialConclusion, PartialState, Reading
from blocks.outliers import fell_much, stands_apart
from blocks.selectors.flags import indicators_apart, last_years, rule, scores_of_marks, value_flags
from blocks.selectors.names import direction_name
from blocks.selectors.scores import draft_scores
from blocks.selectors.second_person import who_drew_up, who_gave
from evaluation import clock, rights
from evaluation.models import Block, JournalEntry, Office, User
from evaluation.persons import account_ids, accounts_of
from evaluation.presentation import round_half_up

PLACES = 2
#: The kinds of what is approved, as addresses name them.
MARKS, CONCLUSION = "marks", "conclusion"


@dataclass(eq=False)
class QueueLine:
    """One thing that awaits approval. ``score`` is a draft until then; ``mine``: this person may approve it.

    ``apart``: indicators whose mark or value differs much from last year's; ``lone``: the score stands apart from
    those of comparable bodies; ``differs``: the authority found another value than the body reported; ``corrected``:
    it was returned and came again; ``read``: this person opened it as it is now. ``sent_by``, ``since``: who sent it
    last, and when.
    """

    kind: str
    record: Any
    name: str
    before: Decimal | None
    apart: frozenset[str] = frozenset()
    lone: bool = False
    differs: bool = False
    corrected: bool = False
    read: bool = False
    mine: bool = True
    since: datetime | None = None
    sent_by: str = ""

    @property
    def key(self) -> str:
        """As addresses and forms name it."""
        return f"{self.kind}-{self.record.pk}"

    @property
    def score(self) -> Decimal | None:
        """As it is to be approved."""
        found: Decimal | None = self.record.score
        return found

    @property
    def change(self) -> Decimal | None:
        """Against last year: the difference of the numbers as they are shown."""
        return change_of(self.score, self.before)

    @property
    def fell(self) -> bool:
        """Whether it fell by the declared number of points or more."""
        return fell_much(self.score, self.before, rule().change)

    @property
    def outlier(self) -> bool:
        """Whether the declared rule names it."""
        return bool(self.apart) or self.lone

    @property
    def needs_attention(self) -> bool:
        """What stands first in the list."""
        return self.outlier or self.fell or self.differs or self.corrected


@dataclass(frozen=True)
class Queue:
    """The lines in their order, those that another person must approve apart."""

    year: int
    lines: Sequence[QueueLine]
    others: Sequence[QueueLine]

    def chosen(self, name: str) -> list[QueueLine]:
        """The lines of a filter; all for no known name."""
        return [line for line in self.lines if FILTERS.get(name, FILTERS[""])(line)]

    @property
    def counts(self) -> dict[str, int]:
        """How many each filter has."""
        return {name: sum(map(test, self.lines)) for name, test in FILTERS.items()}


FILTERS: dict[str, Any] = {
    "": lambda line: True,
    "outliers": lambda line: line.outlier,
    "fell": lambda line: line.fell,
    "differs": lambda line: line.differs,
    "corrected": lambda line: line.corrected,
    "unread": lambda line: not line.read,
}


def change_of(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """The difference of two numbers as they are shown, rounded each; None while one is not known."""
    if now is None or before is None:
        return None
    return round_half_up(now, PLACES) - round_half_up(before, PLACES)


def waiting_partials(bodies: Iterable[int]) -> Any:
    """Marks that await approval by these authorities."""
    return PartialConclusion.objects.filter(
        assignment__evaluator_id__in=bodies, state=PartialState.AWAITING_APPROVAL
    )


def waiting_conclusions(bodies: Iterable[int]) -> Any:
    """Draft conclusions of these leads."""
    return Conclusion.objects.filter(lead_id__in=bodies, state=ConclusionState.DRAFT)


def years_to_approve(user: User) -> list[int]:
    """The reporting years in which something awaits the person's authority, latest first. Two queries."""
    bodies = rights.standing(user).bodies(Office.APPROVER)
    years = set(waiting_partials(bodies).values_list("assignment__cycle__year", flat=True).order_by())
    years |= set(waiting_conclusions(bodies).values_list("cycle__year", flat=True).order_by())
    return sorted(years, reverse=True)


def read_queue(user: User, year: int) -> Queue:
    """Everything that awaits the person's authority in ``year``: what needs attention first, then by score."""
    bodies = rights.standing(user).bodies(Office.APPROVER)
    lines = [*_marks(user, bodies, year), *_conclusions(user, bodies, year)]
    lines.sort(key=lambda line: (not line.needs_attention, line.score is None, line.score or 0, line.key))
    return Queue(year, [line for line in lines if line.mine], [line for line in lines if not line.mine])


def _marks(user: User, bodies: Iterable[int], year: int) -> list[QueueLine]:
    partials = list(
        waiting_partials(bodies)
        .filter(assignment__cycle__year=year)
        .select_related(
            "assignment__cycle",
            "assignment__body",
            "assignment__evaluator",
            "assignment__lead",
            "methodology",
        )
        .defer("methodology__document")
        .prefetch_related("marks")
    )
    if not partials:
        return []
    for one, score in _without_score(partials):  # sent before the score was kept from the sending on
        one.score = score
    before = last_years(partials, year)
    groups = _groups(
        PartialConclusion.objects.filter(assignment__cycle__year=year).values_list(
            "assignment__direction", "assignment__body__kind", "pk", "score"
        )
    )
    apart, differ = value_flags(partials, year)
    history = _history(PartialConclusion, [one.pk for one in partials])
    read = _read(user, "partial", partials)
    gave = who_gave(account_ids(user), partials)
    names: dict[tuple[int, str], str] = {}
    lines = []
    for one in partials:
        place = (one.body_id, one.direction)
        earlier = before.get(place)
        jumps = indicators_apart(
            scores_of_marks(one.marks.all()), scores_of_marks(earlier.marks.all()) if earlier else {}
        )
        key = (one.methodology_id, one.direction)
        if key not in names:
            names[key] = direction_name(one)
        lines.append(
            QueueLine(
                MARKS,
                one,
                names[key],
                earlier.score if earlier else None,
                frozenset(jumps | apart.get(place, set())),
                _alone(one.score, groups[one.direction, one.body.kind], one.pk),
                place in differ,
                history[one.pk].returned,
                one.pk in read,
                one.pk not in gave and rights.has_no_interest(user, one),
                history[one.pk].since,
                history[one.pk].by,
            )
        )
    return lines


def _without_score(partials: Iterable[PartialConclusion]) -> list[tuple[PartialConclusion, Decimal | None]]:
    lacking = [one for one in partials if one.score is None]
    scores = draft_scores(lacking) if lacking else {}
    return [(one, scores[one.pk]) for one in lacking]


def _conclusions(user: User, bodies: Iterable[int], year: int) -> list[QueueLine]:
    drafts = list(
        waiting_conclusions(bodies)
        .filter(cycle__year=year)
        .select_related("cycle", "body", "lead", "methodology")
        .defer("methodology__document", "trace", "content")
    )
    if not drafts:
        return []
    standing = Conclusion.objects.exclude(state=ConclusionState.SUPERSEDED).filter(score__isnull=False)
    before = {
        (body, block): score
        for body, block, score in standing.filter(cycle__year=year - 1).values_list("body", "block", "score")
    }
    groups = _groups(standing.filter(cycle__year=year).values_list("block", "body__kind", "pk", "score"))
    history = _history(Conclusion, [one.pk for one in drafts])
    read = _read(user, "conclusion", drafts)
    own = who_drew_up(account_ids(user), drafts)
    return [
        QueueLine(
            CONCLUSION,
            one,
            f"{one.block}. {Block(one.block).label}",
            before.get((one.body_id, one.block)),
            lone=_alone(one.score, groups[one.block, one.body.kind], one.pk),
            corrected=history[one.pk].returned,
            read=one.pk in read,
            mine=one.pk not in own and rights.has_no_interest(user, one),
            since=history[one.pk].since,
            sent_by=history[one.pk].by,
        )
        for one in drafts
    ]


def _groups(rows: Iterable[tuple[Any, str, int, Decimal | None]]) -> dict[Any, dict[int, Decimal]]:
    """(direction or block, kind of body) → scores by record."""
    found: dict[Any, dict[int, Decimal]] = defaultdict(dict)
    for what, kind, pk, score in rows:
        if score is not None:
            found[what, kind][pk] = score
    return found


def _alone(score: Decimal | None, group: Mapping[int, Decimal], own: int) -> bool:
    return score is not None and stands_apart(
        score, [other for pk, other in group.items() if pk != own], rule()
    )


@dataclass
class _History:
    since: datetime | None = None
    by: str = ""
    returned: bool = False


#: The acts by which a thing comes to its approver.
SENT = ("partialconclusion.submit", "conclusion.draw_up", "conclusion.send_again")


def _history(model: Any, keys: Sequence[int]) -> dict[int, _History]:
    """Who sent each of the records last and when, and whether it was returned before. One query."""
    found: dict[int, _History] = {pk: _History() for pk in keys}
    entries = JournalEntry.objects.filter(
        object_type=model._meta.label_lower,
        object_id__in=keys,
        act__in=(*SENT, f"{model._meta.model_name}.send_back"),
    )
    for entry in entries.select_related("actor").order_by("id"):
        if entry.act in SENT:
            found[entry.object_id].since = entry.at
            found[entry.object_id].by = str(entry.actor.title) if entry.actor else ""
        else:
            found[entry.object_id].returned = True
    return found


def _read(user: User, what: str, records: Sequence[Any]) -> set[int]:
    """Those of the records that the person has opened as they are now. One query."""
    seen = dict(Reading.objects.filter(person=user, **{f"{what}__in": records}).values_list(what, "revision"))
    return {one.pk for one in records if seen.get(one.pk) == one.revision}


def approved_today(user: User) -> list[QueueLine]:
    """What the person approved today, the last first. Two queries."""
    since = datetime.combine(clock.today(), time.min, clock.ALMATY)
    today = {"approved_by__in": accounts_of(user), "approved_at__gte": since}
    partials = PartialConclusion.objects.filter(**today).select_related(
        "assignment__cycle", "assignment__body", "methodology"
    )
    conclusions = Conclusion.objects.filter(**today).select_related("cycle", "body")
    lines = [
        QueueLine(MARKS, one, direction_name(one), None, since=one.approved_at)
        for one in partials.defer("methodology__document")
    ]
    lines += [
        QueueLine(CONCLUSION, one, f"{one.block}. {Block(one.block).label}", None, since=one.approved_at)
        for one in conclusions.defer("trace", "content")
    ]
    return sorted(lines, key=lambda line: str(line.since), reverse=True)


def to_deliver(user: User, year: int) -> int:
    """How many approved conclusions of the person's authority wait to be delivered to their bodies. One query."""
    bodies = rights.standing(user).bodies(Office.APPROVER)
    return Conclusion.objects.filter(
        lead_id__in=bodies, cycle__year=year, state=ConclusionState.APPROVED
    ).count()
