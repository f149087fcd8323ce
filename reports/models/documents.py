"""The documents behind values and marks (c4, c9.4, c44)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from evaluation.limits import LINE
from evaluation.models import Body, Cycle
from evaluation.models.editions import new_edition_where
from evaluation.models.history import tracked
from evaluation.models.triggers import Refuses, stays_when
from methodologies.models import SourceKind
from reports.file_kinds import says_official_use
from reports.models.choices import Confidentiality


def document_path(_document: Document | None = None, _filename: str = "") -> str:
    """A random key: it tells nothing of the bytes, and a name from outside never reaches the store."""
    key = secrets.token_hex(20)
    return f"documents/{key[:2]}/{key}"


#: The same bytes under the same name and tags, supplied by the same body, are one document, unless it was replaced.
LAID_ONCE = (
    "cycle_id",
    "body_id",
    "supplied_by_id",
    "sha256",
    "title",
    "source_kind",
    "confidentiality",
)


def title_in(document: Mapping[str, Any], language: str) -> str:
    """Of a document as a trace keeps it ("title", perhaps "titles" by language): its title for the reader."""
    return str((document.get("titles") or {}).get(language[:2]) or document["title"])


def named_document(document: Document) -> dict[str, Any]:
    """A document as a trace keeps it."""
    found = {"id": document.pk, "title": document.title, "sha256": document.sha256}
    return found | ({"titles": document.titles} if document.titles else {})


@dataclass(frozen=True)
class Said:
    """What its supplier says of a document besides name, source and label: the legal ground of the label "for official
    use", and the first and last day of which it speaks; None where it does not tell."""

    ground: str = ""
    period_from: date | None = None
    period_to: date | None = None


#: Of a supplier who tells nothing more.
UNSAID = Said()


@dataclass(frozen=True)
class TakesDocuments:
    """When files may be laid to a record: in these states, and until the term of the move that hands it over."""

    states: frozenset[Any] | tuple[Any, ...]
    until: str


