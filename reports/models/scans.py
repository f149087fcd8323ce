"""What the scanner said of stored bytes, kept by their checksum: clean, infected, or not scanned yet (c44)."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluation.limits import LINE
from evaluation.models.triggers import Refuses


class Verdict(models.TextChoices):
    """Three answers and never a fourth: what was not read to its end was not scanned."""

    CLEAN = "clean", _("checked for viruses")
    INFECTED = "infected", _("infected")
    NOT_SCANNED = "not_scanned", _("not checked for viruses yet")


class FileScan(models.Model):
    """The verdict on the bytes of a checksum, whatever documents hold them; the worker asks again for what is open."""

    sha256 = models.CharField(_("checksum"), max_length=64, unique=True)
    verdict = models.CharField(
        _("verdict"), max_length=12, choices=Verdict.choices, default=Verdict.NOT_SCANNED
    )
    #: What the scanner found, or the code of why it gave no answer.
    told = models.CharField(_("what the scanner told"), max_length=LINE, blank=True)
    scanned_at = models.DateTimeField(_("scanned at"), null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("virus check of a file")
        verbose_name_plural = _("virus checks of files")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="scan_verdict_known"),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.NOT_SCANNED) | Q(scanned_at__isnull=False),
                name="scan_verdict_has_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["attempts", "id"], condition=Q(verdict="not_scanned"), name="files_to_scan")
        ]
        triggers = [
            # What the scanner says anew is written over; that it said something is not forgotten.
            Refuses(
                name="verdict_is_not_forgotten",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition(
                    "(OLD.id, OLD.sha256) IS DISTINCT FROM (NEW.id, NEW.sha256) "
                    "OR OLD.verdict <> 'not_scanned' AND NEW.verdict = 'not_scanned'"
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]}: {self.get_verdict_display()}"
