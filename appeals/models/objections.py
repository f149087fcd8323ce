"""Objections of a body to its conclusion, with supporting documents, point by point (c57, c58, c60, c61)."""

from __future__ import annotations

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from blocks.models import Conclusion, Document
from blocks.models.reports import has_no_interest
from evaluation import rights
from evaluation.acting import guard, law
from evaluation.models import Body, Cycle, Office, Role, User
from evaluation.models.base import Record, guarded, state_field
from evaluation.refusals import FieldFault, Refusal
from schedule.due import ByTerm
from schedule.models import Term


class ObjectionState(models.TextChoices):
    DRAFT = "draft", _("being prepared")
    FILED = "filed", _("filed")
    IN_REVIEW = "in_review", _("with the special commission")
    ACCEPTED = "accepted", _("accepted")
    NOT_ACCEPTED = "not_accepted", _("not accepted")
    WITHDRAWN = "withdrawn", _("withdrawn")


@rights.because(_("Only the preparers of this body prepare its objections."))
def is_body_preparer(user: User, objection: Any) -> bool:
    return rights.standing(user).holds(Office.PREPARER, Office.FIRST_HEAD, body=objection.body_id)


@rights.because(_("Only the first head of this body files its objections."))
def is_body_head(user: User, objection: Any) -> bool:
    return rights.standing(user).holds(Office.FIRST_HEAD, body=objection.body_id)


@rights.because(_("Only the approver of the authorised body that the objection is addressed to does this."))
def is_authority_approver(user: User, record: Any) -> bool:
    return rights.standing(user).holds(Office.APPROVER, body=record.authority_id)


def may_sit(user: User, authority: int) -> bool:
    """Whether the person is today of those who sit in special commissions of the authority (id): a seat outlives no
    office (c59)."""
    standing = rights.standing(user)
    return standing.holds(Office.SPECIAL_COMMISSION_MEMBER, body=authority) or standing.holds_in_role(
        Role.WORKING_BODY, Office.WORKING_BODY
    )


@rights.because(_("Only the chair of the special commission records its decision."))
def is_chair(user: User, objection: Any) -> bool:
    from appeals.models.special_commissions import Seat, SpecialCommissionMember, SpecialCommissionState

    return (
        may_sit(user, objection.authority_id)
        and SpecialCommissionMember.objects.filter(
            commission__objection_id=objection.pk,
            commission__state=SpecialCommissionState.FORMED,
            user_id=user.pk,
            seat=Seat.CHAIR,
        ).exists()
    )


@rights.because(
    _("Only the body, the authorised body, the special commission and the working body see the objection.")
)
def may_see_objection(user: User, objection: Any) -> bool:
    from appeals.selectors import may_open_objection

    return may_open_objection(user, objection)


@guard
def has_documents(objection: Objection) -> Refusal | None:
    """Objections are considered only with supporting documents (c58)."""
    points = list(objection.points.prefetch_related("documents"))
    if not points:
        return Refusal(
            "incomplete",
            _t("The objection has no points: name at least one indicator that you disagree with."),
            clause="c57",
            faults=[FieldFault("points", _t("Choose an indicator and write your argument."))],
        )
    bare = [point for point in points if not point.documents.all()]
    if not bare:
        return None
    return Refusal(
        "incomplete",
        _t("Objections are considered only with supporting documents: %(count)s points have none.")
        % {"count": len(bare)},
        clause="c58",
        remedy=_t("Attach a document to each point, or remove the point."),
        faults=[FieldFault(f"point-{point.pk}", _t("Attach a supporting document.")) for point in bare],
    )


@guard
def commission_is_formed(objection: Objection) -> Refusal | None:
    """Only a formed special commission considers an objection, and everybody in it may sit today (c59)."""
    commission = getattr(objection, "commission", None)
    if commission is None or commission.state != "formed":
        return Refusal("incomplete", _t("The special commission is not formed yet."), clause="c59")
    return unlawful_commission(objection)


@guard
def commission_may_sit(objection: Objection) -> Refusal | None:
    """Nobody decides with somebody who may not sit: who left, became a party, or took part meanwhile (c59)."""
    return unlawful_commission(objection)


