"""Who scores, approves, draws up and sees marks and conclusions (c9.2, c9.3, c23–c38, c44, c46, c49)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from blocks.direction_items import items_read
from blocks.models import Conclusion, Mark, PartialConclusion
from evaluation import participation, rights
from evaluation.models import Assignment, JournalEntry, Office, Role, User
from evaluation.persons import accounts_of
from methodologies.content import methodology_of
from reports.models import DatumValue, Provenance
from reports.rights import sees_every_report

#: The offices of an authorised body that read its marks and those of the blocks it leads.
AUTHORITY_OFFICES = (Office.EVALUATOR, Office.APPROVER, Office.METHODOLOGIST)
#: The offices that have conclusions to read at the desk.
READS_CONCLUSIONS = (
    Office.PREPARER,
    Office.FIRST_HEAD,
    Office.EVALUATOR,
    Office.APPROVER,
    Office.COORDINATOR,
    Office.WORKING_BODY,
    Office.COMMISSION_MEMBER,
    Office.AUDITOR,
)


def reads_every_mark(user: User) -> bool:
    """State planning's coordinator, the working body, the Commission and auditors read all marks and conclusions."""
    standing = rights.standing(user)
    return (
        standing.holds_in_role(Role.STATE_PLANNING, Office.COORDINATOR)
        or standing.holds_in_role(Role.WORKING_BODY, Office.WORKING_BODY)
        or standing.holds(Office.AUDITOR, Office.COMMISSION_MEMBER)
    )


def visible_partials(user: User) -> QuerySet[PartialConclusion]:
    """The partial conclusions whose marks the person may read: their authority's and those of blocks it leads."""
    if reads_every_mark(user):
        return PartialConclusion.objects.all()
    bodies = rights.standing(user).bodies(*AUTHORITY_OFFICES)
    return PartialConclusion.objects.filter(
        Q(assignment__evaluator_id__in=bodies) | Q(assignment__lead_id__in=bodies)
    )


def may_see_marks(user: User, partial: PartialConclusion) -> bool:
    """Whether the partial conclusion is among those the person may read."""
    standing = rights.standing(user)
    bodies = standing.bodies(*AUTHORITY_OFFICES)
    return partial.evaluator_id in bodies or partial.lead_id in bodies or reads_every_mark(user)


def visible_conclusions(user: User) -> QuerySet[Conclusion]:
    """The conclusions that the person may open: the body's own once delivered, the authorities' of that body."""
    if reads_every_mark(user):
        return Conclusion.objects.all()
    standing = rights.standing(user)
    own = standing.bodies(Office.PREPARER, Office.FIRST_HEAD)
    authorities = standing.bodies(*AUTHORITY_OFFICES, Office.SPECIAL_COMMISSION_MEMBER)
    scores_the_body = Assignment.objects.filter(
        cycle=OuterRef("cycle"), body=OuterRef("body"), evaluator_id__in=authorities
    )
    # A version replaced on appeal was delivered once: the body still reads it beside the new one.
    return Conclusion.objects.filter(
        Q(body_id__in=own, received_at__isnull=False) | Q(lead_id__in=authorities) | Exists(scores_the_body)
    )


def may_open_conclusion(user: User, conclusion: Conclusion) -> bool:
    """Whether the conclusion is among those the person may open. One query at most."""
    return visible_conclusions(user).filter(pk=conclusion.pk).exists()


def own_not_told(user: User, cycle_id: int, block: int) -> frozenset[int]:
    """The bodies of the person's own house that have not received their conclusion on the block yet.

    Whoever works on a methodology is of an evaluated body too, and learns its score when the body does (c9.2, c46).
    One query besides the standing; none for those who oversee everything.
    """
    if sees_every_report(user):
        return frozenset()
    own = rights.standing(user).own_house
    told = Conclusion.objects.filter(
        cycle_id=cycle_id, block=block, body_id__in=own, received_at__isnull=False
    )
    return frozenset(own.difference(told.values_list("body_id", flat=True)))


# --- predicates ------------------------------------------------------------------------------------------------


@rights.because(
    _("Only an evaluator of the authorised body for this direction scores it."),
    lambda partial: partial.clauses if partial is not None else "",
)
def is_evaluator(user: User, partial: Any) -> bool:
    """Of the direction's authority itself (``evaluator_id``), not of its house or of the block's lead (c9.3)."""
    return rights.standing(user).holds(Office.EVALUATOR, body=partial.evaluator_id)


@rights.because(
    _("Only an approver of the authorised body for this direction approves its marks."),
    lambda partial: partial.clauses if partial is not None else "",
)
def is_approver(user: User, partial: Any) -> bool:
    """Of the authority that scores the direction, not of the block's lead to whom it is delivered (c9.3)."""
    return rights.standing(user).holds(Office.APPROVER, body=partial.evaluator_id)


#: What makes a person the scorer of a direction, as the journal names it.
SCORING_ACTS = tuple(f"partialconclusion.{verb}" for verb in ("record_values", "save_marks", "submit"))


