"""The time zone in which the law's days begin and end. Pure, so that the rules of terms need no Django."""

from __future__ import annotations

from zoneinfo import ZoneInfo

ALMATY = ZoneInfo("Asia/Almaty")
