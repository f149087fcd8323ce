"""The values of data items, one from each hand (c4, c9.4)."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluation.models import Body, Cycle
from reports.models.choices import Provenance
from reports.models.documents import Document


class ValueStatus(models.TextChoices):
    """Given: a number or a choice; not counted: neither, but a reason. The database checks it."""

    GIVEN = "given", _("given")
    NOT_COUNTED = "not_counted", _("not counted")


@pghistory.track()
class DatumValue(models.Model):
    """One value of one data item for a body and a year, from one hand. Values of several hands stand side by side.

    ``language`` ("kk", "ru" or ""), ``row`` (KPI or programme code, or "") tell repeated items apart. A choice
    (yes/partly/no) is kept in ``choice``; a number, sum or share in ``number``. ``given_for`` is the authority whose
    office gave it; empty for what the body itself reported.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="values", verbose_name=_("cycle"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="values", verbose_name=_("body"))
    item = models.CharField(_("data item"), max_length=60)
    language = models.CharField(max_length=2, blank=True)
    row = models.CharField(max_length=60, blank=True)
    provenance = models.CharField(_("given by"), max_length=16, choices=Provenance.choices)
    status = models.CharField(
        _("status"), max_length=16, choices=ValueStatus.choices, default=ValueStatus.GIVEN
    )
    number = models.DecimalField(_("value"), max_digits=30, decimal_places=8, null=True, blank=True)
    choice = models.CharField(max_length=20, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    documents = models.ManyToManyField(
        Document, blank=True, related_name="values", verbose_name=_("documents")
    )
    statistics = models.ForeignKey(
        "reports.StatisticsImport",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="values",
        verbose_name=_("import of official statistics"),
    )
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_for = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("given by the authority"),
    )
    given_at = models.DateTimeField(_("given at"))
    revision = models.PositiveIntegerField(default=0)
    #: Stands in a report that was never signed: nobody but its body sees it, and nothing is computed from it (c40).
    draft = models.BooleanField(_("not signed yet"), default=False)

    class Meta:
        verbose_name = _("value")
        verbose_name_plural = _("values")
        ordering = ["item", "row", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "body", "item", "language", "row", "provenance"], name="value_once_per_hand"
            ),
            models.CheckConstraint(
                condition=Q(provenance__in=Provenance.values), name="value_provenance_known"
            ),
            models.CheckConstraint(
                condition=Q(status="not_counted", number__isnull=True, choice="") & ~Q(reason="")
                | Q(status="given", number__isnull=False, choice="")
                | Q(status="given", number__isnull=True) & ~Q(choice=""),
                name="value_given_or_explained",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} = {self.number if self.number is not None else self.choice or self.reason}"
