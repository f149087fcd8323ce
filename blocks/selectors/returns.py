"""Returns: the last remark with which marks or a draft conclusion went back to their author. From the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, Model, OuterRef

from evaluation.models import JournalEntry
from evaluation.models.base import Record


@dataclass(frozen=True)
class Returned:
    """The remark and when it was made; ``sent_again``: when the author sent it anew, None while it waits for that."""

    remark: str
    at: datetime
    sent_again: datetime | None


#: What sends each kind of record to its approver again.
SENT = {"partialconclusion": "partialconclusion.submit", "conclusion": "conclusion.send_again"}


def last_return(record: Record) -> Returned | None:
    """The last return of the record; None if there was none. One query."""
    kind = record._meta.model_name or ""
    entries = JournalEntry.objects.filter(
        object_type=record._meta.label_lower, object_id=record.pk, act__in=(f"{kind}.send_back", SENT[kind])
    )
    sent = None
    for entry in entries.order_by("-id"):
        if entry.act != SENT[kind]:
            return Returned(entry.details.get("reason", ""), entry.at, sent)
        sent = entry.at
    return None


def sent_back(model: type[Model]) -> Exists:
    """Whether a row of ``model`` was ever returned, for a query."""
    return Exists(
        JournalEntry.objects.filter(
            object_type=model._meta.label_lower,
            object_id=OuterRef("pk"),
            act=f"{model._meta.model_name}.send_back",
        )
    )
