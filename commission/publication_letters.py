"""Who is told when results become public, or are corrected: each head what it means for the body; the working body and
the members of the Commission what gave way (c9.5, c52, c53, A-PUBLISH-3, A-PUBLISH-4).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext as _

from commission.models import Publication, PublicationItem
from commission.selectors import corrections_of, opening_of
from evaluation import clock, rights
from evaluation.models import Body, Membership, Office, Role, User
from schedule.letters import write_letters

#: The heads of how many bodies are told in one letter's words; more are counted.
NAMED = 10


def tell_of(published: Publication, before: Publication | None) -> None:
    """Write the letters about a publication that took effect; ``before``: the one whose place it took.

    Nobody is told of results that stay as they were, open or withheld.
    """
    opening = opening_of(published)
    opened = [item.overall.body for item in opening.opened]
    for item in opening.withheld:
        _tell_head(published, "results.withheld", item.overall.body, lazy(_reason, str)(item))
    if before is None:
        _tell_heads(published, "results.published", opened)
        return
    corrected = [correction.body for correction in corrections_of(published)]
    _tell_heads(published, "results.corrected", corrected)
    _tell_heads(published, "results.released", opened)
    changes = lazy(_changes, str)(corrected, [item.overall.body for item in opening.withheld], opened)
    _tell_commission(published, changes)


def _reason(item: PublicationItem) -> str:
    return item.reason


def _changes(corrected: list[Body], withheld: list[Body], opened: list[Body]) -> str:
    """What gave way, a line each, in the reader's language."""
    told = (
        (_("Computed again: %(bodies)s."), corrected),
        (_("Withheld from now on: %(bodies)s."), withheld),
        (_("Open from now on: %(bodies)s."), opened),
    )
    return "\n".join(line % {"bodies": _names(bodies)} for line, bodies in told if bodies)


def _names(bodies: list[Body]) -> str:
    named = ", ".join(body.short_name for body in bodies[:NAMED])
    more = len(bodies) - NAMED
    return named if more <= 0 else _("%(names)s and %(count)s more") % {"names": named, "count": more}


# --- to whom ----------------------------------------------------------------------------------------------------


def _heads(bodies: Iterable[Body]) -> Any:
    """The first heads of today: a former head no longer answers for the body."""
    return User.objects.filter(
        Membership.valid_on(clock.today(), "memberships__"),
        is_active=True,
        memberships__office=Office.FIRST_HEAD,
        memberships__body__in=list(bodies),
    ).distinct()


def _tell_heads(published: Publication, kind: str, bodies: list[Body]) -> None:
    write_letters(
        _heads(bodies),
        kind,
        key=f"{kind}:{published.pk}",
        about=None,
        path=f"results/{published.cycle.year}/",
        year=published.cycle.year,
    )


def _tell_head(published: Publication, kind: str, body: Body, reason: Any) -> None:
    write_letters(
        _heads([body]),
        kind,
        key=f"{kind}:{published.pk}:{body.pk}",
        about=body,
        path=f"results/{published.cycle.year}/",
        year=published.cycle.year,
        reason=reason,
    )


def _tell_commission(published: Publication, changes: Any) -> None:
    """The working body, which tells the Commission, and the Commission's members."""
    members = User.objects.filter(
        Membership.valid_on(clock.today(), "memberships__"),
        is_active=True,
        memberships__office=Office.COMMISSION_MEMBER,
    ).distinct()
    working_body = rights.people_with(Office.WORKING_BODY, rights.holder_of(Role.WORKING_BODY))
    write_letters(
        chain(working_body, members),
        "results.corrected.commission",
        key=f"results.corrected.commission:{published.pk}",
        about=None,
        path=f"results/{published.cycle.year}/",
        year=published.cycle.year,
        changes=changes,
    )
