"""Letters: what the portal tells people. The rows are the truth; the broker only wakes the worker that sends them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from evaluation.limits import LETTER, Words
from evaluation.models import Body


class LetterState(models.TextChoices):
    """Only a waiting letter is sent; failed is after the last attempt, and nothing tries it again."""

    WAITING = "waiting", _("waiting to be sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("not delivered")


class Letter(models.Model):
    """One letter to one person; ``key`` makes sending twice impossible.

    Written in the language that the person had chosen, and told in the portal's others too: read in the page's
    language, sent in the one chosen when it leaves.
    """

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="letters", verbose_name=_("to")
    )
    key = models.CharField(max_length=200)
    kind = models.CharField(_("kind"), max_length=40)
    language = models.CharField(_("language"), max_length=2)
    subject = models.CharField(_("subject"), max_length=300)
    text = Words(_("text"), limit=LETTER)
    told = models.JSONField(_("in the other languages"), default=dict, blank=True)
    path = models.CharField(_("address of the page"), max_length=300, blank=True)
    about = models.ForeignKey(
        Body, models.PROTECT, null=True, related_name="+", verbose_name=_("body concerned")
    )
    written_at = models.DateTimeField(_("written at"))
    state = models.CharField(
        _("state"), max_length=16, choices=LetterState.choices, default=LetterState.WAITING
    )
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    try_at = models.DateTimeField(_("next attempt not before"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-written_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["to", "key"], name="letter_once"),
            models.CheckConstraint(condition=Q(state__in=LetterState.values), name="letter_state_known"),
        ]
        indexes = [
            models.Index(fields=["state", "id"], condition=Q(state="waiting"), name="letters_waiting"),
            models.Index(fields=["to", "read_at"], name="letters_inbox"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def language_here(self) -> str:
        """The active language, if the letter is told in it; else the one in which it was written."""
        code = (get_language() or self.language)[:2]
        return code if code in self.told else self.language

    @property
    def subject_here(self) -> str:
        """The subject in ``language_here``."""
        return str(self.told[self.language_here][0]) if self.language_here in self.told else self.subject

    @property
    def text_here(self) -> str:
        """The text in ``language_here``."""
        return str(self.told[self.language_here][1]) if self.language_here in self.told else self.text
