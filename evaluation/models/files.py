"""Files that the portal keeps beside the database: whether each is whole, and what was ever issued (c4, c46, c51)."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluation.models.triggers import Refuses


class FileFault(models.TextChoices):
    """What is wrong with stored bytes; none: they are those of the record."""

    NONE = "", _("whole")
    MISSING = "missing", _("not there")
    TORN = "torn", _("other bytes than were stored")
    UNREADABLE = "unreadable", _("cannot be read from the disk")


class KeptFile(models.Model):
    """One path in the store: the bytes that must lie there, when they were last compared, and what is wrong with them.

    Several records may lean on one path, as the same bytes are stored once. A row is about the disk, no evidence:
    it may go when no record names its path any more.
    """

    path = models.CharField(_("path"), max_length=200, unique=True)
    sha256 = models.CharField(_("checksum"), max_length=64)
    #: None: of a record that does not keep it.
    size = models.PositiveBigIntegerField(_("size"), null=True, blank=True)
    checked_at = models.DateTimeField(_("last compared"), null=True, blank=True)
    fault = models.CharField(
        _("what is wrong"), max_length=12, choices=FileFault.choices, default=FileFault.NONE, blank=True
    )
    found_at = models.DateTimeField(_("found at"), null=True, blank=True)

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        constraints = [
            models.CheckConstraint(
                condition=Q(fault="") | Q(found_at__isnull=False), name="fault_of_file_is_dated"
            )
        ]
        indexes = [
            models.Index(fields=["checked_at"], name="files_by_check"),
            models.Index(fields=["found_at"], condition=~Q(fault=""), name="files_with_faults"),
        ]

    def __str__(self) -> str:
        return self.path


class IssuedFile(models.Model):
    """A file as it was once issued: its bytes' checksum stays known, whatever becomes of the file. Written once.

    ``kind`` is the record's model ("blocks.conclusion"), ``number`` what the file itself calls the record. The same
    record and language has several rows when another version of the program built other bytes.
    """

    kind = models.CharField(_("kind"), max_length=64)
    object_id = models.BigIntegerField(_("record"))
    number = models.CharField(_("number"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=2)
    sha256 = models.CharField(_("checksum"), max_length=64, db_index=True)
    #: None: issued before sizes were kept.
    size = models.PositiveBigIntegerField(_("size"), null=True, blank=True)
    issued_at = models.DateTimeField(_("issued at"))

    class Meta:
        verbose_name = _("issued file")
        verbose_name_plural = _("issued files")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "language", "sha256"], name="issued_once"),
        ]
        triggers = [Refuses(name="issued_for_good", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.number} ({self.language}) {self.sha256[:12]}"
