"""Terms and violations of a year at the desk: over all bodies for those who oversee, of their own body for others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from evaluation import clock
from evaluation.access import offices, person_of
from evaluation.models import Body, Cycle, Office, Role
from evaluation.paging import page_of
from evaluation.rights import standing
from evaluation.role_holders import holders_at_hand
from evaluation.time_zone import last_day_before
from schedule import duty_rows, selectors
from schedule.calendar import calendar_at_hand
from schedule.due import deadlines_at_hand
from schedule.duty_book import Duty, Progress
from schedule.picture import draw_year, points
from schedule.rights import SEES_ALL_TERMS, SEES_OWN_TERMS
from schedule.violations import violations_of, words_of

#: Rows of a list on a page.
PAGE = 25


@dataclass(frozen=True)
class Holder:
    """How far one body is with what it owes."""

    body: Body
    total: int
    done: int
    late: int


class WhoseForm(forms.Form):
    """Whose terms are shown."""

    body = forms.ModelChoiceField(
        label=gettext_lazy("Body"),
        queryset=Body.objects.none(),
        required=False,
        empty_label=gettext_lazy("all bodies"),
        to_field_name="slug",
    )

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]
        self.fields["body"].label_from_instance = lambda body: body.short_name  # type: ignore[attr-defined]


@require_safe
@offices(*SEES_ALL_TERMS, *SEES_OWN_TERMS)
def terms_of_year(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/terms/<year>/`: the picture, who is how far, what is open next, and the violations."""
    cycle = Cycle.objects.filter(year=year).first()
    if cycle is None:
        raise Http404
    held = standing(person_of(request))
    # Whose body no longer fills the role in law oversees nothing, whatever the office is called.
    oversees = (
        held.holds_in_role(Role.STATE_PLANNING, Office.COORDINATOR)
        or held.holds_in_role(Role.WORKING_BODY, Office.WORKING_BODY)
        or held.holds_in_role(Role.PRESIDENTIAL_ADMINISTRATION, Office.HEAD_OF_ADMINISTRATION)
        or held.holds(Office.COMMISSION_MEMBER, Office.AUDITOR)
    )
    now = clock.now()
    with deadlines_at_hand(), holders_at_hand(held.holders):
        owing = duty_rows.by_holder(year, now, None if oversees else held.bodies(*SEES_OWN_TERMS))
    departed = set(violations_of(year).values_list("body_id", flat=True))
    bodies = Body.objects.filter(pk__in={*owing, *departed}).order_by("order", "slug")
    if not oversees:
        bodies = bodies.filter(pk__in=held.bodies(*SEES_OWN_TERMS))
    form = WhoseForm(request.GET, bodies=bodies)
    chosen = form.cleaned_data["body"] if form.is_valid() else None
    shown = {body.pk: body for body in bodies}
    if chosen is None and not oversees and len(shown) == 1:
        chosen = next(iter(shown.values()))
    wanted = {chosen.pk} if chosen else set(shown)
    recorded = Paginator(violations_of(year).filter(body_id__in=wanted), PAGE).get_page(
        request.GET.get("violations")
    )
    with deadlines_at_hand(), calendar_at_hand(), holders_at_hand(held.holders), duty_rows.queries_at_hand():
        rows = _next_open(year, wanted, owing, request.GET.get("open"))
        told = _told(year, rows, recorded)
        titles = {(duty.kind, duty.object_type, duty.object_id): duty.title for duty in told}
        lines = selectors.year_lines(year, chosen.pk if chosen else None)
        found = points(lines, duty_rows.progress(year, now, wanted))
        extensions = [] if chosen else list(selectors.extensions_of(year))
        context = {
            "year": year,
            "form": form if len(shown) > 1 else None,
            "chosen": chosen,
            "drawing": draw_year(found, extensions, key=f"terms-{year}"),
            "points": found,
            "holders": page_of(request, _holders(owing, shown) if len(wanted) > 1 else [], "holders"),
            "open": _open_lines(rows, told, shown),
            "violations": recorded,
            "told": [(one, words_of(one, titles)) for one in recorded],
            "query": urlencode({"body": chosen.slug}) if chosen else "",
            "crumbs": [
                {"label": _("Desk"), "url": reverse("desk")},
                {"label": _("Terms of %(year)s") % {"year": year}},
            ],
            "synthetic_data": cycle.synthetic,
        }
        return render(request, "schedule/terms.html", context)


def _told(year: int, rows: Page[Any], recorded: Page[Any]) -> list[Duty]:
    """The duties that the page names: those open and those of violations on record. The floors are asked for both at once."""
    return duty_rows.named(year, {*rows.object_list, *((one.act, one.object_id) for one in recorded)})


def _holders(owing: dict[int, Progress], bodies: dict[int, Body]) -> list[Holder]:
    """Each body with its counts, those with the most overdue first."""
    found = [
        Holder(bodies[pk], counted.total, counted.done, counted.late)
        for pk, counted in owing.items()
        if pk in bodies
    ]
    return sorted(found, key=lambda holder: (-holder.late, holder.body.order, holder.body.slug))


class _Open(Sequence[Any]):
    """The names of what these bodies have not done: counted already, and read a page at a time."""

    def __init__(self, year: int, holders: Collection[int], count: int) -> None:
        self.year, self.holders, self.length = year, holders, count

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, wanted: Any) -> Any:
        return duty_rows.open_names(self.year, self.holders, wanted.stop - wanted.start, wanted.start)


def _next_open(
    year: int, wanted: Collection[int], owing: dict[int, Progress], number: str | None
) -> Page[Any]:
    """A page of the names of what is open, the most urgent first."""
    count = sum(counted.total - counted.done for pk, counted in owing.items() if pk in wanted)
    found: Page[Any] = Paginator(_Open(year, wanted, count), PAGE).get_page(number)
    return found


def _open_lines(rows: Page[Any], told: Iterable[Duty], bodies: dict[int, Body]) -> Page[Any]:
    """The page with its names told."""
    now = clock.now()
    by_name = {(duty.kind, duty.object_id): duty for duty in told}
    rows.object_list = [
        {
            "title": duty.title,
            "holder": bodies.get(duty.holder_id),
            "last_day": last_day_before(duty.due_at),
            "clause": duty.clause,
            "late": duty.overdue(now),
        }
        for duty in (by_name[name] for name in rows.object_list if name in by_name)
    ]
    return rows
