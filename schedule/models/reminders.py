"""Reminders as rows, the offsets at which they are sent, the calendars that people subscribe to."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from schedule.models.letters import Letter


class ReminderState(models.TextChoices):
    """Only planned ones are sent. A cancelled one is planned again when its duty is owed again."""

    PLANNED = "planned", _("planned")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")
    MISSED = "missed", _("missed")


class ReminderOffset(models.Model):
    """How many working days before the last day a reminder is sent; 0 is the last day itself."""

    days = models.PositiveSmallIntegerField(
        _("working days before"), unique=True, validators=[MaxValueValidator(60)]
    )

    class Meta:
        verbose_name = _("moment of a reminder")
        verbose_name_plural = _("moments of reminders")
        ordering = ["-days"]

    def __str__(self) -> str:
        return str(self.days)


class Reminder(models.Model):
    """One reminder of one duty to one person. ``kind`` is the duty with its offset ("report.sign-3", "report.sign+1").

    ``title`` is in the person's language as it was when planned. ``missed``: its moment passed while nobody sent
    it and a later one says the same, or the term is over.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reminders", verbose_name=_("to")
    )
    object_type = models.CharField(_("object type"), max_length=64)
    object_id = models.BigIntegerField(_("object"))
    duty = models.CharField(_("duty"), max_length=40)
    kind = models.CharField(_("kind"), max_length=48)
    due_at = models.DateTimeField(_("end of the term"))
    at = models.DateTimeField(_("to be sent at"))
    year = models.PositiveSmallIntegerField(_("reporting year"))
    title = models.CharField(_("what is due"), max_length=300)
    titles = models.JSONField(_("in every language"), default=dict, blank=True)
    clause = models.CharField(_("clause"), max_length=40)
    path = models.CharField(_("address of the page"), max_length=300, blank=True)
    state = models.CharField(
        _("state"), max_length=16, choices=ReminderState.choices, default=ReminderState.PLANNED
    )
    done_at = models.DateTimeField(_("sent or closed at"), null=True, blank=True)
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="reminders")

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "object_type", "object_id", "kind", "due_at"], name="reminder_once"
            ),
            models.CheckConstraint(condition=Q(state__in=ReminderState.values), name="reminder_state_known"),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(letter__isnull=False), name="sent_reminder_has_letter"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "at"], condition=Q(state="planned"), name="reminders_due"),
            models.Index(fields=["year", "state"], name="reminders_of_year"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.title}"

    @property
    def title_here(self) -> str:
        """What is due, in the active language."""
        return str(self.titles.get((get_language() or "kk")[:2]) or self.title)


class SweepMark(models.Model):
    """Until when reminders have been swept; a single row, so that a jump of the demo's clock skips no morning."""

    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_sweep_mark")]


def new_token() -> str:
    """A secret of 256 bits that stands in an address."""
    return secrets.token_urlsafe(32)


class FeedLink(models.Model):
    """The secret address of a person's calendar. Whoever knows it reads their terms, so it can be revoked."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="feed_links", verbose_name=_("account")
    )
    token = models.CharField(max_length=64, unique=True, default=new_token)
    created_at = models.DateTimeField(_("made at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at__isnull=True), name="one_live_feed_per_person"
            )
        ]

    def __str__(self) -> str:
        return str(self.person)
