"""Scoring: an authority's partial conclusion on one direction of one body, and its marks (c9.3, c23–c38)."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import transition

from evaluation.acting import law
from evaluation.conditions import only_if
from evaluation.limits import ARGUMENT, Words
from evaluation.models import Assignment, Body, Cycle, Office
from evaluation.models.base import Record, guarded, state_field
from evaluation.models.editions import new_course_of
from evaluation.models.history import tracked
from evaluation.models.triggers import Refuses, stays_when
from evaluation.state_sets import states_in, tones_of
from methodologies.models import Methodology
from reports.models import Document, TakesDocuments
from schedule.due import ByMilestone
from schedule.milestones import Milestone


class PartialState(models.TextChoices):
    """Evaluators mark in the first state alone; the score stands from approval, corrections aside (c9.3, c61)."""

    SCORING = "scoring", _("being scored")
    AWAITING_APPROVAL = "awaiting_approval", _("awaits approval")
    APPROVED = "approved", pgettext_lazy("conclusion", "approved")
    DELIVERED = "delivered", _("delivered to the block's lead")


#: The marks are approved: from then on a figure that was left out is a late one.
MARKS_STAND = states_in(
    "MARKS_STAND",
    PartialState,
    inside=(PartialState.APPROVED, PartialState.DELIVERED),
    outside=(PartialState.SCORING, PartialState.AWAITING_APPROVAL),
)
TONES = tones_of(
    PartialState,
    {
        PartialState.SCORING: "waiting",
        PartialState.AWAITING_APPROVAL: "waiting",
        PartialState.APPROVED: "done",
        PartialState.DELIVERED: "accepted",
    },
)

CONCLUSIONS_DUE = ByMilestone(Milestone.CONCLUSIONS)


class PartialConclusions(models.Manager["PartialConclusion"]):
    """Partial conclusions come with their assignment, which says whom and what they are about."""

    def get_queryset(self) -> models.QuerySet[PartialConclusion]:
        """Django asks it for every read, also through relations: the assignment is joined, no query a row.

        Django refuses ``only()`` and ``defer()`` of the assignment beside it; another model's ``select_related`` does
        not come this way and names ``partial__assignment``.
        """
        return super().get_queryset().select_related("assignment")


@guarded
@tracked()
class PartialConclusion(Record):
    """An authority's marks on one direction of one body. Who it is, and whom it concerns, its ``assignment`` says."""

    takes_documents = TakesDocuments((PartialState.SCORING,), "submit")
    at_hand = (
        "assignment__cycle",
        "assignment__body",
        "assignment__evaluator",
        "assignment__lead",
        "methodology",
    )
    left_behind = ("methodology__document",)
    ends = (PartialState.DELIVERED,)

    assignment = models.OneToOneField(
        Assignment, models.PROTECT, related_name="partial", verbose_name=_("assignment")
    )
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

    objects = PartialConclusions()

    class Meta:
        verbose_name = _("partial conclusion")
        verbose_name_plural = _("partial conclusions")
        ordering = ["assignment__cycle", "assignment__body", "assignment__direction"]
        base_manager_name = default_manager_name = "objects"
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("submitted_by")),
                name="second_person_approves",
            ),
        ]
        triggers = [
            *new_course_of("delivered_at"),
            stays_when(
                "OLD.delivered_at IS NOT NULL", "assignment_id", "delivered_at", name="delivery_stays"
            ),
            Refuses(
                name="approval_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state IN ('approved', 'delivered') AND NEW.state IN ('approved', 'delivered') AND (OLD.assignment_id, OLD.methodology_id, "
                    "OLD.submitted_by_id, OLD.approved_by_id, OLD.approved_at) IS DISTINCT FROM (NEW.assignment_id, "
                    "NEW.methodology_id, NEW.submitted_by_id, NEW.approved_by_id, NEW.approved_at)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body.short_name} · {self.direction} · {self.cycle.year}"

    @property
    def cycle(self) -> Cycle:
        """Through the assignment, a query where that came without it. Filter by ``assignment__cycle``."""
        return self.assignment.cycle

    @property
    def cycle_id(self) -> int:
        """The assignment's. No query, and no column: filter by ``assignment__cycle``."""
        return self.assignment.cycle_id

    @property
    def body(self) -> Body:
        """The evaluated body."""
        return self.assignment.body

    @property
    def body_id(self) -> int:
        """The evaluated body's id, by which ``has_no_interest`` judges whoever scores. No query."""
        return self.assignment.body_id

    @property
    def block(self) -> int:
        """1 to 3, as the assignment has it; milestones of one block are looked up by it. No query."""
        return self.assignment.block

    @property
    def direction(self) -> str:
        """The code of the direction in the block's methodology."""
        return self.assignment.direction

    @property
    def evaluator(self) -> Body:
        """The authorised body that the law names to evaluate."""
        return self.assignment.evaluator

    @property
    def evaluator_id(self) -> int:
        """The scoring authority's id, which rights compare with the person's bodies. No query."""
        return self.assignment.evaluator_id

    @property
    def lead(self) -> Body:
        """The authorised body that takes the partial conclusion and draws up the block's."""
        return self.assignment.lead

    @property
    def lead_id(self) -> int:
        """The id of the block's lead, to whom it is delivered (c32, c38). No query."""
        return self.assignment.lead_id

    @property
    def clauses(self) -> str:
        """Those by which the law names who scores and who leads, as one text; refusals to score cite them."""
        return self.assignment.clauses

    @property
    def journal_year(self) -> int:
        """The reporting year: the journal files acts under it, and its schedule bounds the moves."""
        return self.cycle.year

    @property
    def journal_subject_id(self) -> int:
        """The evaluated body's id, not the authority's: appeals look there for who took part (c59)."""
        return self.body_id

    @property
    def due_body_id(self) -> int:
        """The authority's id: scoring is its duty, so an extension counts if it was granted to the authority."""
        return self.evaluator_id

    @transition(
        field=state,
        source=PartialState.SCORING,
        target=PartialState.AWAITING_APPROVAL,
        conditions=[only_if("blocks.marks_are_complete")],
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
        conditions=[only_if("blocks.report_is_accepted"), only_if("blocks.marks_are_complete")],
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
    """Counted: a score of 0 to 100; not counted: no score but a reason. The database checks both."""

    COUNTED = "counted", _("counted")
    NOT_COUNTED = "not_counted", _("not counted")


@tracked()
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
    rationale = Words(_("rationale"), limit=ARGUMENT, blank=True)
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
        triggers = [
            # What was approved changes only by being made anew, by name and moment (c61, A-SCORE-2): no mark comes in
            # or moves, and of a remade one only the result differs. The lock waits for an approval under way.
            Refuses(
                name="approved_marks_stay",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition(
                    "OLD.partial_id <> NEW.partial_id OR (SELECT p.state FROM public.blocks_partialconclusion p "
                    "WHERE p.id = COALESCE(OLD.partial_id, NEW.partial_id) FOR SHARE) IN ('approved', 'delivered') "
                    "AND (TG_OP <> 'UPDATE' OR NEW.remade_by_id IS NULL "
                    "OR NEW.remade_at IS NOT DISTINCT FROM OLD.remade_at "
                    "OR (OLD.indicator, OLD.document_id, OLD.rationale, OLD.scored_by_id, OLD.scored_at) IS DISTINCT "
                    "FROM (NEW.indicator, NEW.document_id, NEW.rationale, NEW.scored_by_id, NEW.scored_at))"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.score if self.score is not None else self.reason}"