def unlawful_commission(objection: Objection) -> Refusal | None:
    """Why the commission, as it sits, may not act on the objection today; None when everybody in it may (c59)."""
    from appeals.selectors import composition_faults

    commission = getattr(objection, "commission", None)
    faults = composition_faults(commission) if commission is not None else []
    if not faults:
        return None
    return Refusal(
        "incomplete",
        _t("The special commission cannot decide as it sits: %(why)s")
        % {"why": " ".join(fault.sentence for fault in faults)},
        clause="c59",
        remedy=_t("The approver who formed it fills its seats anew; the term of the result goes on."),
        faults=faults,
    )


@guard
def points_are_decided(objection: Objection) -> Refusal | None:
    """Every point has its outcome and reasons."""
    open_points = [point for point in objection.points.all() if not point.outcome or not point.decision]
    if not open_points:
        return None
    return Refusal(
        "incomplete",
        _t("Every point is decided, with reasons: %(count)s are not.") % {"count": len(open_points)},
        clause="c60",
        faults=[
            FieldFault(f"point-{p.pk}", _t("Choose the outcome and write the reasons.")) for p in open_points
        ],
    )


@guard
def something_is_accepted(objection: Objection) -> Refusal | None:
    """An objection is accepted when at least one of its points is."""
    if any(point.outcome == PointOutcome.ACCEPTED for point in objection.points.all()):
        return None
    return Refusal(
        "incomplete", _t("No point was accepted: record the objection as not accepted."), clause="c60"
    )


@guard
def nothing_is_accepted(objection: Objection) -> Refusal | None:
    """An objection is not accepted when none of its points is."""
    if not any(point.outcome == PointOutcome.ACCEPTED for point in objection.points.all()):
        return None
    return Refusal("incomplete", _t("A point was accepted: record the objection as accepted."), clause="c60")


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
@pghistory.track()
class Objection(Record):
    """A body's objection to one conclusion, addressed to the authorised body of that block."""

    at_hand = ("cycle", "body", "authority", "conclusion__objection_term", "result_term")
    left_behind = ("conclusion__trace", "conclusion__content")

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
                condition=Q(state__in=["draft", "withdrawn"])
                | Q(filed_at__isnull=False, filed_by__isnull=False, result_term__isnull=False),
                name="filed_objection_has_term",
            ),
        ]
        rules_permissions = {
            "view": rights.all_of(may_see_objection),
            "prepare": rights.all_of(is_body_preparer),
            "file": rights.all_of(is_body_head),
            "consider": rights.all_of(is_authority_approver, has_no_interest),
            "decide": rights.all_of(is_chair, has_no_interest),
        }

    def __str__(self) -> str:
        return _t("Objection %(number)s") % {"number": self.number}

    @property
    def block(self) -> int:
        return self.conclusion.block

    @property
    def objection_term(self) -> Any:
        return self.conclusion.objection_term

    @property
    def journal_year(self) -> int:
        return self.cycle.year

    @property
    def journal_subject_id(self) -> int:
        return self.body_id

    @transition(
        field=state,
        source=ObjectionState.DRAFT,
        target=ObjectionState.FILED,
        conditions=[has_documents],
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
        conditions=[commission_is_formed],
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
        conditions=[commission_may_sit, points_are_decided, something_is_accepted],
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
        conditions=[commission_may_sit, points_are_decided, nothing_is_accepted],
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


class PointOutcome(models.TextChoices):
    ACCEPTED = "accepted", _("accepted")
    NOT_ACCEPTED = "not_accepted", _("not accepted")


@pghistory.track()
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
    argument = models.TextField(_("argument"))
    documents = models.ManyToManyField(
        Document, blank=True, related_name="objection_points", verbose_name=_("documents")
    )
    outcome = models.CharField(_("outcome"), max_length=16, choices=PointOutcome.choices, blank=True)
    decided = models.DecimalField(_("value found"), max_digits=30, decimal_places=8, null=True, blank=True)
    decision = models.TextField(_("reasons of the decision"), blank=True)

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
