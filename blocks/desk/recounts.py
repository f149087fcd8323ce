"""Whose turn it is when figures arrive: the lead's approver counts the conclusion again; and where they are taken in."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from blocks.appeal_gate import open_appeals
from blocks.late_figures import arrived_for, that_read_later_figures
from blocks.models import Conclusion, Mark
from blocks.models.conclusions import CONCLUSION_STANDS
from blocks.selectors.second_person import who_drew_up
from evaluation import desk, rights
from evaluation.models import Office, User
from evaluation.persons import account_ids
from reports.models import DatumValue, Provenance

#: The hands whose figures may come after the marks' approval.
LATE_HANDS = (Provenance.STATISTICS, Provenance.REGISTER, Provenance.SURVEY, Provenance.VERIFIED)


def turns(user: User) -> list[desk.Turn]:
    """One card for each conclusion whose left out figures have come, once its appeal is over.

    Eight queries, and those of the scores for each methodology of which figures came.
    """
    standing = rights.standing(user)
    leads = standing.bodies(Office.APPROVER)
    if not leads:
        return []
    given = DatumValue.objects.filter(provenance__in=LATE_HANDS)
    newer = given.filter(
        cycle=OuterRef("partial__assignment__cycle"),
        body=OuterRef("partial__assignment__body"),
        given_at__gt=OuterRef("scored_at"),
    )
    # a later version was made of all values of its day
    since = given.filter(cycle=OuterRef("cycle"), body=OuterRef("body"), given_at__gt=OuterRef("approved_at"))
    waiting = Mark.objects.filter(
        Exists(newer),
        partial__assignment__cycle=OuterRef("cycle"),
        partial__assignment__body=OuterRef("body"),
        partial__assignment__block=OuterRef("block"),
    )
    found = (
        Conclusion.objects.filter(Q(version=1) | Exists(since), lead__in=leads, state__in=CONCLUSION_STANDS)
        .exclude(body__in=standing.tied)
        .select_related("cycle", "body", "methodology", "objection_term")
        .defer("trace", "content", "methodology__document")
        .order_by("cycle__year", "body__order", "block")
    )
    candidates = list(that_read_later_figures(found).filter(Exists(waiting)))
    late = arrived_for(candidates)
    waiting_for = [conclusion for conclusion in candidates if conclusion.pk in late]
    still_open = open_appeals(waiting_for)
    own = who_drew_up(account_ids(user), waiting_for) if waiting_for else set()
    return [_card(one, late[one.pk]) for one in waiting_for if one.pk not in still_open and one.pk not in own]


def _card(conclusion: Conclusion, figures: list[Any]) -> desk.Turn:
    return desk.Turn(
        title=_("Count conclusion %(number)s again") % {"number": conclusion.number},
        text=_("Figures have arrived that were not counted: %(codes)s.")
        % {"codes": ", ".join(figure.indicator for figure in figures)},
        clause="c47",
        url=reverse("conclusion", args=[conclusion.pk]),
        action_label=_("Open the conclusion"),
        waiting_since=min(figure.arrived_at for figure in figures),
        body=conclusion.body.short_name,
        year=conclusion.cycle.year,
    )
