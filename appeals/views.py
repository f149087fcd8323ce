"""The desk pages of objections: the list, the draft, filing, the special commission, the correction (c57–c61)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from appeals import actions
from appeals.forms import DecisionsForm, PointForm, SeatsForm
from appeals.models import Objection, ObjectionPoint, ObjectionState
from appeals.models.objections import OPEN, TONES
from appeals.pages import new_point_form
from appeals.pages import objection_page as _page
from appeals.rights import SEES_OBJECTIONS
from appeals.selectors import is_overdue, objection_years, objections_of, open_to_objection, people_for
from blocks.models import Conclusion, ConclusionState
from evaluation import clock, rights
from evaluation.access import found_or_404, offices, person_of, signed_in
from evaluation.acting import refuse_without_right
from evaluation.forms import ReasonForm
from evaluation.models import Office, User
from evaluation.moves import Outcome, act
from evaluation.paging import page_of
from evaluation.posted import seen_revision, whole
from evaluation.refusals import Refusal
from methodologies.models import SourceKind
from reports.actions import attach_document
from reports.models import Document, Said
from schedule.calendar import calendar_at_hand, current_calendar
from schedule.working_days import working_days_left


@require_safe
@offices(*SEES_OBJECTIONS)
def objection_list(request: HttpRequest) -> HttpResponse:
    """`desk/objections/?year=&state=`: the objections that the person sees, and what their body may still object to."""
    user = person_of(request)
    years = objection_years(user)
    wanted = request.GET.get("year", "")
    asked = whole(wanted)
    year = asked if asked in years else (years[0] if years else None)
    every = objections_of(user, year) if year is not None else Objection.objects.none()
    counts = dict(every.order_by().values_list("state").annotate(Count("pk")))
    state = request.GET.get("state", "") if request.GET.get("state") in counts else ""
    page = page_of(request, every.filter(state=state) if state else every)
    found = list(page)
    with calendar_at_hand():
        lines = [
            {
                "objection": objection,
                "tone": TONES[ObjectionState(objection.state)],
                "term": objection.result_term if objection.state in OPEN else None,
                "overdue": is_overdue(objection),
            }
            for objection in found
        ]
        own = [
            {
                "conclusion": conclusion,
                "days_left": working_days_left(
                    current_calendar(), clock.today(), conclusion.objection_term.last_day
                ).total,
            }
            for conclusion in open_to_objection(user)
            if conclusion.objection_term is not None
        ]
    context = {
        "years": years,
        "year": year,
        "lines": lines,
        "own": own,
        "page": page,
        "states": [(code, label, counts[code]) for code, label in ObjectionState.choices if code in counts],
        "state": state,
        "query": urlencode({"year": year, "state": state}),
        "pending": every.filter(state__in=OPEN, result_term__isnull=False).count(),
        "synthetic_data": any(objection.cycle.synthetic for objection in found),
    }
    return render(request, "appeals/objections.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@offices(Office.PREPARER, Office.FIRST_HEAD)
def objection_new(request: HttpRequest, conclusion_id: int) -> HttpResponse:
    """`desk/objections/new/<conclusion>/`: until when and how one objects; the button begins the draft (c57)."""
    user = person_of(request)
    found = (
        Conclusion.objects.select_related("cycle", "body", "lead", "objection_term", "methodology")
        .filter(pk=conclusion_id)
        .first()
    )
    conclusion = found_or_404(user, "blocks.view_conclusion", found)
    if not rights.standing(user).holds(Office.PREPARER, Office.FIRST_HEAD, body=conclusion.body_id):
        raise Http404
    existing = Objection.objects.filter(conclusion=conclusion).first()
    if existing is not None:
        return redirect("objection", existing.pk)
    if request.method == "POST":
        objection = actions.open_objection(conclusion, user)
        messages.success(
            request, _("The draft is open. Only your body sees it until the first head files it.")
        )
        return redirect("objection", objection.pk)
    term = conclusion.objection_term
    context = {
        "conclusion": conclusion,
        "term": term,
        "late": term is not None and clock.now() >= term.due_at,
        "possible": conclusion.state == ConclusionState.DELIVERED
        and term is not None
        and clock.now() < term.due_at,
        "synthetic_data": conclusion.cycle.synthetic,
        "crumbs": [
            {"label": _("Objections"), "url": reverse("objections")},
            {"label": _("New objection")},
        ],
    }
    return render(request, "appeals/new.html", context)


def _objection(request: HttpRequest, pk: int) -> Objection:
    """The objection if the person may see it; otherwise there is no such page."""
    found = (
        Objection.objects.select_related(
            "cycle",
            "body",
            "authority",
            "filed_by",
            "result_term",
            "conclusion__cycle",
            "conclusion__body",
            "conclusion__lead",
            "conclusion__methodology",
            "conclusion__objection_term",
        )
        .filter(pk=pk)
        .first()
    )
    return found_or_404(request.user, "appeals.view_objection", found)


@require_safe
@offices(*SEES_OBJECTIONS)
def objection_page(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/objections/<id>/`: the points, what the person may do now, and what happened; `?point=` to change one."""
    objection = _objection(request, pk)
    chosen = whole(request.GET.get("point", ""))
    if chosen is None:
        return _page(request, person_of(request), objection)
    point = get_object_or_404(
        ObjectionPoint.objects.prefetch_related("documents"), objection=objection, pk=chosen
    )
    form = new_point_form(objection, record=objection, point=point)
    return _page(request, person_of(request), objection, point_form=form)


