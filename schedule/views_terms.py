"""Terms and violations of a year at the desk: over all bodies for those who oversee, of their own body for others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
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

from evaluation import clock, edition
from evaluation.access import offices, person_of
from evaluation.cuts import first
from evaluation.models import Body, Cycle, Office, Role
from evaluation.paging import FEW, ROWS, page_of
from evaluation.rights import standing
from evaluation.role_holders import holders_at_hand
from evaluation.selectors import called
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
#: So long may the words be by which a body is looked for.
MOST_WORDS = 120


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
@edition.at_hand()
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
    own = None if oversees else held.bodies(*SEES_OWN_TERMS)
    now = clock.now()
    with deadlines_at_hand(), calendar_at_hand(), holders_at_hand(held.holders), duty_rows.queries_at_hand():
        if own is None:
            counted, owing = duty_rows.of_all(year, now)
        else:
            owing = duty_rows.by_holder(year, now, own)
        departed = set(violations_of(year).values_list("body_id", flat=True))
        whose = Whose(request, {*owing, *departed}, own)
        chosen = whose.chosen
        # an overseer's list of everybody needs no list of bodies to ask for
        wanted = [chosen.pk] if chosen else None if own is None else list(whose.places)
        owed = owing if wanted is None else {pk: owing[pk] for pk in wanted if pk in owing}
        recorded = violations_of(year)
        if wanted is not None:
            recorded = recorded.filter(body_id__in=wanted)
        violations = Paginator(recorded, PAGE).get_page(request.GET.get("violations"))
        rows = _next_open(year, wanted, owed, request.GET.get("open"))
        holders = page_of(request, [] if chosen else whose.in_order(owing), "holders")
        told = _told(year, rows, violations)
        bodies = Body.objects.in_bulk({*holders.object_list, *(duty.holder_id for duty in told)})
        titles = {(duty.kind, duty.object_type, duty.object_id): duty.title for duty in told}
        holders.object_list = [_holder(bodies[pk], owing[pk]) for pk in holders.object_list]
        if wanted is not None:
            counted = duty_rows.progress(year, now, wanted)
        found = points(selectors.year_lines(year, chosen.pk if chosen else None), counted)
        extensions = [] if chosen else list(selectors.extensions_of(year))
        context = {
            "year": year,
            "form": whose.form if len(whose.places) > 1 else None,
            "whose": whose,
            "most_words": MOST_WORDS,
            "chosen": chosen,
            "drawing": draw_year(found, extensions, key=f"terms-{year}"),
            "points": found,
            "holders": holders,
            "open": _open_lines(rows, told, bodies),
            "violations": violations,
            "told": [(one, words_of(one, titles)) for one in violations],
            "query": whose.query,
            "crumbs": [
                {"label": _("Desk"), "url": reverse("desk")},
                {"label": _("Terms of %(year)s") % {"year": year}},
            ],
            "synthetic_data": cycle.synthetic,
        }
        return render(request, "schedule/terms.html", context)


class Whose:
    """Whose terms are shown, and among whom the reader chooses: all of few bodies, of many those that are called so.

    ``places``: of each body that owes something or has a violation on record, its place in the register.
    """

    def __init__(self, request: HttpRequest, pks: Collection[int], own: Collection[int] | None) -> None:
        rows = Body.objects.order_by("order", "slug")
        if own is not None:
            rows = rows.filter(pk__in=own)
        self.places = {
            pk: (order, slug) for pk, order, slug in rows.values_list("pk", "order", "slug") if pk in pks
        }
        self.many = len(self.places) > ROWS + FEW
        self.words = request.GET.get("q", "").strip()[:MOST_WORDS] if self.many else ""
        listed: Sequence[int] = list(self.places)
        if self.words:
            found = set(called(Body.objects.all(), self.words).values_list("pk", flat=True))
            listed = [pk for pk in listed if pk in found]
        self.listed = first(listed, ROWS if self.many else len(listed))
        slug = request.GET.get("body", "")
        asked = [pk for pk, (_order, of_body) in self.places.items() if of_body == slug]
        shown = Body.objects.filter(pk__in=[*self.listed, *asked]).order_by("order", "slug")
        self.form = WhoseForm(request.GET, bodies=shown)
        self.chosen: Body | None = self.form.cleaned_data["body"] if self.form.is_valid() else None
        if self.chosen is None and own is not None and len(self.places) == 1:
            self.chosen = shown[0]

    @property
    def query(self) -> str:
        """What other pages of the lists keep of the address."""
        given = {"q": self.words, "body": self.chosen.slug if self.chosen else ""}
        return urlencode({name: value for name, value in given.items() if value})

    def in_order(self, owing: Mapping[int, Progress]) -> list[int]:
        """The bodies that owe something, those with the most overdue first."""
        mine = [pk for pk in owing if pk in self.places]
        return (
            sorted(mine, key=lambda pk: (-owing[pk].late, *self.places[pk])) if len(self.places) > 1 else []
        )


def _told(year: int, rows: Page[Any], recorded: Page[Any]) -> list[Duty]:
    """The duties that the page names: those open and those of violations on record. The floors are asked for both at once."""
    return duty_rows.named(year, {*rows.object_list, *((one.act, one.object_id) for one in recorded)})


def _holder(body: Body, counted: Progress) -> Holder:
    return Holder(body, counted.total, counted.done, counted.late)


class _Open(Sequence[Any]):
    """The names of what these bodies have not done: counted already, and read a page at a time."""

    def __init__(self, year: int, holders: Collection[int] | None, count: int) -> None:
        self.year, self.holders, self.length = year, holders, count

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, wanted: Any) -> Any:
        return duty_rows.open_names(self.year, self.holders, wanted.stop - wanted.start, wanted.start)


def _next_open(
    year: int, wanted: Collection[int] | None, owed: Mapping[int, Progress], number: str | None
) -> Page[Any]:
    """A page of the names of what is open, the most urgent first."""
    count = sum(counted.total - counted.done for counted in owed.values())
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
