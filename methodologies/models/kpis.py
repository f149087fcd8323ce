"""The list of key performance indicators that an order approves (c22)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluation.models import Body, Cycle
from evaluation.models.base import Named


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
