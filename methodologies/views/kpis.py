"""The desk pages of the list of key performance indicators (c22): drafted by state planning, approved by order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from engine.foreign.archives import MAX_BYTES
from evaluation import journal, rights
from evaluation.access import cycle_or_404, offices, person_of
from evaluation.acting import possible_moves, refuse_without_right
from evaluation.csv_answers import csv_answer
from evaluation.former_addresses import moved_or_404
from evaluation.forms import ReasonForm, RevisionForm
from evaluation.models import Body, Office, User
from evaluation.moves import act, act_and_go, write_into
from evaluation.paging import page_of
from evaluation.posted import seen_revision
from evaluation.refusals import Refusal
from methodologies import actions, kpi_reads
from methodologies.forms import KpiFileForm, KpiOrderForm, KpiRowsForm
from methodologies.kpi_files import CONTENT_TYPES, as_xlsx, labels, read_list
from methodologies.kpi_rows import FIELDS, Bodies, Row, changes, faults_in
from methodologies.models import KpiList, KpiListState
from methodologies.models.kpi_lists import TONES

AT_THE_LIST = offices(
    Office.HEAD_OF_ADMINISTRATION, Office.COORDINATOR, Office.WORKING_BODY, Office.METHODOLOGIST
)
#: What signs the rows of a file between their showing and their taking over.
SALT = "methodologies.kpis.taken"


@require_safe
@AT_THE_LIST
def kpis_page(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/kpis/<year>/`: the year's list, what it has otherwise than last year's, what the person can do with it."""
    return _page(request, year)


#: Rows of a difference on a page: they stand folded, and today's list has no more of them.
CHANGES = 200


def _page(request: HttpRequest, year: int, status: int = 200, **bound: Any) -> HttpResponse:
    """The page, with a form that was refused in place of the fresh one."""
    user = person_of(request)
    refuse_without_right(user, "methodologies.read_kpis", None, "c22")
    cycle = cycle_or_404(year)
    drafts = rights.may(user, "methodologies.draft_kpis")
    found = _seen(user, year)
    rows = found.rows if found is not None else []
    bodies, before = Bodies(), kpi_reads.listed_before(year)
    moves = possible_moves(found, user) if found is not None else []
    in_draft = found is not None and found.state == KpiListState.DRAFT
    free = drafts and not kpi_reads.has_open_version(found) and cycle.opened_at is None
    context: dict[str, Any] = {
        "cycle": cycle,
        "found": found,
        "tone": TONES[KpiListState(found.state)] if found is not None else "",
        "groups": page_of(request, kpi_reads.by_body(rows, bodies, year) if found is not None else []),
        "count": len(rows),
        "faults": len(faults_in(rows, bodies)) if in_draft else 0,
        "before_year": before[0] if before else None,
        "differences": page_of(
            request, _differences(before[1], rows, bodies) if before and rows else [], "changes", size=CHANGES
        ),
        "editable": drafts and in_draft,
        "may_begin": free,
        "file_form": (bound.get("file_form") or KpiFileForm()) if free or (drafts and in_draft) else None,
        "order_form": None,
        "remark": kpi_reads.remark_on(found) if found is not None else "",
        "journal": journal.entries_of(cycle, *kpi_reads.versions(year)),
        "synthetic_data": cycle.synthetic,
        "crumbs": [{"label": _("Indicators for %(year)s") % {"year": year}}],
    }
    if "send_back" in moves:
        context["order_form"] = bound.get("order_form") or KpiOrderForm(record=found)
        context["return_form"] = bound.get("return_form") or ReasonForm(record=found)
    return render(request, "methodologies/kpis.html", context, status=status)


def _seen(user: User, year: int) -> KpiList | None:
    """The version that the person may see: its drafters the newest, who decides one sent to them, others that in force."""
    latest = kpi_reads.latest_list(year)
    if latest is None or rights.may(user, "methodologies.draft_kpis"):
        return latest
    if latest.state == KpiListState.SUBMITTED and rights.may(user, "methodologies.approve_kpis"):
        return latest
    return kpi_reads.approved_list(year)


def _differences(before: Sequence[Row], after: Sequence[Row], bodies: Bodies) -> list[kpi_reads.ShownChange]:
    return kpi_reads.shown_changes(changes(before, after), bodies, labels())


