"""Withholding at once what is public already: asked by one person, confirmed by a second, lifted again by two (c9.5).

It lies beside the publication and changes nothing of it: what is withheld is read through ``Withholding.in_effect``, so
that lifting it, or the end of its term, gives back exactly what was published.
"""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import transition

from evaluation.acting import law
from evaluation.conditions import only_if
from evaluation.limits import REASON, Words
from evaluation.models import Body, Cycle, Office
from evaluation.models.base import Record, guarded, in_language, state_field
from evaluation.models.editions import new_edition
from evaluation.models.history import tracked
from evaluation.models.triggers import Refuses
from evaluation.state_sets import states_in, tones_of, values_of

OFFICES = (Office.COORDINATOR, Office.WORKING_BODY, Office.APPROVER)


class WithholdingState(models.TextChoices):
    """What is withheld is so from the second person's word on, and until two persons, or the term, say otherwise."""

    ASKED = "asked", pgettext_lazy("withholding", "asked for, awaits a second person")
    IN_EFFECT = "in_effect", pgettext_lazy("withholding", "in effect")
    LIFTING = "lifting", pgettext_lazy("withholding", "in effect, lifting it awaits a second person")
    REFUSED = "refused", pgettext_lazy("withholding", "refused")
    LIFTED = "lifted", pgettext_lazy("withholding", "lifted")


#: The public reads the note in the place of what is withheld, while the term lasts.
HOLDS = states_in(
    "HOLDS",
    WithholdingState,
    inside=(WithholdingState.IN_EFFECT, WithholdingState.LIFTING),
    outside=(WithholdingState.ASKED, WithholdingState.REFUSED, WithholdingState.LIFTED),
)
#: A second person has the word.
AWAITS_SECOND = states_in(
    "AWAITS_SECOND",
    WithholdingState,
    inside=(WithholdingState.ASKED, WithholdingState.LIFTING),
    outside=(WithholdingState.IN_EFFECT, WithholdingState.REFUSED, WithholdingState.LIFTED),
)
TONES = tones_of(
    WithholdingState,
    {
        WithholdingState.ASKED: "waiting",
        WithholdingState.IN_EFFECT: "refused",
        WithholdingState.LIFTING: "waiting",
        WithholdingState.REFUSED: "neutral",
        WithholdingState.LIFTED: "done",
    },
)


class Withheld(models.TextChoices):
    """What of a body's published results of a year is withheld."""

    RESULT = "result", _("all results of the body for the year")
    BLOCK = "block", _("a block: its score and conclusion")
    INDICATOR = "indicator", _("an indicator: its points and the values behind them")
    FILE = "file", _("the file of a conclusion")


