"""The values of data items, one from each hand (c4, c9.4)."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluation.models import Body, Cycle
from evaluation.models.history import tracked
from evaluation.models.triggers import Refuses
from evaluation.state_sets import values_of
from reports.models.choices import Provenance
from reports.models.documents import Document
from reports.models.reports import SUBMITTED, Report

#: Signs of an explanation of a value.
EXPLANATION_LENGTH = 1_000


class ValueStatus(models.TextChoices):
    """Given: a number or a choice; not counted: neither, but a reason. The database checks it."""

    GIVEN = "given", _("given")
    NOT_COUNTED = "not_counted", _("not counted")


_STATES = ", ".join(f"'{state}'" for state in values_of(SUBMITTED))
_SIGNED = f"""
    OLD.report_id <> NEW.report_id OR OLD.report_id IS NOT NULL AND NEW.report_id IS NULL AND TG_OP = 'UPDATE'
    OR NEW.report_id IS NULL AND NEW.provenance = 'reported' AND EXISTS (SELECT FROM public.reports_report r
        WHERE (r.cycle_id, r.body_id) = (NEW.cycle_id, NEW.body_id))
    OR (SELECT r.state IN ({_STATES}) OR (r.cycle_id, r.body_id)
            <> (COALESCE(NEW.cycle_id, OLD.cycle_id), COALESCE(NEW.body_id, OLD.body_id))
        FROM public.reports_report r WHERE r.id = COALESCE(OLD.report_id, NEW.report_id) FOR SHARE)
"""  # noqa: S608 - of the words of this module alone

_OF_SIGNED = f"""
    OLD.datumvalue_id <> NEW.datumvalue_id OR (SELECT r.state FROM public.reports_datumvalue v
        JOIN public.reports_report r ON r.id = v.report_id
        WHERE v.id = COALESCE(OLD.datumvalue_id, NEW.datumvalue_id) FOR SHARE OF r) IN ({_STATES})
"""  # noqa: S608 - of the words of this module alone


@tracked()
class DatumValue(models.Model):
    """One value of one data item for a body and a year, from one hand. Values of several hands stand side by side.

    ``language`` ("kk", "ru" or ""), ``row`` (KPI or programme code, or "") tell repeated items apart. A choice
    (yes/partly/no) is kept in ``choice``; a number, sum or share in ``number``. ``given_for`` is the authority whose
    office gave it; empty for what the body itself reported. ``report``: the report in which the body gave it; empty for
    every other hand, and for a year whose reports the portal does not have.
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
    #: What the body says of a value that a check of the methodology asks about; evaluators read it beside the value.
    explanation = models.CharField(_("explanation"), max_length=EXPLANATION_LENGTH, blank=True)
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
    report = models.ForeignKey(
        Report, models.PROTECT, null=True, blank=True, related_name="values", verbose_name=_("report")
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
        # what of an item came since it was marked is asked of all bodies at once, and read in the index alone
        indexes = [models.Index(fields=["item", "cycle", "body", "given_at"], name="value_came")]
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
        triggers = [
            # What the first head signed stays until the report is returned: it neither changes, nor goes, nor comes
            # in beside it, nor is it turned into another hand's (c40, c64).
            Refuses(
                name="signed_values_stay",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition(_SIGNED),
            ),
        ]

    @property
    def attached(self) -> list[Document]:
        """The documents behind the value: those that `ATTACHED` read with it, else read now. One query at most."""
        found: list[Document] | None = self.__dict__.get("read_with_it")
        return list(self.documents.all()) if found is None else found

    def __str__(self) -> str:
        return f"{self.item} = {self.number if self.number is not None else self.choice or self.reason}"


#: For reading many values with their documents: a plain list, where Django would make a query set for each value.
ATTACHED = models.Prefetch("documents", to_attr="read_with_it")


#: A document behind a value of a signed report stays as the value does. Migrations know no table between two models:
#: the one of this guard installs it as SQL.
DOCUMENTS_STAY = Refuses(
    name="signed_documents_stay",
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Condition(_OF_SIGNED),
)
_register: Any = DOCUMENTS_STAY.register
_register(DatumValue.documents.through)
