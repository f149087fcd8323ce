"""The year as a picture and the table beside it: what pages of the schedule show of the milestones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from evaluation import clock
from evaluation.presentation import base_language, date_short_text
from schedule import timeline
from schedule.duty_book import Progress
from schedule.milestones import Milestone
from schedule.models import Extension
from schedule.selectors import MilestoneLine

Key = tuple[Milestone, int | None]


def short_name(milestone: Milestone) -> str:
    """The milestone's name in a drawing, in the active language."""
    return {
        Milestone.REPORTS: _("reports"),
        Milestone.CONCLUSIONS: _("conclusions"),
        Milestone.AFTER_APPEALS: _("after the appeals"),
        Milestone.BLOCK_CONCLUSIONS: _("by block"),
        Milestone.OVERALL: _("overall evaluation"),
        Milestone.PRESIDENT: _("to the President"),
    }[milestone]


@dataclass(frozen=True)
class Point:
    """A milestone as the table beside the picture shows it, with what is known of its progress."""

    line: MilestoneLine
    state: timeline.State
    state_label: str
    progress: Progress | None

    @property
    def tone(self) -> str:
        """The chip's tone: late red, next gold, done teal."""
        return {"done": "done", "due": "waiting", "upcoming": "neutral", "late": "refused"}[self.state]


def points(lines: Sequence[MilestoneLine], progress: Mapping[Key, Progress] | None = None) -> list[Point]:
    """The lines with their states. Late is a milestone with a duty whose own term has passed (``progress``): a report
    that was returned, or has an extension, is still in time after the day."""
    upcoming = min((line.last_day for line in lines if not line.passed), default=None)
    found = []
    for line in lines:
        known = (progress or {}).get((line.milestone, line.block))
        state: timeline.State
        if known is not None and known.complete:
            state, said = "done", _("done")
        elif known is not None and known.late:
            state, said = "late", _("overdue")
        elif line.passed and known is not None and known.total:
            state, said = "due", _("the day has passed, the rest is still in time")
        elif line.passed:
            state, said = "done", _("the day has passed")
        elif line.last_day == upcoming:
            state, said = "due", _("next")
        else:
            state, said = "upcoming", _("ahead")
        found.append(Point(line, state, said, known))
    return found


def draw_year(
    found: Sequence[Point], extensions: Sequence[Extension] = (), key: str = "year"
) -> timeline.Timeline | None:
    """The year's picture; None without milestones. Reports of one day are one point, of several days one per block."""
    if not found:
        return None
    language = base_language(get_language())
    later = _latest_extensions(extensions)
    grouped: dict[tuple[Milestone, date], list[Point]] = {}
    for point in found:
        grouped.setdefault((point.line.milestone, point.line.last_day), []).append(point)
    several = len([1 for milestone, _day in grouped if milestone.per_block]) > 1
    drawn = []
    for (milestone, day), group in grouped.items():
        label = short_name(milestone)
        if milestone.per_block and several:
            numbers = ", ".join(str(point.line.block) for point in group)
            label = ngettext(
                "%(milestone)s, block %(blocks)s", "%(milestone)s, blocks %(blocks)s", len(group)
            ) % {"milestone": label, "blocks": numbers}
        extended = max(
            (
                until
                for point in group
                for (of, block), until in later.items()
                if of is milestone and (block is None or point.line.block in (None, block)) and until > day
            ),
            default=None,
        )
        drawn.append(
            timeline.TimelinePoint(
                label,
                day,
                date_short_text(day, language),
                _worst(group),
                extended,
                _("extended to %(day)s") % {"day": date_short_text(extended, language)} if extended else "",
            )
        )
    done = _("done") if any(point.progress for point in found) else _("the day has passed")
    states = (("done", done), ("due", _("next")), ("upcoming", _("ahead")), ("late", _("overdue")))
    return _drawn(tuple(drawn), clock.today(), _("The year of the evaluation"), _("today"), states, key)


@lru_cache(maxsize=256)
def _drawn(
    drawn: tuple[timeline.TimelinePoint, ...],
    today: date,
    title: str,
    today_said: str,
    states: tuple[tuple[timeline.State, str], ...],
    key: str,
) -> timeline.Timeline:
    """The drawing of these points, kept by each process: everything that it shows is among the arguments."""
    return timeline.draw(drawn, today, timeline.Words(title, today_said, dict(states)), key=key)


def _worst(group: Sequence[Point]) -> timeline.State:
    order: tuple[timeline.State, ...] = ("late", "due", "upcoming", "done")
    return min((point.state for point in group), key=order.index)


def _latest_extensions(extensions: Sequence[Extension]) -> dict[Key, date]:
    """The latest extended day of each milestone and block: what the picture marks."""
    latest: dict[Key, date] = {}
    for extension in extensions:
        key = (Milestone(extension.milestone), extension.block)
        latest[key] = max(extension.due_on, latest.get(key, extension.due_on))
    return latest
