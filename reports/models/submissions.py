"""Workbooks that a body uploaded for a report: who, when, which file, and what came of it."""

from __future__ import annotations

from typing import Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluation.limits import ROWS, Data
from evaluation.models.triggers import Refuses
from reports.models.reports import Report

#: Hours for which an accepted workbook waits for its confirmation.
HOURS_TO_CONFIRM: Final = 24


class SubmissionOutcome(models.TextChoices):
    """Refused; waiting until the person confirms what is to be taken over; or what became of it then."""

    REFUSED = "refused", _("refused")
    WAITING = "waiting", _("waits for your confirmation")
    TAKEN = "taken", _("values taken over")
    LEFT = "left", _("not taken over")


#: An upload keeps everything; one that waits is taken over or left, and its values go with that and no other way.
_STAYS: Final = ("id", "report_id", "filename", "size", "sha256", "by_id", "at", "expires_at", "faults")
_MOVED: Final = (
    f"({', '.join(f'OLD.{name}' for name in _STAYS)}) IS DISTINCT FROM ({', '.join(f'NEW.{name}' for name in _STAYS)}) "
    "OR OLD.outcome <> 'waiting' OR NEW.outcome NOT IN ('waiting', 'taken', 'left') "
    "OR NEW.outcome = 'waiting' AND OLD.values IS DISTINCT FROM NEW.values"
)


class Submission(models.Model):
    """One upload. Of a refused file nothing stays but what stands here: its name, size and checksum, and its faults.

    ``values`` are those of an accepted workbook that differ from what it was given out with; they stay until they are
    taken over or left, and no longer than until ``expires_at``.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="submissions", verbose_name=_("report"))
    filename = models.CharField(_("file"), max_length=200)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(_("checksum"), max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("uploaded at"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=SubmissionOutcome.choices)
    #: As `engine.checks.base.Fault.as_data` tells them.
    faults = Data(_("faults"), limit=ROWS, default=list, blank=True)
    values = Data(_("values"), limit=ROWS, default=dict, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("uploaded workbook")
        verbose_name_plural = _("uploaded workbooks")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome=SubmissionOutcome.REFUSED) | Q(values={}) & ~Q(faults=[]),
                name="refused_workbook_names_its_faults",
            ),
            models.CheckConstraint(
                condition=Q(outcome=SubmissionOutcome.WAITING, expires_at__isnull=False) | Q(values={}),
                name="only_a_waiting_workbook_has_values",
            ),
        ]
        triggers = [
            Refuses(name="submissions_stay", operation=pgtrigger.Delete),
            Refuses(
                name="submission_is_what_it_was",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(_MOVED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filename} ({self.at:%d.%m.%Y})"
