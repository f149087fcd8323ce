"""The Commission's report to the President (c7.6, c51)."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from blocks.models import FileState, Language
from evaluation.acting import law
from evaluation.conditions import only_if
from evaluation.limits import CHAPTER, Words
from evaluation.models import Cycle, Office
from evaluation.models.base import Record, guarded, state_field
from evaluation.models.editions import new_course_of
from evaluation.models.history import tracked
from evaluation.models.triggers import Refuses, stays_when
from evaluation.state_sets import tones_of
from schedule.due import ByMilestone
from schedule.milestones import Milestone


class CommissionReportState(models.TextChoices):
    """Words, figures and minutes change in a draft alone: the database refuses it afterwards (c51)."""

    DRAFT = "draft", _("being drawn up")
    ADOPTED = "adopted", _("adopted by the Commission")
    SENT = "sent", _("submitted to the President")


TONES = tones_of(
    CommissionReportState,
    {
        CommissionReportState.DRAFT: "waiting",
        CommissionReportState.ADOPTED: "done",
        CommissionReportState.SENT: "accepted",
    },
)


@guarded
@tracked()
class CommissionReport(Record):
    """The results of a year as the Commission lays them before the President; ``figures`` are frozen on adoption."""

    ends = (CommissionReportState.SENT,)

    cycle = models.OneToOneField(
        Cycle, models.PROTECT, related_name="commission_report", verbose_name=_("cycle")
    )
    state = state_field(CommissionReportState, CommissionReportState.DRAFT)
    summary_kk = Words(_("the Commission's words in Kazakh"), limit=CHAPTER, blank=True)
    summary_ru = Words(_("the Commission's words in Russian"), limit=CHAPTER, blank=True)
    summary_en = Words(_("the Commission's words in English"), limit=CHAPTER, blank=True)
    minutes_number = models.CharField(_("number of the minutes"), max_length=60, blank=True)
    minutes_date = models.DateField(_("date of the minutes"), null=True, blank=True)
    figures: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(_("figures"), default=dict)
    adopted_at = models.DateTimeField(_("adopted at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("submitted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("Commission's report")
        verbose_name_plural = _("Commission's reports")
        triggers = [
            Refuses(
                name="adopted_is_immutable",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> 'draft' AND (OLD.figures, OLD.summary_kk, OLD.summary_ru, OLD.summary_en, "
                    "OLD.minutes_number, OLD.minutes_date) IS DISTINCT FROM (NEW.figures, NEW.summary_kk, "
                    "NEW.summary_ru, NEW.summary_en, NEW.minutes_number, NEW.minutes_date)"
                ),
            ),
            *new_course_of("sent_at"),
            stays_when("OLD.adopted_at IS NOT NULL", "cycle_id", "adopted_at", name="adoption_stays"),
            stays_when("OLD.sent_at IS NOT NULL", "sent_at", name="sending_stays"),
        ]

    def __str__(self) -> str:
        return _t("Report of the Commission for %(year)s") % {"year": self.cycle.year}

    @property
    def journal_year(self) -> int:
        """The reporting year: the journal files acts under it, and the schedule bounds the moves (c7.6)."""
        return self.cycle.year

    def words_in(self, language: str) -> tuple[str, str]:
        """The Commission's words for a reader of ``language``, and the language in which they are; both empty if none.

        Reports adopted before the words were held in two state languages have them in one.
        """
        for code in dict.fromkeys((language[:2], "ru", "kk", "en")):
            words = str(getattr(self, f"summary_{code}"))
            if words:
                return words, code
        return "", ""

    @transition(
        field=state,
        source=CommissionReportState.DRAFT,
        target=CommissionReportState.ADOPTED,
        conditions=[
            only_if("commission.every_overall_is_in"),
            only_if("commission.decision_is_recorded"),
            only_if("commission.words_are_in_both_languages"),
        ],
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

    def __str__(self) -> str:
        return f"{self.report} ({self.language})"
