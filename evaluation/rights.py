"""Who may do what: predicates over (person, record), each with the sentence that a refused person reads.

A right is a ``rules`` permission composed of named predicates; each floor's ``rights.py`` grants its own when the app
starts, and transitions name them. ``explain`` answers with the sentence of the first predicate that fails, so that a
refusal says "only the first head of this body signs the report", not "forbidden".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import rules
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from evaluation import clock, role_holders, standing_rows
from evaluation.models.bodies import Body, Role, RoleHolder
from evaluation.models.journal import JournalEntry
from evaluation.models.people import Membership, Office, User
from evaluation.persons import of_person
from evaluation.presentation import date_text

Test = Callable[[User, Any], bool]


@dataclass(frozen=True)
class Standing:
    """What a person is on one day: the account's offices by body, the person's ties, and who holds the roles in law.

    ``offices`` are those of the account, by which the person acts. ``of``, ``left`` (body → its last day) and
    ``interests`` are the person's, whichever of their accounts has them: by these nobody evades clause 9.
    """

    offices: frozenset[tuple[str, int]]
    interests: frozenset[int]
    houses: dict[int, frozenset[int]] = field(hash=False)
    holders: dict[str, int] = field(hash=False)
    of: frozenset[int] = frozenset()
    left: dict[int, date] = field(hash=False, default_factory=dict)

    def holds(self, *offices: str, body: int | None = None) -> bool:
        """Whether the person holds one of ``offices``, in ``body`` (id) if given."""
        return any(o in offices and (body is None or b == body) for o, b in self.offices)

    def holds_in_role(self, role: str, *offices: str) -> bool:
        """Whether the person holds one of ``offices`` in the body that fills ``role`` in law."""
        holder = self.holders.get(role)
        return holder is not None and self.holds(*offices, body=holder)

    def bodies(self, *offices: str) -> frozenset[int]:
        """The ids of the bodies in which the person holds one of ``offices`` (any, if none is named)."""
        return frozenset(b for o, b in self.offices if not offices or o in offices)

    def belongs_to(self, body: int) -> bool:
        """Whether the person is of this body, of a part of it or of what it is part of (c9.2)."""
        return not self.of.isdisjoint(self.house(body))

    def house(self, body: int) -> frozenset[int]:
        """The ids of all bodies of the body's house; of itself alone where nothing is known of it."""
        return self.houses.get(body, frozenset({body}))

    def left_lately(self, body: int) -> date | None:
        """The last day of the person in the body's house, while that is still a tie (A-INTEREST-1); None: no tie."""
        return max((day for one, day in self.left.items() if one in self.house(body)), default=None)

    @property
    def tied(self) -> frozenset[int]:
        """The ids of every body in whose evaluation the person takes no part, for queries (c9.2)."""
        houses = (self.house(body) for body in (*self.of, *self.left))
        return self.interests.union(*houses)

    @property
    def own_house(self) -> frozenset[int]:
        """The ids of the bodies of every house that the person is of today."""
        return frozenset[int]().union(*(self.house(body) for body in self.of))


def houses() -> dict[int, frozenset[int]]:
    """Body id → ids of all bodies of the same house, for houses of several: the topmost parent and all below it. One query."""
    return houses_of(
        dict(Body.objects.order_by().filter(parent__isnull=False).values_list("id", "parent_id"))
    )


def houses_of(parts: Mapping[int, int | None]) -> dict[int, frozenset[int]]:
    """The same from which body is part of which."""
    parents: dict[int, int | None] = {**dict.fromkeys(parts.values()), **parts}  # type: ignore[arg-type]

    def top(body: int) -> int:
        seen = {body}
        while (up := parents.get(body)) is not None and up not in seen:
            seen.add(up)
            body = up
        return body

    grouped: dict[int, set[int]] = {}
    for body in parents:
        grouped.setdefault(top(body), set()).add(body)
    return {body: frozenset(grouped[top(body)]) for body in parents}


#: A row of an office: (account, office, body, last day or None).
Held = tuple[int, str, int, date | None]


def held_until_lately(day: date) -> QuerySet[Membership]:
    """The offices that people hold on ``day``, and those that they left so lately that it is a tie still."""
    since = day - timedelta(days=settings.INTEREST_AFTER_LEAVING_DAYS)
    lately = Q(valid_until__isnull=True) | Q(valid_until__gt=since)
    return Membership.objects.filter(lately, valid_from__lte=day)


