"""Why an overall evaluation, the Commission's report or a publication may not go on (c11, c49, c51, c53)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from blocks.models import Conclusion, ConclusionState
from blocks.models.conclusions import HANDED_OVER_ONCE
from commission.models import (
    CommissionReport,
    OverallEvaluation,
    OverallState,
    Publication,
    PublicationState,
    Withholding,
)
from commission.selectors import bodies_without_overall, scopes_of
from evaluation import clock
from evaluation.conditions import guard
from evaluation.refusals import FieldFault, Refusal


@guard
def conclusions_are_with_working_body(overall: OverallEvaluation) -> Refusal | None:
    """The block conclusions go with the overall evaluation (c49)."""
    current = Conclusion.objects.filter(cycle_id=overall.cycle_id, body_id=overall.body_id).exclude(
        state__in=HANDED_OVER_ONCE
    )
    blocks = sorted(conclusion.block for conclusion in current)
    if not blocks:
        return None
    return Refusal(
        "incomplete",
        _("Bring the block conclusions to the working body first: %(blocks)s.")
        % {"blocks": ", ".join(map(str, blocks))},
        clause="c49",
    )


@guard
def block_was_counted_again(overall: OverallEvaluation) -> Refusal | None:
    """What is with the working body gives way only to other block conclusions than it counted (A-SCORE-2)."""
    counted = set(overall.trace.get("conclusions", {}).values())
    current = Conclusion.objects.filter(cycle_id=overall.cycle_id, body_id=overall.body_id).exclude(
        state=ConclusionState.SUPERSEDED
    )
    if current.exclude(number__in=counted).exists():
        return None
    return Refusal(
        "state",
        _(
            "It is with the working body, and no block conclusion changed since: there is nothing to compute again."
        ),
        clause="c11, c49",
    )


@guard
def every_overall_is_in(report: CommissionReport) -> Refusal | None:
    """The report stands on the overall evaluation of every body (c51)."""
    missing = bodies_without_overall(report.cycle)
    if not missing:
        return None
    return Refusal(
        "incomplete",
        _("Overall evaluations are not in yet; bodies: %(count)s.") % {"count": len(missing)},
        clause="c49, c51",
        faults=[FieldFault("overall", body.short_name) for body in missing],
    )


@guard
def decision_is_recorded(report: CommissionReport) -> Refusal | None:
    """The Commission's decision has its minutes' number and date."""
    if report.minutes_number and report.minutes_date:
        return None
    return Refusal(
        "incomplete",
        _("Give the number and date of the Commission's minutes."),
        clause="c51",
        faults=[FieldFault("minutes_number", _("Number and date of the minutes"))],
    )


@guard
def words_are_in_both_languages(report: CommissionReport) -> Refusal | None:
    """The report goes to the President in Kazakh and in Russian, so its words are there in both (c51)."""
    asked = {
        "summary_kk": _("Conclusions and proposals in Kazakh"),
        "summary_ru": _("Conclusions and proposals in Russian"),
    }
    missing = [FieldFault(field, words) for field, words in asked.items() if not getattr(report, field)]
    if not missing:
        return None
    return Refusal(
        "incomplete",
        _("Give the Commission's conclusions and proposals both in Kazakh and in Russian."),
        clause="c51",
        faults=missing,
    )


@guard
def every_item_is_cleared(publication: Publication) -> Refusal | None:
    """Each body's results are either for publication or withheld with a reason (c9.5)."""
    unsettled = [
        item
        for item in publication.items.select_related("overall__body")
        if item.withheld and not item.reason_ru
    ]
    if not publication.items.exists():
        return Refusal("incomplete", _("There is nothing to publish yet."), clause="c53")
    if not unsettled:
        return None
    return Refusal(
        "incomplete",
        _("What is withheld needs its reason in law; bodies without one: %(count)s.")
        % {"count": len(unsettled)},
        clause="c9.5",
        faults=[FieldFault(f"item-{item.pk}", item.overall.body.short_name) for item in unsettled],
    )


@guard
def every_body_is_listed(publication: Publication) -> Refusal | None:
    """The results of all evaluated bodies are published; one that is left out is withheld, and seen to be (c53)."""
    listed = set(publication.items.values_list("overall__body_id", flat=True))
    missing = [scope.body for scope in scopes_of(publication.cycle) if scope.body_id not in listed]
    if not missing or not listed:  # an empty list has its own sentence
        return None
    return Refusal(
        "incomplete",
        _("The list lacks evaluated bodies: %(count)s.") % {"count": len(missing)},
        clause="c53, c9.5",
        remedy=_(
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
        _("The list holds results that were computed again since: %(bodies)s.")
        % {"bodies": ", ".join(body.short_name for body in replaced)},
        clause="c53",
        remedy=_(
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
        "early", _("The Commission has not submitted the results to the President yet."), clause="c51, c53"
    )


@guard
def correction_is_agreed(publication: Publication) -> Refusal | None:
    """What is public gives way only to a correction that the working body agreed to."""
    later = Publication.objects.filter(
        cycle_id=publication.cycle_id, version__gt=publication.version, state=PublicationState.CLEARED
    )
    if later.exists():
        return None
    return Refusal("state", _("There is no agreed correction that would take its place."), clause="c53")


@guard
def term_is_not_over(withholding: Withholding) -> Refusal | None:
    """What would be over before it began is asked for anew."""
    if withholding.until is None or withholding.until >= clock.today():
        return None
    return Refusal(
        "late",
        _("The last day of the term has passed: nothing would be withheld."),
        clause="c9.5",
        remedy=_("Refuse it with the reason; whoever needs it asks again with another term."),
    )
