"""Recommendations of conclusions (c45, c47)."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from blocks.models.conclusions import NOT_WITH_BODY, Conclusion
from evaluation.limits import ARGUMENT, Words
from evaluation.models.base import in_language
from evaluation.models.editions import new_edition_where
from evaluation.models.history import tracked
from evaluation.models.triggers import Refuses


class RecommendationState(models.TextChoices):
    """The lead judges "done" or "not done" (c45); until then "given". No act of the portal sets "reported"."""

    GIVEN = "given", _("given")
    REPORTED = "reported", _("execution reported")
    DONE = "done", _("carried out")
    NOT_DONE = "not_done", _("not carried out")


_OF_CONCLUSION = (
    "SELECT state FROM public.blocks_conclusion WHERE id = COALESCE(NEW.conclusion_id, OLD.conclusion_id)"
)
#: The conclusion that a row leaves, or the one that it comes into, is approved.
_FIXED = " OR ".join(
    f"(SELECT c.state FROM public.blocks_conclusion c WHERE c.id = {row}.conclusion_id FOR SHARE) "  # noqa: S608 - of its own words
    "NOT IN ('draft', 'returned')"
    for row in ("OLD", "NEW")
)


@tracked()
class Recommendation(models.Model):
    """A recommendation of a conclusion (c47); what became of it is told in next year's conclusion (c45)."""

    conclusion = models.ForeignKey(
        Conclusion, models.PROTECT, related_name="recommendations", verbose_name=_("conclusion")
    )
    direction = models.CharField(_("direction"), max_length=8)
    text_kk = Words(_("text in Kazakh"), limit=ARGUMENT)
    text_ru = Words(_("text in Russian"), limit=ARGUMENT)
    text_en = Words(_("text in English"), limit=ARGUMENT)
    due_on = models.DateField(_("to be carried out by"))
    outcome = models.CharField(
        _("execution"), max_length=12, choices=RecommendationState.choices, default=RecommendationState.GIVEN
    )
    outcome_note = Words(_("what was done"), limit=ARGUMENT, blank=True)

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["conclusion", "id"]
        triggers = [
            new_edition_where(f"({_OF_CONCLUSION}) NOT IN {NOT_WITH_BODY}"),
            # What an approved conclusion recommends stays; what became of it is still told (c45, c47).
            Refuses(
                name="approved_words_stay",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition(
                    "(OLD.conclusion_id, OLD.direction, OLD.text_kk, OLD.text_ru, OLD.text_en, OLD.due_on) "
                    "IS DISTINCT FROM (NEW.conclusion_id, NEW.direction, NEW.text_kk, NEW.text_ru, NEW.text_en, NEW.due_on) "
                    f"AND ({_FIXED})"
                ),
            ),
        ]

    @property
    def text(self) -> str:
        """In the reader's language, else in Russian."""
        return in_language(self, "text")

    def __str__(self) -> str:
        return self.text
