"""Official statistics at the desk: what is awaited, what was taken in with source, day and checksum, and taking in (c4.6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from engine.foreign.archives import MAX_BYTES
from evaluation import journal, rights
from evaluation.access import cycle_or_404, offices, person_of
from evaluation.csv_answers import csv_answer
from evaluation.forms import decimal_sign_field
from evaluation.models import Body, Cycle, Office, User
from evaluation.moves import act
from evaluation.typed_numbers import trimmed
from reports import actions
from reports.actions.statistics import OPTIONAL, REQUIRED
from reports.models import StatisticsImport
from reports.quota import left_today
from reports.rights import sees_every_report
from reports.selectors.statistics import Awaited, authorities_of, awaited, imports_of, statistics_items
from schedule.forms import day_field

READERS = (Office.COORDINATOR, Office.WORKING_BODY, Office.AUDITOR)


class StatisticsForm(forms.Form):
    """The file of figures, where they come from and when they were retrieved."""

    authority = forms.ModelChoiceField(
        Body.objects.none(), label=gettext_lazy("Authorised body"), empty_label=None
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=200,
        help_text=gettext_lazy("The publication, so that anybody finds the figures there."),
    )
    retrieved_on = day_field(gettext_lazy("Retrieved on"))
    file = forms.FileField(
        label=gettext_lazy("Table (CSV or Excel)"),
        help_text=gettext_lazy("Columns: body, item, value; where needed language, kpi, programme, status."),
    )
    decimal = decimal_sign_field()

    def __init__(self, *args: Any, authorities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["authority"]
        field.queryset = authorities
        field.label_from_instance = lambda body: body.short_name
        # the file becomes evidence too, and takes a part of the authority's day
        rooms = [f"{body.short_name}: {left_today(body.pk).sentence()}" for body in authorities]
        self.fields["file"].help_text = " ".join([str(self.fields["file"].help_text), *rooms])


@require_safe
@offices(Office.EVALUATOR, *READERS)
def statistics_index(request: HttpRequest) -> HttpResponse:
    """`desk/statistics/`: the page of the latest year whose evaluation is open."""
    latest = Cycle.objects.filter(opened_at__isnull=False).order_by("-year").first()
    if latest is None:
        raise Http404
    return redirect("statistics", latest.year)


@require_http_methods(["GET", "HEAD", "POST"])
@offices(Office.EVALUATOR, *READERS)
def statistics_page(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/statistics/<year>/`: the authority's figures by datum, its imports, and the form that takes a file in."""
    cycle, user = cycle_or_404(year), person_of(request)
    authorities = [one for one in authorities_of(user) if statistics_items(cycle, one)]
    form = StatisticsForm(
        request.POST or None,
        request.FILES or None,
        authorities=Body.objects.filter(pk__in=[one.pk for one in authorities]),
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            outcome = act(
                request,
                _take_in,
                cycle,
                given,
                user,
                form=form,
                success=_("The statistics are taken in."),
            )
            if outcome.done:
                return redirect("statistics", year)
            status = outcome.status
    oversees = sees_every_report(user)
    context = {
        "cycle": cycle,
        "form": form if authorities else None,
        "groups": [(one, _by_item(_brought_by(user, cycle, one))) for one in authorities],
        "imports": imports_of(cycle, None if oversees else authorities),
        "journal": journal.entries_of(*imports_of(cycle, None if oversees else authorities)),
        "synthetic_data": cycle.synthetic,
        "crumbs": [{"label": _("Official statistics for %(year)s") % {"year": year}}],
    }
    return render(request, "reports/statistics.html", context, status=status)


def _take_in(cycle: Cycle, given: dict[str, Any], by: User) -> StatisticsImport:
    upload = given["file"]
    return actions.import_statistics(
        cycle,
        given["authority"],
        upload.name,
        upload.read(MAX_BYTES + 1),
        given["source"],
        given["retrieved_on"],
        by,
        given["decimal"],
    )


def _brought_by(user: User, cycle: Cycle, authority: Body) -> list[Awaited]:
    """What is awaited of the authority, without the bodies on which this person brings nothing (c9.2)."""
    tied = rights.standing(user).tied
    return [place for place in awaited(cycle, authority) if place.body.pk not in tied]


def _by_item(places: list[Awaited]) -> list[dict[str, Any]]:
    """Each datum with how many of its values are given, not counted so far, and missing."""
    found: dict[str, dict[str, Any]] = {}
    for place in places:
        line = found.setdefault(
            place.item.code,
            {"code": place.item.code, "name": place.name, "given": 0, "not_counted": 0, "missing": 0},
        )
        line[place.state] += 1
    return list(found.values())


@require_safe
@offices(Office.EVALUATOR)
def statistics_template(request: HttpRequest, year: int, slug: str) -> StreamingHttpResponse:
    """`desk/statistics/<year>/<authority>.csv`: every awaited value as a row to fill in, with what is known already."""
    cycle = cycle_or_404(year)
    authority = authorities_of(person_of(request)).filter(slug=slug).first()
    if authority is None:
        raise Http404
    columns = (*REQUIRED, *OPTIONAL)
    places = _brought_by(person_of(request), cycle, authority)
    rows = (_template_row(place, columns) for place in places)
    return csv_answer(f"statistics-{year}-{slug}.csv", columns, rows, tamed=False)


def _template_row(place: Any, columns: Sequence[str]) -> list[Any]:
    value = place.value
    number = "" if value is None or value.number is None else format(trimmed(value.number), "f")
    row = {
        "body": place.body.slug,
        "item": place.item.code,
        "value": number or (value.choice if value else ""),
        "language": place.language,
        place.item.per: place.row,
        "status": f"not_counted: {value.reason}" if value and value.status == "not_counted" else "",
    }
    return [row.get(column, "") for column in columns]
