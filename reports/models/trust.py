"""The registers by which an electronic signature is verified: authorities that are believed, and who signs for a body."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluation.limits import ARGUMENT, Words
from evaluation.models import Body
from evaluation.models.bodies import VALIDITY, Dated, identity_number
from evaluation.models.history import tracked
from evaluation.models.triggers import past_stays
from reports.signing.cms import Unreadable, certificate_from


class AuthorityKind(models.TextChoices):
    """The places of the trust list. The portal ships none of their certificates: who runs it enters them."""

    NATIONAL_RSA = "national_rsa", _("National Certification Authority, RSA")
    NATIONAL_GOST = "national_gost", _("National Certification Authority, GOST")
    STATE_BODIES = "state_bodies", _("certification authority of the state bodies")
    STAMPS = "stamps", _("time-stamp authority")
    DEMO = "demo", _("authority of the demo")


def readable_certificate(text: str) -> None:
    """A field's validator. Raises ValidationError for what is no certificate in PEM."""
    try:
        certificate_from(text.strip().encode())
    except Unreadable:
        raise ValidationError(
            _("This is not a certificate in PEM: it begins with “-----BEGIN CERTIFICATE-----”.")
        ) from None


@tracked()
class TrustedAuthority(Dated):
    """A certificate of an authority that the portal believes, from a day until a day: a root or one below it."""

    kind = models.CharField(_("authority"), max_length=16, choices=AuthorityKind.choices)
    certificate = Words(_("certificate, PEM"), limit=ARGUMENT, validators=[readable_certificate])
    responder = models.URLField(
        _("address that answers whether a certificate is revoked (OCSP)"), max_length=200, blank=True
    )

    class Meta:
        verbose_name = _("trusted certification authority")
        verbose_name_plural = _("trusted certification authorities")
        ordering = ["kind", "valid_from", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AuthorityKind.values), name="authority_kind_known"),
        ]
        triggers = [past_stays()]

    @property
    def plain(self) -> Any:
        """The certificate, read."""
        return certificate_from(self.certificate.strip().encode())

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.valid_from}"


class SigningBasis(models.TextChoices):
    """Why somebody signs for a body: as its first head, or by an order that gives the right to sign."""

    FIRST_HEAD = "first_head", _("first head")
    DELEGATION = "delegation", _("right to sign, by an order")


@tracked(exclude=["iin"])
class Signatory(Dated):
    """Whose certificate signs for a body: the holder's IIN, on what ground, since when. The office itself stays a membership."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="signatories", verbose_name=_("body"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="signs_as", verbose_name=_("account")
    )
    iin = models.CharField(
        _("individual identification number (IIN)"), max_length=12, validators=[identity_number]
    )
    basis = models.CharField(
        _("ground"), max_length=16, choices=SigningBasis.choices, default=SigningBasis.FIRST_HEAD
    )
    order_number = models.CharField(_("order number"), max_length=60, blank=True)
    order_date = models.DateField(_("order date"), null=True, blank=True)

    class Meta:
        verbose_name = _("signatory of a body")
        verbose_name_plural = _("signatories of bodies")
        ordering = ["body", "valid_from"]
        constraints = [
            models.CheckConstraint(condition=Q(basis__in=SigningBasis.values), name="signatory_basis_known"),
            models.CheckConstraint(condition=Q(iin__regex=r"^[0-9]{12}$"), name="signatory_iin_digits"),
            models.CheckConstraint(
                condition=~Q(basis="delegation") | ~Q(order_number="") & Q(order_date__isnull=False),
                name="delegation_has_its_order",
            ),
            ExclusionConstraint(
                name="signatory_once",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("body", RangeOperators.EQUAL),
                    (VALIDITY, RangeOperators.OVERLAPS),
                ],
            ),
        ]
        triggers = [past_stays()]

    def clean(self) -> None:
        """For forms: a delegation names its order. Raises ValidationError."""
        if self.basis == SigningBasis.DELEGATION and not (self.order_number and self.order_date):
            raise ValidationError(
                {"order_number": _("A right to sign rests on an order: give its number and date.")}
            )

    def __str__(self) -> str:
        return f"{self.user}, {self.get_basis_display()}"
