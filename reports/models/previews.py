"""What was read out of a document, kept so that a page only shows it."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from reports.models.documents import Document

models.TextField.register_lookup(Length, "length")

#: Signs of what is kept of one document.
MAX_KEPT: Final = 2_000_000


class PreviewState(models.TextChoices):
    """Waiting until the worker has read the file; what came of it says ``content``."""

    WAITING = "waiting", _("waiting")
    READY = "ready", _("ready")
    UNREADABLE = "unreadable", _("not readable")


class DocumentPreview(models.Model):
    """What a page shows of a document that no browser draws by itself: read once, by the worker, after the upload."""

    document = models.OneToOneField(
        Document, models.CASCADE, related_name="preview", verbose_name=_("document")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=PreviewState.choices, default=PreviewState.WAITING
    )
    #: As `reports.previews` writes it: what is shown, or why nothing is.
    content = models.TextField(blank=True, editable=False)
    wanted_at = models.DateTimeField(_("wanted at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("reading of a document")
        verbose_name_plural = _("readings of documents")
        ordering = ["document"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting") | ~Q(content=""), name="read_preview_is_there"
            ),
            models.CheckConstraint(
                condition=Q(content="") | Q(content__length__lte=MAX_KEPT), name="preview_is_bounded"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "id"], condition=Q(state="waiting"), name="previews_to_read")
        ]

    def __str__(self) -> str:
        return str(self.document)
