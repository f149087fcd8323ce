"""The verb of reading: a person opened what awaits their approval, as it is now (A-READ-1)."""

from __future__ import annotations

from typing import Any

from blocks.models import Conclusion, PartialConclusion, Reading
from evaluation import clock
from evaluation.models import User


def mark_read(record: PartialConclusion | Conclusion, by: User) -> Reading:
    """Keep that the person has the record, as it is now, open whole. A change of the record makes it unread again."""
    what: dict[str, Any] = {"partial" if isinstance(record, PartialConclusion) else "conclusion": record}
    reading, _created = Reading.objects.update_or_create(
        person=by, **what, defaults={"revision": record.revision, "read_at": clock.now()}
    )
    return reading
