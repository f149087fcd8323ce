"""The approver's desk: the queue of what awaits approval, the thing itself beside it, the acts, many at once (c9.3, c46)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from blocks import actions
from blocks.actions.readings import mark_read
from blocks.models import Conclusion, PartialConclusion
from blocks.models.scores import CONCLUSIONS_DUE
from blocks.selectors.approval import (
    CONCLUSION,
    FILTERS,
    MARKS,
    Queue,
    QueueLine,
    approved_today,
    read_queue,
    to_deliver,
    years_to_approve,
)
from blocks.selectors.approval_pane import read_conclusion, read_marks
from blocks.selectors.returns import last_return
from evaluation import journal, rights
from evaluation.access import found_or_404, offices, person_of
from evaluation.acting import refusal_of
from evaluation.models import Cycle, Office, User
from evaluation.moves import refusal_text
from evaluation.persons import accounts_of
from evaluation.posted import seen_revision, whole
from evaluation.presentation import decimal_text
from evaluation.refusals import Refusal
from schedule.due import deadlines_at_hand

PAGE = 50


@dataclass(frozen=True)
class Kind:
    """What may be approved: where it lies, who sees it, and the verbs (record, by, revision seen[, words])."""

    model: type[PartialConclusion | Conclusion]
    right: str
    approve: Callable[[Any, User, int | None], Any]
    send_back: Callable[[Any, User, str, int | None], Any]
    related: tuple[str, ...]
    deferred: tuple[str, ...]


KINDS = {
    MARKS: Kind(
        PartialConclusion,
        "blocks.view_partialconclusion",
        lambda record, by, seen: actions.approve_and_deliver(record, by, seen),
        lambda record, by, words, seen: actions.send_back_marks(record, by, words, seen),
        (
            "assignment__cycle",
            "assignment__body",
            "assignment__evaluator",
            "assignment__lead",
            "methodology",
        ),
        ("methodology__document",),
    ),
    CONCLUSION: Kind(
        Conclusion,
        "blocks.view_conclusion",
        lambda record, by, seen: actions.approve_conclusion(record, by, seen),
        lambda record, by, words, seen: actions.send_back_conclusion(record, by, words, seen),
        ("cycle", "body", "lead", "methodology"),
        ("methodology__document",),
    ),
}
MOVES = ("approve", "send_back")


@require_safe
@offices(Office.APPROVER)
def approvals(request: HttpRequest) -> HttpResponse:
    """`desk/approve/`: to the latest year in which something awaits the person's approval, or else the latest year."""
    years = years_to_approve(person_of(request))
    latest = years[0] if years else Cycle.objects.order_by("-year").values_list("year", flat=True).first()
    if latest is None:
        raise Http404
    return redirect("approval_queue", latest)


