"""The page of one year's preparation: what it needs, who has each step since when, what is next."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evaluation import clock, next_year, year_steps
from evaluation.access import offices, person_of
from evaluation.models import Cycle, Office

#: Everybody who takes part: whoever holds an office today.
whoever_takes_part = offices(*Office)


@require_safe
@whoever_takes_part
def year_in_preparation(request: HttpRequest) -> HttpResponse:
    """`desk/years/`: to the year whose preparation has begun last."""
    return redirect("desk_year", next_year.year_in_preparation(clock.today()))


@require_safe
@whoever_takes_part
def year_page(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/years/<year>/`: of any year that has a cycle, and of the calendar year that runs."""
    running = clock.today().year
    years = set(Cycle.objects.values_list("year", flat=True)) | {running}
    if year not in years:
        raise Http404
    steps = year_steps.steps_of(year, person_of(request))
    begins = next_year.begins_on(year)
    context = {
        "year": year,
        "steps": steps,
        "done": sum(step.done for step in steps),
        "begins": begins if clock.today() < begins else None,
        "years": [one for one in (year - 1, year, year + 1) if one in years],
        "crumbs": [
            {"label": _("Desk"), "url": reverse("desk")},
            {"label": _("The year %(year)s") % {"year": year}},
        ],
    }
    return render(request, "evaluation/year.html", context)
