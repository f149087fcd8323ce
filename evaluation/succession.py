"""What becomes of the evaluation of a body that was reorganised or abolished: c54, c55, c56, picked by the date.

Pure: dates in, an answer out. All dates are days in Asia/Almaty; both ends of every period are inside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class SuccessionRule(StrEnum):
    """What is done with the evaluation of the body that is no more."""

    WITHIN_SUCCESSOR = "within_successor"
    ANALYSED_AS_RECOMMENDATIONS = "analysed_as_recommendations"
    RECOMMENDATIONS_ON_TRANSFERRED_FUNCTIONS = "recommendations_on_transferred_functions"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Succession:
    """The rule for one reorganisation in one evaluated year.

    ``clause`` is "" where no rule applies. ``counts_in_successor``: the result enters the successor's final score
    (c54). ``recommends_to_successor``: the result reaches the successor as recommendations (c55, c56).
    ``evaluated_itself``: the body still has its own evaluation of that year.
    ``first``, ``last``: the days of the period that the date fell into; None without a rule.
    """

    rule: SuccessionRule
    clause: str
    counts_in_successor: bool
    recommends_to_successor: bool
    evaluated_itself: bool
    first: date | None
    last: date | None


def succession(took_effect_on: date, evaluated_year: int, reports_due_on: date) -> Succession:
    """Which rule applies to a body reorganised or abolished on ``took_effect_on``.

    ``reports_due_on`` is the schedule's last day for reports (c7.1) of the block in question: c56 ends with it,
    that day included (A-SUCC-1). A date before the evaluated year, or after the reports were due, has no rule:
    in the first case the body was gone before the year began and has no evaluation; in the second its evaluation
    runs on as usual.

    Raises ValueError if the reports of the year are due before the next year begins.
    """
    if reports_due_on.year <= evaluated_year:
        raise ValueError(f"Reports for {evaluated_year} cannot be due on {reports_due_on.isoformat()}.")
    new_year, half_year, year_end = (
        date(evaluated_year, 1, 1),
        date(evaluated_year, 6, 30),
        date(evaluated_year, 12, 31),
    )
    if took_effect_on < new_year:
        return Succession(SuccessionRule.NONE, "", False, False, False, None, None)
    if took_effect_on <= half_year:
        return Succession(SuccessionRule.WITHIN_SUCCESSOR, "c54", True, False, False, new_year, half_year)
    if took_effect_on <= year_end:
        return Succession(
            SuccessionRule.ANALYSED_AS_RECOMMENDATIONS,
            "c55",
            False,
            True,
            False,
            date(evaluated_year, 7, 1),
            year_end,
        )
    if took_effect_on <= reports_due_on:
        return Succession(
            SuccessionRule.RECOMMENDATIONS_ON_TRANSFERRED_FUNCTIONS,
            "c56",
            False,
            True,
            False,
            date(evaluated_year + 1, 1, 1),
            reports_due_on,
        )
    return Succession(SuccessionRule.NONE, "", False, False, True, None, None)
