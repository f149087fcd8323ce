"""The desk pages before the year begins: opening the evaluation, and the list of key performance indicators (c6, c22)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from blocks import actions
from blocks.actions.cycle import opening_faults
from blocks.content import records_in_force
from blocks.forms import KpiFileForm
from blocks.models import KeyPerformanceIndicator, PartialConclusion, Report
from evaluation import journal, rights
from evaluation.access import offices
from evaluation.acting import refuse_without_right
from evaluation.models import Cycle, Office, User
from evaluation.moves import act
from evaluation.refusals import FieldFault, Refusal
from evaluation.selectors import scopes_of
from schedule.selectors import approved_schedule

KPI_COLUMNS = ("body", "code", "name_kk", "name_ru", "name_en", "unit", "better", "weight", "plan")
MAX_LIST_BYTES = 2_000_000


def _cycle(year: int) -> Cycle:
    found = Cycle.objects.filter(year=year).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@offices(Office.COORDINATOR, Office.WORKING_BODY)
def cycle_page(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/cycle/<year>/`: what the opening needs, what it makes, and the button."""
    assert isinstance(request.user, User)  # noqa: S101 - the door lets nobody else in
    refuse_without_right(request.user, "blocks.read_opening", None, "c6")
    cycle = _cycle(year)
    if request.method == "POST":
        actions.open_cycle(cycle, request.user)
        messages.success(request, _("The evaluation is open: the bodies' preparers have got their letters."))
        return redirect("cycle", year)
    in_force = records_in_force(cycle)
    context = {
        "cycle": cycle,
        "schedule": approved_schedule(year),
        "methodologies": [in_force.get(subject) for subject in ("1", "2", "3", "overall")],
        "indicators": KeyPerformanceIndicator.objects.filter(cycle=cycle).count(),
        "bodies": len(scopes_of(year)),
        "reports": Report.objects.filter(cycle=cycle).count(),
        "partials": PartialConclusion.objects.filter(cycle=cycle).count(),
        "faults": [] if cycle.opened_at else opening_faults(cycle),
        "may_open": rights.may(request.user, "blocks.open_cycle", cycle),
        "journal": journal.entries_of(cycle),
        "synthetic_data": cycle.synthetic,
        "crumbs": [{"label": _("Evaluation for %(year)s") % {"year": year}}],
    }
    return render(request, "blocks/cycle.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@offices(Office.HEAD_OF_ADMINISTRATION, Office.COORDINATOR, Office.WORKING_BODY, Office.METHODOLOGIST)
def kpis_page(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/kpis/<year>/`: the list of key performance indicators, and its approval by order."""
    assert isinstance(request.user, User)  # noqa: S101 - the door lets nobody else in
    refuse_without_right(request.user, "blocks.read_kpis", None, "c22")
    cycle = _cycle(year)
    form = KpiFileForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        refuse_without_right(request.user, "blocks.approve_kpis", cycle, "c22")
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            outcome = act(
                request,
                _approve,
                cycle,
                request.user,
                given["file"].read(MAX_LIST_BYTES + 1),
                given["order_number"],
                given["order_date"],
                form=form,
                success=_("The list is approved."),
            )
            if outcome.done:
                return redirect("kpis_desk", year)
            status = outcome.status
    context = {
        "cycle": cycle,
        "form": form,
        "indicators": KeyPerformanceIndicator.objects.filter(cycle=cycle)
        .select_related("body")
        .order_by("body__order", "body__slug", "code"),
        "may_approve": rights.may(request.user, "blocks.approve_kpis", cycle),
        "columns": ",".join(KPI_COLUMNS),
        "journal": journal.entries_of(cycle),
        "synthetic_data": cycle.synthetic,
        "crumbs": [{"label": _("Indicators for %(year)s") % {"year": year}}],
    }
    return render(request, "blocks/kpis.html", context, status=status)


def _approve(
    cycle: Cycle, by: User, source: bytes, order_number: str, order_date: date
) -> Sequence[KeyPerformanceIndicator]:
    return actions.approve_kpis(cycle, by, kpi_rows(source), order_number, order_date)


def kpi_rows(source: bytes) -> list[dict[str, Any]]:
    """The rows of the list's table (CSV in UTF-8, comma or semicolon). Raises Refusal naming what is wrong."""
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable(_("The file is not text in UTF-8: save the table as “CSV UTF-8”.")) from None
    if len(source) > MAX_LIST_BYTES:
        raise _unreadable(_("The file is too large for a list of indicators."))
    first = text.partition("\n")[0]
    table = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    missing = [column for column in KPI_COLUMNS if column not in (table.fieldnames or ())]
    if missing:
        raise _unreadable(_("These columns are missing: %(columns)s.") % {"columns": ", ".join(missing)})
    return [
        {**row, "names": {code: row.get(f"name_{code}") for code in ("kk", "ru", "en")}}
        for row in table
        if any(value and str(value).strip() for value in row.values())
    ]


def _unreadable(sentence: str) -> Refusal:
    return Refusal("invalid", _("The list is not read."), clause="c22", faults=[FieldFault("file", sentence)])
