"""Publication of a year's results: cleared item by item, agreed with the working body, then public (c53, c9.5).

A year has one publication, and one more for every correction of what is public: a body's results computed again with
late figures (A-SCORE-2). The earlier one stays public until the corrected one takes its place.
"""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from commission.models.overall import OverallEvaluation
from evaluation.acting import law
from evaluation.conditions import only_if
from evaluation.models import Cycle, Office
from evaluation.models.base import Record, guarded, in_language, state_field
from evaluation.models.editions import new_edition
from evaluation.models.history import tracked
from evaluation.models.triggers import Refuses, stays_when
from evaluation.state_sets import states_in, tones_of, values_of


class PublicationState(models.TextChoices):
    """Of a year one is published and one under way (the first three) at most: the database checks it (c53)."""

    DRAFT = "draft", _("being cleared")
    PROPOSED = "proposed", _("proposed to the working body")
    CLEARED = "cleared", _("agreed by the working body")
    PUBLISHED = "published", _("published")
    SUPERSEDED = "superseded", _("replaced by a corrected publication")


#: A list is being made, or agreed, and is not public yet.
UNDER_WAY = states_in(
    "UNDER_WAY",
    PublicationState,
    inside=(PublicationState.DRAFT, PublicationState.PROPOSED, PublicationState.CLEARED),
    outside=(PublicationState.PUBLISHED, PublicationState.SUPERSEDED),
)
#: The public read it, or did until a correction took its place.
PUBLISHED_ONCE = states_in(
    "PUBLISHED_ONCE",
    PublicationState,
    inside=(PublicationState.PUBLISHED, PublicationState.SUPERSEDED),
    outside=(PublicationState.DRAFT, PublicationState.PROPOSED, PublicationState.CLEARED),
)
TONES = tones_of(
    PublicationState,
    {
        PublicationState.DRAFT: "waiting",
        PublicationState.PROPOSED: "waiting",
        PublicationState.CLEARED: "done",
        PublicationState.PUBLISHED: "accepted",
        PublicationState.SUPERSEDED: "neutral",
    },
)


@guarded
@tracked()
class Publication(Record):
    """What the public may read of a year, and since when."""

    ends = (PublicationState.SUPERSEDED,)

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
                condition=Q(state__in=values_of(UNDER_WAY)),
                name="one_publication_under_way",
            ),
        ]
        triggers = [
            new_edition(),
            stays_when(
                "OLD.published_at IS NOT NULL",
                "cycle_id",
                "version",
                "published_at",
                name="publication_stays",
            ),
        ]

    def __str__(self) -> str:
        return _t("Publication of the results for %(year)s") % {"year": self.cycle.year}

    @property
    def journal_year(self) -> int:
        """The year whose results are published. The acts concern no one body: the journal gets no subject."""
        return self.cycle.year

    @transition(
        field=state,
        source=PublicationState.DRAFT,
        target=PublicationState.PROPOSED,
        conditions=[
            only_if("commission.every_item_is_cleared"),
            only_if("commission.every_body_is_listed"),
            only_if("commission.every_item_is_current"),
        ],
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
        conditions=[only_if("commission.every_item_is_cleared"), only_if("commission.every_item_is_current")],
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
        conditions=[
            only_if("commission.results_went_to_president"),
            only_if("commission.every_item_is_current"),
        ],
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
        conditions=[only_if("commission.correction_is_agreed")],
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


@tracked()
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
        triggers = [
            # What is published may still be withheld; nothing withheld is let out, and nothing is taken off the list.
            Refuses(
                name="published_items_stay",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition(
                    "EXISTS (SELECT FROM public.commission_publication p WHERE p.id = OLD.publication_id "
                    "AND p.state IN ('published', 'superseded')) AND (TG_OP = 'DELETE' OR OLD.withheld "
                    "OR NOT NEW.withheld OR (OLD.publication_id, OLD.overall_id) IS DISTINCT FROM "
                    "(NEW.publication_id, NEW.overall_id))"
                ),
            ),
            new_edition(),
        ]

    @property
    def reason(self) -> str:
        """In the reader's language, else in Russian; only what is withheld has one."""
        return in_language(self, "reason")
