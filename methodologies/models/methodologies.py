"""Methodologies: the document that an order approves, and the rows read from it (c17–c20, c26, c33, c39, c42)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import transition

from evaluation.acting import law
from evaluation.conditions import only_if
from evaluation.limits import METHODOLOGY, Data
from evaluation.models import Block, Cycle, Office, Role
from evaluation.models.base import Named, Record, guarded, in_language, state_field
from evaluation.models.editions import new_course_of, new_edition_where
from evaluation.models.history import tracked
from evaluation.models.triggers import Refuses, approved_stays, stays_with_approved
from evaluation.state_sets import states_in, tones_of, values_of

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
    """The steps of c17. At most one version of a subject and year is approved; its text never changes."""

    DRAFT = "draft", _("draft")
    PLANNING = "with_planning", _("with state planning")
    WORKING_BODY = "with_working_body", _("with the working body")
    AGREED = "agreed", _("agreed")
    APPROVED = "approved", pgettext_lazy("methodology", "approved")
    SUPERSEDED = "superseded", pgettext_lazy("methodology", "superseded")


#: An order has approved the text: everybody reads it.
PUBLIC_STATES = states_in(
    "PUBLIC_STATES",
    MethodologyState,
    inside=(MethodologyState.APPROVED, MethodologyState.SUPERSEDED),
    outside=(
        MethodologyState.DRAFT,
        MethodologyState.PLANNING,
        MethodologyState.WORKING_BODY,
        MethodologyState.AGREED,
    ),
)
TONES = tones_of(
    MethodologyState,
    {
        MethodologyState.DRAFT: "neutral",
        MethodologyState.PLANNING: "waiting",
        MethodologyState.WORKING_BODY: "waiting",
        MethodologyState.AGREED: "done",
        MethodologyState.APPROVED: "accepted",
        MethodologyState.SUPERSEDED: "neutral",
    },
)


def digest_of(document: dict[str, Any]) -> str:
    """SHA-256 of the document's canonical JSON, hex."""
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@guarded
@tracked()
class Methodology(Record):
    """One version of a block's (or the overall) methodology for a cycle. ``document`` is the interchange format."""

    at_hand = ("cycle",)
    ends = (MethodologyState.SUPERSEDED,)

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="methodologies", verbose_name=_("cycle"))
    subject = models.CharField(_("subject"), max_length=8, choices=Subject.choices)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    state = state_field(MethodologyState, MethodologyState.DRAFT)
    title_kk = models.CharField(_("title in Kazakh"), max_length=300)
    title_ru = models.CharField(_("title in Russian"), max_length=300)
    title_en = models.CharField(_("title in English"), max_length=300)
    illustrative = models.BooleanField(_("illustrative"), default=True)
    document: models.JSONField[dict[str, Any], dict[str, Any]] = Data(_("document"), limit=METHODOLOGY)
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
            Refuses(
                name="approved_is_immutable",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=values_of(PUBLIC_STATES))
                & pgtrigger.Q(old__digest__df=pgtrigger.F("new__digest")),
            ),
            Refuses(
                name="approved_text_is_immutable",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=values_of(PUBLIC_STATES))
                & pgtrigger.Q(old__document__df=pgtrigger.F("new__document")),
            ),
            new_edition_where(
                "OLD.state IN ('approved', 'superseded') OR NEW.state IN ('approved', 'superseded')"
            ),
            *new_course_of("state"),
            approved_stays(
                "cycle_id",
                "subject",
                "version",
                "title_kk",
                "title_ru",
                "title_en",
                "order_number",
                "order_date",
                "approved_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.cycle.year} · {self.version}"

    @property
    def title(self) -> str:
        """In the reader's language, else in Russian."""
        return in_language(self, "title")

    @property
    def journal_year(self) -> int:
        """The reporting year. The acts concern no one body: the journal gets no subject."""
        return self.cycle.year

    @property
    def block(self) -> int | None:
        """The block's number; None for the overall methodology."""
        return None if self.subject == Subject.OVERALL else int(self.subject)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Sets ``digest`` from the document first; with ``update_fields`` it is stored only if they name it."""
        self.digest = digest_of(self.document)
        super().save(*args, **kwargs)

    @transition(
        field=state,
        source=MethodologyState.DRAFT,
        target=MethodologyState.PLANNING,
        conditions=[only_if("methodologies.content_is_complete")],
        custom=law(
            _("Send to state planning for agreement"),
            "c17",
            "methodologies.draft_methodology",
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
            "methodologies.agree_planning_methodology",
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
            "methodologies.agree_working_body_methodology",
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
            "methodologies.agree_planning_methodology",
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
            "methodologies.agree_working_body_methodology",
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
        conditions=[only_if("methodologies.content_is_complete"), only_if("methodologies.order_is_recorded")],
        custom=law(
            _("Approve the methodology by order"),
            "c17",
            "methodologies.approve_methodology",
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
            _("Supersede by a newer version"),
            "c17",
            "methodologies.approve_methodology",
            None,
            (Office.APPROVER,),
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
        triggers = [stays_with_approved("methodology_id", "methodologies_methodology")]