def standing_of(
    account: int,
    held: Iterable[Held],
    interests: Iterable[int],
    of_house: dict[int, frozenset[int]],
    holders: dict[str, int],
    day: date,
) -> Standing:
    """The standing of ``account``, from what all accounts of its person hold and declared."""
    offices, of, left = set(), set(), dict[int, date]()
    for user, office, body, until in held:
        if until is not None and until < day:
            left[body] = max(until, left.get(body, until))
            continue
        of.add(body)
        if user == account:
            offices.add((office, body))
    return Standing(frozenset(offices), frozenset(interests), of_house, holders, frozenset(of), left)


def standing(user: User, day: date | None = None) -> Standing:
    """The person's standing on ``day`` (today by the portal's clock). One query, once per person object and day."""
    day = day or clock.today()
    cache: dict[date, Standing] = user.__dict__.setdefault("_standing", {})
    if day not in cache:
        rows = standing_rows.read(user.pk, day)
        role_holders.were_read(day, rows.holders)
        cache[day] = standing_of(user.pk, rows.held, rows.interests, houses_of(rows.parts), rows.holders, day)
    return cache[day]


def forget_standing(user: User) -> None:
    """Drop what was read of the person's offices, after they changed."""
    user.__dict__.pop("_standing", None)


#: The clause that a predicate rests on: one for all records, or the record's own.
ClauseOf = str | Callable[[Any], str]
#: What a refused person reads: one sentence for all, or the reason against this person and this record.
SentenceOf = Any


class Because(rules.Predicate):
    """A predicate that knows its sentence, for the person whom it stops, and the clause that it rests on."""

    sentence: Any

    def __init__(self, test: Test, name: str, sentence: Any, clause: ClauseOf = "") -> None:
        super().__init__(test, name)
        self.sentence = sentence
        self.clause = clause


def because(sentence: Any, clause: ClauseOf = "") -> Callable[[Test], Because]:
    """Decorate ``test(user, record) -> bool`` with the sentence to read when it fails, and its clause if it has one."""

    def wrap(test: Test) -> Because:
        def active(user: User, obj: Any = None) -> bool:
            return bool(user.is_authenticated and user.is_active and test(user, obj))

        return Because(active, test.__name__, sentence, clause)

    return wrap


class AllOf(rules.Predicate):
    """Every part must hold; the parts stay readable, so that the first that fails can explain itself."""

    parts: tuple[Because, ...]

    def __init__(self, parts: Iterable[Because]) -> None:
        self.parts = tuple(parts)
        super().__init__(lambda user, obj=None: all(part(user, obj) for part in self.parts), "all_of")


def all_of(*parts: Because) -> AllOf:
    """Compose named predicates into one right."""
    return AllOf(parts)


def one_of(sentence: Any, *parts: Because) -> Because:
    """A predicate that holds where one of ``parts`` does; its own sentence says who all of them are together."""

    @because(sentence)
    def one(user: User, obj: Any) -> bool:
        return any(part(user, obj) for part in parts)

    return one


_granted: dict[str, list[str]] = {}


def grant(permission: str, *parts: Because) -> None:
    """Register the right ``permission`` ("floor.verb_model"): every part must hold. Called by ``rights.py`` alone.

    A name granted twice keeps its first meaning; a system check refuses to start with it.
    """
    _granted.setdefault(permission, []).append(", ".join(part.name for part in parts))
    if not rules.perm_exists(permission):
        rules.add_perm(permission, all_of(*parts))


def grants_of(permission: str) -> list[str]:
    """What was granted under this name, one entry for each time: exactly one in a sound portal."""
    return _granted.get(permission, [])


def granted() -> list[str]:
    """The names of all rights that were granted."""
    return sorted(_granted)


def may(user: Any, permission: str, obj: Any = None) -> bool:
    """Whether the person holds the right over the record. No query beyond the person's standing."""
    return bool(getattr(user, "is_active", False)) and rules.has_perm(permission, user, obj)


def explain(user: Any, permission: str, obj: Any = None) -> Any:
    """Why the person may not: the sentence of the first failing predicate."""
    sentence = getattr(
        _failing(user, permission, obj), "sentence", _("You do not have the right to do this.")
    )
    return sentence(user, obj) if callable(sentence) else sentence


def clause_of(user: Any, permission: str, obj: Any, usual: str) -> str:
    """The clause by which the person may not: that of the first failing predicate, or the ``usual`` one of the act."""
    clause = getattr(_failing(user, permission, obj), "clause", "")
    return (clause(obj) if callable(clause) else clause) or usual


