"""The words of letters that an administrator may change, kept beside the shipped ones."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluation.limits import CHAPTER, Words
from schedule.letter_kinds import faults_of


class LetterTemplate(models.Model):
    """Words for one kind of letter in one language, instead of the shipped ones. Refused when they do not compile."""

    kind = models.CharField(_("kind"), max_length=40)
    language = models.CharField(
        _("language"), max_length=2, choices=[("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]
    )
    subject = models.CharField(_("subject"), max_length=300)
    text = Words(_("text"), limit=CHAPTER)

    class Meta:
        verbose_name = _("words of a letter")
        verbose_name_plural = _("words of letters")
        ordering = ["kind", "language"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "language"], name="letter_words_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language})"

    def clean(self) -> None:
        """Refuse an unknown kind, a name that the letter's context does not have, and a broken ``%(name)s``."""
        faults: dict[str, Any] = faults_of(self.kind, self.subject, self.text)
        if faults:
            raise ValidationError(faults)
