"""Objections of a body to its conclusion, with supporting documents, point by point (c57, c58, c60, c61)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import transition

from blocks.models import Conclusion
from evaluation.acting import law
from evaluation.conditions import only_if
from evaluation.limits import ARGUMENT, Words
from evaluation.models import Body, Cycle, Office
from evaluation.models.base import Record, guarded, state_field
from evaluation.models.editions import new_course_of
from evaluation.models.history import tracked
from evaluation.state_sets import states_in, tones_of, values_of
from reports.models import Document, TakesDocuments
from schedule.due import ByTerm
from schedule.models import Term


class ObjectionState(models.TextChoices):
    """A draft is seen by its body alone; from the last two nothing leads on, from "accepted" only a way back where no
    correction is possible (c57–c61)."""

    DRAFT = "draft", _("being prepared")
    FILED = "filed", _("filed")
    IN_REVIEW = "in_review", _("with the special commission")
    ACCEPTED = "accepted", pgettext_lazy("objection", "accepted")
    NOT_ACCEPTED = "not_accepted", pgettext_lazy("objection", "not accepted")
    WITHDRAWN = "withdrawn", _("withdrawn")


#: Filed, and not answered yet: the term of c60 runs.
OPEN = states_in(
    "OPEN",
    ObjectionState,
    inside=(ObjectionState.FILED, ObjectionState.IN_REVIEW),
    outside=(
        ObjectionState.DRAFT,
        ObjectionState.ACCEPTED,
        ObjectionState.NOT_ACCEPTED,
        ObjectionState.WITHDRAWN,
    ),
)
#: The body does not pursue it, or not yet: nobody owes an answer.
NOT_PURSUED = states_in(
    "NOT_PURSUED",
    ObjectionState,
    inside=(ObjectionState.DRAFT, ObjectionState.WITHDRAWN),
    outside=(
        ObjectionState.FILED,
        ObjectionState.IN_REVIEW,
        ObjectionState.ACCEPTED,
        ObjectionState.NOT_ACCEPTED,
    ),
)
#: It changes nothing in the conclusion.
WITHOUT_EFFECT = states_in(
    "WITHOUT_EFFECT",
    ObjectionState,
    inside=(ObjectionState.NOT_ACCEPTED, ObjectionState.WITHDRAWN),
    outside=(
        ObjectionState.DRAFT,
        ObjectionState.FILED,
        ObjectionState.IN_REVIEW,
        ObjectionState.ACCEPTED,
    ),
)
TONES = tones_of(
    ObjectionState,
    {
        ObjectionState.DRAFT: "waiting",
        ObjectionState.FILED: "done",
        ObjectionState.IN_REVIEW: "done",
        ObjectionState.ACCEPTED: "accepted",
        ObjectionState.NOT_ACCEPTED: "refused",
        ObjectionState.WITHDRAWN: "neutral",
    },
)

#: The kind of the duty to decide an objection in time, as reminders and violations name it.
DECIDE = "objection.decide"
OBJECTION_DUE = ByTerm(
    "objection_term",
    "c57",
    _("objections to the results"),
    _("The results stand. The working body alone may start a recheck on a complaint (clause 62)."),
)
#: A late result is a violation of the authorised body (c63, c66), and not the objecting body's loss: it has a right to
#: its answer, and without one its conclusion could never become final (A-TIME-18).
RESULT_DUE = ByTerm("result_term", "c60", _("result of the appeal"), binding=False)
AUTHORITY_RIGHT = "appeals.consider_objection"


@guarded
@tracked()
class Objection(Record):
    """A body's objection to one conclusion, addressed to the authorised body of that block."""

    at_hand = ("cycle", "body", "authority", "conclusion__objection_term", "result_term")
    takes_documents = TakesDocuments((ObjectionState.DRAFT,), "file")
    left_behind = ("conclusion__trace", "conclusion__content")
    ends = (ObjectionState.NOT_ACCEPTED, ObjectionState.WITHDRAWN)

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="objections", verbose_name=_("cycle"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="objections", verbose_name=_("body"))
    conclusion = models.OneToOneField(
        Conclusion, models.PROTECT, related_name="objection", verbose_name=_("conclusion")
    )
    authority = models.ForeignKey(
        Body, models.PROTECT, related_name="objections_received", verbose_name=_("addressed to")
    )
    number = models.CharField(_("number"), max_length=40, unique=True)
    state = state_field(ObjectionState, ObjectionState.DRAFT)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    filed_at = models.DateTimeField(_("filed at"), null=True, blank=True)
    result_term = models.ForeignKey(Term, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["-cycle__year", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=values_of(NOT_PURSUED))
                | Q(filed_at__isnull=False, filed_by__isnull=False, result_term__isnull=False),
                name="filed_objection_has_term",
            ),
        ]
        triggers = new_course_of("state", "authority_id", "number", "result_term_id", "decided_at")

    def __str__(self) -> str:
        return _t("Objection %(number)s") % {"number": self.number}

    @property
    def block(self) -> int:
        """1 to 3, the conclusion's: an objection has no column of its own for it."""
        return self.conclusion.block

    @property
    def objection_term(self) -> Any:
        """The conclusion's term for objecting, from its receipt (c57): what ``OBJECTION_DUE`` reads."""
        return self.conclusion.objection_term

    @property
    def journal_year(self) -> int:
        """The reporting year under which the journal files its acts."""
        return self.cycle.year

    @property
    def journal_subject_id(self) -> int:
        """The id of the objecting body, under which the journal files its acts."""
        return self.body_id

    @transition(
        field=state,
        source=ObjectionState.DRAFT,
        target=ObjectionState.FILED,
        conditions=[only_if("appeals.has_documents")],
        custom=law(
            _("File the objection"), "c57, c58", "appeals.file_objection", OBJECTION_DUE, (Office.FIRST_HEAD,)
        ),
    )
    def file(self) -> None:
        """The body disagrees, with documents, within five working days of receipt."""

    @transition(
        field=state,
        source=[ObjectionState.DRAFT, ObjectionState.FILED],
        target=ObjectionState.WITHDRAWN,
        custom=law(_("Withdraw the objection"), "c57", "appeals.file_objection", None, (Office.FIRST_HEAD,)),
    )
    def withdraw(self) -> None:
        """The body no longer objects."""

    @transition(
        field=state,
        source=ObjectionState.FILED,
        target=ObjectionState.IN_REVIEW,
        conditions=[only_if("appeals.commission_is_formed")],
        custom=law(
            _("Hand to the special commission"), "c59", AUTHORITY_RIGHT, RESULT_DUE, (Office.APPROVER,)
        ),
    )
    def hand_to_commission(self) -> None:
        """The special commission considers the points."""

    @transition(
        field=state,
        source=ObjectionState.IN_REVIEW,
        target=ObjectionState.ACCEPTED,
        conditions=[
            only_if("appeals.commission_may_sit"),
            only_if("appeals.points_are_decided"),
            only_if("appeals.something_is_accepted"),
            only_if("appeals.correction_can_be_scored"),
        ],
        custom=law(
            _("Decide: accepted"),
            "c60, c61",
            "appeals.decide_objection",
            RESULT_DUE,
            (Office.SPECIAL_COMMISSION_MEMBER,),
        ),
    )
    def accept(self) -> None:
        """At least one point is accepted; the conclusion is corrected."""

    @transition(
        field=state,
        source=ObjectionState.IN_REVIEW,
        target=ObjectionState.NOT_ACCEPTED,
        conditions=[
            only_if("appeals.commission_may_sit"),
            only_if("appeals.points_are_decided"),
            only_if("appeals.nothing_is_accepted"),
        ],
        custom=law(
            _("Decide: not accepted"),
            "c60",
            "appeals.decide_objection",
            RESULT_DUE,
            (Office.SPECIAL_COMMISSION_MEMBER,),
        ),
    )
    def reject(self) -> None:
        """No point is accepted; the result is final, clause 62 aside."""

    @transition(
        field=state,
        source=ObjectionState.ACCEPTED,
        target=ObjectionState.IN_REVIEW,
        conditions=[only_if("appeals.correction_is_impossible")],
        custom=law(
            _("Return to the special commission"), "c60, c61", AUTHORITY_RIGHT, None, (Office.APPROVER,)
        ),
    )
    def return_to_commission(self) -> None:
        """No score follows from the values found: the commission decides anew (A-APPEAL-7)."""


