"""Files of conclusions that the worker builds: of those delivered, and of a draft for whoever asks for it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from blocks.models.conclusions import Conclusion, Language
from evaluation.models.editions import new_edition_where


class FileState(models.TextChoices):
    """Queued until the worker builds it, through failures too; failed when it is given up (``blocks.files``)."""

    QUEUED = "queued", _("queued")
    BUILT = "built", _("built")
    FAILED = "failed", _("failed")


class Wanted(models.IntegerChoices):
    """Who asked for a file that waits: it is built before those that nobody asked for, an office's before a reader's."""

    BY_NOBODY = 0, _("nobody yet")
    BY_READER = 1, _("a reader of the public pages")
    BY_OFFICE = 2, _("an office")


class ConclusionFile(models.Model):
    """The PDF of a conclusion in one language, built by the worker from the immutable conclusion."""

    conclusion = models.ForeignKey(
        Conclusion, models.PROTECT, related_name="files", verbose_name=_("conclusion")
    )
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    state = models.CharField(_("state"), max_length=8, choices=FileState.choices, default=FileState.QUEUED)
    file = models.FileField(_("file"), upload_to="conclusions/", max_length=200, blank=True)
    sha256 = models.CharField(_("checksum"), max_length=64, blank=True)
    built_at = models.DateTimeField(_("built at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)
    wanted = models.PositiveSmallIntegerField(
        _("wanted by"), choices=Wanted.choices, default=Wanted.BY_NOBODY
    )
    wanted_at = models.DateTimeField(_("wanted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("file of a conclusion")
        verbose_name_plural = _("files of conclusions")
        ordering = ["conclusion", "language"]
        constraints = [
            models.UniqueConstraint(fields=["conclusion", "language"], name="conclusion_file_once"),
            models.CheckConstraint(
                condition=~Q(state="built") | (~Q(file="") & ~Q(sha256="") & Q(built_at__isnull=False)),
                name="built_file_is_there",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], condition=~Q(state="built"), name="files_to_build")]
        triggers = [new_edition_where("OLD.state IS DISTINCT FROM NEW.state")]

    def __str__(self) -> str:
        return f"{self.conclusion.number} ({self.language})"


class ConclusionPreview(models.Model):
    """The PDF of a draft in one language, nobody's proof: marked as a draft, as the conclusion was at ``revision``.

    One row for each language: asked for again after a change, it is built anew in place of the former.
    """

    conclusion = models.ForeignKey(
        Conclusion, models.CASCADE, related_name="previews", verbose_name=_("conclusion")
    )
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    revision = models.PositiveIntegerField()
    state = models.CharField(_("state"), max_length=8, choices=FileState.choices, default=FileState.QUEUED)
    file = models.FileField(_("file"), upload_to="previews/", max_length=200, blank=True)
    sha256 = models.CharField(_("checksum"), max_length=64, blank=True)
    built_at = models.DateTimeField(_("built at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("preview of a conclusion")
        verbose_name_plural = _("previews of conclusions")
        ordering = ["conclusion", "language"]
        constraints = [
            models.UniqueConstraint(fields=["conclusion", "language"], name="conclusion_preview_once"),
        ]
        indexes = [
            models.Index(fields=["state", "id"], condition=~Q(state="built"), name="previews_to_build")
        ]

    def __str__(self) -> str:
        return f"{self.conclusion.number} ({self.language}, {self.revision})"
