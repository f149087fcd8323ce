"""Reports of the bodies, their values and the documents behind them (c4, c9.4, c40, c44, c64)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from blocks.models.choices import Block, Confidentiality, Provenance, SourceKind
from evaluation import rights
from evaluation.acting import guard, law
from evaluation.models import Body, Cycle, Office, User
from evaluation.models.base import Record, guarded, state_field
from evaluation.refusals import FieldFault, Refusal
from schedule.due import ByLater, ByMilestone, ByTerm
from schedule.milestones import Milestone
from schedule.models import Term


def document_path(document: Document, _filename: str) -> str:
    """Content-addressed: the same bytes are stored once, and a name from outside never reaches the file system."""
    return f"documents/{document.sha256[:2]}/{document.sha256}"


@rights.because(
    _(
        "Only the body that supplied the document opens it before it is handed over; then its evaluators, the working "
        "body and auditors do, and the evaluated body those that its conclusion rests on."
    )
)
def may_open_document(user: User, document: Any) -> bool:
    """A draft's documents are its author's: either side opens the other's once they are handed over (c40, c44, c57)."""
    from blocks.selectors import may_see_body
    from blocks.selectors.sight import OWN_OFFICES

    if not may_see_body(user, document.body_id, document.cycle.year):
        return False
    if document.handed_at is not None:
        return True
    of_the_body = rights.standing(user).holds(*OWN_OFFICES, body=document.body_id)
    return of_the_body == document.by_the_body


@pghistory.track()
class Document(models.Model):
    """A piece of evidence: what it is, who supplied it, when, and the checksum of its bytes (c4, c9.4)."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="documents", verbose_name=_("cycle"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="documents", verbose_name=_("body concerned"))
    supplied_by = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name=_("supplied by"))
    title = models.CharField(_("title"), max_length=250)
    file = models.FileField(_("file"), upload_to=document_path, max_length=200)
    filename = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(_("checksum"), max_length=64)
    source_kind = models.PositiveSmallIntegerField(_("source of information"), choices=SourceKind.choices)
    confidentiality = models.CharField(
        _("confidentiality"), max_length=16, choices=Confidentiality.choices, default=Confidentiality.OPEN
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
        constraints = [
            models.CheckConstraint(
                condition=Q(source_kind__in=SourceKind.values), name="document_source_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(confidentiality__in=Confidentiality.values), name="document_confidentiality_known"
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="document_not_empty"),
        ]

    @property
    def journal_year(self) -> int:
        return self.cycle.year

    @property
    def journal_subject_id(self) -> int:
        return self.body_id

    @property
    def by_the_body(self) -> bool:
        """Whether the evaluated body itself supplied it."""
        return self.supplied_by_id == self.body_id

    @property
    def extension(self) -> str:
        return Path(self.filename).suffix.lstrip(".").lower()

    def __str__(self) -> str:
        return self.title


class ReportState(models.TextChoices):
    DRAFT = "draft", _("being prepared")
    AWAITING_SIGNATURE = "awaiting_signature", _("awaits signature")
    SIGNED = "signed", _("submitted")
    RETURNED = "returned", _("returned for completion")
    ACCEPTED = "accepted", _("accepted")


@rights.because(_("Only the preparers of this body fill in its report."))
def is_preparer(user: User, report: Any) -> bool:
    return rights.standing(user).holds(Office.PREPARER, body=report.body_id)


@rights.because(_("Only the first head of this body signs the report."))
def is_first_head(user: User, report: Any) -> bool:
    return rights.standing(user).holds(Office.FIRST_HEAD, body=report.body_id)


@rights.because(
    _("Only the people of this body, its evaluators, state planning and the working body see the report.")
)
def may_see_report(user: User, report: Any) -> bool:
    from blocks.selectors import may_see_body

    return may_see_body(user, report.body_id, report.cycle.year)


@rights.because(_("Only an evaluator of this body in this block does this."))
def is_evaluator_of_block(user: User, report: Any) -> bool:
    from blocks.models.scores import PartialConclusion

    bodies = rights.standing(user).bodies(Office.EVALUATOR)
    return (
        bool(bodies)
        and PartialConclusion.objects.filter(
            cycle_id=report.cycle_id, body_id=report.body_id, block=report.block, evaluator_id__in=bodies
        ).exists()
    )


@rights.because(
    _(
        "A person of this body, or with a declared interest in it, takes no part in its evaluation (clause 9)."
    ),
    "c9.2",
)
def has_no_interest(user: User, record: Any) -> bool:
    standing = rights.standing(user)
    return not standing.belongs_to(record.body_id) and record.body_id not in standing.interests


@guard
def values_are_complete(report: Report) -> Refusal | None:
    """Every value asked is given or explained, every one with its document (c40, c64)."""
    from blocks.selectors import report_gaps

    gaps = report_gaps(report)
    if not gaps:
        return None
    return Refusal(
        "incomplete",
        _t("The report is not complete: %(count)s places need filling in.") % {"count": len(gaps)},
        clause="c40",
        remedy=_t("Each is listed below and marked in the form."),
        faults=[FieldFault(gap.field, gap.sentence) for gap in gaps],
    )


REPORT_DUE = ByLater(
    ByMilestone(Milestone.REPORTS), ByTerm("completion_term", "c40", _("completion of a returned report"))
)


@guarded
@pghistory.track()
class Report(Record):
    """A body's report on one block for one year. The first head answers for truth, completeness, timeliness (c64)."""

    at_hand = ("cycle", "body", "completion_term")

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="reports", verbose_name=_("cycle"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="reports", verbose_name=_("body"))
    block = models.PositiveSmallIntegerField(_("block"), choices=Block.choices)
    state = state_field(ReportState, ReportState.DRAFT)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    prepared_at = models.DateTimeField(_("prepared at"), null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    returned_because = models.TextField(_("why it was returned"), blank=True)
    completion_term = models.ForeignKey(Term, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["cycle", "body", "block"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "body", "block"], name="report_once"),
            models.CheckConstraint(condition=Q(block__in=Block.values), name="report_block_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "accepted"])
                | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="signed_report_has_signature",
            ),
        ]
        rules_permissions = {
            "view": rights.all_of(may_see_report),
            "fill": rights.all_of(is_preparer),
            "sign": rights.all_of(is_first_head),
            "examine": rights.all_of(is_evaluator_of_block, has_no_interest),
        }

    def __str__(self) -> str:
        return f"{self.body.short_name} · {self.get_block_display()} · {self.cycle.year}"

    @property
    def journal_year(self) -> int:
        return self.cycle.year

    @property
    def journal_subject_id(self) -> int:
        return self.body_id

    @property
    def due_body_id(self) -> int:
        return self.body_id

    @property
    def handed_over(self) -> bool:
        """Whether the body ever submitted it: a draft is its author's, what was returned is known already."""
        return (
            self.state not in (ReportState.DRAFT, ReportState.AWAITING_SIGNATURE)
            or self.completion_term_id is not None
        )

    @transition(
        field=state,
        source=[ReportState.DRAFT, ReportState.RETURNED],
        target=ReportState.AWAITING_SIGNATURE,
        conditions=[values_are_complete],
        custom=law(
            _("Hand to the first head for signature"),
            "c40",
            "blocks.fill_report",
            REPORT_DUE,
            (Office.PREPARER,),
        ),
    )
    def hand_for_signature(self) -> None:
        """The preparers have finished."""

    @transition(
        field=state,
        source=ReportState.AWAITING_SIGNATURE,
        target=ReportState.DRAFT,
        custom=law(_("Take back to work"), "c40", "blocks.fill_report", REPORT_DUE, (Office.PREPARER,)),
    )
    def take_back(self) -> None:
        """Any change after preparation starts the preparation anew."""

    @transition(
        field=state,
        source=ReportState.AWAITING_SIGNATURE,
        target=ReportState.SIGNED,
        conditions=[values_are_complete],
        custom=law(
            _("Sign and submit the report"),
            "c40, c64",
            "blocks.sign_report",
            REPORT_DUE,
            (Office.FIRST_HEAD,),
        ),
    )
    def sign(self) -> None:
        """The first head's signature submits the report to the authorised bodies."""

    @transition(
        field=state,
        source=ReportState.SIGNED,
        target=ReportState.RETURNED,
        custom=law(
            _("Return for completion"),
            "c40",
            "blocks.examine_report",
            ByMilestone(Milestone.CONCLUSIONS),
            (Office.EVALUATOR,),
        ),
    )
    def return_for_completion(self) -> None:
        """Something is missing; the body has the completion term to mend it."""

    @transition(
        field=state,
        source=ReportState.SIGNED,
        target=ReportState.ACCEPTED,
        custom=law(
            _("Accept the report"),
            "c40",
            "blocks.examine_report",
            ByMilestone(Milestone.CONCLUSIONS),
            (Office.EVALUATOR,),
        ),
    )
    def accept(self) -> None:
        """The report is complete in form; scoring may be approved on it."""


