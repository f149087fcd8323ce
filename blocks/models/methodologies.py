"""Methodologies: the document that an order approves, and the rows read from it (c17–c20, c26, c33, c39, c42)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import transition

from blocks.models.choices import Block
from evaluation import clock, rights
from evaluation.acting import guard, law
from evaluation.models import Body, Cycle, Office, Role, User
from evaluation.models.base import Named, Record, guarded, in_language, state_field
from evaluation.refusals import FieldFault, Refusal

LEADS = {
    "1": Role.STATE_PLANNING,
    "2": Role.CIVIL_SERVICE,
    "3": Role.INFORMATISATION,
    "overall": Role.STATE_PLANNING,
}
CO_DEVELOPERS = {
    "1": (Role.BUDGET_EXECUTION,),
    "2": (Role.INFORMATISATION, Role.LEGAL_STATISTICS),
    "3": (Role.CIVIL_SERVICE,),
    "overall": (),
}
#: The clauses by which the lead develops and approves, jointly with its co-developers.
DEVELOPED_UNDER = {"1": "c26", "2": "c33", "3": "c39", "overall": "c11"}


class Subject(models.TextChoices):
    """What a methodology is of: a block of c16, or the overall evaluation of c11."""

    BLOCK1 = "1", Block.GOALS.label
    BLOCK2 = "2", Block.INTERACTION.label
    BLOCK3 = "3", Block.DEVELOPMENT.label
    OVERALL = "overall", _("Overall evaluation")


class MethodologyState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PLANNING = "with_planning", _("with state planning")
    WORKING_BODY = "with_working_body", _("with the working body")
    AGREED = "agreed", _("agreed")
    APPROVED = "approved", pgettext_lazy("methodology", "approved")
    SUPERSEDED = "superseded", pgettext_lazy("methodology", "superseded")


@rights.because(_("Only a methodologist of the block's lead or of its co-developers does this."))
def is_methodologist(user: User, methodology: Any) -> bool:
    standing = rights.standing(user)
    if methodology is None:
        return standing.holds(Office.METHODOLOGIST)
    roles = (LEADS[methodology.subject], *CO_DEVELOPERS[methodology.subject])
    return any(standing.holds_in_role(role, Office.METHODOLOGIST) for role in roles)


@rights.because(_("Only the approver of the block's lead approves its methodology."))
def is_lead_approver(user: User, methodology: Any) -> bool:
    return rights.standing(user).holds_in_role(LEADS[methodology.subject], Office.APPROVER)


@guard
def content_is_complete(methodology: Methodology) -> Refusal | None:
    """The six requirements of c18 answered, weights adding up, every item supplied."""
    from blocks.methodology_review import faults_of

    faults = faults_of(methodology)
    if not faults:
        return None
    return Refusal(
        "incomplete",
        _t("The methodology cannot go on: %(count)s places need mending.") % {"count": len(faults)},
        clause="c18",
        faults=[FieldFault(path, sentence) for path, sentence in faults],
    )


@guard
def order_is_recorded(methodology: Methodology) -> Refusal | None:
    """The approving order has its number and date, and the date has come: what is in force has been ordered (c17)."""
    dated = methodology.order_date
    if methodology.order_number and dated and dated <= clock.today():
        return None
    fault = FieldFault("order_number", _t("Number and date of the order"))
    if dated and dated > clock.today():
        fault = FieldFault("order_date", _t("This day has not come yet."))
    return Refusal(
        "incomplete",
        _t("The methodology is approved by an order: give its number and date."),
        clause="c17",
        faults=[fault],
    )


def digest_of(document: dict[str, Any]) -> str:
    """SHA-256 of the document's canonical JSON, hex."""
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@guarded
@pghistory.track()
class Methodology(Record):
    """One version of a block's (or the overall) methodology for a cycle. ``document`` is the interchange format."""

    at_hand = ("cycle",)

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="methodologies", verbose_name=_("cycle"))
    subject = models.CharField(_("subject"), max_length=8, choices=Subject.choices)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    state = state_field(MethodologyState, MethodologyState.DRAFT)
    title_kk = models.CharField(_("title in Kazakh"), max_length=300)
    title_ru = models.CharField(_("title in Russian"), max_length=300)
    title_en = models.CharField(_("title in English"), max_length=300)
    illustrative = models.BooleanField(_("illustrative"), default=True)
    document: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(_("document"))
    digest = models.CharField(max_length=64, editable=False)
    order_number = models.CharField(_("order number"), max_length=60, blank=True)
    order_date = models.DateField(_("order date"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)

    class Meta:
        verbose_name = _("methodology")
        verbose_name_plural = _("methodologies")
        ordering = ["-cycle__year", "subject", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "subject", "version"], name="methodology_version_once"),
            models.UniqueConstraint(
                fields=["cycle", "subject"], condition=Q(state="approved"), name="one_methodology_in_force"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | (~Q(order_number="") & Q(order_date__isnull=False)),
                name="approved_methodology_has_order",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="approved_is_immutable",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["approved", "superseded"])
                & pgtrigger.Q(old__digest__df=pgtrigger.F("new__digest")),
            ),
            pgtrigger.Protect(
                name="approved_text_is_immutable",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["approved", "superseded"])
                & pgtrigger.Q(old__document__df=pgtrigger.F("new__document")),
            ),
        ]
        rules_permissions = {
            "draft": rights.all_of(is_methodologist),
            "agree_planning": rights.all_of(rights.is_planning_coordinator),
            "agree_working_body": rights.all_of(rights.is_working_body),
            "approve": rights.all_of(is_lead_approver),
        }

    def __str__(self) -> str:
        return f"{self.title} · {self.cycle.year} · {self.version}"

    @property
    def title(self) -> str:
        return in_language(self, "title")

    @property
    def journal_year(self) -> int:
        return self.cycle.year

    @property
    def block(self) -> int | None:
        """The block's number; None for the overall methodology."""
        return None if self.subject == Subject.OVERALL else int(self.subject)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.digest = digest_of(self.document)
        super().save(*args, **kwargs)

    @transition(
        field=state,
        source=MethodologyState.DRAFT,
        target=MethodologyState.PLANNING,
        conditions=[content_is_complete],
        custom=law(
            _("Send to state planning for agreement"),
            "c17",
            "blocks.draft_methodology",
            None,
            (Office.METHODOLOGIST,),
        ),
    )
    def submit(self) -> None:
        """The lead and its co-developers have finished the draft."""

    @transition(
        field=state,
        source=MethodologyState.PLANNING,
        target=MethodologyState.WORKING_BODY,
        custom=law(
            _("Agree on behalf of state planning"),
            "c14, c17",
            "blocks.agree_planning_methodology",
            None,
            (Office.COORDINATOR,),
        ),
    )
    def agree_planning(self) -> None:
        """State planning agrees."""

    @transition(
        field=state,
        source=MethodologyState.WORKING_BODY,
        target=MethodologyState.AGREED,
        custom=law(
            _("Agree on behalf of the working body"),
            "c17",
            "blocks.agree_working_body_methodology",
            None,
            (Office.WORKING_BODY,),
        ),
    )
    def agree_working_body(self) -> None:
        """The working body of the Commission agrees."""

    @transition(
        field=state,
        source=MethodologyState.PLANNING,
        target=MethodologyState.DRAFT,
        custom=law(
            _("Return to the developers"),
            "c17",
            "blocks.agree_planning_methodology",
            None,
            (Office.COORDINATOR,),
        ),
    )
    def return_from_planning(self) -> None:
        """State planning does not agree; the reasons are in the journal."""

    @transition(
        field=state,
        source=MethodologyState.WORKING_BODY,
        target=MethodologyState.DRAFT,
        custom=law(
            _("Return to the developers"),
            "c17",
            "blocks.agree_working_body_methodology",
            None,
            (Office.WORKING_BODY,),
        ),
    )
    def return_from_working_body(self) -> None:
        """The working body does not agree; the reasons are in the journal."""

    @transition(
        field=state,
        source=MethodologyState.AGREED,
        target=MethodologyState.APPROVED,
        conditions=[content_is_complete, order_is_recorded],
        custom=law(
            _("Approve the methodology by order"),
            "c17",
            "blocks.approve_methodology",
            None,
            (Office.APPROVER,),
        ),
    )
    def approve(self) -> None:
        """In force; immutable from now on."""

    @transition(
        field=state,
        source=MethodologyState.APPROVED,
        target=MethodologyState.SUPERSEDED,
        custom=law(
            _("Supersede by a newer version"), "c17", "blocks.approve_methodology", None, (Office.APPROVER,)
        ),
    )
    def supersede(self) -> None:
        """A newer version was approved."""