@require_POST
@offices(Office.COORDINATOR)
def kpis_begin(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/kpis/<year>/begin/`: the draft, with the rows of the latest list approved, or empty."""
    copied = "empty" not in request.POST
    said = (
        _("The draft begins with the latest list that was approved.") if copied else _("The draft is open.")
    )
    return act_and_go(
        request,
        actions.begin_kpi_list,
        cycle_or_404(year),
        person_of(request),
        copied=copied,
        go=reverse("kpis_desk", args=[year]),
        success=said,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@offices(Office.COORDINATOR)
def kpis_of_body(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """`desk/kpis/<year>/<body>/`: one body's indicators as a table to write in; kept as a draft, whole or not."""
    user = person_of(request)
    refuse_without_right(user, "methodologies.draft_kpis", None, "c22")
    found = kpi_reads.latest_list(year)
    body = Body.objects.filter(slug=slug).first()
    if body is None:
        return moved_or_404(request, slug)
    if found is None or found.state != KpiListState.DRAFT:
        raise Http404
    own = [row for row in found.rows if row["body"] == slug]
    known = RevisionForm(request.POST or None, record=found)
    rows_form = KpiRowsForm(request.POST or None, initial=_to_write(own), prefix="row")
    status = 200
    if request.method == "POST":
        status = 422
        if known.is_valid() and rows_form.is_valid():
            outcome = act(
                request,
                actions.save_kpis_of_body,
                found,
                body,
                user,
                _written(rows_form),
                get_language() or "kk",
                known.seen_revision,
                form=known,
                record=found,
            )
            if outcome.done:
                return _saved(request, year, body, outcome.result)
            status = outcome.status
    bodies = Bodies([body])
    faults = faults_in(own, bodies) if request.method != "POST" else []
    before = kpi_reads.listed_before(year)
    context = {
        "year": year,
        "body": body,
        "form": known,
        "rows_form": rows_form,
        "lines": [
            {"form": one, "faults": [fault for fault in faults if fault.number == number]}
            for number, one in enumerate(rows_form.forms, start=1)
        ],
        "before_year": before[0] if before else None,
        "before": [kpi_reads.shown(row, bodies) for row in before[1] if row["body"] == slug]
        if before
        else [],
        "crumbs": [
            {
                "label": _("Indicators for %(year)s") % {"year": year},
                "url": reverse("kpis_desk", args=[year]),
            },
            {"label": body.short_name},
        ],
    }
    return render(request, "methodologies/kpis_of_body.html", context, status=status)


def _to_write(rows: Sequence[Row]) -> list[dict[str, str]]:
    """The rows as their fields show them: numbers as the page's language writes them."""
    return [{**row, **{field: kpi_reads.to_type(row[field]) for field in ("weight", "plan")}} for row in rows]


def _written(rows_form: Any) -> list[dict[str, str]]:
    """The rows that stay, as they were typed."""
    return [
        one.cleaned_data for one in rows_form.forms if one.cleaned_data and not one.cleaned_data.get("DELETE")
    ]


def _saved(request: HttpRequest, year: int, body: Body, found: KpiList) -> HttpResponse:
    """After saving: the next thing that the person asked for, with what is still to be mended in this body's rows."""
    own = [row for row in found.rows if row["body"] == body.slug]
    wrong = len(faults_in(own, Bodies([body])))
    if wrong:
        said = ngettext(
            "Saved. %(count)s place is to be mended.", "Saved. %(count)s places are to be mended.", wrong
        )
        messages.warning(request, said % {"count": wrong})
    else:
        messages.success(request, _("Saved."))
    if "another" in request.POST or wrong:
        return redirect("kpis_of_body", year, body.slug)
    return redirect(reverse("kpis_desk", args=[year]) + f"#{body.slug}")


@require_safe
@AT_THE_LIST
def kpis_file(request: HttpRequest, year: int, form: str) -> HttpResponse | StreamingHttpResponse:
    """`desk/kpis/<year>/list.<form>`: the list as a file to fill in; before there is one, what a draft would begin with."""
    user = person_of(request)
    refuse_without_right(user, "methodologies.read_kpis", None, "c22")
    cycle_or_404(year)
    if form not in CONTENT_TYPES:
        raise Http404
    found = _seen(user, year)
    rows = found.rows if found is not None else kpi_reads.rows_to_begin_with(year)
    if form == "csv":
        cells = ([row[field] for field in FIELDS] for row in rows)
        return csv_answer(f"kpi-{year}.csv", FIELDS, cells, tamed=False)
    content = as_xlsx(rows, year, kpi_reads.measured_bodies(year, rows), Bodies())
    answer = HttpResponse(content, content_type=CONTENT_TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="kpi-{year}.{form}"'
    return answer


@require_POST
@offices(Office.COORDINATOR)
def kpis_take(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/kpis/<year>/take/`: a file is read and its differences are shown; taken over by a second press."""
    user = person_of(request)
    refuse_without_right(user, "methodologies.draft_kpis", None, "c22")
    cycle = cycle_or_404(year)
    if "rows" in request.POST:
        try:
            rows = signing.loads(request.POST["rows"], salt=SALT, max_age=24 * 3600)
        except signing.BadSignature:
            raise Refusal("invalid", _("Choose the file once more."), clause="c22") from None
        return act_and_go(
            request,
            actions.take_kpis,
            cycle,
            user,
            rows,
            seen_revision(request),
            go=reverse("kpis_desk", args=[year]),
            success=_("The rows of the file are in the draft."),
        )
    actions.refuse_closed_list(cycle, user)
    form = KpiFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, year, 422, file_form=form)
    bodies = Bodies()
    try:
        given = form.cleaned_data
        rows = read_list(given["file"].read(MAX_BYTES + 1), bodies, given["decimal"])
    except Refusal as refusal:
        write_into(form, refusal)
        return _page(request, year, refusal.status, file_form=form)
    found, before = kpi_reads.latest_list(year), kpi_reads.listed_before(year)
    context = {
        "cycle": cycle,
        "filename": form.cleaned_data["file"].name,
        "count": len(rows),
        "signed": signing.dumps(rows, salt=SALT, compress=True),
        "revision": found.revision if found is not None else "",
        "to_draft": _differences(found.rows, rows, bodies) if found is not None else None,
        "before_year": before[0] if before else None,
        "to_before": _differences(before[1], rows, bodies) if before else [],
        "crumbs": [
            {
                "label": _("Indicators for %(year)s") % {"year": year},
                "url": reverse("kpis_desk", args=[year]),
            },
            {"label": _("What the file changes")},
        ],
    }
    return render(request, "methodologies/kpis_taken.html", context)


def _latest(year: int) -> KpiList:
    found = kpi_reads.latest_list(year)
    if found is None:
        raise Http404
    return found


@require_POST
@offices(Office.COORDINATOR)
def kpis_submit(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/kpis/<year>/submit/`: to the Head of the Presidential Administration."""
    return act_and_go(
        request,
        actions.submit_kpis,
        _latest(year),
        person_of(request),
        seen_revision(request),
        go=reverse("kpis_desk", args=[year]),
        success=_("The list is with the Head of the Presidential Administration."),
    )


@require_POST
@offices(Office.HEAD_OF_ADMINISTRATION)
def kpis_approve(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/kpis/<year>/approve/`: by order."""

    def approve(form: KpiOrderForm, found: KpiList, by: User) -> KpiList:
        given = form.cleaned_data
        return actions.approve_kpis(found, by, given["order_number"], given["order_date"], form.seen_revision)

    return _decided(
        request, year, "order_form", KpiOrderForm(request.POST), approve, _("The list is approved.")
    )


@require_POST
@offices(Office.HEAD_OF_ADMINISTRATION)
def kpis_return(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/kpis/<year>/return/`: to state planning, with a remark."""

    def send_back(form: ReasonForm, found: KpiList, by: User) -> KpiList:
        return actions.send_back_kpis(found, by, form.cleaned_data["reason"], form.seen_revision)

    said = _("The list is returned to state planning.")
    return _decided(request, year, "return_form", ReasonForm(request.POST), send_back, said)


def _decided(
    request: HttpRequest, year: int, name: str, form: Any, verb: Callable[..., KpiList], success: str
) -> HttpResponse:
    """One of the two decisions: done, or the page again with what was typed."""
    found, user = _latest(year), person_of(request)
    refuse_without_right(user, "methodologies.approve_kpis", found, "c22")
    status = 422
    if form.is_valid():
        outcome = act(request, verb, form, found, user, form=form, record=found, success=success)
        if outcome.done:
            return redirect("kpis_desk", year)
        status = outcome.status
    return _page(request, year, status, **{name: form})
