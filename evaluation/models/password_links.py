"""Links for passwords that were asked for: who is to get one, never the link itself, which is made when it leaves."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class LinkPurpose(models.TextChoices):
    """Why it is sent; it has other words for each."""

    FORGOTTEN = "forgotten", _("asked for at the sign-in")
    SENT = "sent", _("sent by an administrator")


class LinkState(models.TextChoices):
    """Only what waits is sent; failed is after the last attempt, and nothing tries it again by itself."""

    WAITING = "waiting", _("waiting to be sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("not delivered")


class PasswordLink(models.Model):
    """One link that is owed to a person; or, until a worker has looked it up, to whoever has an address.

    Whoever asks at the sign-in leaves the same row for an address that somebody has as for one that nobody has, so that
    page and time are the same; the second is deleted.
    """

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("to")
    )
    address = models.CharField(max_length=254, blank=True)
    purpose = models.CharField(_("purpose"), max_length=16, choices=LinkPurpose.choices)
    state = models.CharField(_("state"), max_length=16, choices=LinkState.choices, default=LinkState.WAITING)
    asked_at = models.DateTimeField(_("asked for at"))
    try_at = models.DateTimeField(_("next attempt not before"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("link for a password")
        verbose_name_plural = _("links for passwords")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LinkState.values), name="password_link_state_known"),
            models.CheckConstraint(
                condition=Q(to__isnull=False, address="") | Q(to__isnull=True, state="waiting"),
                name="password_link_to_somebody",
            ),
            # asked for ten times while the mail is away, it is sent once
            models.UniqueConstraint(
                fields=["to", "purpose"], condition=Q(state="waiting"), name="password_link_waits_once"
            ),
            models.UniqueConstraint(
                fields=["address"], condition=Q(to__isnull=True), name="password_link_asked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, {self.to or '–'}"