class Indicator(Named):
    """An indicator as the document has it; a reading copy for lists and joins, rewritten with the draft."""

    methodology = models.ForeignKey(
        Methodology, models.CASCADE, related_name="indicators", verbose_name=_("methodology")
    )
    code = models.CharField(_("code"), max_length=40)
    direction = models.CharField(_("direction"), max_length=8)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["methodology", "order"]
        constraints = [models.UniqueConstraint(fields=["methodology", "code"], name="indicator_once")]


class KeyPerformanceIndicator(Named):
    """One key performance indicator of a body for a year, from the list that an order approves (c22)."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="kpis", verbose_name=_("cycle"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="kpis", verbose_name=_("body"))
    code = models.SlugField(_("code"), max_length=60)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    better = models.CharField(
        _("better is"), max_length=8, choices=[("higher", _("higher")), ("lower", _("lower"))]
    )
    weight = models.DecimalField(_("weight"), max_digits=7, decimal_places=3)
    plan = models.DecimalField(_("plan"), max_digits=24, decimal_places=6)
    order_number = models.CharField(_("order number"), max_length=60)
    order_date = models.DateField(_("order date"))

    class Meta:
        verbose_name = _("key performance indicator")
        verbose_name_plural = _("key performance indicators")
        ordering = ["body", "code"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "body", "code"], name="kpi_once"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="kpi_weight_positive"),
        ]
