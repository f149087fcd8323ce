"""The overall evaluation of one body, from its final block conclusions (c11, c49, D6)."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import transition

from evaluation.acting import Deadline, law
from evaluation.conditions import only_if
from evaluation.models import Body, Cycle, Office
from evaluation.models.base import Record, guarded, state_field
from evaluation.models.editions import new_course_of, new_edition_where
from evaluation.models.history import tracked
from evaluation.models.triggers import Refuses, stays_when
from evaluation.state_sets import states_in
from methodologies.models import Methodology
from schedule.due import ByMilestone
from schedule.milestones import Milestone


class OverallState(models.TextChoices):
    """At most one of a body and year is not superseded; score and degree are fixed once submitted (c49)."""

    COMPUTED = "computed", _("computed")
    SUBMITTED = "submitted", _("with the working body")
    SUPERSEDED = "superseded", pgettext_lazy("overall evaluation", "superseded")


#: The working body had it, whatever became of it later.
SUBMITTED_ONCE = states_in(
    "SUBMITTED_ONCE",
    OverallState,
    inside=(OverallState.SUBMITTED, OverallState.SUPERSEDED),
    outside=(OverallState.COMPUTED,),
)


class UnlessCorrecting(ByMilestone):
    """What corrects one that was with the working body already is bound by no milestone: figures arrive when they do (A-SCORE-2)."""

    def deadline(self, record: Any) -> Deadline | None:
        """None, so no bound, for what corrects; ``last_day`` still names the milestone's."""
        return None if record.corrects_id is not None else super().deadline(record)


OVERALL_DUE = UnlessCorrecting(Milestone.OVERALL)


# A trace never changes: another one is another version. The history need not keep it again at every move.
@guarded
@tracked(exclude=["trace"])
class OverallEvaluation(Record):
    """One body's overall score and degree, with the trace from the block scores and their weights."""

    at_hand = ("cycle", "body", "methodology")
    left_behind = ("methodology__document", "trace")
    ends = (OverallState.SUPERSEDED,)

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="overalls", verbose_name=_("cycle"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="overalls", verbose_name=_("body"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    maker = models.ForeignKey(
        Body, models.PROTECT, related_name="overalls_made", verbose_name=_("computed by")
    )
    methodology = models.ForeignKey(
        Methodology, models.PROTECT, related_name="overalls", verbose_name=_("methodology")
    )
    state = state_field(OverallState, OverallState.COMPUTED)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("corrects")
    )
    score = models.DecimalField(_("overall score"), max_digits=9, decimal_places=4)
    degree = models.CharField(_("degree of effectiveness"), max_length=32)
    trace: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(_("trace"), default=dict)
    computed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    computed_at = models.DateTimeField(_("computed at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("overall evaluation")
        verbose_name_plural = _("overall evaluations")
        ordering = ["cycle", "-score"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "body", "version"], name="overall_version_once"),
            models.UniqueConstraint(
                fields=["cycle", "body"], condition=~Q(state="superseded"), name="one_current_overall"
            ),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=100), name="overall_within_scale"),
            models.CheckConstraint(condition=~Q(maker=F("body")), name="no_overall_on_oneself"),
        ]
        triggers = [
            Refuses(
                name="submitted_is_immutable",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> 'computed' AND (OLD.score, OLD.degree, OLD.trace) "
                    "IS DISTINCT FROM (NEW.score, NEW.degree, NEW.trace)"
                ),
            ),
            # publications list those alone that were submitted
            new_edition_where("OLD.state <> 'computed' OR NEW.state <> 'computed'"),
            *new_course_of("state", "submitted_at"),
            stays_when(
                "OLD.submitted_at IS NOT NULL",
                "cycle_id",
                "body_id",
                "version",
                "maker_id",
                "methodology_id",
                "corrects_id",
                "computed_by_id",
                "computed_at",
                "submitted_at",
                name="submission_stays",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body.short_name} · {self.cycle.year}"

    @property
    def journal_year(self) -> int:
        """The reporting year: the journal files acts under it, and its schedule bounds the moves."""
        return self.cycle.year

    @property
    def journal_subject_id(self) -> int:
        """The evaluated body's id, under which the journal files the acts; not the ``maker``'s."""
        return self.body_id

    @transition(
        field=state,
        source=OverallState.COMPUTED,
        target=OverallState.SUBMITTED,
        conditions=[only_if("commission.conclusions_are_with_working_body")],
        custom=law(
            _("Bring the overall evaluation to the working body"),
            "c49",
            "commission.compute_overallevaluation",
            OVERALL_DUE,
            (Office.COORDINATOR,),
        ),
    )
    def submit(self) -> None:
        """State planning brings the overall evaluation, with the block conclusions, to the working body (c7.5)."""

    @transition(
        field=state,
        source=OverallState.COMPUTED,
        target=OverallState.SUPERSEDED,
        custom=law(
            _("Compute again"),
            "c11",
            "commission.compute_overallevaluation",
            OVERALL_DUE,
            (Office.COORDINATOR,),
        ),
    )
    def supersede(self) -> None:
        """A block conclusion changed; a new version is computed."""

    @transition(
        field=state,
        source=OverallState.SUBMITTED,
        target=OverallState.SUPERSEDED,
        conditions=[only_if("commission.block_was_counted_again")],
        custom=law(
            _("Compute again with a block that was counted again"),
            "c11, c49",
            "commission.compute_overallevaluation",
            None,
            (Office.COORDINATOR,),
        ),
    )
    def recount(self) -> None:
        """Late figures changed a block conclusion after the working body had the overall evaluation (A-SCORE-2)."""
