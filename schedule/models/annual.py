"""The annual schedule: its versions, the six milestones' dates, extensions by order (c7, c8, D7)."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from evaluation.acting import law
from evaluation.conditions import only_if
from evaluation.models import Body, Cycle, Office
from evaluation.models.base import Record, guarded, state_field
from evaluation.models.editions import new_course, new_course_of
from evaluation.models.history import tracked
from evaluation.models.triggers import Refuses, approved_stays, stays_with_approved
from evaluation.state_sets import states_in
from schedule.due import BeforeScheduleCloses
from schedule.milestone_labels import MILESTONE_LABELS
from schedule.milestones import Milestone

MILESTONE_CHOICES = [(milestone.value, label) for milestone, label in MILESTONE_LABELS.items()]


#: The kind of the duty to approve a schedule in time, as letters, reminders and violations name it.
APPROVE = "schedule.approve"


class ScheduleState(models.TextChoices):
    """The way of one version (c8, D7); of a year at most one version is approved."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted for approval")
    APPROVED = "approved", _("approved")
    SUPERSEDED = "superseded", _("superseded")


#: An order has approved the version, whatever became of it later.
APPROVED_ONCE = states_in(
    "APPROVED_ONCE",
    ScheduleState,
    inside=(ScheduleState.APPROVED, ScheduleState.SUPERSEDED),
    outside=(ScheduleState.DRAFT, ScheduleState.SUBMITTED),
)


@guarded
@tracked()
class Schedule(Record):
    """One version of a year's schedule. A change is a new version; the approved one stays until it is superseded."""

    at_hand = ("cycle",)
    ends = (ScheduleState.SUPERSEDED,)

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="schedules", verbose_name=_("cycle"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    state = state_field(ScheduleState, ScheduleState.DRAFT)
    order_number = models.CharField(_("order number"), max_length=60, blank=True)
    order_date = models.DateField(_("order date"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)

    class Meta:
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")
        ordering = ["-cycle__year", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "version"], name="schedule_version_once"),
            models.UniqueConstraint(
                fields=["cycle"], condition=Q(state="approved"), name="one_approved_schedule"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | (~Q(order_number="") & Q(order_date__isnull=False)),
                name="approved_schedule_has_order",
            ),
        ]
        triggers = [
            *new_course_of("state", "approved_at"),
            approved_stays("cycle_id", "version", "order_number", "order_date", "approved_at"),
        ]

    def __str__(self) -> str:
        return _t("Schedule of the evaluation for %(year)s, version %(version)s") % {
            "year": self.cycle.year,
            "version": self.version,
        }

    @property
    def was_approved(self) -> bool:
        """An order has approved it, whatever became of it later."""
        return self.state in APPROVED_ONCE

    @property
    def journal_year(self) -> int:
        """The reporting year under which the journal keeps it. No query in an act: the cycle is at hand."""
        return self.cycle.year

    def dates(self) -> dict[tuple[Milestone, int | None], Any]:
        """The dates as plain values: (milestone, block or None) → date."""
        return {(Milestone(row.milestone), row.block): row.due_on for row in self.milestones.all()}

    @transition(
        field=state,
        source=ScheduleState.DRAFT,
        target=ScheduleState.SUBMITTED,
        conditions=[only_if("schedule.dates_are_sound")],
        custom=law(
            _("Submit the schedule for approval"),
            "c8",
            "schedule.draft_schedule",
            BeforeScheduleCloses(),
            (Office.COORDINATOR,),
        ),
    )
    def submit(self) -> None:
        """State planning hands its draft to the Head of the Presidential Administration."""

    @transition(
        field=state,
        source=ScheduleState.SUBMITTED,
        target=ScheduleState.DRAFT,
        custom=law(
            _("Return the schedule to state planning"),
            "c8",
            "schedule.approve_schedule",
            None,
            (Office.HEAD_OF_ADMINISTRATION,),
        ),
    )
    def send_back(self) -> None:
        """The order is not given; the draft is open again."""

    @transition(
        field=state,
        source=ScheduleState.SUBMITTED,
        target=ScheduleState.APPROVED,
        conditions=[only_if("schedule.dates_are_sound"), only_if("schedule.order_is_recorded")],
        custom=law(
            _("Approve the schedule by order"),
            "c8, D7",
            "schedule.approve_schedule",
            BeforeScheduleCloses(),
            (Office.HEAD_OF_ADMINISTRATION,),
        ),
    )
    def approve(self) -> None:
        """The order of the Head of the Presidential Administration."""

    @transition(
        field=state,
        source=ScheduleState.APPROVED,
        target=ScheduleState.SUPERSEDED,
        custom=law(
            _("Supersede by a newer version"),
            "D7",
            "schedule.approve_schedule",
            BeforeScheduleCloses(),
            (Office.HEAD_OF_ADMINISTRATION,),
        ),
    )
    def supersede(self) -> None:
        """A newer version was approved."""


@tracked()
class MilestoneDate(models.Model):
    """One milestone's last day; of the reports, one per block (c7)."""

    schedule = models.ForeignKey(
        Schedule, models.CASCADE, related_name="milestones", verbose_name=_("schedule")
    )
    milestone = models.CharField(_("milestone"), max_length=32, choices=MILESTONE_CHOICES)
    block = models.PositiveSmallIntegerField(_("block"), null=True, blank=True)
    due_on = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["due_on", "block"]
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "milestone", "block"], nulls_distinct=False, name="milestone_dated_once"
            ),
            models.CheckConstraint(
                condition=Q(block__isnull=True) | Q(block__in=[1, 2, 3]), name="milestone_block"
            ),
        ]
        triggers = [
            new_course(),
            # the dates that an order approved are terms of the law: another date is another version (c8, D7)
            stays_with_approved("schedule_id", "schedule_schedule"),
        ]

    def __str__(self) -> str:
        return f"{self.get_milestone_display()}: {self.due_on}"


@tracked()
class Extension(models.Model):
    """A milestone moved for one body (and block) by an order, with its reason; shown on the public schedule."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="extensions", verbose_name=_("cycle"))
    milestone = models.CharField(_("milestone"), max_length=32, choices=MILESTONE_CHOICES)
    block = models.PositiveSmallIntegerField(_("block"), null=True, blank=True)
    body = models.ForeignKey(Body, models.PROTECT, related_name="extensions", verbose_name=_("holder"))
    due_on = models.DateField(_("new last day"))
    reason = models.CharField(_("reason"), max_length=400)
    order_number = models.CharField(_("order number"), max_length=60)
    order_date = models.DateField(_("order date"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("extension of a term")
        verbose_name_plural = _("extensions of terms")
        ordering = ["-recorded_at"]
        triggers = [
            new_course(),
            Refuses(name="extensions_stay", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    @property
    def journal_year(self) -> int:
        """The reporting year under which the journal keeps it. One query unless the cycle is at hand."""
        return self.cycle.year

    @property
    def journal_subject_id(self) -> int:
        """The body for which the term is extended; no query."""
        return self.body_id

    def __str__(self) -> str:
        return f"{self.body}: {self.due_on}"
