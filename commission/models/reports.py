"""The Commission's report to the President (c7.6, c51)."""

from __future__ import annotations

from typing import Any

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from blocks.models import FileState, Language
from evaluation import rights
from evaluation.acting import guard, law
from evaluation.models import Cycle, Office, Role, User
from evaluation.models.base import Record, guarded, state_field
from evaluation.refusals import FieldFault, Refusal
from schedule.due import ByMilestone
from schedule.milestones import Milestone


class CommissionReportState(models.TextChoices):
    DRAFT = "draft", _("being drawn up")
    ADOPTED = "adopted", _("adopted by the Commission")
    SENT = "sent", _("submitted to the President")


@rights.because(_("Only a member of the Commission adopts its report."))
def is_commission_member(user: User, _report: Any) -> bool:
    return rights.standing(user).holds(Office.COMMISSION_MEMBER)


@rights.because(
    _(
        "Only the working body, the Commission and the Head of the Presidential Administration read the report."
    )
)
def may_see_commission_report(user: User, _report: Any) -> bool:
    standing = rights.standing(user)
    return (
        standing.holds_in_role(Role.WORKING_BODY, Office.WORKING_BODY)
        or standing.holds_in_role(Role.PRESIDENTIAL_ADMINISTRATION, Office.HEAD_OF_ADMINISTRATION)
        or standing.holds(Office.COMMISSION_MEMBER, Office.AUDITOR)
    )


@guard
def every_overall_is_in(report: CommissionReport) -> Refusal | None:
    """The report stands on the overall evaluation of every body (c51)."""
    from commission.selectors import bodies_without_overall

    missing = bodies_without_overall(report.cycle)
    if not missing:
        return None
    return Refusal(
        "incomplete",
        _t("Overall evaluations are not in yet: %(count)s bodies.") % {"count": len(missing)},
        clause="c49, c51",
        faults=[FieldFault("overall", body.short_name) for body in missing],
    )


@guard
def decision_is_recorded(report: CommissionReport) -> Refusal | None:
    """The Commission's decision has its minutes' number and date."""
    if report.minutes_number and report.minutes_date:
        return None
    return Refusal(
        "incomplete",
        _t("Give the number and date of the Commission's minutes."),
        clause="c51",
        faults=[FieldFault("minutes_number", _t("Number and date of the minutes"))],
    )


@guarded
@pghistory.track()
class CommissionReport(Record):
    """The results of a year as the Commission lays them before the President; ``figures`` are frozen on adoption."""

    cycle = models.OneToOneField(
        Cycle, models.PROTECT, related_name="commission_report", verbose_name=_("cycle")
    )
    state = state_field(CommissionReportState, CommissionReportState.DRAFT)
    summary = models.TextField(_("the Commission's words"), blank=True)
    minutes_number = models.CharField(_("number of the minutes"), max_length=60, blank=True)
    minutes_date = models.DateField(_("date of the minutes"), null=True, blank=True)
    figures: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(_("figures"), default=dict)
    adopted_at = models.DateTimeField(_("adopted at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("submitted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("Commission's report")
        verbose_name_plural = _("Commission's reports")
        triggers = [
            pgtrigger.Protect(
                name="adopted_is_immutable",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> 'draft' AND (OLD.figures, OLD.summary, OLD.minutes_number, OLD.minutes_date) "
                    "IS DISTINCT FROM (NEW.figures, NEW.summary, NEW.minutes_number, NEW.minutes_date)"
                ),
            )
        ]
        rules_permissions = {
            "view": rights.all_of(may_see_commission_report),
            "draw_up": rights.all_of(rights.is_working_body),
            "adopt": rights.all_of(is_commission_member),
        }

    def __str__(self) -> str:
        return _t("Report of the Commission for %(year)s") % {"year": self.cycle.year}

    @property
    def journal_year(self) -> int:
        return self.cycle.year

    @transition(
        field=state,
        source=CommissionReportState.DRAFT,
        target=CommissionReportState.ADOPTED,
        conditions=[every_overall_is_in, decision_is_recorded],
        custom=law(
            _("Adopt the report"),
            "c51",
            "commission.adopt_commissionreport",
            ByMilestone(Milestone.PRESIDENT),
            (Office.COMMISSION_MEMBER,),
        ),
    )
    def adopt(self) -> None:
        """The Commission adopts its report; the figures are frozen."""

    @transition(
        field=state,
        source=CommissionReportState.ADOPTED,
        target=CommissionReportState.SENT,
        custom=law(
            _("Submit the results to the President"),
            "c51",
            "commission.draw_up_commissionreport",
            ByMilestone(Milestone.PRESIDENT),
            (Office.WORKING_BODY,),
        ),
    )
    def send(self) -> None:
        """The results go to the President (c7.6)."""


class CommissionReportFile(models.Model):
    """The PDF of the report in one language, built by the worker."""

    report = models.ForeignKey(
        CommissionReport, models.PROTECT, related_name="files", verbose_name=_("report")
    )
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    state = models.CharField(_("state"), max_length=8, choices=FileState.choices, default=FileState.QUEUED)
    file = models.FileField(_("file"), upload_to="commission/", max_length=200, blank=True)
    sha256 = models.CharField(_("checksum"), max_length=64, blank=True)
    built_at = models.DateTimeField(_("built at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("file of the Commission's report")
        verbose_name_plural = _("files of the Commission's reports")
        constraints = [
            models.UniqueConstraint(fields=["report", "language"], name="commission_file_once"),
            models.CheckConstraint(
                condition=~Q(state="built") | (~Q(file="") & ~Q(sha256="") & Q(built_at__isnull=False)),
                name="built_commission_file_is_there",
            ),
        ]
