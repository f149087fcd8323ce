"""What the auditor looks for in the journal: by person, body, kind of act and days (c44, c63, c66)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from evaluation.journal import act_label, record_label, state_label
from evaluation.models import JournalEntry, Membership
from evaluation.time_zone import ALMATY

#: Kinds of acts by code: the words, and which entries they are. The order is that of the list of choice.
KINDS: Final[dict[str, tuple[Any, Q]]] = {
    "offices": (
        _("Accounts and offices"),
        Q(object_type__in=["evaluation.membership", "evaluation.accountchange"])
        | Q(act__in=["user.added", "user.changed"]),
    ),
    "documents": (_("Documents opened"), Q(act__endswith=".open") | Q(act__endswith=".download")),
    "visits": (_("Signing in and out"), Q(act__in=["user.sign_in", "user.sign_out"])),
    "failures": (_("Failed attempts"), Q(act__in=["user.sign_in_failed", "user.second_step_failed"])),
    "protection": (
        _("Passwords and second steps"),
        Q(act__in=["user.second_step_added", "user.second_step_removed", "user.own_password",
                   "user.password_reset", "user.password_link", "user.password_changed"]),
    ),
    "registers": (
        _("Registers"),
        Q(object_type__in=["evaluation.body", "evaluation.scope", "evaluation.roleholder",
                           "evaluation.reorganisation", "evaluation.cycle"]),
    ),
    "interests": (_("Declared interests"), Q(object_type="evaluation.interestdeclaration")),
}  # fmt: skip
#: Lines of one export; more than that is asked for by days.
MOST: Final = 50_000


@dataclass(frozen=True)
class Question:
    """What is looked for; empty parts ask nothing. ``since`` and ``until`` are days in Almaty, both inclusive."""

    person: str = ""
    body: int | None = None
    kind: str = ""
    since: date | None = None
    until: date | None = None


def _start(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), ALMATY)


def entries_for(question: Question) -> QuerySet[JournalEntry]:
    """The entries, newest first, with people and bodies joined, and the account that holds an office told of."""
    whose = Membership.objects.filter(pk=OuterRef("object_id")).values("user__username")
    found = JournalEntry.objects.annotate(
        number=F("seal__position") + 1,
        holder=Case(When(object_type="evaluation.membership", then=Subquery(whose)), default=Value("")),
    )
    found = found.select_related("actor", "subject").order_by("-at", "-id")
    if question.person:
        about = Q(actor__username__icontains=question.person)
        for code in ("kk", "ru", "en"):
            about |= Q(**{f"actor__title_{code}__icontains": question.person})
        found = found.filter(about)
    if question.body is not None:
        found = found.filter(subject_id=question.body)
    if question.kind in KINDS:
        found = found.filter(KINDS[question.kind][1])
    if question.since is not None:
        found = found.filter(at__gte=_start(question.since))
    if question.until is not None:
        found = found.filter(at__lt=_start(question.until + timedelta(days=1)))
    return found


@dataclass(frozen=True)
class Line:
    """One entry as page and file show it."""

    at: datetime
    who: str
    account: str
    what: str
    whom: str
    about: str
    clause: str
    change: str
    details: str
    number: int | None


def lines(entries: Any) -> Iterator[Line]:
    """The entries in the reader's language; no query of its own."""
    for entry in entries:
        states = [
            str(state_label(entry.object_type, state)) for state in (entry.before, entry.after) if state
        ]
        yield Line(
            at=entry.at,
            who=str(entry.actor) if entry.actor else str(_("the portal")),
            account=entry.actor.username if entry.actor else "",
            what=str(act_label(entry.act, entry.object_type)),
            whom=entry.subject.short_name if entry.subject else "",
            about=" · ".join(
                filter(None, [record_label(entry.object_type, entry.object_id), entry.holder or ""])
            ),
            clause=entry.clause if entry.clause != "whole" else "",
            change=" → ".join(states) if entry.after else "",
            details=_told(entry.details),
            # Sealed with its act, an entry has its number as soon as anybody else sees it.
            number=entry.number,
        )


def _told(details: Any) -> str:
    """Details on one line: "name: value; name: value"."""
    return "; ".join(f"{name}: {value}" for name, value in details.items()) if details else ""
