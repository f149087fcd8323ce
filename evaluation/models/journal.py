"""The journal of acts: who did what, when, under which clause. Written once, never changed (c9.4, c44, c63, c66)."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluation import clock
from evaluation.models.bodies import Body
from evaluation.models.triggers import GuardTrigger, Refuses


class JournalEntry(models.Model):
    """One act. ``act`` is the verb's code ("report.sign"), ``subject`` the body that the act concerns."""

    at = models.DateTimeField(_("at"), default=clock.now, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="acts",
        verbose_name=_("actor"),
    )
    act = models.CharField(_("act"), max_length=64, db_index=True)
    clause = models.CharField(_("clause"), max_length=40, blank=True)
    object_type = models.CharField(_("object type"), max_length=64)
    object_id = models.BigIntegerField(_("object"))
    subject = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="journal", verbose_name=_("body concerned")
    )
    year = models.PositiveSmallIntegerField(_("reporting year"), null=True, blank=True)
    before = models.CharField(_("state before"), max_length=32, blank=True)
    after = models.CharField(_("state after"), max_length=32, blank=True)
    details: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        _("details"), default=dict, blank=True
    )

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="journal_by_object"),
            models.Index(fields=["year", "subject"], name="journal_by_subject"),
        ]
        triggers = [
            Refuses(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            GuardTrigger(
                name="never_emptied",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act}"


class DemoClock(models.Model):
    """How far the demo's clock stands from the real one; a single row, only in demo mode."""

    offset = models.DurationField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_demo_clock")]
