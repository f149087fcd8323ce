"""The special commission at the authorised body, with representatives of the working body (c59)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from appeals.models.objections import RESULT_DUE, Objection
from evaluation.acting import law
from evaluation.conditions import only_if
from evaluation.models import Office
from evaluation.models.base import Record, guarded, state_field
from evaluation.models.history import tracked


class Seat(models.TextChoices):
    """A lawful composition has exactly one chair, and of the other two at least one each (c59)."""

    CHAIR = "chair", _("chair")
    MEMBER = "member", _("member")
    WORKING_BODY = "working_body", _("representative of the working body")


class SpecialCommissionState(models.TextChoices):
    """Only a formed one decides; where a member may not sit any more it goes back to forming (c59)."""

    FORMING = "forming", _("being formed")
    FORMED = "formed", _("formed")


@guarded
@tracked()
class SpecialCommission(Record):
    """Formed for one objection; excludes from the record those who took part in evaluating the body."""

    objection = models.OneToOneField(
        Objection, models.PROTECT, related_name="commission", verbose_name=_("objection")
    )
    state = state_field(SpecialCommissionState, SpecialCommissionState.FORMING)
    formed_at = models.DateTimeField(_("formed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("special commission")
        verbose_name_plural = _("special commissions")

    def __str__(self) -> str:
        return _t("Special commission on objection %(number)s") % {"number": self.objection.number}

    @property
    def body_id(self) -> int:
        """The objecting body's id, by which ``has_no_interest`` judges whoever forms the commission."""
        return self.objection.body_id

    @property
    def authority_id(self) -> int:
        """The id of the body that the objection is addressed to: its approver forms the commission (c59)."""
        return self.objection.authority_id

    @property
    def result_term(self) -> Any:
        """The objection's term for the answer, what ``RESULT_DUE`` reads (c60); None before it is filed."""
        return self.objection.result_term

    @property
    def journal_year(self) -> int:
        """The objection's reporting year, under which the journal files the acts."""
        return self.objection.cycle.year

    @property
    def journal_subject_id(self) -> int:
        """The objecting body's id: the journal files the forming of the commission under it."""
        return self.objection.body_id

    @transition(
        field=state,
        source=SpecialCommissionState.FORMING,
        target=SpecialCommissionState.FORMED,
        conditions=[only_if("appeals.composition_is_lawful")],
        custom=law(
            _("Form the special commission"),
            "c59",
            "appeals.form_specialcommission",
            RESULT_DUE,
            (Office.APPROVER,),
        ),
    )
    def form(self) -> None:
        """The composition is fixed."""

    @transition(
        field=state,
        source=SpecialCommissionState.FORMED,
        target=SpecialCommissionState.FORMING,
        conditions=[only_if("appeals.composition_is_broken")],
        custom=law(
            _("Form the special commission anew"),
            "c59",
            "appeals.form_specialcommission",
            RESULT_DUE,
            (Office.APPROVER,),
        ),
    )
    def reopen(self) -> None:
        """A member may not sit any more; the seats are filled anew, and the objection stays where it is."""


@tracked()
class SpecialCommissionMember(models.Model):
    """One seat."""

    commission = models.ForeignKey(
        SpecialCommission, models.CASCADE, related_name="members", verbose_name=_("commission")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="seats", verbose_name=_("member")
    )
    seat = models.CharField(_("seat"), max_length=16, choices=Seat.choices, default=Seat.MEMBER)

    class Meta:
        verbose_name = _("member of a special commission")
        verbose_name_plural = _("members of special commissions")
        constraints = [
            models.UniqueConstraint(fields=["commission", "user"], name="seat_once"),
            models.UniqueConstraint(
                fields=["commission"], condition=models.Q(seat="chair"), name="one_chair"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_seat_display()})"
