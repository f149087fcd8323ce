"""Publication of a year's results: cleared item by item, agreed with the working body, then public (c53, c9.5).

A year has one publication, and one more for every correction of what is public: a body's results computed again with
late figures (A-SCORE-2). The earlier one stays public until the corrected one takes its place.
"""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from commission.models.overall import OverallEvaluation, OverallState
from evaluation import rights
from evaluation.acting import guard, law
from evaluation.models import Cycle, Office
from evaluation.models.base import Record, guarded, in_language, state_field
from evaluation.refusals import FieldFault, Refusal


class PublicationState(models.TextChoices):
    DRAFT = "draft", _("being cleared")
    PROPOSED = "proposed", _("proposed to the working body")
    CLEARED = "cleared", _("agreed by the working body")
    PUBLISHED = "published", _("published")
    SUPERSEDED = "superseded", _("replaced by a corrected publication")


@guard
def every_item_is_cleared(publication: Publication) -> Refusal | None:
    """Each body's results are either for publication or withheld with a reason (c9.5)."""
    unsettled = [
        item
        for item in publication.items.select_related("overall__body")
        if item.withheld and not item.reason_ru
    ]
    if not publication.items.exists():
        return Refusal("incomplete", _t("There is nothing to publish yet."), clause="c53")
    if not unsettled:
        return None
    return Refusal(
        "incomplete",
        _t("What is withheld needs its reason in law: %(count)s bodies.") % {"count": len(unsettled)},
        clause="c9.5",
        faults=[FieldFault(f"item-{item.pk}", item.overall.body.short_name) for item in unsettled],
    )


@guard
def every_body_is_listed(publication: Publication) -> Refusal | None:
    """The results of all evaluated bodies are published; one that is left out is withheld, and seen to be (c53)."""
    from commission.selectors import scopes_of

    listed = set(publication.items.values_list("overall__body_id", flat=True))
    missing = [scope.body for scope in scopes_of(publication.cycle) if scope.body_id not in listed]
    if not missing or not listed:  # an empty list has its own sentence
        return None
    return Refusal(
        "incomplete",
        _t("The list lacks evaluated bodies: %(count)s.") % {"count": len(missing)},
        clause="c53, c9.5",
        remedy=_t(
            "Draw the list up again when their overall evaluations are with the working body; what may not be "
            "published is withheld with its reason."
        ),
        faults=[FieldFault(f"body-{body.pk}", body.short_name) for body in missing],
    )


@guard
def every_item_is_current(publication: Publication) -> Refusal | None:
    """What is published is what counts today: not an overall evaluation that was computed again since."""
    replaced = [
        item.overall.body
        for item in publication.items.select_related("overall__body").filter(
            overall__state=OverallState.SUPERSEDED
        )
    ]
    if not replaced:
        return None
    return Refusal(
        "state",
        _t("The list holds results that were computed again since: %(bodies)s.")
        % {"bodies": ", ".join(body.short_name for body in replaced)},
        clause="c53",
        remedy=_t(
            "State planning draws the list up again when the new ones are with the working body; a list that was "
            "proposed already is returned by the working body first."
        ),
        faults=[FieldFault(f"body-{body.pk}", body.short_name) for body in replaced],
    )


@guard
def results_went_to_president(publication: Publication) -> Refusal | None:
    """Results are published once the Commission has submitted them to the President (assumption A-PUBLISH-1)."""
    report = getattr(publication.cycle, "commission_report", None)
    if report is not None and report.state == "sent":
        return None
    return Refusal(
        "early", _t("The Commission has not submitted the results to the President yet."), clause="c51, c53"
    )


@guard
def correction_is_agreed(publication: Publication) -> Refusal | None:
    """What is public gives way only to a correction that the working body agreed to."""
    later = Publication.objects.filter(
        cycle_id=publication.cycle_id, version__gt=publication.version, state=PublicationState.CLEARED
    )
    if later.exists():
        return None
    return Refusal("state", _t("There is no agreed correction that would take its place."), clause="c53")


