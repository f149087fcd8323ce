"""What tests of a report's acts share: the expected refusal, one value, the letters of a kind, the term of 2018."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from evaluation.refusals import Refusal
from reports.models import DatumValue, Report
from schedule.models import Letter

#: 24:00 of Thursday 21 February 2019 in Almaty, the last day of the reports of 2018.
DUE_AT = datetime(2019, 2, 21, 18, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def refused(code: str, act: Callable[[], Any]) -> Refusal:
    """The refusal of ``act``, which must have ``code``."""
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code, caught.value
    return caught.value


def value(report: Report, item: str, row: str = "") -> DatumValue:
    return DatumValue.objects.get(cycle=report.cycle, body=report.body, item=item, row=row)


def letters(kind: str) -> set[str]:
    return set(Letter.objects.filter(kind=kind).values_list("to__username", flat=True))
