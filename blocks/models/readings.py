"""What an approver has read: kept per person, so that many at once are approved only if they were read (A-READ-1)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from blocks.models.conclusions import Conclusion
from blocks.models.scores import PartialConclusion


class Reading(models.Model):
    """A person opened the marks of a direction, or a conclusion, in the reading pane, as they were at ``revision``.

    What changed since is not read: the row stays, and its revision is no longer the record's.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person")
    )
    partial = models.ForeignKey(
        PartialConclusion, models.CASCADE, null=True, blank=True, related_name="readings"
    )
    conclusion = models.ForeignKey(Conclusion, models.CASCADE, null=True, blank=True, related_name="readings")
    revision = models.PositiveIntegerField()
    read_at = models.DateTimeField(_("read at"))

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering = ["person", "id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "partial"], name="partial_read_once"),
            models.UniqueConstraint(fields=["person", "conclusion"], name="conclusion_read_once"),
            models.CheckConstraint(
                condition=Q(partial__isnull=True) ^ Q(conclusion__isnull=True), name="reading_of_one_thing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partial or self.conclusion}"
