"""Scoring: an authority's partial conclusion on one direction of one body, and its marks (c9.3, c23–c38)."""

from __future__ import annotations

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import transition

from blocks.models.choices import Block
from blocks.models.methodologies import Methodology
from blocks.models.reports import Document, has_no_interest
from evaluation import rights
from evaluation.acting import guard, law
from evaluation.models import Body, Cycle, JournalEntry, Office, User
from evaluation.models.base import Record, guarded, state_field
from evaluation.refusals import FieldFault, Refusal
from schedule.due import ByMilestone
from schedule.milestones import Milestone


class PartialState(models.TextChoices):
    SCORING = "scoring", _("being scored")
    AWAITING_APPROVAL = "awaiting_approval", _("awaits approval")
    APPROVED = "approved", pgettext_lazy("conclusion", "approved")
    DELIVERED = "delivered", _("delivered to the block's lead")


@rights.because(
    _("Only an evaluator of the authorised body for this direction scores it."),
    lambda partial: partial.clauses if partial is not None else "",
)
def is_evaluator(user: User, partial: Any) -> bool:
    return rights.standing(user).holds(Office.EVALUATOR, body=partial.evaluator_id)


@rights.because(
    _("Only an approver of the authorised body for this direction approves its marks."),
    lambda partial: partial.clauses if partial is not None else "",
)
def is_approver(user: User, partial: Any) -> bool:
    return rights.standing(user).holds(Office.APPROVER, body=partial.evaluator_id)


#: What makes a person the scorer of a direction, as the journal names it.
SCORING_ACTS = tuple(f"partialconclusion.{verb}" for verb in ("record_values", "save_marks", "submit"))


@rights.because(
    _(
        "A second person approves: whoever gave a mark or its value, or sent it, does not approve it (clause 9)."
    )
)
def gave_no_mark(user: User, partial: Any) -> bool:
    """By the marks and by the journal: a mark that a colleague made anew, and the value that decides it, count too.

    Two accounts with one address are one person. One query.
    """
    person = Q(pk=user.pk) | Q(email__iexact=user.email) if user.email else Q(pk=user.pk)
    scored = JournalEntry.objects.filter(
        object_type="blocks.partialconclusion",
        object_id=partial.pk,
        act__in=SCORING_ACTS,
        actor=OuterRef("pk"),
    )
    marked = Mark.objects.filter(partial_id=partial.pk, scored_by=OuterRef("pk"))
    return not User.objects.filter(Exists(scored) | Exists(marked), person).exists()


@rights.because(
    _("Only the authorised bodies of this block, state planning and the working body see the marks.")
)
def may_see_partial(user: User, partial: Any) -> bool:
    from blocks.selectors import may_see_marks

    return may_see_marks(user, partial)


@guard
def report_is_accepted(partial: PartialConclusion) -> Refusal | None:
    """Marks are approved on an accepted report only."""
    from blocks.models.reports import Report, ReportState

    report = Report.objects.filter(
        cycle_id=partial.cycle_id, body_id=partial.body_id, block=partial.block
    ).first()
    if report is None or report.state == ReportState.ACCEPTED:
        return None
    return Refusal(
        "incomplete",
        _t("The body's report on this block is not accepted yet (now: %(state)s).")
        % {"state": report.get_state_display()},
        clause="c40",
        remedy=_t("Accept the report or return it for completion first."),
    )


@guard
def marks_are_complete(partial: PartialConclusion) -> Refusal | None:
    """Every indicator that applies is marked or not counted, each with a document behind it (c9.3)."""
    from blocks.selectors import partial_gaps

    gaps = partial_gaps(partial)
    if not gaps:
        return None
    return Refusal(
        "incomplete",
        _t("The marks are not complete: %(count)s places need mending.") % {"count": len(gaps)},
        clause="c9.3",
        faults=[FieldFault(gap.field, gap.sentence) for gap in gaps],
    )


CONCLUSIONS_DUE = ByMilestone(Milestone.CONCLUSIONS)


