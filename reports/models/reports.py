"""Reports of the bodies, one for each block and year (c40, c64)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from evaluation.acting import law
from evaluation.conditions import only_if
from evaluation.limits import PLACES, REASON, Data, Words
from evaluation.models import Block, Body, Cycle, Office
from evaluation.models.base import Record, guarded, state_field
from evaluation.models.editions import new_course_of
from evaluation.models.history import tracked
from evaluation.models.triggers import stays_when
from evaluation.state_sets import states_in, tones_of, values_of
from reports.models.documents import TakesDocuments
from schedule.due import ByLater, ByMilestone, ByTerm
from schedule.milestones import Milestone
from schedule.models import Term


class ReportState(models.TextChoices):
    """Values change until it is signed, and again once returned; nothing leads on from "accepted" (c40)."""

    DRAFT = "draft", _("being prepared")
    AWAITING_SIGNATURE = "awaiting_signature", _("awaits signature")
    SIGNED = "signed", _("submitted")
    RETURNED = "returned", _("returned for completion")
    ACCEPTED = "accepted", _("accepted")


#: The body still owes the report.
OWED = states_in(
    "OWED",
    ReportState,
    inside=(ReportState.DRAFT, ReportState.AWAITING_SIGNATURE, ReportState.RETURNED),
    outside=(ReportState.SIGNED, ReportState.ACCEPTED),
)
#: The preparers have it in hand.
TO_FILL_IN = states_in(
    "TO_FILL_IN",
    ReportState,
    inside=(ReportState.DRAFT, ReportState.RETURNED),
    outside=(ReportState.AWAITING_SIGNATURE, ReportState.SIGNED, ReportState.ACCEPTED),
)
#: The first head's signature stands.
SUBMITTED = states_in(
    "SUBMITTED",
    ReportState,
    inside=(ReportState.SIGNED, ReportState.ACCEPTED),
    outside=(ReportState.DRAFT, ReportState.AWAITING_SIGNATURE, ReportState.RETURNED),
)
#: The first head has not signed it, unless it was returned and is signed again.
UNSIGNED = states_in(
    "UNSIGNED",
    ReportState,
    inside=(ReportState.DRAFT, ReportState.AWAITING_SIGNATURE),
    outside=(ReportState.SIGNED, ReportState.RETURNED, ReportState.ACCEPTED),
)
TONES = tones_of(
    ReportState,
    {
        ReportState.DRAFT: "neutral",
        ReportState.AWAITING_SIGNATURE: "waiting",
        ReportState.SIGNED: "done",
        ReportState.RETURNED: "refused",
        ReportState.ACCEPTED: "accepted",
    },
)

REPORT_DUE = ByLater(
    ByMilestone(Milestone.REPORTS), ByTerm("completion_term", "c40", _("completion of a returned report"))
)


@guarded
@tracked()
class Report(Record):
    """A body's report on one block for one year. The first head answers for truth, completeness, timeliness (c64)."""

    at_hand = ("cycle", "body", "completion_term")
    takes_documents = TakesDocuments(tuple(OWED), "sign")
    ends = (ReportState.ACCEPTED,)

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="reports", verbose_name=_("cycle"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="reports", verbose_name=_("body"))
    block = models.PositiveSmallIntegerField(_("block"), choices=Block.choices)
    state = state_field(ReportState, ReportState.DRAFT)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    prepared_at = models.DateTimeField(_("prepared at"), null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    returned_because = Words(_("why it was returned"), limit=REASON, blank=True)
    returned_places = Data(_("which values it was returned for"), limit=PLACES, default=list, blank=True)
    head_remark = Words(_("remark of the first head to the preparers"), limit=REASON, blank=True)
    completion_term = models.ForeignKey(Term, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["cycle", "body", "block"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "body", "block"], name="report_once"),
            models.CheckConstraint(condition=Q(block__in=Block.values), name="report_block_known"),
            models.CheckConstraint(
                condition=~Q(state__in=values_of(SUBMITTED))
                | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="signed_report_has_signature",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.ACCEPTED)
                | Q(accepted_by__isnull=False, accepted_at__isnull=False),
                name="accepted_report_has_acceptance",
            ),
        ]
        triggers = [
            *new_course_of("signed_at", "completion_term_id"),
            stays_when("TG_OP = 'UPDATE'", "cycle_id", "body_id", "block", name="whose_it_is_stays"),
            # who signed, and when: by it the body was in time, or was not (c40, c64)
            stays_when(
                "OLD.state IN ('signed', 'accepted') AND (TG_OP = 'DELETE' OR NEW.state IN ('signed', 'accepted'))",
                "prepared_by_id",
                "prepared_at",
                "signed_by_id",
                "signed_at",
                "completion_term_id",
                name="signing_stays",
            ),
            stays_when("OLD.state = 'accepted'", "accepted_by_id", "accepted_at", name="acceptance_stays"),
        ]

    def __str__(self) -> str:
        return f"{self.body.short_name} · {self.get_block_display()} · {self.cycle.year}"

    @property
    def journal_year(self) -> int:
        """The reporting year: the journal files acts under it, and its schedule says when reports are due."""
        return self.cycle.year

    @property
    def journal_subject_id(self) -> int:
        """The reporting body's id, under which the journal files the acts."""
        return self.body_id

    @property
    def due_body_id(self) -> int:
        """The reporting body's id, also where evaluators act: an extension counts if it was granted to that body."""
        return self.body_id

    @property
    def handed_over(self) -> bool:
        """Whether the body ever submitted it: a draft is its author's, what was returned is known already."""
        return self.state not in UNSIGNED or self.completion_term_id is not None

    @transition(
        field=state,
        source=[ReportState.DRAFT, ReportState.RETURNED],
        target=ReportState.AWAITING_SIGNATURE,
        conditions=[only_if("reports.values_are_complete"), only_if("reports.doubts_are_answered")],
        custom=law(
            _("Hand to the first head for signature"),
            "c40",
            "reports.fill_report",
            REPORT_DUE,
            (Office.PREPARER,),
        ),
    )
    def hand_for_signature(self) -> None:
        """The preparers have finished."""

    @transition(
        field=state,
        source=ReportState.AWAITING_SIGNATURE,
        target=ReportState.DRAFT,
        custom=law(_("Take back to work"), "c40", "reports.fill_report", REPORT_DUE, (Office.PREPARER,)),
    )
    def take_back(self) -> None:
        """Any change after preparation starts the preparation anew."""

    @transition(
        field=state,
        source=ReportState.AWAITING_SIGNATURE,
        target=ReportState.DRAFT,
        custom=law(
            _("Return to the preparers with a remark"),
            "c40, c64",
            "reports.sign_report",
            REPORT_DUE,
            (Office.FIRST_HEAD,),
        ),
    )
    def send_back(self) -> None:
        """The first head does not sign it as it is: the preparers read the remark and hand it over anew."""

    @transition(
        field=state,
        source=ReportState.AWAITING_SIGNATURE,
        target=ReportState.SIGNED,
        conditions=[
            only_if("reports.year_is_over"),
            only_if("reports.values_are_complete"),
            only_if("reports.documents_are_clean"),
        ],
        custom=law(
            _("Sign and submit the report"),
            "c40, c64",
            "reports.sign_report",
            REPORT_DUE,
            (Office.FIRST_HEAD,),
        ),
    )
    def sign(self) -> None:
        """The first head's signature submits the report to the authorised bodies."""

    @transition(
        field=state,
        source=ReportState.SIGNED,
        target=ReportState.RETURNED,
        custom=law(
            _("Return for completion"),
            "c40",
            "reports.examine_report",
            ByMilestone(Milestone.CONCLUSIONS),
            (Office.EVALUATOR,),
        ),
    )
    def return_for_completion(self) -> None:
        """Something is missing; the body has the completion term to mend it."""

    @transition(
        field=state,
        source=ReportState.SIGNED,
        target=ReportState.ACCEPTED,
        conditions=[only_if("reports.signature_is_settled")],
        custom=law(
            _("Accept the report"),
            "c40",
            "reports.examine_report",
            ByMilestone(Milestone.CONCLUSIONS),
            (Office.EVALUATOR,),
        ),
    )
    def accept(self) -> None:
        """The report is complete in form; scoring may be approved on it."""

    @transition(
        field=state,
        source=ReportState.SIGNED,
        target=ReportState.RETURNED,
        conditions=[only_if("reports.signature_was_found_invalid")],
        custom=law(
            _("Return for a new signature"),
            "c64",
            "reports.examine_report",
            offices=(Office.EVALUATOR,),
            by_itself=True,
        ),
    )
    def void_signature(self) -> None:
        """The signature could not be checked at once, and is found not to be valid: the body signs anew."""