@tracked()
class Document(models.Model):
    """A piece of evidence: what it is, who supplied it, when, and the checksum of its bytes (c4, c9.4)."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="documents", verbose_name=_("cycle"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="documents", verbose_name=_("body concerned"))
    supplied_by = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name=_("supplied by"))
    title = models.CharField(_("title"), max_length=250)
    #: Language → title, of what the portal itself names; empty where the author gave the one title.
    titles = models.JSONField(_("titles in every language"), default=dict, blank=True)
    file = models.FileField(_("file"), upload_to=document_path, max_length=200)
    filename = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(_("checksum"), max_length=64)
    source_kind = models.PositiveSmallIntegerField(_("source of information"), choices=SourceKind.choices)
    confidentiality = models.CharField(
        _("confidentiality"), max_length=16, choices=Confidentiality.choices, default=Confidentiality.OPEN
    )
    #: Asked with the label "for official use": by which law or order. Evaluators read it.
    legal_ground = models.CharField(_("legal ground"), max_length=LINE, blank=True)
    period_from = models.DateField(_("first day of its period"), null=True, blank=True)
    period_to = models.DateField(_("last day of its period"), null=True, blank=True)
    #: The new version that stands in its place; this one is kept and shown beside it.
    replaced_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name=_("new version")
    )
    #: The document of an earlier year that was used again: the same bytes, not uploaded anew.
    reused_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("used again from")
    )
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"))
    #: When the other side could first open it: the evaluators what the body signed or filed, the body what its
    #: delivered conclusion rests on. Until then it is its author's.
    handed_at = models.DateTimeField(_("handed over at"), null=True, blank=True)

    class Meta:
        verbose_name = _("supporting document")
        verbose_name_plural = _("supporting documents")
        ordering = ["id"]
        indexes = [models.Index(fields=["sha256"], name="documents_by_checksum")]
        constraints = [
            models.CheckConstraint(
                condition=Q(source_kind__in=SourceKind.values), name="document_source_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(confidentiality__in=Confidentiality.values), name="document_confidentiality_known"
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="document_not_empty"),
            models.UniqueConstraint(
                fields=[name.removesuffix("_id") for name in LAID_ONCE],
                condition=Q(replaced_by__isnull=True),
                name="document_laid_once",
            ),
            models.CheckConstraint(
                condition=Q(period_from__isnull=True)
                | Q(period_to__isnull=True)
                | Q(period_from__lte=models.F("period_to")),
                name="document_period_runs_on",
            ),
        ]
        triggers = [
            Refuses(
                # The label alone may still be raised, never lowered.
                name="handed_over_is_immutable",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__handed_at__isnull=False)
                & (
                    pgtrigger.Q(old__title__df=pgtrigger.F("new__title"))
                    | pgtrigger.Q(old__titles__df=pgtrigger.F("new__titles"))
                    | pgtrigger.Q(old__source_kind__df=pgtrigger.F("new__source_kind"))
                    | pgtrigger.Q(old__period_from__df=pgtrigger.F("new__period_from"))
                    | pgtrigger.Q(old__period_to__df=pgtrigger.F("new__period_to"))
                    | (
                        pgtrigger.Q(old__legal_ground__df=pgtrigger.F("new__legal_ground"))
                        & ~pgtrigger.Q(old__confidentiality=Confidentiality.OPEN)
                    )
                    | (
                        pgtrigger.Q(old__confidentiality__df=pgtrigger.F("new__confidentiality"))
                        & pgtrigger.Q(new__confidentiality=Confidentiality.OPEN)
                    )
                ),
            ),
            stays_when(
                "OLD.handed_at IS NOT NULL",
                "cycle_id",
                "body_id",
                "supplied_by_id",
                "filename",
                "content_type",
                "size",
                "uploaded_by_id",
                "uploaded_at",
                "handed_at",
                "reused_from_id",
                name="handing_over_stays",
            ),
            Refuses(
                name="replaced_stays_replaced",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__replaced_by__isnull=False)
                & pgtrigger.Q(old__replaced_by__df=pgtrigger.F("new__replaced_by")),
            ),
            # a document that is not open closes the files that name it
            new_edition_where(
                "(OLD.confidentiality <> 'open' OR NEW.confidentiality <> 'open') AND "
                "(OLD.confidentiality, OLD.sha256) IS DISTINCT FROM (NEW.confidentiality, NEW.sha256)"
            ),
        ]

    @property
    def name(self) -> str:
        """The title in the reader's language where the portal named the document; else as its author did."""
        return title_in({"title": self.title, "titles": self.titles}, get_language() or "kk")

    @property
    def file_facts(self) -> str:
        """What file it is, before it is opened: «PDF, 120,0 КБ»."""
        kind = Path(self.filename).suffix.removeprefix(".").upper()
        return ", ".join(filter(None, (kind, filesizeformat(self.size))))

    @property
    def journal_year(self) -> int:
        """The reporting year for which it was supplied; the journal files acts under it."""
        return self.cycle.year

    @property
    def journal_subject_id(self) -> int:
        """The id of the body concerned, whoever supplied it; the journal files acts under it."""
        return self.body_id

    @property
    def by_the_body(self) -> bool:
        """Whether the evaluated body itself supplied it."""
        return self.supplied_by_id == self.body_id

    @property
    def shown_mark(self) -> str:
        """All that is said of it as one text, to see whether somebody changed them since a form showed them."""
        said = (self.legal_ground, self.period_from or "", self.period_to or "")
        return "|".join(map(str, (self.source_kind, self.confidentiality, *said, self.title)))

    @property
    def label_doubt(self) -> str:
        """The question to its author where the name says "for official use" and the label "open"; else empty."""
        if self.confidentiality != Confidentiality.OPEN or not says_official_use(self.title, self.filename):
            return ""
        return gettext(
            "By its name “%(name)s” is for official use, but it is stored as open. If it is for official use, change "
            "its confidentiality."
        ) % {"name": self.title}

    @property
    def extension(self) -> str:
        """Of the name as uploaded: lower case, without the dot; empty where it has none."""
        return Path(self.filename).suffix.lstrip(".").lower()

    def __str__(self) -> str:
        return self.title
