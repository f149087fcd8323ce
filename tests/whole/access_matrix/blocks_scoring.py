"""Rows of scoring and conclusions: the admin's scoring desk, marks for reading, conclusions with their acts and traces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from blocks.models import Conclusion
from evaluation import clock
from tests.whole.access_matrix import LOGIN, OTHERS, VISITOR, Row
from tests.worlds.scored import MARCH, Scored

EVALUATOR = "civil-service.evaluator"
LEAD = "communications.evaluator"
LEAD_APPROVER = "communications.approver"
MARKS_APPROVER = "civil-service.approver"
HEAD = "agriculture.first_head"
PREPARER = "agriculture.preparer"
OVERSEERS = ("economy.coordinator", "commission.working_body", "commission.commission_member")
#: Who has no office that reads conclusions at all.
OUTSIDE = dict.fromkeys(
    (
        "no office",
        "economy.administrator",
        "commission.expert",
        "administration.head_of_administration",
        "integrator.integrator",
    ),
    403,
)
#: The admin's door, and behind it the page's own.
AT_THE_DESK = {OTHERS: 403, VISITOR: LOGIN}


#: Enter the admin, and find nothing of this body there.
STRANGERS = ("finance.evaluator", "finance.approver", "finance.methodologist", "economy.administrator")


def a_partial(scored: Scored) -> list[int]:
    """Agriculture's direction 3.1, being scored by civil service for informatisation."""
    return [scored.partials()[0].pk]


def marks_to_submit(scored: Scored) -> list[object]:
    with clock.frozen(MARCH):
        return [scored.mark(scored.partials()[0]).pk, "submit"]


def a_draft(scored: Scored) -> list[int]:
    with clock.frozen(MARCH):
        return [scored.draw_up().pk]


def delivered(scored: Scored) -> list[int]:
    with clock.frozen(MARCH):
        return [scored.conclude().pk]


def a_draft_to_approve(scored: Scored) -> list[object]:
    return [*a_draft(scored), "approve"]


def marks_to_approve(scored: Scored) -> list[object]:
    with clock.frozen(MARCH):
        return [2018, "marks", scored.submit(scored.partials()[0]).pk, "approve"]


def a_draft_in(language: str) -> Callable[[Scored], list[object]]:
    return lambda scored: [*a_draft(scored), language]


def a_drafts_file(scored: Scored) -> list[object]:
    from blocks.files import build_waiting
    from blocks.models import ConclusionPreview

    address = a_draft_in("ru")(scored)
    drawn = Conclusion.objects.get(pk=address[0])
    ConclusionPreview.objects.create(conclusion=drawn, language="ru", revision=drawn.revision)
    build_waiting(ConclusionPreview, (), lambda row: (f"test/{row.pk}.pdf", b"%PDF-1.7"))
    return address


def a_recommendation(scored: Scored) -> list[int]:
    with clock.frozen(MARCH):
        scored.give_values(scored.partials()[1], documents_electronic=10)
        drawn = scored.draw_up()
    return [drawn.pk, drawn.recommendations.all()[0].pk]


def a_delivered_recommendation(scored: Scored) -> list[int]:
    with clock.frozen(MARCH):
        scored.give_values(scored.partials()[1], documents_electronic=10)
        sent = scored.conclude()
    return [sent.pk, sent.recommendations.all()[0].pk]


def a_built_file(scored: Scored) -> list[object]:
    from blocks.files import build_waiting
    from blocks.models import ConclusionFile

    pk = delivered(scored)[0]
    build_waiting(ConclusionFile, (), lambda row: (f"test/{row.pk}.pdf", b"%PDF-1.7"))
    return [pk, "ru"]


def to_draw_up(scored: Scored) -> dict[str, object]:
    with clock.frozen(MARCH):
        for partial in scored.partials():
            scored.deliver(partial)
    return {"year": 2018, "body": scored.world.body("agriculture").pk, "block": 3}


#: A delivered conclusion on agriculture: the body, its authorised bodies, those who oversee.
READ = {
    OTHERS: 404,
    VISITOR: LOGIN,
    **OUTSIDE,
    **dict.fromkeys((HEAD, PREPARER, EVALUATOR, LEAD, LEAD_APPROVER, *OVERSEERS, "commission.auditor"), 200),
    "finance.evaluator": 200,  # evaluates the same body in block 1
    "finance.approver": 200,
    "finance.methodologist": 200,
    "communications.special_commission_member": 200,
    "culture.first_head": 404,
}
#: A draft is not the body's to read.
READ_DRAFT = {**READ, HEAD: 404, PREPARER: 404}
APPROVERS = ("finance.approver", LEAD_APPROVER)
AT_APPROVAL = {OTHERS: 403, VISITOR: LOGIN, **dict.fromkeys(APPROVERS, 200)}
LIST = {
    OTHERS: 200,
    VISITOR: LOGIN,
    **OUTSIDE,
}

