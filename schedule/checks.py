"""System checks of the law's time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.core.checks import CheckMessage, Error, register

from schedule.working_days import due_at


@register()
def time_zone_data_is_recent(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Kazakhstan moved to UTC+5 on 1 March 2024: older time zone data would end every day an hour early."""
    if due_at(date(2024, 3, 1)) == datetime(2024, 3, 1, 19, tzinfo=UTC):
        return []
    return [
        Error(
            "The time zone data of this machine do not know that Asia/Almaty is UTC+5 since 1 March 2024.",
            hint="Update the system's tzdata package to 2024a or later: terms would end at the wrong hour.",
            id="schedule.E001",
        )
    ]
