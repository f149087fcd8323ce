"""The names of units and periods in the reader's language: built-in ones here, declared ones in the methodology."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engine.methodology import DataItem, MethodologyText
from methodologies.content import text_of

BUILT_IN: Final[dict[str, Any]] = {
    "ratio": _("as a share of one"),
    "percent": _("per cent"),
    "point": _("points"),
    "number": pgettext_lazy("unit", "number"),
    "own": _("in its own unit"),
    "person": _("persons"),
    "hour": _("hours"),
    "day": _("days"),
    "working_day": _("working days"),
    "year": _("years"),
    "kzt": _("tenge"),
    "thousand_kzt": _("thousand tenge"),
    "million_kzt": _("million tenge"),
    "billion_kzt": _("billion tenge"),
}

PERIODS: Final[dict[str, Any]] = {
    "year": _("for the year"),
    "half_year": _("for the half-year"),
    "quarter": _("for the quarter"),
    "month": _("for the month"),
    "year_end": _("as of 31 December"),
}

SUPPLIERS: Final[dict[str, Any]] = {
    "body": _("the body itself"),
    "authority": _("the authorised body's register"),
    "statistics": _("official statistics"),
    "survey": _("a survey"),
    "expert": _("an expert"),
}


def measured(item: DataItem, unit: str) -> str:
    """In what and for when a datum is asked: «тыс. тенге · на 31 декабря». ``unit``: the name of its unit."""
    return " · ".join(filter(None, (unit, str(PERIODS.get(item.period, "")))))


def unit_name(code: str, methodology: MethodologyText | None = None) -> str:
    """What a unit is called: the methodology's own word first, then the built-in one, else its code."""
    declared = next((unit for unit in methodology.units if unit.code == code), None) if methodology else None
    return text_of(declared.name) if declared is not None else str(BUILT_IN.get(code, code))
