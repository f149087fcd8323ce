"""The desk pages of the whole picture: the working body's overview and the overall evaluation (c11, c49)."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from decimal import Decimal
from io import StringIO
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from appeals.rights import SEES_OBJECTIONS
from blocks.rights import reads_every_mark
from commission import actions, heatmap, overview, overview_rows
from commission.actions import Bulk
from commission.readiness import readiness
from commission.selectors import picture, tally_with
from evaluation import edition, rights
from evaluation.access import offices, person_of
from evaluation.acting import refuse_without_right
from evaluation.frame import current_cycle
from evaluation.models import Cycle, Office
from evaluation.paging import page_of
from evaluation.presentation import base_language
from evaluation.refusals import Refusal
from evaluation.rights import standing
from evaluation.role_holders import holders_at_hand
from schedule.due import book, deadlines_at_hand
from schedule.milestones import Milestone

SEES_THE_WHOLE = (
    Office.WORKING_BODY,
    Office.COMMISSION_MEMBER,
    Office.COORDINATOR,
    Office.HEAD_OF_ADMINISTRATION,
    Office.AUDITOR,
)
#: So many bodies are named before the acts on all of them.
NAMED = 50
MAKES_OVERALL = (Office.COORDINATOR, Office.WORKING_BODY)


def years_with(name: str, current: int, known: Iterable[int] = ()) -> list[dict[str, Any]]:
    """The years of the evaluation as links to the page ``name``. One query, none where they are known."""
    years = known or Cycle.objects.order_by("-year").values_list("year", flat=True)
    return [{"year": year, "url": reverse(name, args=[year]), "current": year == current} for year in years]


@require_safe
@offices(*SEES_THE_WHOLE)
def latest(request: HttpRequest, name: str) -> HttpResponse:
    """`desk/overview/`, `desk/overall/`, `desk/report/`, `desk/publication/`: the page of the year under way."""
    cycle = current_cycle()
    if cycle is None:
        raise Http404
    return redirect(name, cycle.year)


@require_safe
@offices(*SEES_THE_WHOLE)
@edition.at_hand()
def overview_page(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/overview/<year>/?sort=&kind=`: tiles, heat by direction, what is late and what is objected to."""
    user = person_of(request)
    refuse_without_right(user, "commission.view_overallevaluation", None, "c12")
    cycles = list(Cycle.objects.order_by("-year"))
    cycle = next((one for one in cycles if one.year == year), None)
    if cycle is None:
        raise Http404
    sort, kind = request.GET.get("sort", ""), request.GET.get("kind", "")
    kind = kind if kind in overview.KINDS else ""
    columns = overview.columns(sort, kind)
    with deadlines_at_hand(), holders_at_hand(standing(user).holders):
        numbers = overview_rows.numbers(cycle, kind)
        counted = tally_with(cycle, numbers.expected, numbers.fallen)
        late, late_in_all = overview.late_of(cycle)
    page = page_of(request, overview_rows.scopes_in_order(cycle, kind, sort))
    scopes: list[Any] = list(page)
    opens = reads_every_mark(user)
    page.object_list = [overview.Line(row, numbers.edges, opens) for row in picture(cycle, scopes)]
    objections = f"{reverse('objections')}?year={year}" if standing(user).holds(*SEES_OBJECTIONS) else ""
    context = {
        "cycle": cycle,
        "years": years_with("overview", year, [one.year for one in cycles]),
        "counted": counted,
        "tiles": overview.tiles(counted, year, objections),
        "columns": columns,
        "order": overview.order_in_words(columns),
        "sort": sort,
        "kind": kind,
        "kinds": overview.KINDS.items(),
        "page": page,
        "query": urlencode({"sort": sort, "kind": kind}),
        "heat_steps": range(len(heatmap.COLOURS)),
        "shown": numbers.lowest is not None,
        "lowest": numbers.lowest,
        "highest": numbers.highest,
        "late": late,
        "late_more": late_in_all - len(late),
        "pending": page_of(request, overview.pending_objections(cycle), "objections"),
        "objections_url": objections,
        "opens_conclusions": opens,
        "synthetic_data": cycle.synthetic,
    }
    return render(request, "commission/overview.html", context)


