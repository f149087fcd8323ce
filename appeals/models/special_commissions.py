"""The special commission at the authorised body, with representatives of the working body (c59)."""

from __future__ import annotations

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from appeals.models.objections import RESULT_DUE, Objection, is_authority_approver
from blocks.models.reports import has_no_interest
from evaluation import rights
from evaluation.acting import guard, law
from evaluation.models import Office
from evaluation.models.base import Record, guarded, state_field
from evaluation.refusals import Refusal


class Seat(models.TextChoices):
    CHAIR = "chair", _("chair")
    MEMBER = "member", _("member")
    WORKING_BODY = "working_body", _("representative of the working body")


class SpecialCommissionState(models.TextChoices):
    FORMING = "forming", _("being formed")
    FORMED = "formed", _("formed")


@guard
def composition_is_lawful(commission: SpecialCommission) -> Refusal | None:
    """A chair, a member, a representative of the working body, and nobody who took part in the evaluation (c59)."""
    from appeals.selectors import composition_faults

    faults = composition_faults(commission)
    if not faults:
        return None
    return Refusal(
        "incomplete", _t("The special commission cannot be formed like this."), clause="c59", faults=faults
    )


@guard
def composition_is_broken(commission: SpecialCommission) -> Refusal | None:
    """Somebody who sits may not sit any more: left the office, or became a party (c59, A-APPEAL-6)."""
    from appeals.selectors import composition_faults

    if composition_faults(commission):
        return None
    return Refusal(
        "state",
        _t("The special commission is formed already, and everybody in it may sit: it is not formed anew."),
        clause="c59",
    )


@guarded
@pghistory.track()
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
        rules_permissions = {"form": rights.all_of(is_authority_approver, has_no_interest)}

    def __str__(self) -> str:
        return _t("Special commission on objection %(number)s") % {"number": self.objection.number}

    @property
    def body_id(self) -> int:
        return self.objection.body_id

    @property
    def authority_id(self) -> int:
        return self.objection.authority_id

    @property
    def result_term(self) -> Any:
        return self.objection.result_term

    @property
    def journal_year(self) -> int:
        return self.objection.cycle.year

    @property
    def journal_subject_id(self) -> int:
        return self.objection.body_id

    @transition(
        field=state,
        source=SpecialCommissionState.FORMING,
        target=SpecialCommissionState.FORMED,
        conditions=[composition_is_lawful],
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
        conditions=[composition_is_broken],
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


@pghistory.track()
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
