"""What a person's standing is made of, read at once: every page of somebody signed in asks for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.conf import settings

from evaluation import planned_once

#: Written out: of four small reads, writing and sending them is most of the cost. The persons are those of
#: `evaluation/persons.py`; who is valid on a day, ``Dated.valid_on``. It begins with SELECT, by which pghistory knows
#: that nothing is written.
_ROWS: Final = """SELECT 'held', user_id, office, body_id, valid_until FROM evaluation_membership
    WHERE user_id IN (
            SELECT id FROM evaluation_user
            WHERE person_key = (SELECT person_key FROM evaluation_user WHERE id = %(user)s)
        ) AND valid_from <= %(day)s AND (valid_until IS NULL OR valid_until > %(since)s)
    UNION ALL
    SELECT 'interest', user_id, '', body_id, NULL FROM evaluation_interestdeclaration
    WHERE user_id IN (
            SELECT id FROM evaluation_user
            WHERE person_key = (SELECT person_key FROM evaluation_user WHERE id = %(user)s)
        ) AND valid_from <= %(day)s AND (valid_until IS NULL OR valid_until >= %(day)s)
    UNION ALL
    SELECT 'part', id, '', parent_id, NULL FROM evaluation_body WHERE parent_id IS NOT NULL
    UNION ALL
    SELECT 'holder', NULL, role, body_id, NULL FROM evaluation_roleholder
    WHERE valid_from <= %(day)s AND (valid_until IS NULL OR valid_until >= %(day)s)
"""


@dataclass
class Rows:
    """``held``: (account, office, body, last day or None) of all accounts of the person, held on the day or left lately;
    ``interests``: bodies; ``parts``: body → the one that it is part of; ``holders``: role → the body that fills it."""

    held: list[tuple[int, str, int, date | None]] = field(default_factory=list)
    interests: list[int] = field(default_factory=list)
    parts: dict[int, int] = field(default_factory=dict)
    holders: dict[str, int] = field(default_factory=dict)


def read(user: int, day: date) -> Rows:
    """All of it for the account on ``day``. One query."""
    since = day - timedelta(days=settings.INTEREST_AFTER_LEAVING_DAYS)
    found = Rows()
    for kind, one, word, body, until in planned_once.fetch(_ROWS, {"user": user, "day": day, "since": since}):
        if kind == "held":
            found.held.append((one, word, body, until))
        elif kind == "interest":
            found.interests.append(body)
        elif kind == "part":
            found.parts[one] = body
        else:
            found.holders[word] = body
    return found