@require_safe
@offices(Office.APPROVER)
def approval_queue(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/approve/<year>/?show=&filter=&page=`: the list at the left, one of it whole at the right."""
    return _answer(request, year, request.GET.get("show", ""), request.GET.get("filter", ""))


@require_POST
@offices(Office.APPROVER)
def approval_act(request: HttpRequest, year: int, kind: str, pk: int, move: str) -> HttpResponse:
    """`desk/approve/<year>/<kind>/<id>/<move>/`: approve or return; then the next of the list opens by itself."""
    if kind not in KINDS or move not in MOVES:
        raise Http404
    known, user = KINDS[kind], person_of(request)
    found: Any = (
        known.model._default_manager.select_related(*known.related)
        .defer(*known.deferred)
        .filter(pk=pk)
        .first()
    )
    record = found_or_404(user, known.right, found)
    filtered, following = request.POST.get("filter", ""), request.POST.get("next", "")
    words = request.POST.get("reason", "")
    try:
        if move == "approve":
            done = known.approve(record, user, seen_revision(request))
            score = decimal_text(done.score, get_language() or "kk", 2) if done.score is not None else ""
            messages.success(
                request,
                _("Approved: %(what)s, %(score)s.") % {"what": record.body.short_name, "score": score},
            )
        else:
            known.send_back(record, user, words, seen_revision(request))
            messages.success(
                request, _("Returned with your remark: %(what)s.") % {"what": record.body.short_name}
            )
    except Refusal as refusal:
        return _answer(request, year, f"{kind}-{pk}", filtered, refusal, words)
    return redirect(f"{reverse('approval_queue', args=[year])}?{_query(filtered, following)}")


def _query(filtered: str, shown: str) -> str:
    return urlencode({name: value for name, value in (("filter", filtered), ("show", shown)) if value})


def _answer(
    request: HttpRequest,
    year: int,
    shown: str,
    filtered: str,
    refusal: Refusal | None = None,
    words: str = "",
) -> HttpResponse:
    user = person_of(request)
    cycle = Cycle.objects.filter(year=year).first()
    if cycle is None:
        raise Http404
    filtered = filtered if filtered in FILTERS else ""
    with deadlines_at_hand():
        queue = read_queue(user, year)
        lines = queue.chosen(filtered)
        line = next((one for one in (*queue.lines, *queue.others) if one.key == shown), None)
        opened = line is not None
        if line is not None and request.method == "GET" and not line.read:
            mark_read(line.record, user)
            line.read = True
        line = line or (lines[0] if lines else None)
        days = {CONCLUSIONS_DUE.last_day(one.record) for one in queue.lines if one.kind == MARKS}
        pane = _pane(user, line, lines, filtered, words) if line is not None else {}
    place = lines.index(line) if line in lines else 0
    page = Paginator(lines, PAGE).get_page(request.GET.get("page") or place // PAGE + 1)
    counts = queue.counts
    context = {
        "year": year,
        "years": [one for one in years_to_approve(user) if one != year],
        "queue": queue,
        "page": page,
        "query": _query(filtered, ""),
        "filter": filtered,
        "filters": [(name, label, counts[name]) for name, label in _filters() if counts[name] or not name],
        "last_day": min((day for day in days if day), default=None),
        "line": line,
        "opened": opened,
        "place": place + 1 if line in lines else None,
        "read_count": sum(one.read for one in queue.lines),
        "approved": approved_today(user),
        "deliverable": to_deliver(user, year),
        "refusal": refusal,
        "synthetic_data": cycle.synthetic,
        "crumbs": [{"label": _("For approval")}, {"label": str(year)}],
        **pane,
    }
    status = 200 if refusal is None else refusal.status
    return render(request, "blocks/approval.html", context, status=status)


def _filters() -> list[tuple[str, str]]:
    return [
        ("", _("All")),
        ("outliers", _("Outliers")),
        ("fell", _("Fell by 5 or more")),
        ("differs", _("Not as reported")),
        ("corrected", _("Corrected")),
        ("unread", _("Not read")),
    ]


def _pane(user: User, line: QueueLine, lines: list[QueueLine], filtered: str, words: str) -> dict[str, Any]:
    """The thing itself: what is read, what may be done, where the list goes on."""
    record = line.record
    if line.kind == CONCLUSION:
        record = Conclusion.objects.select_related(*KINDS[CONCLUSION].related).get(pk=record.pk)
        what = {"conclusion": read_conclusion(record, line.before)}
        what["recommendations"] = record.recommendations.all()  # type: ignore[assignment]
    else:
        what = {"marks": read_marks(record)}  # type: ignore[dict-item]
    at = lines.index(line) if line in lines else -1
    following = lines[at + 1] if 0 <= at < len(lines) - 1 else None
    blocked = refusal_of(record, "approve", user)
    authority = record.lead_id if line.kind == CONCLUSION else record.evaluator_id
    stopped = blocked is not None and blocked.code == "right"
    return {
        **what,
        "blocked": blocked,
        "colleagues": rights.people_with(Office.APPROVER, authority).exclude(pk__in=accounts_of(user))
        if stopped
        else [],
        "may_return": refusal_of(record, "send_back", user) is None,
        "following": following,
        "former": lines[at - 1] if at > 0 else None,
        "ahead": [("next", following.key if following else ""), ("filter", filtered)],
        "returned": last_return(record),
        "journal": journal.entries_of(record, limit=20),
        "typed": {"reason": words},
    }


@require_http_methods(["GET", "HEAD", "POST"])
@offices(Office.APPROVER)
def approval_many(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/approve/<year>/read/`: approve at once what the person has read, and nothing else (A-READ-1)."""
    user = person_of(request)
    with deadlines_at_hand():
        queue = read_queue(user, year)
        asked = [(line, refusal_of(line.record, "approve", user)) for line in queue.lines if line.read]
    if request.method == "POST":
        return _approve_many(request, year, queue)
    context = {
        "year": year,
        "ready": [line for line, refusal in asked if refusal is None],
        "stopped": [(line, refusal) for line, refusal in asked if refusal is not None],
        "unread": [line for line in queue.lines if not line.read],
        "crumbs": [
            {"label": _("For approval"), "url": reverse("approval_queue", args=[year])},
            {"label": _("What you have read")},
        ],
    }
    return render(request, "blocks/approval_many.html", context)


def _approve_many(request: HttpRequest, year: int, queue: Queue) -> HttpResponse:
    """Each by itself, in its own transaction: what the page listed, as it was then, and still read."""
    user, done, refused = person_of(request), 0, []
    lines = {line.key: line for line in queue.lines if line.read}
    for sent in request.POST.getlist("line"):
        key, _sign, revision = sent.partition(":")
        line = lines.get(key)
        if line is None:
            continue
        try:
            with transaction.atomic():
                KINDS[line.kind].approve(line.record, user, whole(revision))
            done += 1
        except Refusal as refusal:
            refused.append(f"{line.record.body.short_name}, {line.name}: {refusal_text(refusal)}")
    messages.success(
        request, ngettext("Approved: %(count)s.", "Approved: %(count)s.", done) % {"count": done}
    )
    for sentence in refused:
        messages.error(request, sentence)
    return redirect("approval_queue", year)