def _failing(user: Any, permission: str, obj: Any) -> rules.Predicate | None:
    """The first predicate of the right that does not hold."""
    predicate = rules.permissions.permissions.get(permission)
    parts = getattr(predicate, "parts", (predicate,))
    return next((part for part in parts if part is not None and not part(user, obj)), None)


def houses_of_role(standing: Standing, role: str) -> frozenset[int]:
    """The ids of the bodies of the house of whoever fills ``role`` in law; empty if nobody does."""
    holder = standing.holders.get(role)
    return frozenset() if holder is None else standing.houses.get(holder, frozenset({holder}))


def people_with(office: str, body: Body | int | None) -> QuerySet[User]:
    """The people who hold ``office`` in ``body`` today; none for no body."""
    if body is None:
        return User.objects.none()
    pk = body if isinstance(body, int) else body.pk
    return User.objects.filter(
        Membership.valid_on(clock.today(), "memberships__"),
        memberships__office=office,
        memberships__body_id=pk,
        is_active=True,
    ).distinct()


def holder_of(role: str, day: date | None = None) -> Body:
    """The body that fills a role in law on ``day`` (c10). Raises ``RoleHolder.DoesNotExist`` if nobody does."""
    return (
        RoleHolder.objects.select_related("body")
        .get(RoleHolder.valid_on(day or clock.today()), role=role)
        .body
    )


@because(_("Only an administrator looks after the work in the background."))
def is_administrator(user: User, _obj: Any) -> bool:
    """Holds the office today, in whatever body."""
    return standing(user).holds(Office.ADMINISTRATOR)


@because(_("Only state planning's coordinator does this."))
def is_planning_coordinator(user: User, _obj: Any) -> bool:
    """In whichever body fills the role today (c10); the record is not asked."""
    return standing(user).holds_in_role(Role.STATE_PLANNING, Office.COORDINATOR)


@because(_("Only the Head of the Presidential Administration approves by order."))
def is_head_of_administration(user: User, _obj: Any) -> bool:
    """In whichever body fills the Presidential Administration's role today (c10); the record is not asked."""
    return standing(user).holds_in_role(Role.PRESIDENTIAL_ADMINISTRATION, Office.HEAD_OF_ADMINISTRATION)


grant("evaluation.put_back_file", is_administrator)


@because(_("Only the working body of the Commission does this."))
def is_working_body(user: User, _obj: Any) -> bool:
    """In whichever body serves the Commission so today (c12); the record is not asked."""
    return standing(user).holds_in_role(Role.WORKING_BODY, Office.WORKING_BODY)


def tie_to(user: User, body_id: int) -> Any:
    """Why the person takes no part in evaluating the body, as a sentence; empty if they may (c9.2, A-INTEREST-1)."""
    held = standing(user)
    if held.belongs_to(body_id):
        return _("A person of this body takes no part in its evaluation (clause 9).")
    if body_id in held.interests:
        return _("A person with a declared interest in this body takes no part in its evaluation (clause 9).")
    left = held.left_lately(body_id)
    if left is not None:
        days = timedelta(days=settings.INTEREST_AFTER_LEAVING_DAYS)
        return _t(
            "A person who left this body on %(left)s takes no part in its evaluation before %(free)s (clause 9)."
        ) % {
            "left": date_text(left, get_language() or "kk", year=True),
            "free": date_text(left + days, get_language() or "kk", year=True),
        }
    return ""


@because(lambda user, record: tie_to(user, record.body_id), "c9.2")
def has_no_interest(user: User, record: Any) -> bool:
    """The record names the body concerned as ``body_id``. Nor did the person leave it lately (A-INTEREST-1)."""
    return not tie_to(user, record.body_id)


def acted_on(user: User, record: Any, acts: Iterable[str]) -> bool:
    """Whether the journal shows one of ``acts`` on the record by the person, with whichever account. One query."""
    return JournalEntry.objects.filter(
        of_person("actor", user), object_type=record._meta.label_lower, object_id=record.pk, act__in=acts
    ).exists()


def second_person(state: str, *acts: str) -> Because:
    """A predicate: none of these ``acts`` on the record is the person's own while it waits in ``state`` (c9.3).

    ``acts`` are those that gave the record its content, or stood behind it before. One query in that state, none in
    others: what was approved already may be replaced by whoever wrote it.
    """

    @because(
        _(
            "A second person approves: whoever drew this up, or agreed to it before, does not approve it (clause 9)."
        ),
        "c9.3",
    )
    def is_second_person(user: User, record: Any) -> bool:
        return record is None or record.state != state or not acted_on(user, record, acts)

    return is_second_person
