"""The overall evaluation of one body, from its final block conclusions (c11, c49, D6)."""

from __future__ import annotations

from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import transition

from blocks.models import Conclusion, ConclusionState, Methodology
from evaluation import rights
from evaluation.acting import Deadline, guard, law
from evaluation.models import Body, Cycle, Office, Role, User
from evaluation.models.base import Record, guarded, state_field
from evaluation.refusals import Refusal
from schedule.due import ByMilestone
from schedule.milestones import Milestone


class OverallState(models.TextChoices):
    COMPUTED = "computed", _("computed")
    SUBMITTED = "submitted", _("with the working body")
    SUPERSEDED = "superseded", pgettext_lazy("overall evaluation", "superseded")


@rights.because(
    _(
        "Only state planning computes the overall evaluation; on state planning itself, the working body (clause 9)."
    )
)
def is_overall_maker(user: User, overall: Any) -> bool:
    standing = rights.standing(user)
    if overall is not None and overall.body_id in rights.houses_of_role(standing, Role.STATE_PLANNING):
        return standing.holds_in_role(Role.WORKING_BODY, Office.WORKING_BODY)
    return standing.holds_in_role(Role.STATE_PLANNING, Office.COORDINATOR)


@rights.because(
    _(
        "Only state planning, the working body, the Commission and auditors see the overall evaluation before publication."
    )
)
def may_see_overall(user: User, _overall: Any) -> bool:
    standing = rights.standing(user)
    return (
        standing.holds_in_role(Role.STATE_PLANNING, Office.COORDINATOR)
        or standing.holds_in_role(Role.WORKING_BODY, Office.WORKING_BODY)
        or standing.holds_in_role(Role.PRESIDENTIAL_ADMINISTRATION, Office.HEAD_OF_ADMINISTRATION)
        or standing.holds(Office.COMMISSION_MEMBER, Office.AUDITOR)
    )


@guard
def conclusions_are_with_working_body(overall: OverallEvaluation) -> Refusal | None:
    """The block conclusions go with the overall evaluation (c49)."""
    current = Conclusion.objects.filter(cycle_id=overall.cycle_id, body_id=overall.body_id).exclude(
        state__in=[ConclusionState.WITH_WORKING_BODY, ConclusionState.SUPERSEDED]
    )
    blocks = sorted(conclusion.block for conclusion in current)
    if not blocks:
        return None
    return Refusal(
        "incomplete",
        _t("Bring the block conclusions to the working body first: %(blocks)s.")
        % {"blocks": ", ".join(map(str, blocks))},
        clause="c49",
    )


class UnlessCorrecting(ByMilestone):
    """What corrects one that was with the working body already is bound by no milestone: figures arrive when they do (A-SCORE-2)."""

    def deadline(self, record: Any) -> Deadline | None:
        return None if record.corrects_id is not None else super().deadline(record)


OVERALL_DUE = UnlessCorrecting(Milestone.OVERALL)


@guard
def block_was_counted_again(overall: OverallEvaluation) -> Refusal | None:
    """What is with the working body gives way only to other block conclusions than it counted (A-SCORE-2)."""
    counted = set(overall.trace.get("conclusions", {}).values())
    current = Conclusion.objects.filter(cycle_id=overall.cycle_id, body_id=overall.body_id).exclude(
        state=ConclusionState.SUPERSEDED
    )
    if current.exclude(number__in=counted).exists():
        return None
    return Refusal(
        "state",
        _t(
            "It is with the working body, and no block conclusion changed since: there is nothing to compute again."
        ),
        clause="c11, c49",
    )


# A trace never changes: another one is another version. The history need not keep it again at every move.
@guarded
@pghistory.track(exclude=["trace"])
class OverallEvaluation(Record):
    """One body's overall score and degree, with the trace from the block scores and their weights."""

    at_hand = ("cycle", "body", "methodology")
    left_behind = ("methodology__document", "trace")

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
            pgtrigger.Protect(
                name="submitted_is_immutable",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> 'computed' AND (OLD.score, OLD.degree, OLD.trace) "
                    "IS DISTINCT FROM (NEW.score, NEW.degree, NEW.trace)"
                ),
            )
        ]
        rules_permissions = {
            "view": rights.all_of(may_see_overall),
            "compute": rights.all_of(is_overall_maker),
        }

    def __str__(self) -> str:
        return f"{self.body.short_name} · {self.cycle.year}"

    @property
    def journal_year(self) -> int:
        return self.cycle.year

    @property
    def journal_subject_id(self) -> int:
        return self.body_id

    @transition(
        field=state,
        source=OverallState.COMPUTED,
        target=OverallState.SUBMITTED,
        conditions=[conclusions_are_with_working_body],
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
        conditions=[block_was_counted_again],
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