@guarded
@tracked()
class Withholding(Record):
    """One thing that is public, and why, until when and with which words it is withheld."""

    at_hand = ("cycle", "body", "authority")
    ends = (WithholdingState.REFUSED, WithholdingState.LIFTED)

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="withholdings", verbose_name=_("cycle"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="withholdings", verbose_name=_("body"))
    kind = models.CharField(_("what is withheld"), max_length=16, choices=Withheld.choices)
    block = models.PositiveSmallIntegerField(_("block"), null=True, blank=True)
    indicator = models.CharField(_("indicator"), max_length=64, blank=True)
    authority = models.ForeignKey(
        Body, models.PROTECT, related_name="+", verbose_name=_("authority whose result it is")
    )
    state = state_field(WithholdingState, WithholdingState.ASKED)
    ground = models.CharField(_("ground in law"), max_length=64, blank=True)
    reason = Words(_("reason"), limit=REASON)
    until = models.DateField(_("last day"), null=True, blank=True)
    note_kk = models.CharField(_("note to the public in Kazakh"), max_length=300)
    note_ru = models.CharField(_("note to the public in Russian"), max_length=300)
    note_en = models.CharField(_("note to the public in English"), max_length=300)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField(_("withheld since"), null=True, blank=True)
    lift_asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lift_reason = Words(_("reason for lifting"), limit=REASON, blank=True)
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("withholding at once")
        verbose_name_plural = _("withholdings at once")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="result", block__isnull=True)
                | Q(~Q(kind="result"), block__isnull=False, block__gte=1, block__lte=3),
                name="withheld_block_is_named",
            ),
            models.CheckConstraint(
                condition=Q(kind="indicator") & ~Q(indicator="") | ~Q(kind="indicator") & Q(indicator=""),
                name="withheld_indicator_is_named",
            ),
            models.CheckConstraint(
                condition=~Q(note_kk="") & ~Q(note_ru="") & ~Q(note_en="") & ~Q(reason=""),
                name="withheld_with_note_and_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "refused"])
                | Q(since__isnull=False, confirmed_by__isnull=False),
                name="withholding_is_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(confirmed_by=F("asked_by")), name="withheld_by_a_second_person"
            ),
        ]
        indexes = [
            models.Index(
                fields=["cycle", "body"],
                condition=Q(state__in=values_of(HOLDS)),
                name="withholdings_in_effect",
            )
        ]
        triggers = [
            new_edition(),
            # What was confirmed is what was asked for; nothing of it goes.
            Refuses(
                name="withheld_as_asked",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition(
                    "TG_OP = 'DELETE' OR (OLD.cycle_id, OLD.body_id, OLD.kind, OLD.block, OLD.indicator, "
                    "OLD.authority_id, OLD.ground, OLD.reason, OLD.until, OLD.note_kk, OLD.note_ru, OLD.note_en, "
                    "OLD.asked_by_id, OLD.asked_at) IS DISTINCT FROM (NEW.cycle_id, NEW.body_id, NEW.kind, "
                    "NEW.block, NEW.indicator, NEW.authority_id, NEW.ground, NEW.reason, NEW.until, NEW.note_kk, "
                    "NEW.note_ru, NEW.note_en, NEW.asked_by_id, NEW.asked_at) "
                    "OR (OLD.since IS NOT NULL AND OLD.since IS DISTINCT FROM NEW.since)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return _t("Withholding at once: %(body)s, %(year)s") % {
            "body": self.body.short_name,
            "year": self.cycle.year,
        }

    @property
    def journal_year(self) -> int:
        """The reporting year."""
        return self.cycle.year

    @property
    def journal_subject_id(self) -> int:
        """The id of the body whose results are withheld."""
        return self.body_id

    @property
    def note(self) -> str:
        """What the public reads, in the reader's language."""
        return in_language(self, "note")

    @staticmethod
    def in_effect(day: date) -> Q:
        """The filter for what is withheld on ``day``: the last day of a term is within it."""
        return Q(state__in=values_of(HOLDS)) & (Q(until__isnull=True) | Q(until__gte=day))

    @transition(
        field=state,
        source=WithholdingState.ASKED,
        target=WithholdingState.IN_EFFECT,
        conditions=[only_if("commission.term_is_not_over")],
        custom=law(_("Confirm: withhold at once"), "c9.5", "commission.decide_withholding", None, OFFICES),
    )
    def confirm(self) -> None:
        """A second person agrees: from this moment the public reads the note."""

    @transition(
        field=state,
        source=WithholdingState.ASKED,
        target=WithholdingState.REFUSED,
        custom=law(_("Do not withhold"), "c9.5", "commission.decide_withholding", None, OFFICES),
    )
    def refuse(self) -> None:
        """The second person does not agree, and says why; what is public stays so."""

    @transition(
        field=state,
        source=WithholdingState.IN_EFFECT,
        target=WithholdingState.LIFTING,
        custom=law(_("Ask to lift the withholding"), "c9.5", "commission.withhold_at_once", None, OFFICES),
    )
    def ask_to_lift(self) -> None:
        """One person says why the ground is gone; until a second one agrees the note stays."""

    @transition(
        field=state,
        source=WithholdingState.LIFTING,
        target=WithholdingState.LIFTED,
        custom=law(
            _("Agree to lift the withholding"), "c9.5", "commission.decide_withholding", None, OFFICES
        ),
    )
    def lift(self) -> None:
        """A second person agrees: the public reads again what was published."""

    @transition(
        field=state,
        source=WithholdingState.LIFTING,
        target=WithholdingState.IN_EFFECT,
        custom=law(_("Keep it withheld"), "c9.5", "commission.decide_withholding", None, OFFICES),
    )
    def keep(self) -> None:
        """The second person does not agree, and says why; it stays withheld."""