class ValueStatus(models.TextChoices):
    GIVEN = "given", _("given")
    NOT_COUNTED = "not_counted", _("not counted")


@pghistory.track()
class DatumValue(models.Model):
    """One value of one data item for a body and a year, from one hand. Values of several hands stand side by side.

    ``language`` ("kk", "ru" or ""), ``row`` (KPI or programme code, or "") tell repeated items apart. A choice
    (yes/partly/no) is kept in ``choice``; a number, sum or share in ``number``. ``given_for`` is the authority whose
    office gave it; empty for what the body itself reported.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="values", verbose_name=_("cycle"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="values", verbose_name=_("body"))
    item = models.CharField(_("data item"), max_length=60)
    language = models.CharField(max_length=2, blank=True)
    row = models.CharField(max_length=60, blank=True)
    provenance = models.CharField(_("given by"), max_length=16, choices=Provenance.choices)
    status = models.CharField(
        _("status"), max_length=16, choices=ValueStatus.choices, default=ValueStatus.GIVEN
    )
    number = models.DecimalField(_("value"), max_digits=30, decimal_places=8, null=True, blank=True)
    choice = models.CharField(max_length=20, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    documents = models.ManyToManyField(
        Document, blank=True, related_name="values", verbose_name=_("documents")
    )
    statistics = models.ForeignKey(
        "blocks.StatisticsImport",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="values",
        verbose_name=_("import of official statistics"),
    )
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_for = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("given by the authority"),
    )
    given_at = models.DateTimeField(_("given at"))
    revision = models.PositiveIntegerField(default=0)
    #: Stands in a report that was never signed: nobody but its body sees it, and nothing is computed from it (c40).
    draft = models.BooleanField(_("not signed yet"), default=False)

    class Meta:
        verbose_name = _("value")
        verbose_name_plural = _("values")
        ordering = ["item", "row", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "body", "item", "language", "row", "provenance"], name="value_once_per_hand"
            ),
            models.CheckConstraint(
                condition=Q(provenance__in=Provenance.values), name="value_provenance_known"
            ),
            models.CheckConstraint(
                condition=Q(status="not_counted", number__isnull=True, choice="") & ~Q(reason="")
                | Q(status="given", number__isnull=False, choice="")
                | Q(status="given", number__isnull=True) & ~Q(choice=""),
                name="value_given_or_explained",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} = {self.number if self.number is not None else self.choice or self.reason}"
