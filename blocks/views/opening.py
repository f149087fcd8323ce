"""The desk page before the year begins: opening the evaluation (c6, c7)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from blocks import actions
from blocks.models import PartialConclusion
from blocks.selectors.opening import opening_faults
from evaluation import journal, rights
from evaluation.access import cycle_or_404, offices, person_of
from evaluation.acting import refuse_without_right
from evaluation.models import Office
from evaluation.selectors import scopes_of
from methodologies.content import records_in_force
from methodologies.models import KeyPerformanceIndicator
from reports.models import Report
from schedule.selectors import approved_schedule


@require_http_methods(["GET", "HEAD", "POST"])
@offices(Office.COORDINATOR, Office.WORKING_BODY)
def cycle_page(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/cycle/<year>/`: what the opening needs, what it makes, and the button."""
    refuse_without_right(person_of(request), "blocks.read_opening", None, "c6")
    cycle = cycle_or_404(year)
    if request.method == "POST":
        actions.open_cycle(cycle, person_of(request))
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
        "partials": PartialConclusion.objects.filter(assignment__cycle=cycle).count(),
        "faults": [] if cycle.opened_at else opening_faults(cycle),
        "may_open": rights.may(person_of(request), "blocks.open_cycle", cycle),
        "journal": journal.entries_of(cycle),
        "synthetic_data": cycle.synthetic,
        "crumbs": [{"label": _("Evaluation for %(year)s") % {"year": year}}],
    }
    return render(request, "blocks/cycle.html", context)
