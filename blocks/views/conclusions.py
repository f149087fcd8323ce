"""The desk pages of conclusions: the list, one conclusion, its moves one by one and many at once, its files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from blocks import actions
from blocks.actions.recommendations import edit_recommendation, told_of
from blocks.conclusion_text import heading
from blocks.late_figures import recounted_figures
from blocks.models import Conclusion, ConclusionState, Recommendation
from blocks.models.conclusions import CONCLUSION_STANDS, TONES, UNAPPROVED
from blocks.selectors.approval import waiting_conclusions
from blocks.selectors.conclusions import (
    conclusion_years,
    files_of,
    lines_of,
    seen_conclusions,
    to_draw_up,
    versions_of,
)
from blocks.selectors.returns import last_return
from blocks.selectors.second_person import conclusions_to_approve
from blocks.trace.reads import Reader
from blocks.trace.sight import Sight
from blocks.version_difference import differences
from evaluation import clock, journal, rights
from evaluation.access import found_or_404, offices, person_of
from evaluation.acting import law_of, refusal_of
from evaluation.models import Block, Body, Cycle, Office, User
from evaluation.moves import MoveButton, moves_for
from evaluation.posted import seen_revision, whole
from evaluation.presentation import DASH, decimal_text
from evaluation.refusals import Refusal
from schedule.due import deadlines_at_hand

SEES_CONCLUSIONS = (
    Office.PREPARER,
    Office.FIRST_HEAD,
    Office.EVALUATOR,
    Office.APPROVER,
    Office.METHODOLOGIST,
    Office.COORDINATOR,
    Office.WORKING_BODY,
    Office.COMMISSION_MEMBER,
    Office.SPECIAL_COMMISSION_MEMBER,
    Office.AUDITOR,
)
PAGE = 50

#: (conclusion, by, the revision seen, what was typed) → the conclusion afterwards.
Verb = Callable[[Conclusion, User, int | None, str], Conclusion]
VERBS: dict[str, Verb] = {
    "approve": lambda record, by, seen, _words: actions.approve_conclusion(record, by, seen),
    "deliver": lambda record, by, _seen, _words: actions.deliver_conclusion(record, by),
    "finalise": lambda record, by, _seen, _words: actions.finalise_conclusion(record, by),
    "hand_over": lambda record, by, _seen, _words: actions.hand_over_conclusion(record, by),
}
#: What one page offers: the same, a draft's return and its sending again, counting again when figures arrived.
ON_PAGE = VERBS | {
    "send_back": lambda record, by, seen, words: actions.send_back_conclusion(record, by, words, seen),
    "send_again": lambda record, by, seen, _words: actions.send_conclusion_again(record, by, seen),
    "recount": lambda record, by, seen, _words: actions.recount_conclusion(record, by, seen),
}
#: The acts that are done on many at once: none by which somebody answers for what they read.
MANY = ("deliver", "finalise", "hand_over")
#: The state from which each act starts.
FROM = {
    "approve": ConclusionState.DRAFT,
    "deliver": ConclusionState.APPROVED,
    "finalise": ConclusionState.DELIVERED,
    "hand_over": ConclusionState.FINAL,
}


@require_safe
@offices(*SEES_CONCLUSIONS)
def conclusion_list(request: HttpRequest) -> HttpResponse:
    """`desk/conclusions/?year=&state=&block=`: the conclusions that the person sees, and those to be drawn up."""
    user = person_of(request)
    years = conclusion_years(user)
    wanted = whole(request.GET.get("year", ""))
    year = wanted if wanted in years else (years[0] if years else None)
    of_year = seen_conclusions(user).filter(cycle__year=year or 0)
    counts = Counter(of_year.values_list("state", flat=True))
    state = request.GET.get("state", "") if request.GET.get("state") in counts else ""
    block = whole(request.GET.get("block", ""))
    chosen = of_year.filter(state=state) if state else of_year.exclude(state=ConclusionState.SUPERSEDED)
    if block in Block.values:
        chosen = chosen.filter(block=block)
    else:
        block = None
    page = Paginator(chosen.order_by("body__order", "body_id", "block", "-version"), PAGE).get_page(
        request.GET.get("page")
    )
    missing = to_draw_up(user, year) if year is not None else []
    context = {
        "years": years,
        "year": year,
        "state": state,
        "of_block": block,  # not "block": inside {% block %} Django binds that name itself
        "states": [(code, label, counts[code]) for code, label in ConclusionState.choices if counts[code]],
        "blocks": Block.choices,
        "lines": lines_of(list(page.object_list)),
        "page": page,
        "query": f"year={year}&state={state}&block={block or ''}",
        "ready": [one for one in missing if one.ready],
        "waiting": [one for one in missing if not one.ready],
        "bulk": _bulk_offers(user, counts),
        "to_approve": _to_approve(user, year) if counts[ConclusionState.DRAFT] else 0,
        "several_bodies": len({one.body_id for one in page.object_list}) > 1,
        "synthetic_data": Cycle.objects.filter(year=year or 0, synthetic=True).exists(),
    }
    return render(request, "blocks/conclusions.html", context)


def _to_approve(user: User, year: int | None) -> int:
    """How many draft conclusions of the year the person may approve; no query for who approves none."""
    bodies = rights.standing(user).bodies(Office.APPROVER)
    if not bodies:
        return 0
    return conclusions_to_approve(user, waiting_conclusions(bodies).filter(cycle__year=year)).count()


def _bulk_offers(user: User, counts: Counter[str]) -> list[tuple[str, Any, int]]:
    """(move, label, how many are in its state) for the acts on many that the person's office makes."""
    standing = rights.standing(user)
    found = []
    for move in MANY:
        law, source = law_of(Conclusion, move), FROM[move]
        if counts[source] > 1 and standing.holds(*law.offices):
            found.append((move, law.label, counts[source]))
    return found


