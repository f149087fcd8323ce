"""A count as plain codes that a database keeps, and back: a legal date is stored with how it was counted.

Pure. The codes hold no words of any language, so a count stored in one year is read in any language in another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from schedule.holiday_names import Holiday
from schedule.working_days import Audience, CountedDay, Day, Reason, Role


def to_codes(lines: Iterable[CountedDay]) -> list[dict[str, Any]]:
    """The lines of a count as JSON values; what is empty is left out."""
    return [
        {
            "day": line.day.date.isoformat(),
            "role": line.role.value,
            "working": line.day.working,
            "reason": line.day.reason.value,
            **_given("number", line.number),
            **_given("holiday", line.day.holiday),
            **_given("exchanged", line.day.exchanged and line.day.exchanged.isoformat()),
            **_given("estimated", line.day.estimated),
            **_given("resolution", line.day.resolution),
            **_given("audience", line.day.audience if line.day.resolution else None),
        }
        for line in lines
    ]


def from_codes(codes: Iterable[Mapping[str, Any]]) -> tuple[CountedDay, ...]:
    """The lines of a count from what `to_codes` made. Raises KeyError or ValueError for anything else."""
    return tuple(
        CountedDay(
            Day(
                date.fromisoformat(code["day"]),
                code["working"],
                Reason(code["reason"]),
                holiday=Holiday(code["holiday"]) if "holiday" in code else None,
                exchanged=date.fromisoformat(code["exchanged"]) if "exchanged" in code else None,
                estimated=code.get("estimated", False),
                resolution=code.get("resolution", ""),
                audience=Audience(code.get("audience", Audience.EVERYBODY)),
            ),
            Role(code["role"]),
            code.get("number"),
        )
        for code in codes
    )


def _given(name: str, value: Any) -> dict[str, Any]:
    return {name: value} if value else {}