@guarded
@pghistory.track()
class PartialConclusion(Record):
    """An authority's marks on one direction of one body. ``evaluator`` is who the law names, by ``clauses``."""

    at_hand = ("cycle", "body", "evaluator", "lead", "methodology")
    left_behind = ("methodology__document",)

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="partials", verbose_name=_("cycle"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="partials", verbose_name=_("body"))
    block = models.PositiveSmallIntegerField(_("block"), choices=Block.choices)
    direction = models.CharField(_("direction"), max_length=8)
    evaluator = models.ForeignKey(
        Body, models.PROTECT, related_name="evaluates", verbose_name=_("authorised body")
    )
    lead = models.ForeignKey(Body, models.PROTECT, related_name="leads", verbose_name=_("block's lead"))
    clauses = models.CharField(_("clauses"), max_length=80)
    methodology = models.ForeignKey(
        Methodology, models.PROTECT, related_name="partials", verbose_name=_("methodology")
    )
    state = state_field(PartialState, PartialState.SCORING)
    score = models.DecimalField(_("score"), max_digits=9, decimal_places=4, null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("partial conclusion")
        verbose_name_plural = _("partial conclusions")
        ordering = ["cycle", "body", "direction"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "body", "direction"], name="partial_once"),
            models.CheckConstraint(condition=~Q(evaluator=F("body")), name="no_self_evaluation"),
            models.CheckConstraint(condition=~Q(lead=F("body")), name="no_self_conclusion"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("submitted_by")),
                name="second_person_approves",
            ),
        ]
        rules_permissions = {
            "view": rights.all_of(may_see_partial),
            "score": rights.all_of(is_evaluator, has_no_interest),
            "approve": rights.all_of(is_approver, has_no_interest, gave_no_mark),
        }

    def __str__(self) -> str:
        return f"{self.body.short_name} · {self.direction} · {self.cycle.year}"

    @property
    def journal_year(self) -> int:
        return self.cycle.year

    @property
    def journal_subject_id(self) -> int:
        return self.body_id

    @property
    def due_body_id(self) -> int:
        return self.evaluator_id

    @transition(
        field=state,
        source=PartialState.SCORING,
        target=PartialState.AWAITING_APPROVAL,
        conditions=[marks_are_complete],
        custom=law(
            _("Send the marks for approval"),
            "c9.3",
            "blocks.score_partialconclusion",
            CONCLUSIONS_DUE,
            (Office.EVALUATOR,),
        ),
    )
    def submit(self) -> None:
        """The evaluator has marked every indicator."""

    @transition(
        field=state,
        source=PartialState.AWAITING_APPROVAL,
        target=PartialState.SCORING,
        custom=law(
            _("Return the marks to the evaluator"),
            "c9.3",
            "blocks.approve_partialconclusion",
            CONCLUSIONS_DUE,
            (Office.APPROVER,),
        ),
    )
    def send_back(self) -> None:
        """The approver asks for changes; the reason is in the journal."""

    @transition(
        field=state,
        source=PartialState.AWAITING_APPROVAL,
        target=PartialState.APPROVED,
        conditions=[report_is_accepted, marks_are_complete],
        custom=law(
            _("Approve the marks"),
            "c9.3",
            "blocks.approve_partialconclusion",
            CONCLUSIONS_DUE,
            (Office.APPROVER,),
        ),
    )
    def approve(self) -> None:
        """A second person of the authorised body stands behind the marks."""

    @transition(
        field=state,
        source=PartialState.APPROVED,
        target=PartialState.DELIVERED,
        custom=law(
            _("Deliver to the block's lead"),
            "c32, c38",
            "blocks.approve_partialconclusion",
            CONCLUSIONS_DUE,
            (Office.APPROVER,),
        ),
    )
    def deliver(self) -> None:
        """The partial conclusion reaches the lead of the block, who may now close the block's conclusion."""


class MarkStatus(models.TextChoices):
    COUNTED = "counted", _("counted")
    NOT_COUNTED = "not_counted", _("not counted")


@pghistory.track()
class Mark(models.Model):
    """The mark of one indicator: the formula's result on the values that count, confirmed with a document (c9.3).

    ``remade_by`` and ``remade_at``: who in the block's lead brought it to other values after its approval, and when:
    on an accepted objection (c61), or with figures that arrived (A-SCORE-2).
    """

    partial = models.ForeignKey(
        PartialConclusion, models.PROTECT, related_name="marks", verbose_name=_("partial conclusion")
    )
    indicator = models.CharField(_("indicator"), max_length=40)
    status = models.CharField(
        _("status"), max_length=16, choices=MarkStatus.choices, default=MarkStatus.COUNTED
    )
    score = models.DecimalField(_("score"), max_digits=9, decimal_places=4, null=True, blank=True)
    rationale = models.TextField(_("rationale"), blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, related_name="marks", verbose_name=_("document"))
    scored_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    scored_at = models.DateTimeField(_("scored at"))
    remade_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    remade_at = models.DateTimeField(_("made anew at"), null=True, blank=True)

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        ordering = ["partial", "indicator"]
        constraints = [
            models.UniqueConstraint(fields=["partial", "indicator"], name="mark_once"),
            models.CheckConstraint(
                condition=Q(status="counted", score__isnull=False)
                | (Q(status="not_counted", score__isnull=True) & ~Q(reason="")),
                name="mark_counted_or_explained",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=100), name="mark_within_scale"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.score if self.score is not None else self.reason}"