@guarded
@pghistory.track()
class Publication(Record):
    """What the public may read of a year, and since when."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="publications", verbose_name=_("cycle"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    state = state_field(PublicationState, PublicationState.DRAFT)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["cycle", "version"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "version"], name="publication_version_once"),
            models.UniqueConstraint(
                fields=["cycle"], condition=Q(state="published"), name="one_publication_in_effect"
            ),
            models.UniqueConstraint(
                fields=["cycle"],
                condition=Q(state__in=["draft", "proposed", "cleared"]),
                name="one_publication_under_way",
            ),
        ]
        rules_permissions = {
            "prepare": rights.all_of(rights.is_planning_coordinator),
            "clear": rights.all_of(rights.is_working_body),
        }

    def __str__(self) -> str:
        return _t("Publication of the results for %(year)s") % {"year": self.cycle.year}

    @property
    def journal_year(self) -> int:
        return self.cycle.year

    @transition(
        field=state,
        source=PublicationState.DRAFT,
        target=PublicationState.PROPOSED,
        conditions=[every_item_is_cleared, every_body_is_listed, every_item_is_current],
        custom=law(
            _("Propose the publication to the working body"),
            "c53",
            "commission.prepare_publication",
            None,
            (Office.COORDINATOR,),
        ),
    )
    def propose(self) -> None:
        """State planning proposes what is published and what is withheld."""

    @transition(
        field=state,
        source=[PublicationState.PROPOSED, PublicationState.CLEARED],
        target=PublicationState.DRAFT,
        custom=law(
            _("Return the publication to state planning"),
            "c53",
            "commission.clear_publication",
            None,
            (Office.WORKING_BODY,),
        ),
    )
    def send_back(self) -> None:
        """The working body does not agree."""

    @transition(
        field=state,
        source=PublicationState.PROPOSED,
        target=PublicationState.CLEARED,
        conditions=[every_item_is_cleared, every_item_is_current],
        custom=law(
            _("Agree to the publication"), "c53", "commission.clear_publication", None, (Office.WORKING_BODY,)
        ),
    )
    def clear(self) -> None:
        """The working body agrees."""

    @transition(
        field=state,
        source=PublicationState.CLEARED,
        target=PublicationState.PUBLISHED,
        conditions=[results_went_to_president, every_item_is_current],
        custom=law(
            _("Publish the results"), "c53", "commission.prepare_publication", None, (Office.COORDINATOR,)
        ),
    )
    def publish(self) -> None:
        """Anyone reads the results now."""

    @transition(
        field=state,
        source=PublicationState.PUBLISHED,
        target=PublicationState.SUPERSEDED,
        conditions=[correction_is_agreed],
        custom=law(
            _("Give way to the corrected publication"),
            "c53",
            "commission.prepare_publication",
            None,
            (Office.COORDINATOR,),
        ),
    )
    def supersede(self) -> None:
        """The corrected publication is agreed and takes effect in its place."""


@pghistory.track()
class PublicationItem(models.Model):
    """One body's results in a publication; withheld ones are shown as withheld, with the reason, and no number."""

    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="items", verbose_name=_("publication")
    )
    overall = models.ForeignKey(
        OverallEvaluation, models.PROTECT, related_name="publication_items", verbose_name=_("results")
    )
    withheld = models.BooleanField(_("not subject to publication"), default=False)
    reason_kk = models.CharField(_("reason in Kazakh"), max_length=300, blank=True)
    reason_ru = models.CharField(_("reason in Russian"), max_length=300, blank=True)
    reason_en = models.CharField(_("reason in English"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("item of a publication")
        verbose_name_plural = _("items of publications")
        constraints = [
            models.UniqueConstraint(fields=["publication", "overall"], name="published_once"),
            models.CheckConstraint(
                condition=Q(withheld=True) | Q(reason_ru=""), name="only_withheld_has_reason"
            ),
        ]

    @property
    def reason(self) -> str:
        return in_language(self, "reason")