class PointOutcome(models.TextChoices):
    """What the commission decided of one point (c60); the database wants the value found with an accepted one."""

    ACCEPTED = "accepted", pgettext_lazy("point", "accepted")
    NOT_ACCEPTED = "not_accepted", pgettext_lazy("point", "not accepted")


@tracked()
class ObjectionPoint(models.Model):
    """One indicator that the body disagrees with: the argument, the value it claims, the documents, the decision.

    ``item``, ``language`` and ``row`` name the value that is disputed, ``claimed`` what it should be,
    ``decided`` what the commission found it to be.
    """

    objection = models.ForeignKey(
        Objection, models.CASCADE, related_name="points", verbose_name=_("objection")
    )
    indicator = models.CharField(_("indicator"), max_length=40)
    item = models.CharField(_("data item"), max_length=60)
    language = models.CharField(max_length=2, blank=True)
    row = models.CharField(max_length=60, blank=True)
    claimed = models.DecimalField(_("value claimed"), max_digits=30, decimal_places=8)
    argument = Words(_("argument"), limit=ARGUMENT)
    documents = models.ManyToManyField(
        Document, blank=True, related_name="objection_points", verbose_name=_("documents")
    )
    outcome = models.CharField(_("outcome"), max_length=16, choices=PointOutcome.choices, blank=True)
    decided = models.DecimalField(_("value found"), max_digits=30, decimal_places=8, null=True, blank=True)
    decision = Words(_("reasons of the decision"), limit=ARGUMENT, blank=True)

    class Meta:
        verbose_name = _("point of an objection")
        verbose_name_plural = _("points of objections")
        ordering = ["objection", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["objection", "item", "language", "row"], name="value_disputed_once"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="accepted") | Q(decided__isnull=False), name="accepted_point_has_value"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.claimed}"
