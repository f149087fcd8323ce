"""Violations: what happened late or against the methodology, with the official who answers for it (c63, c66, c68)."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluation.models import Body, Cycle
from evaluation.models.history import tracked
from evaluation.models.triggers import Refuses


class ViolationKind(models.TextChoices):
    """As it was when first found: not done after its term, done late, or against the methodology."""

    MISSED_TERM = "missed_term", _("term passed without the act")
    LATE_ACT = "late_act", _("act after its term")
    METHODOLOGY = "methodology", _("departure from the methodology")


@tracked()
class Violation(models.Model):
    """One violation. ``act`` is the duty or verb ("report.sign"); ``settled_at`` when it was done after all.

    Recorded once per (kind, act, object, term) by the sweep or by the act that came late; never deleted.
    """

    kind = models.CharField(_("kind"), max_length=16, choices=ViolationKind.choices)
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="violations", verbose_name=_("cycle"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="violations", verbose_name=_("body"))
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="violations",
        verbose_name=_("responsible official"),
    )
    act = models.CharField(_("act"), max_length=64)
    clause = models.CharField(_("clause"), max_length=40)
    object_type = models.CharField(_("object type"), max_length=64)
    object_id = models.BigIntegerField(_("object"))
    due_at = models.DateTimeField(_("end of the term"))
    at = models.DateTimeField(_("recorded at"))
    settled_at = models.DateTimeField(_("done at"), null=True, blank=True)
    details = models.CharField(_("what happened"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("violation")
        verbose_name_plural = _("violations")
        ordering = ["-due_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "act", "object_type", "object_id", "due_at"], name="violation_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=ViolationKind.values), name="violation_kind_known"
            ),
        ]
        indexes = [models.Index(fields=["cycle", "body"], name="violations_by_body")]
        triggers = [Refuses(name="violations_stay", operation=pgtrigger.Delete)]

    @property
    def journal_year(self) -> int:
        """The reporting year under which the journal keeps it. One query unless the cycle is at hand."""
        return self.cycle.year

    @property
    def journal_subject_id(self) -> int:
        """The body that answers for it, not the one that it happened to; no query."""
        return self.body_id

    def __str__(self) -> str:
        return f"{self.body.short_name}: {self.act}"