#: Refusals after which a form is of no use any more: the page says why, without it.
ENDED = ("right", "state", "late")


@require_POST
@signed_in
def point_save(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/objections/<id>/point/`: write the point on one value; an uploaded document is kept whatever follows."""
    objection = _objection(request, pk)
    refuse_without_right(person_of(request), "appeals.prepare_objection", objection, "c57")
    form = new_point_form(objection, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, person_of(request), objection, point_form=form, status=422)
    try:
        new = _attached(request, objection, form)
    except Refusal as refusal:
        if refusal.code in ENDED:
            return _page(request, person_of(request), _objection(request, pk), refusal=refusal)
        form.add_error("upload", refusal.sentence)
        return _page(request, person_of(request), objection, point_form=form, status=422)
    if new:  # ticked from now on: should the point be refused, the document stays with it
        data = request.POST.copy()
        data.setlist("documents", [*data.getlist("documents"), *(str(document.pk) for document in new)])
        form = new_point_form(objection, data)
        form.full_clean()
    value = form.disputed
    outcome = act(
        request,
        actions.save_point,
        objection,
        person_of(request),
        indicator=value.indicator,
        item=value.item,
        language=value.language,
        row=value.row,
        claimed=form.cleaned_data["claimed"],
        argument=form.cleaned_data["argument"],
        documents=form.chosen_documents(),
        revision=form.seen_revision,
        form=form,
        record=objection,
        success=_("Saved."),
    )
    if outcome.done:
        return redirect(reverse("objection", args=[pk]) + f"#point-{outcome.result.pk}")
    return _again(request, pk, outcome, point_form=form)


def _again(request: HttpRequest, pk: int, outcome: Outcome, **bound: Any) -> HttpResponse:
    """The page with the refused form, or without it where it can be of no use any more (late, filed meanwhile)."""
    refusal = outcome.refusal
    if refusal is not None and refusal.code in ENDED:
        return _page(request, person_of(request), _objection(request, pk), refusal=refusal)
    return _page(request, person_of(request), _objection(request, pk), status=outcome.status, **bound)


def _attached(request: HttpRequest, objection: Objection, form: PointForm) -> list[Document]:
    """The uploaded document, laid to the year's evaluation of the body; none if none was uploaded."""
    given = form.cleaned_data
    if not given.get("upload"):
        return []
    document = attach_document(
        objection.cycle,
        objection.body,
        objection.body,
        given["upload"],
        given["title"],
        given["source_kind"] or SourceKind.REPORT,
        given["confidentiality"] or "open",
        person_of(request),
        said=Said(ground=given["legal_ground"]),
        behind=objection,
    )
    if document.label_doubt:
        messages.warning(request, document.label_doubt)
    return [document]


@require_POST
@signed_in
def point_remove(request: HttpRequest, pk: int, point_id: int) -> HttpResponse:
    """`desk/objections/<id>/point/<point>/remove/`: take a point out of the draft."""
    objection = _objection(request, pk)
    point = get_object_or_404(ObjectionPoint, objection=objection, pk=point_id)
    return _do(
        request, pk, lambda by, seen: actions.remove_point(point, by, seen), _("The point is removed.")
    )


def _do(request: HttpRequest, pk: int, verb: Callable[[User, int | None], Any], success: str) -> HttpResponse:
    """Call the verb; a refusal is shown on the objection's page, each fault leading to its point."""
    try:
        verb(person_of(request), seen_revision(request))
    except Refusal as refusal:
        return _page(request, person_of(request), _objection(request, pk), refusal=refusal)
    messages.success(request, success)
    return redirect("objection", pk)


@require_POST
@signed_in
def objection_file(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/objections/<id>/file/`: the first head files it; the fifteen calendar days of c60 start."""
    objection = _objection(request, pk)
    success = _("Filed. The result comes within fifteen calendar days.")
    return _do(request, pk, lambda by, seen: actions.file_objection(objection, by, seen), success)


@require_POST
@signed_in
def objection_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/objections/<id>/withdraw/`: the body no longer objects."""
    objection = _objection(request, pk)
    return _do(request, pk, lambda by, seen: actions.withdraw_objection(objection, by, seen), _("Withdrawn."))


@require_POST
@signed_in
def objection_commission(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/objections/<id>/commission/`: the approver forms the special commission (c59)."""
    objection = _objection(request, pk)
    refuse_without_right(person_of(request), "appeals.consider_objection", objection, "c59")
    form = SeatsForm(request.POST, people=people_for(objection))
    if form.is_valid():
        outcome = act(
            request,
            actions.form_commission,
            objection,
            person_of(request),
            form.seats(),
            form.seen_revision,
            form=form,
            record=objection,
            success=_("The special commission is formed. Hand it the objection."),
        )
        if outcome.done:
            return redirect("objection", pk)
        return _again(request, pk, outcome, seats_form=form)
    return _page(request, person_of(request), objection, seats_form=form, status=422)


@require_POST
@signed_in
def objection_hand(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/objections/<id>/hand/`: the formed commission receives the objection."""
    objection = _objection(request, pk)
    success = _("Handed over: the members have been told.")
    return _do(request, pk, lambda by, seen: actions.hand_to_commission(objection, by, seen), success)


@require_POST
@signed_in
def objection_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/objections/<id>/decide/`: the chair's decisions, kept or, with the button "finish", final (c60)."""
    objection = _objection(request, pk)
    refuse_without_right(person_of(request), "appeals.decide_objection", objection, "c60")
    points = list(objection.points.prefetch_related("documents"))
    form = DecisionsForm(request.POST, points=points)
    finish = "finish" in request.POST
    if form.is_valid():
        outcome = act(
            request,
            actions.decide_points,
            objection,
            person_of(request),
            form.decisions(every=finish),
            form.seen_revision,
            finish=finish,
            form=form,
            record=objection,
            success=_("Decided: the body and the working body have been told.") if finish else _("Saved."),
        )
        if outcome.done:
            return redirect("objection", pk)
        return _again(request, pk, outcome, decisions_form=form)
    return _page(request, person_of(request), objection, decisions_form=form, status=422)


@require_POST
@signed_in
def objection_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/objections/<id>/correct/`: the conclusion is corrected with the values found (c61)."""
    objection = _objection(request, pk)
    success = _("Corrected: the new version is delivered to the body; both versions stay.")
    return _do(request, pk, lambda by, _seen: actions.correct_by_objection(objection, by), success)


@require_POST
@signed_in
def objection_return(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/objections/<id>/return/`: an accepted objection that cannot be corrected goes back to the commission."""
    objection = _objection(request, pk)
    refuse_without_right(person_of(request), "appeals.consider_objection", objection, "c61")
    form = ReasonForm(request.POST, record=objection)
    if not form.is_valid():
        return _page(request, person_of(request), objection, return_form=form, status=422)
    outcome = act(
        request,
        actions.return_to_commission,
        objection,
        person_of(request),
        form.cleaned_data["reason"],
        form.seen_revision,
        form=form,
        record=objection,
        success=_("Returned: the special commission and the body have been told."),
    )
    return redirect("objection", pk) if outcome.done else _again(request, pk, outcome, return_form=form)