ROWS = [
    Row(
        "admin:blocks_partialconclusion_changelist",
        {
            **AT_THE_DESK,
            **dict.fromkeys(
                (
                    EVALUATOR,
                    "finance.evaluator",
                    "finance.approver",
                    "finance.methodologist",
                    "commission.auditor",
                ),
                200,
            ),
        },
    ),
    Row("admin:blocks_partialconclusion_add", AT_THE_DESK),
    Row(
        "admin:blocks_partialconclusion_results",
        {
            **AT_THE_DESK,
            EVALUATOR: 200,
            LEAD: 403,
            "commission.auditor": 403,
            **dict.fromkeys(STRANGERS, 404),
        },
        "POST",
        args=a_partial,
    ),
    Row(
        "admin:blocks_partialconclusion_change",
        {
            **AT_THE_DESK,
            **dict.fromkeys((EVALUATOR, LEAD, "commission.auditor"), 200),
            **dict.fromkeys(STRANGERS, 404),
        },
        args=a_partial,
    ),
    Row(
        "admin:blocks_partialconclusion_move",
        {
            **AT_THE_DESK,
            EVALUATOR: 200,
            LEAD: 403,
            "commission.auditor": 403,
            **dict.fromkeys(STRANGERS, 404),
        },
        args=marks_to_submit,
    ),
    Row(
        "scoring",
        {
            OTHERS: 404,
            VISITOR: LOGIN,
            **dict.fromkeys((EVALUATOR, LEAD, "commission.auditor"), 302),
            **dict.fromkeys(OVERSEERS, 200),
        },
        args=a_partial,
    ),
    Row("conclusions", LIST),
    Row(
        "conclusion_draw_up",
        {OTHERS: 403, VISITOR: LOGIN, LEAD: 302},
        "POST",
        data=to_draw_up,
        note="only the block's lead",
    ),
    Row(
        "conclusion_bulk",
        {
            OTHERS: 403,
            VISITOR: LOGIN,
            **dict.fromkeys((LEAD_APPROVER, "finance.approver", "economy.coordinator"), 200),
        },
        args=["hand_over"],
        query="year=2018",
    ),
    Row("approvals", {**AT_APPROVAL, **dict.fromkeys(APPROVERS, 302)}),
    Row("approval_queue", AT_APPROVAL, args=[2018]),
    Row("approval_many", AT_APPROVAL, args=[2018]),
    Row("approval_many", {**AT_APPROVAL, **dict.fromkeys(APPROVERS, 302)}, "POST", args=[2018]),
    Row(
        "approval_act",
        {OTHERS: 403, VISITOR: LOGIN, "finance.approver": 404, LEAD_APPROVER: 403, MARKS_APPROVER: 302},
        "POST",
        args=marks_to_approve,
        note="only the direction's authority",
    ),
    Row("conclusion_draft", READ_DRAFT, args=a_draft_in("kk")),
    Row("conclusion_draft_pdf", READ_DRAFT, args=a_drafts_file),
    Row(
        "conclusion_draft_pdf",
        {who: 302 if outcome == 200 else outcome for who, outcome in READ_DRAFT.items()},
        "POST",
        args=a_draft_in("ru"),
    ),
    Row("conclusion", READ, args=delivered),
    Row("conclusion", READ_DRAFT, args=a_draft, note="a draft"),
    Row("conclusion_files", READ, args=delivered),
    Row("conclusion_trace", READ, args=delivered),
    Row("conclusion_trace_json", READ, args=delivered),
    Row("conclusion_file", {**READ, **dict.fromkeys(OUTSIDE, 404)}, args=a_built_file),
    Row(
        "conclusion_move",
        {who: 403 if outcome == 200 else outcome for who, outcome in READ_DRAFT.items()}
        | {LEAD_APPROVER: 302},
        "POST",
        args=a_draft_to_approve,
    ),
    Row(
        "conclusion_recommendation",
        {
            OTHERS: 403,
            VISITOR: LOGIN,
            LEAD: 302,
            EVALUATOR: 403,
        },
        "POST",
        args=a_recommendation,
        data={"text_kk": "Мәтін", "text_ru": "Текст", "text_en": "Text", "due_on": "2019-12-02"},
    ),
    Row(
        "recommendation_judge",
        {
            OTHERS: 403,
            VISITOR: LOGIN,
            LEAD: 302,
        },
        "POST",
        args=a_delivered_recommendation,
        data={"outcome": "done", "words": "Реестр введен"},
    ),
]
ROWS = [replace(row, at=MARCH, on="scored") for row in ROWS]
