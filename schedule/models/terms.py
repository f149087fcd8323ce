"""Legal terms that start with an event, kept with how they were counted; and the register of moved days."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluation.models import Body
from evaluation.models.editions import new_course
from evaluation.models.history import tracked
from evaluation.models.triggers import Refuses


class TermKind(models.TextChoices):
    """The terms that an event starts; the clause of each stands in ``TERM_CLAUSES``."""

    OBJECTION = "objection", _("objections to the results")
    APPEAL_RESULT = "appeal_result", _("result of the appeal")
    COMPLAINT = "complaint", _("complaint to the working body")
    COMPLETION = "completion", _("completion of a returned report")


TERM_CLAUSES = {
    TermKind.OBJECTION: "c57",
    TermKind.APPEAL_RESULT: "c60",
    TermKind.COMPLAINT: "c62",
    TermKind.COMPLETION: "c40",
}


@tracked()
class Term(models.Model):
    """A term that runs for ``holder``: from the event's day to the last day; ``counted`` is the count day by day.

    A legal date changes only by a recorded act, so the result of the count is stored, not computed on reading.
    """

    kind = models.CharField(_("kind"), max_length=24, choices=TermKind.choices)
    holder = models.ForeignKey(Body, models.PROTECT, related_name="terms", verbose_name=_("holder"))
    started_at = models.DateTimeField(_("event that starts the term"))
    last_day = models.DateField(_("last day"))
    due_at = models.DateTimeField(_("end of the term"))
    counted: models.JSONField[list[Any], list[Any]] = models.JSONField(_("how it was counted"), default=list)

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["due_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(due_at__gt=models.F("started_at")), name="term_ends_after_start"
            )
        ]
        triggers = [Refuses(name="terms_stay", operation=pgtrigger.Update | pgtrigger.Delete), new_course()]

    @property
    def clause(self) -> str:
        """The clause that sets the term of this kind."""
        return TERM_CLAUSES[TermKind(self.kind)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.last_day}"


class DayAudience(models.TextChoices):
    """For whom a day was moved; a row for exactly these people wins over one for everybody."""

    EVERYBODY = "everybody", _("everybody")
    CIVIL_SERVANTS = "civil_servants", _("civil servants")


@tracked()
class CalendarOverride(models.Model):
    """A day that a resolution made working or not, for whom, overriding the calendar's own answer."""

    day = models.DateField(_("day"))
    working = models.BooleanField(_("working day"))
    audience = models.CharField(
        _("for whom"), max_length=16, choices=DayAudience.choices, default=DayAudience.EVERYBODY
    )
    resolution = models.CharField(_("resolution"), max_length=200)

    class Meta:
        verbose_name = _("moved day")
        verbose_name_plural = _("moved days")
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["day", "audience"], name="day_moved_once")]
        triggers = [new_course()]

    def __str__(self) -> str:
        return f"{self.day}: {self.resolution}"
