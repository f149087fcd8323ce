"""Block conclusions: versions, return to the author, delivery and receipt, files (c32, c38, c46, c47, c50, c61)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import transition

from evaluation.acting import Deadline, law
from evaluation.conditions import only_if
from evaluation.models import Block, Body, Cycle, Office
from evaluation.models.base import Record, guarded, state_field
from evaluation.models.editions import new_course_of, new_edition_where
from evaluation.models.history import tracked
from evaluation.models.triggers import GuardTrigger, Refuses
from evaluation.state_sets import states_in, tones_of, values_of
from methodologies.models import Methodology
from schedule.due import ByMilestone
from schedule.milestones import Milestone
from schedule.models import Term


class Language(models.TextChoices):
    """The languages in which a conclusion is issued."""

    KK = "kk", "Қазақша"
    RU = "ru", "Русский"
    EN = "en", "English"


class UnlessRecounted(ByMilestone):
    """A version counted again because figures arrived is bound by no milestone: they arrive when they do (A-SCORE-2)."""

    def last_day(self, record: Any) -> date | None:
        """None for a recounted version, so that it has no ``deadline`` either; and without an approved schedule."""
        return None if record.recounted else super().last_day(record)


class ByRound(ByMilestone):
    """A first conclusion is due at the bodies by c7.2; one corrected on appeal, at state planning by c7.3."""

    def last_day(self, record: Any) -> date | None:
        """By c7.2 for version 1, by ``AFTER_APPEALS_DUE`` for a later one: None there if it was recounted."""
        return super().last_day(record) if record.version == 1 else AFTER_APPEALS_DUE.last_day(record)

    def deadline(self, record: Any) -> Deadline | None:
        """As ``last_day``: the version chooses the milestone, and with it what a late act is told."""
        return super().deadline(record) if record.version == 1 else AFTER_APPEALS_DUE.deadline(record)


AFTER_APPEALS_DUE = UnlessRecounted(Milestone.AFTER_APPEALS)
BLOCK_CONCLUSIONS_DUE = UnlessRecounted(Milestone.BLOCK_CONCLUSIONS)
DELIVERY_DUE = ByRound(Milestone.CONCLUSIONS)


class ConclusionState(models.TextChoices):
    """At most one on a block of a body is not superseded; text and score are fixed from approval (c46)."""

    DRAFT = "draft", _("being drawn up")
    RETURNED = "returned", _("returned to its author")
    APPROVED = "approved", pgettext_lazy("conclusion", "approved")
    DELIVERED = "delivered", _("delivered to the body")
    FINAL = "final", _("final, with state planning")
    WITH_WORKING_BODY = "with_working_body", _("with the working body")
    SUPERSEDED = "superseded", _("superseded by a corrected version")


#: Score and text still change: its author works on it, or it awaits its approver.
UNAPPROVED = states_in(
    "UNAPPROVED",
    ConclusionState,
    inside=(ConclusionState.DRAFT, ConclusionState.RETURNED),
    outside=(
        ConclusionState.APPROVED,
        ConclusionState.DELIVERED,
        ConclusionState.FINAL,
        ConclusionState.WITH_WORKING_BODY,
        ConclusionState.SUPERSEDED,
    ),
)
#: The conclusion is with its body, so a late figure makes a new version of it.
CONCLUSION_STANDS = states_in(
    "CONCLUSION_STANDS",
    ConclusionState,
    inside=(ConclusionState.DELIVERED, ConclusionState.FINAL, ConclusionState.WITH_WORKING_BODY),
    outside=(*UNAPPROVED, ConclusionState.APPROVED, ConclusionState.SUPERSEDED),
)
#: The appeal procedure is over, and state planning has it.
FINAL_STATES = states_in(
    "FINAL_STATES",
    ConclusionState,
    inside=(ConclusionState.FINAL, ConclusionState.WITH_WORKING_BODY),
    outside=(
        *UNAPPROVED,
        ConclusionState.APPROVED,
        ConclusionState.DELIVERED,
        ConclusionState.SUPERSEDED,
    ),
)
#: The working body has it, or a later version took its place.
HANDED_OVER_ONCE = states_in(
    "HANDED_OVER_ONCE",
    ConclusionState,
    inside=(ConclusionState.WITH_WORKING_BODY, ConclusionState.SUPERSEDED),
    outside=(
        *UNAPPROVED,
        ConclusionState.APPROVED,
        ConclusionState.DELIVERED,
        ConclusionState.FINAL,
    ),
)
#: Nobody stands behind the score: it is not approved yet, or was replaced.
NOT_IN_FORCE = states_in(
    "NOT_IN_FORCE",
    ConclusionState,
    inside=(*UNAPPROVED, ConclusionState.SUPERSEDED),
    outside=(
        ConclusionState.APPROVED,
        ConclusionState.DELIVERED,
        ConclusionState.FINAL,
        ConclusionState.WITH_WORKING_BODY,
    ),
)
#: The states in which the body has not read it, for SQL: nothing of it is public yet.
NOT_WITH_BODY = "('draft', 'returned', 'approved')"
TONES = tones_of(
    ConclusionState,
    {
        ConclusionState.DRAFT: "neutral",
        ConclusionState.RETURNED: "refused",
        ConclusionState.APPROVED: "waiting",
        ConclusionState.DELIVERED: "done",
        ConclusionState.FINAL: "accepted",
        ConclusionState.WITH_WORKING_BODY: "accepted",
        ConclusionState.SUPERSEDED: "neutral",
    },
)


# Trace and content are immutable once approved, and bulky: the history need not keep them again at every move.
@guarded
@tracked(exclude=["trace", "content"])
class Conclusion(Record):
    """The conclusion on one block of one body. A correction is a new version beside the old one (c61).

    ``content`` holds the sections of c47 per language; ``trace`` the whole way from values to ``score``.
    ``recounted``, of a version made because figures arrived: for each indicator that was not counted, or counted in
    part (``partly``), its code, when it was left out and why, and when its figure came (ISO moments), as
    {"indicator", "reason", "left_out_at", "arrived_at", "partly"}.
    """

    at_hand = ("cycle", "body", "lead", "methodology", "objection_term")
    left_behind = ("methodology__document", "trace", "content")
    ends = (ConclusionState.SUPERSEDED,)

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="conclusions", verbose_name=_("cycle"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="conclusions", verbose_name=_("body"))
    block = models.PositiveSmallIntegerField(_("block"), choices=Block.choices)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    supersedes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("corrects"),
    )
    lead = models.ForeignKey(
        Body, models.PROTECT, related_name="conclusions_led", verbose_name=_("block's lead")
    )
    methodology = models.ForeignKey(
        Methodology, models.PROTECT, related_name="conclusions", verbose_name=_("methodology")
    )
    state = state_field(ConclusionState, ConclusionState.DRAFT)
    number = models.CharField(_("number"), max_length=40, unique=True)
    score = models.DecimalField(_("score"), max_digits=9, decimal_places=4, null=True, blank=True)
    trace: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(_("trace"), default=dict)
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(_("content"), default=dict)
    recounted: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(
        _("figures that arrived"), default=list, blank=True
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    received_at = models.DateTimeField(_("received by the body at"), null=True, blank=True)
    objection_term = models.ForeignKey(Term, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("conclusion")
        verbose_name_plural = _("conclusions")
        ordering = ["cycle", "body", "block", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "body", "block", "version"], name="conclusion_version_once"
            ),
            models.UniqueConstraint(
                fields=["cycle", "body", "block"],
                condition=~Q(state="superseded"),
                name="one_current_conclusion",
            ),
            models.CheckConstraint(condition=~Q(lead=F("body")), name="no_conclusion_on_oneself"),
            models.CheckConstraint(
                condition=Q(state__in=values_of(NOT_IN_FORCE))
                | Q(score__isnull=False, approved_by__isnull=False),
                name="approved_conclusion_has_score",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=values_of(CONCLUSION_STANDS)) | Q(received_at__isnull=False),
                name="delivered_conclusion_has_receipt",
            ),
        ]
        triggers = [
            new_edition_where(f"OLD.state NOT IN {NOT_WITH_BODY} OR NEW.state NOT IN {NOT_WITH_BODY}"),
            *new_course_of("state", "number", "received_at", "recounted", "objection_term_id"),
            Refuses(
                name="approved_is_immutable",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state NOT IN ('draft', 'returned') AND (OLD.score, OLD.number, OLD.trace, OLD.content, OLD.methodology_id) "
                    "IS DISTINCT FROM (NEW.score, NEW.number, NEW.trace, NEW.content, NEW.methodology_id)"
                ),
            ),
            Refuses(
                name="delivery_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition(
                    "OLD.received_at IS NOT NULL AND (TG_OP = 'DELETE' OR "
                    "(OLD.received_at, OLD.objection_term_id, OLD.approved_by_id, OLD.approved_at, OLD.cycle_id, "
                    "OLD.body_id, OLD.block, OLD.version, OLD.supersedes_id, OLD.lead_id) IS DISTINCT FROM "
                    "(NEW.received_at, NEW.objection_term_id, NEW.approved_by_id, NEW.approved_at, NEW.cycle_id, "
                    "NEW.body_id, NEW.block, NEW.version, NEW.supersedes_id, NEW.lead_id))"
                ),
            ),
            # Asked as the transaction ends: the successor is written after the old version has given way.
            GuardTrigger(
                name="superseded_by_another",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                timing=pgtrigger.Deferred,
                func=(
                    "IF NEW.state = 'superseded' AND NOT EXISTS (SELECT FROM public.blocks_conclusion c "
                    "WHERE c.supersedes_id = NEW.id) THEN RAISE EXCEPTION "
                    "'sarap: conclusion % is superseded by none', NEW.number; END IF; RETURN NULL;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return _t("Conclusion %(number)s") % {"number": self.number}

    @property
    def journal_year(self) -> int:
        """The reporting year: the journal files acts under it, and its schedule bounds the moves."""
        return self.cycle.year

    @property
    def journal_subject_id(self) -> int:
        """The evaluated body's id, under which the journal files the acts."""
        return self.body_id

    @property
    def due_body_id(self) -> int:
        """The lead's id: the moves are its duty, so an extension counts if it was granted to the lead."""
        return self.lead_id

    @transition(
        field=state,
        source=ConclusionState.DRAFT,
        target=ConclusionState.APPROVED,
        conditions=[only_if("blocks.partials_are_in")],
        custom=law(
            _("Approve the conclusion"),
            "c46, c47",
            "blocks.approve_conclusion",
            DELIVERY_DUE,
            (Office.APPROVER,),
        ),
    )
    def approve(self) -> None:
        """The lead of the block stands behind the conclusion; its text and score no longer change."""

    @transition(
        field=state,
        source=ConclusionState.DRAFT,
        target=ConclusionState.RETURNED,
        custom=law(
            _("Return the conclusion to its author"),
            "c46, c47",
            "blocks.issue_conclusion",
            DELIVERY_DUE,
            (Office.APPROVER,),
        ),
    )
    def send_back(self) -> None:
        """The approver asks for changes; the remark is in the journal."""

    @transition(
        field=state,
        source=ConclusionState.RETURNED,
        target=ConclusionState.DRAFT,
        conditions=[only_if("blocks.partials_are_in")],
        custom=law(
            _("Send the conclusion for approval again"),
            "c46, c47",
            "blocks.draw_up_conclusion",
            DELIVERY_DUE,
            (Office.EVALUATOR,),
        ),
    )
    def send_again(self) -> None:
        """Its author has changed it, or says in what is stored why not; it awaits approval again."""

    @transition(
        field=state,
        source=ConclusionState.APPROVED,
        target=ConclusionState.DELIVERED,
        custom=law(
            _("Deliver to the evaluated body"),
            "c46",
            "blocks.issue_conclusion",
            DELIVERY_DUE,
            (Office.APPROVER,),
        ),
    )
    def deliver(self) -> None:
        """The body has received the conclusion; the term of c57 starts."""

    @transition(
        field=state,
        source=ConclusionState.DELIVERED,
        target=ConclusionState.FINAL,
        conditions=[only_if("blocks.appeal_is_over")],
        custom=law(
            _("Send the final conclusion to state planning"),
            "c46",
            "blocks.issue_conclusion",
            AFTER_APPEALS_DUE,
            (Office.APPROVER,),
        ),
    )
    def finalise(self) -> None:
        """After the appeal procedure the conclusion goes to state planning (c7.3)."""

    @transition(
        field=state,
        source=ConclusionState.FINAL,
        target=ConclusionState.WITH_WORKING_BODY,
        custom=law(
            _("Bring the block conclusion to the working body"),
            "c49",
            "blocks.hand_over_conclusion",
            BLOCK_CONCLUSIONS_DUE,
            (Office.COORDINATOR,),
        ),
    )
    def hand_over(self) -> None:
        """State planning brings the block conclusions to the working body (c7.4)."""

    @transition(
        field=state,
        source=ConclusionState.DELIVERED,
        target=ConclusionState.SUPERSEDED,
        custom=law(
            _("Replace by a corrected version"),
            "c61",
            "blocks.issue_conclusion",
            AFTER_APPEALS_DUE,
            (Office.APPROVER,),
        ),
    )
    def supersede(self) -> None:
        """An accepted objection corrected the conclusion; the old version stays readable beside the new one."""

    @transition(
        field=state,
        source=list(CONCLUSION_STANDS),
        target=ConclusionState.SUPERSEDED,
        conditions=[only_if("blocks.figures_have_arrived"), only_if("blocks.appeal_is_over")],
        custom=law(
            _("Count again with the figures that arrived"),
            "c47",
            "blocks.approve_conclusion",
            None,
            (Office.APPROVER,),
        ),
    )
    def recount(self) -> None:
        """The figure of a not counted indicator has arrived; a new version counts it beside the old one."""