@rights.because(
    _(
        "A second person approves: whoever gave a mark or its value, or sent it, does not approve it (clause 9)."
    )
)
def gave_no_mark(user: User, partial: Any) -> bool:
    """By the marks, by the values that they rest on, and by the journal: a mark that a colleague made anew counts too.

    A figure that came with a file of official statistics is a value like any other. One query.
    """
    scored = JournalEntry.objects.filter(
        object_type="blocks.partialconclusion",
        object_id=partial.pk,
        act__in=SCORING_ACTS,
        actor=OuterRef("pk"),
    )
    marked = Mark.objects.filter(partial_id=partial.pk, scored_by=OuterRef("pk"))
    gave = _values_of(partial, items_read(partial))
    return not accounts_of(user).filter(Exists(scored) | Exists(marked) | Exists(gave)).exists()


def _values_of(record: Any, items: Iterable[str]) -> QuerySet[DatumValue]:
    """What the account in question gave of these items on the record's body; what was found on appeal was not given
    by whoever wrote it down (c60)."""
    given = DatumValue.objects.filter(
        cycle_id=record.cycle_id, body_id=record.body_id, item__in=list(items), given_by=OuterRef("pk")
    )
    return given.exclude(provenance=Provenance.APPEAL)


#: What makes a person the author of a conclusion, as the journal names it.
DRAWING_ACTS = tuple(f"conclusion.{verb}" for verb in ("draw_up", "send_again", "edit_recommendation"))


@rights.because(
    _(
        "A second person approves: whoever drew up the conclusion, or gave a mark or a value that it rests on, does "
        "not approve it (clause 9)."
    ),
    "c9.3",
)
def drew_nothing_up(user: User, conclusion: Any) -> bool:
    """By the journal, the marks of the block and the values that its methodology reads. One query."""
    drew = JournalEntry.objects.filter(
        object_type="blocks.conclusion",
        object_id=conclusion.pk,
        act__in=DRAWING_ACTS,
        actor=OuterRef("pk"),
    )
    marked = Mark.objects.filter(
        partial__assignment__cycle_id=conclusion.cycle_id,
        partial__assignment__body_id=conclusion.body_id,
        partial__assignment__block=conclusion.block,
        scored_by=OuterRef("pk"),
    )
    items = methodology_of(conclusion.methodology).items
    gave = _values_of(conclusion, [item.code for item in items])
    return not accounts_of(user).filter(Exists(drew) | Exists(marked) | Exists(gave)).exists()


@rights.because(
    _("Only the authorised bodies of this block, state planning and the working body see the marks.")
)
def may_see_partial(user: User, partial: Any) -> bool:
    """``may_see_marks`` as a right. No query besides the standing."""
    return may_see_marks(user, partial)


@rights.because(_("Only an evaluator of the block's lead draws up its conclusion."))
def is_lead_evaluator(user: User, conclusion: Any) -> bool:
    """Of the body in ``lead_id``: the block's other authorities score, and draw up no conclusion."""
    return rights.standing(user).holds(Office.EVALUATOR, body=conclusion.lead_id)


@rights.because(_("Only the approver of the block's lead approves and sends its conclusion."))
def is_lead_approver(user: User, conclusion: Any) -> bool:
    """Of the body in ``lead_id``; returning, delivering, finalising and replacing go by it too (c46, c47, c61)."""
    return rights.standing(user).holds(Office.APPROVER, body=conclusion.lead_id)


@rights.because(
    _(
        "Only the evaluated body, its authorised bodies, state planning and the working body see the conclusion."
    )
)
def may_see_conclusion(user: User, conclusion: Any) -> bool:
    """``visible_conclusions`` as a right: its body sees it once received. One query besides the standing."""
    return may_open_conclusion(user, conclusion)


reads_opening = rights.one_of(
    _(
        "The opening of the evaluation is for state planning's coordinator and the working body of the Commission."
    ),
    rights.is_planning_coordinator,
    rights.is_working_body,
)

rights.grant("blocks.read_opening", reads_opening)
rights.grant("blocks.open_cycle", rights.is_planning_coordinator)
rights.grant("blocks.view_partialconclusion", may_see_partial)
rights.grant("blocks.score_partialconclusion", is_evaluator, rights.has_no_interest)
rights.grant("blocks.approve_partialconclusion", is_approver, rights.has_no_interest, gave_no_mark)
rights.grant("blocks.view_conclusion", may_see_conclusion)
rights.grant("blocks.draw_up_conclusion", is_lead_evaluator, rights.has_no_interest)
rights.grant("blocks.issue_conclusion", is_lead_approver, rights.has_no_interest)
rights.grant("blocks.approve_conclusion", is_lead_approver, rights.has_no_interest, drew_nothing_up)
rights.grant("blocks.hand_over_conclusion", rights.is_planning_coordinator)
rights.grant("blocks.try_files_again", rights.is_administrator)

participation.counts(
    *SCORING_ACTS,
    *(
        f"partialconclusion.{verb}"
        for verb in (
            "record_late_values",
            "send_back",
            "approve",
            "deliver",
            "correct_marks",
            "recount_marks",
        )
    ),
    *DRAWING_ACTS,
    *(
        f"conclusion.{verb}"
        for verb in (
            "judge_recommendation",
            "send_back",
            "approve",
            "deliver",
            "finalise",
            "hand_over",
            "supersede",
            "correct",
            "recount",
            "recount_from",
        )
    ),
)
participation.excused("makes a file of what others decided", "conclusion.try_file_again")
participation.excused("opens the year for all bodies alike", "cycle.open")
