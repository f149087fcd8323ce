"""Which edition of what the public reads is the present one (`evaluation/models/editions.py`)."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import CharField, F, Subquery, Value
from django.db.models.functions import MD5, Cast, Concat

from evaluation import clock
from evaluation.models import Edition

#: By which name the edition comes with the demo clock's row.
ALONG: Final = "edition"


def current() -> str | None:
    """The edition at the start of this page, or read now; None before anything was ever told. One query at most."""
    return clock.came_along(ALONG) or read()


def read() -> str | None:
    """The edition as it is now. One query."""
    return next(iter(_together().values_list("found", flat=True)), None)


def along() -> Subquery:
    """The edition, for the query that reads the demo's clock."""
    return Subquery(_together())


def _together() -> Any:
    pair = Concat("shard", Value(":"), Cast("mark", CharField()), output_field=CharField())
    marks = StringAgg(pair, delimiter=",", order_by=F("shard"))
    rows = Edition.objects.order_by().annotate(of_all=Value(1)).values("of_all")
    return rows.annotate(found=MD5(marks)).values("found")
