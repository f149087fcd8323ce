"""What a first head signed of a report, and by what signature (c64).

A manifest is frozen: nobody changes or takes it away. A signature keeps what was received; only what is found of it may
still change, while it could not be checked.
"""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from evaluation.limits import PLACES, Data
from evaluation.models.history import tracked
from evaluation.models.triggers import Refuses, never_emptied
from reports.models.reports import Report


class Sha256(Func):
    """The checksum of bytes in small hexadecimal digits, as PostgreSQL counts it itself."""

    template = "encode(sha256(%(expressions)s), 'hex')"
    output_field = models.CharField(max_length=64)


class Manifest(models.Model):
    """A report as it was laid before its first head: canonical bytes and their checksum, frozen."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="manifests", verbose_name=_("report"))
    content = models.BinaryField(_("content"))
    sha256 = models.CharField(_("checksum"), max_length=64)
    frozen_at = models.DateTimeField(_("frozen at"))
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("manifest of a report")
        verbose_name_plural = _("manifests of reports")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(sha256=Sha256(F("content"))), name="manifest_is_its_checksum"),
        ]
        triggers = [
            Refuses(name="frozen", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return self.sha256


class SignatureState(models.TextChoices):
    """What is known of a signature. "Not checked yet" is not "invalid": the worker asks again."""

    VALID = "valid", _("valid")
    INVALID = "invalid", _("not valid")
    UNCHECKED = "unchecked", _("could not be checked yet")


#: Columns that tell what was received: they stay.
_RECEIVED = ("id", "manifest_id", "report_id", "way", "signed_by_id", "received_at", "cms")
_MOVED = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in _RECEIVED)
_SETTLED = (
    f"{_MOVED} OR OLD.state <> 'unchecked' AND (OLD.state, OLD.answers, OLD.facts, OLD.evidence, OLD.judged_at) "
    "IS DISTINCT FROM (NEW.state, NEW.answers, NEW.facts, NEW.evidence, NEW.judged_at) "
    "OR OLD.withdrawn_at IS NOT NULL AND OLD.withdrawn_at IS DISTINCT FROM NEW.withdrawn_at"
)


@tracked(exclude=["cms", "evidence"])
class Signature(models.Model):
    """One signature over a manifest: by which way, what was received, what is found of it.

    ``answers``: [question, outcome, why] of each question asked (``reports.signing.verdict``). ``withdrawn_at``: since
    when it no longer counts, because what it covered changed.
    """

    manifest = models.ForeignKey(
        Manifest, models.PROTECT, related_name="signatures", verbose_name=_("manifest of a report")
    )
    report = models.ForeignKey(Report, models.PROTECT, related_name="signatures", verbose_name=_("report"))
    way = models.SlugField(_("way of signing"), max_length=20)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    received_at = models.DateTimeField(_("received at"))
    #: The electronic signature as it came; none where the portal's own second step stands for it.
    cms = models.BinaryField(_("electronic signature"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=SignatureState.choices)
    answers = Data(_("what was found"), limit=PLACES, default=list, blank=True)
    facts = Data(_("certificate"), limit=PLACES, default=dict, blank=True)
    evidence = Data(_("answers of authorities"), limit=PLACES, default=dict, blank=True)
    judged_at = models.DateTimeField(_("judged as of"))
    checked_at = models.DateTimeField(_("checked at"))
    attempts = models.PositiveIntegerField(_("attempts"), default=1)
    withdrawn_at = models.DateTimeField(_("no longer counts since"), null=True, blank=True)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SignatureState.values), name="signature_state_known"
            ),
            models.CheckConstraint(
                condition=Q(cms__isnull=True) | Q(cms__isnull=False) & ~Q(way=Value("second_factor")),
                name="signature_by_second_step_has_no_file",
            ),
            # One signature stands for a report; what was found invalid never stood.
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(withdrawn_at__isnull=True) & ~Q(state="invalid"),
                name="report_signed_once",
            ),
        ]
        triggers = [
            Refuses(
                name="received_stays", operation=pgtrigger.Update, condition=pgtrigger.Condition(_SETTLED)
            ),
            never_emptied(),
        ]

    @property
    def stands(self) -> bool:
        """Whether the report counts as signed by it."""
        return self.withdrawn_at is None and self.state != SignatureState.INVALID

    def __str__(self) -> str:
        return f"{self.get_state_display()} · {self.received_at:%Y-%m-%d %H:%M}"
