"""Which edition of what the public reads is the present one (`evaluation/models/editions.py`)."""

from __future__ import annotations

from typing import Final

from django.db import connection
from django.db.models import CharField
from django.db.models.expressions import RawSQL

from evaluation import clock

#: By which name the edition comes with the demo clock's row.
ALONG: Final = "edition"
_TOGETHER: Final = (
    "SELECT md5(string_agg(shard || ':' || mark, ',' ORDER BY shard)) FROM public.evaluation_edition"
)


def current() -> str | None:
    """The edition at the start of this page, or read now; None before anything was ever told. One query at most."""
    return clock.came_along(ALONG) or read()


def read() -> str | None:
    """The edition as it is now. One query, written out: every public page asks it."""
    with connection.cursor() as cursor:
        cursor.execute(_TOGETHER)
        [(found,)] = cursor.fetchall()
    return str(found) if found else None


def along() -> RawSQL:
    """The edition, for the query that reads the demo's clock."""
    return RawSQL(_TOGETHER, (), CharField(max_length=200))  # noqa: S611 - of the words of this module alone
