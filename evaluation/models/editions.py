"""The edition of what the public reads: a mark that changes in the transaction that changes any of it.

Pages of published results are kept rendered under the edition (`public/kept_pages.py`), so they are never old and never
early: the tables that those pages read carry a trigger which writes a new mark, seen by others when the change is. A
mark is random, not counted: one that a rolled back transaction wrote, or a restored database had, never comes again.

Marks lie in as many rows as let connections that change something at the same time not wait for each other; the edition
is all of them together (`evaluation/edition.py`).
"""

from __future__ import annotations

from typing import Final

import pgtrigger
from django.db import models

from evaluation.models.triggers import StandingTrigger

#: A connection writes into the row of its own number, of so many.
ROWS: Final = 256
_MARK: Final = f"""
    INSERT INTO public.evaluation_edition (shard, mark) VALUES (pg_backend_pid() % {ROWS}, gen_random_uuid())
    ON CONFLICT (shard) DO UPDATE SET mark = excluded.mark;
"""  # noqa: S608 - of the words of this module alone


class Edition(models.Model):
    """One of the rows that hold the marks."""

    shard = models.PositiveSmallIntegerField(primary_key=True)
    mark = models.UUIDField()


def new_edition() -> StandingTrigger:
    """Whatever is written to the table changes the edition: for tables that are public and seldom written."""
    return StandingTrigger(
        name="new_edition",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"{_MARK} RETURN NULL;",
    )


def new_edition_where(condition: str) -> StandingTrigger:
    """Rows for which the SQL ``condition`` holds change the edition; of a row that is new OLD is null, of one gone NEW."""
    return StandingTrigger(
        name="new_edition",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Condition(condition),
        func=f"{_MARK} RETURN NULL;",
    )