@require_POST
@offices(Office.EVALUATOR)
def conclusion_draw_up(request: HttpRequest) -> HttpResponse:
    """`desk/conclusions/draw-up/`: draw up (or anew, while it is a draft) the conclusion of a body's block."""
    cycle = get_object_or_404(Cycle, year=whole(request.POST.get("year", "")) or 0)
    body = get_object_or_404(Body, pk=whole(request.POST.get("body", "")))
    drawn = actions.draw_up_conclusion(
        cycle, body, whole(request.POST.get("block", "")) or 0, person_of(request)
    )
    messages.success(request, _("The conclusion is drawn up; look through it before the approver gets it."))
    return redirect("conclusion", drawn.pk)


def seen(request: HttpRequest, pk: int) -> Conclusion:
    """The conclusion if the person may open it; otherwise there is no such page."""
    found = (
        Conclusion.objects.select_related(
            "cycle", "body", "lead", "methodology", "objection_term", "approved_by"
        )
        .defer("methodology__document")
        .filter(pk=pk)
        .first()
    )
    return found_or_404(request.user, "blocks.view_conclusion", found)


@require_safe
@offices(*SEES_CONCLUSIONS)
def conclusion_page(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/conclusions/<id>/`: what it says, how it came to be, its versions, its files, what can be done now."""
    return conclusion_answer(request, seen(request, pk))


def conclusion_answer(
    request: HttpRequest,
    conclusion: Conclusion,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> HttpResponse:
    """The page: 200, or a ``refusal``'s own status with what was ``typed``; acts refused on it end here too."""
    user, language = person_of(request), (get_language() or "kk")[:2]
    with deadlines_at_hand():
        buttons = moves_for(
            conclusion,
            user,
            lambda move: reverse("conclusion_move", args=[conclusion.pk, move]),
            only=ON_PAGE,
            method="post",
        )
        line = lines_of([conclusion])[0]
    draft = conclusion.state in UNAPPROVED
    own = rights.standing(user).holds(Office.PREPARER, Office.FIRST_HEAD, body=conclusion.body_id)
    versions = versions_of(conclusion)
    context = {
        "conclusion": conclusion,
        "heading": heading(conclusion, language),
        "sections": conclusion.content.get(language, []),
        "recommendations": conclusion.recommendations.all(),
        "figures": recounted_figures(conclusion),
        "tone": TONES[ConclusionState(conclusion.state)],
        "line": line,
        "buttons": buttons,
        "waits": _what_stops(conclusion, user, buttons),
        "returned": last_return(conclusion) if draft else None,
        "editable": draft and rights.may(user, "blocks.draw_up_conclusion", conclusion),
        "judges": conclusion.state in CONCLUSION_STANDS
        and rights.may(user, "blocks.draw_up_conclusion", conclusion)
        and not told_of(conclusion),
        "files": files_of(conclusion),
        "versions": versions if len(versions) > 1 else [],
        "difference": _difference(conclusion, versions),
        "journal": journal.entries_of(conclusion),
        "object_url": _objection_address(conclusion) if own else "",
        "refusal": refusal,
        "typed": typed or {},
        "synthetic_data": conclusion.cycle.synthetic,
        "crumbs": [
            {"label": _("Conclusions"), "url": reverse("conclusions") + f"?year={conclusion.cycle.year}"},
            {"label": conclusion.body.short_name},
            {"label": conclusion.get_block_display()},
        ],
    }
    status = 200 if refusal is None else refusal.status
    return render(request, "blocks/conclusion.html", context, status=status)


def _what_stops(conclusion: Conclusion, user: User, buttons: list[MoveButton]) -> Refusal | None:
    """Why the next act is not possible yet, for the person whose office makes it."""
    if buttons:
        return None
    for move, source in FROM.items():
        if conclusion.state == source and rights.may(user, law_of(conclusion, move).right, conclusion):
            return refusal_of(conclusion, move, user)
    return None


def _objection_address(conclusion: Conclusion) -> str:
    """Where the body objects, while its term runs; empty if the floor of appeals has no such page."""
    term = conclusion.objection_term
    if conclusion.state != ConclusionState.DELIVERED or term is None or clock.now() >= term.due_at:
        return ""
    try:
        return reverse("objection_new", args=[conclusion.pk])
    except NoReverseMatch:
        return ""


def _difference(conclusion: Conclusion, versions: list[Conclusion]) -> dict[str, Any] | None:
    """This version beside the one that it corrects (c61), or the one that corrects it beside this."""
    at = {one.version: one for one in versions}
    newer = conclusion if conclusion.version > 1 else at.get(2)
    older = at.get(newer.version - 1) if newer is not None else None
    if newer is None or older is None:
        return None
    reader = Reader(newer, Sight())
    names = reader.names
    rows = [
        {
            "kind": row.kind,
            "code": "" if row.kind == "value" else row.code,
            "name": reader.name(row.name) if row.kind == "value" else row.name,
            "element": reader.element(row.name) if row.kind == "value" else "",
            "before": _written(row.before, row.kind, names),
            "after": _written(row.after, row.kind, names),
            "change": row.change,
        }
        for row in differences(older.trace, newer.trace)
        if row.kind != "criterion"
    ]
    return {"older": older, "newer": newer, "rows": rows}


def _written(value: str | None, kind: str, names: dict[str, str]) -> str:
    """A value of a trace as the reader's language writes it: scores with two places, data as they were given."""
    if value is None:
        return DASH
    try:
        number = Decimal(value)
    except ArithmeticError:
        return names.get(value, value)
    return decimal_text(number, get_language() or "kk", None if kind == "value" else 2)


@require_POST
@offices(*SEES_CONCLUSIONS)
def conclusion_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """`desk/conclusions/<id>/move/<move>/`: approve, return, send again, deliver, finalise, hand over, count again."""
    if move not in ON_PAGE:
        raise Http404
    conclusion = seen(request, pk)
    try:
        words = request.POST.get("reason", "")
        moved = ON_PAGE[move](conclusion, person_of(request), seen_revision(request), words)
    except Refusal as refusal:
        return conclusion_answer(request, seen(request, pk), refusal, {"reason": words})
    messages.success(request, _("Done: %(state)s.") % {"state": moved.get_state_display()})
    return redirect("conclusion", moved.pk)  # counted again, it is a new version


@require_POST
@offices(Office.EVALUATOR)
def conclusion_recommendation(request: HttpRequest, pk: int, recommendation: int) -> HttpResponse:
    """`desk/conclusions/<id>/recommendations/<id>/`: change a draft's recommendation; what is typed is kept."""
    conclusion = seen(request, pk)
    given = get_object_or_404(
        Recommendation.objects.select_related("conclusion"), pk=recommendation, conclusion_id=pk
    )
    texts = {code: request.POST.get(f"text_{code}", "") for code in ("kk", "ru", "en")}
    try:
        due_on: date | None = date.fromisoformat(request.POST.get("due_on", ""))
    except ValueError:
        due_on = None
    try:
        edit_recommendation(given, person_of(request), texts, due_on, seen_revision(request))
    except Refusal as refusal:
        typed = {"pk": given.pk, **texts, "due_on": due_on}
        return conclusion_answer(request, seen(request, conclusion.pk), refusal, typed)
    messages.success(request, _("The recommendation is saved."))
    return redirect("conclusion", pk)