@require_safe
@offices(*SEES_THE_WHOLE)
def overview_table(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/overview/<year>/table.csv?sort=&kind=`: the table as it stands on the page, for a spreadsheet.

    Columns and decimals are set apart as the reader's spreadsheet expects: ";" and a comma in Kazakh and Russian.
    """
    refuse_without_right(person_of(request), "commission.view_overallevaluation", None, "c12")
    rows = overview.of_kind(picture(get_object_or_404(Cycle, year=year)), request.GET.get("kind", ""))
    lines = overview.ordered(overview.lines_of(rows), request.GET.get("sort", ""))
    point, apart = (".", ",") if base_language(get_language()) == "en" else (",", ";")
    out = StringIO()
    writer = csv.writer(out, delimiter=apart)
    for row in overview.table_of(lines):
        writer.writerow(
            "" if one is None else f"{one:f}".replace(".", point) if isinstance(one, Decimal) else one
            for one in row
        )
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, f"overview-{year}.csv") or "attachment"
    return answer


@require_safe
@offices(*SEES_THE_WHOLE)
def overall_page(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/overall/<year>/`: how far every body is, and the acts that the person may do on all that are ready."""
    user = person_of(request)
    refuse_without_right(user, "commission.view_overallevaluation", None, "c11")
    return _overall(request, get_object_or_404(Cycle, year=year))


def _overall(request: HttpRequest, cycle: Cycle, bulk: Bulk | None = None) -> HttpResponse:
    user = person_of(request)
    with deadlines_at_hand():
        last_day = book(cycle.year).last_day(Milestone.OVERALL)
        hand_over_by = book(cycle.year).last_day(Milestone.BLOCK_CONCLUSIONS)
    lines = readiness(cycle, user)
    hands_over = rights.may(user, "blocks.hand_over_conclusion", None)
    context = {
        "cycle": cycle,
        "years": years_with("overall", cycle.year),
        "page": page_of(request, lines),
        "computable": [line for line in lines if line.mine and line.computable],
        "submittable": [line for line in lines if line.mine and line.submittable],
        "waiting": [line for line in lines if line.waiting],
        "submitted": sum(1 for line in lines if line.submitted),
        "to_hand_over": sum(len(line.to_hand_over) for line in lines) if hands_over else 0,
        "last_day": last_day,
        "hand_over_by": hand_over_by,
        "named": NAMED,
        "mine_all": any(line.mine for line in lines),
        "bulk": bulk,
        "synthetic_data": cycle.synthetic,
    }
    return render(request, "commission/overall.html", context, status=422 if bulk and bulk.refused else 200)


def _after(request: HttpRequest, cycle: Cycle, bulk: Bulk, done: str) -> HttpResponse:
    """Say how many were done; with refusals, show each beside its body."""
    if bulk.done:
        messages.success(request, done)
    if bulk.refused:
        return _overall(request, cycle, bulk)
    if not bulk.done:
        messages.info(request, _("There was nothing to do."))
    return redirect("overall", cycle.year)


def _only_makers(request: HttpRequest) -> None:
    """Refuse those to whom no body's overall evaluation falls: neither state planning nor the working body."""
    user = person_of(request)
    if not (rights.is_planning_coordinator(user, None) or rights.is_working_body(user, None)):
        raise Refusal(
            "right", rights.explain(user, "commission.compute_overallevaluation", None), clause="c11"
        )


@require_POST
@offices(*MAKES_OVERALL)
def overall_compute(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/overall/<year>/compute/`: compute every body that is the person's to compute and has its conclusions."""
    _only_makers(request)
    cycle = get_object_or_404(Cycle, year=year)
    ready = [line.body for line in readiness(cycle, person_of(request)) if line.mine and line.computable]
    bulk = actions.compute_overalls(cycle, ready, person_of(request))
    done = ngettext("Computed: %(count)s body.", "Computed: %(count)s bodies.", bulk.done)
    return _after(request, cycle, bulk, done % {"count": bulk.done})


@require_POST
@offices(*MAKES_OVERALL)
def overall_submit(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/overall/<year>/submit/`: bring to the working body what the person computed and the page listed."""
    _only_makers(request)
    cycle = get_object_or_404(Cycle, year=year)
    seen = {pk for given in request.POST.getlist("overall") for pk in given.split()}
    ready = [
        line.overall
        for line in readiness(cycle, person_of(request))
        if line.mine and line.overall is not None and not line.submitted and str(line.overall.pk) in seen
    ]
    bulk = actions.submit_overalls(ready, person_of(request))
    done = ngettext(
        "Brought to the working body: %(count)s body.",
        "Brought to the working body: %(count)s bodies.",
        bulk.done,
    )
    return _after(request, cycle, bulk, done % {"count": bulk.done})
