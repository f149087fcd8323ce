"""The editions of what the public reads and of the year's course: marks that change in the transaction that changes any of it.

Pages of published results are kept rendered under the edition (`public/kept_pages.py`), so they are never old and never
early: the tables that those pages read carry a trigger which writes a new mark, seen by others when the change is. A
mark is random, not counted: one that a rolled back transaction wrote, or a restored database had, never comes again.

What pages of people signed in are made of and all of them share (terms, duties, what is in force) is remembered by each
process under the edition of the year's course.

Marks lie in as many rows as let connections that change something at the same time not wait for each other; an edition
is all of its topic's together (`evaluation/edition.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, order=True)
class Topic:
    """Of what there are editions, by the first of its rows."""

    first: int

    @property
    def end(self) -> int:
        """The row after its last."""
        return self.first + ROWS


PUBLIC: Final = Topic(0)
COURSE: Final = Topic(ROWS)
_COURSE_MARK: Final = _MARK.replace("VALUES (", f"VALUES ({COURSE.first} + ")


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


def new_course() -> StandingTrigger:
    """Whatever is written to the table changes the edition of the year's course: for tables that are seldom written."""
    return StandingTrigger(
        name="new_course",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"{_COURSE_MARK} RETURN NULL;",
    )


def new_course_of(*columns: str) -> list[StandingTrigger]:
    """Rows that come and go change the edition of the year's course, and of those that stay these ``columns``."""
    return [
        StandingTrigger(
            name="new_course",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Insert | pgtrigger.Delete,
            func=f"{_COURSE_MARK} RETURN NULL;",
        ),
        StandingTrigger(
            name="new_course_of",
            when=pgtrigger.After,
            operation=pgtrigger.Update,
            condition=pgtrigger.Condition(
                " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
            ),
            func=f"{_COURSE_MARK} RETURN NULL;",
        ),
    ]
