"""Official statistics taken in by an authority: which source, retrieved when, which bytes (c4.6, c18.1)."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluation.models import Body, Cycle
from evaluation.models.triggers import Refuses


class StatisticsImport(models.Model):
    """One file of official statistics, taken in whole. Its values point here; the row never changes."""

    cycle = models.ForeignKey(
        Cycle, models.PROTECT, related_name="statistics_imports", verbose_name=_("cycle")
    )
    authority = models.ForeignKey(
        Body, models.PROTECT, related_name="statistics_imports", verbose_name=_("authorised body")
    )
    source = models.CharField(_("source"), max_length=200)
    retrieved_on = models.DateField(_("retrieved on"))
    filename = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("checksum"), max_length=64)
    count = models.PositiveIntegerField(_("values"))
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(_("imported at"))

    class Meta:
        verbose_name = _("import of official statistics")
        verbose_name_plural = _("imports of official statistics")
        ordering = ["-imported_at", "-id"]
        triggers = [
            Refuses(name="statistics_stay", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    @property
    def journal_year(self) -> int:
        """The reporting year. One file tells of many bodies: the journal gets an entry under each."""
        return self.cycle.year

    def __str__(self) -> str:
        return f"{self.source} ({self.retrieved_on:%d.%m.%Y})"
