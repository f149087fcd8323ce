"""A draft tried on a past year's data, and what differs between two versions of a methodology (c17, c18)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from blocks.methodology_trial import Trial, past_cycles, trial_of
from blocks.rights import own_not_told
from blocks.shift_drawing import Drawing, Pair, draw
from engine.compiled import MethodologyError
from evaluation.access import anyone, person_of
from evaluation.models import Body
from evaluation.posted import whole
from evaluation.presentation import decimal_text
from methodologies.difference_in_words import difference_of
from methodologies.editor.formula_preview import number
from methodologies.models import Methodology
from methodologies.models.methodologies import PUBLIC_STATES
from methodologies.selectors import published
from methodologies.views.editor import AT_METHODOLOGIES, crumbs, seen


@require_safe
@AT_METHODOLOGIES
def methodology_trial(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/methodologies/<id>/trial/?year=`: the scores that the text would have given, beside those that were given."""
    record = seen(request, pk)
    cycles = past_cycles(record)
    wanted = request.GET.get("year", "")
    cycle = next((one for one in cycles if str(one.year) == wanted), cycles[0] if cycles else None)
    context: dict[str, Any] = {
        "record": record,
        "years": cycles,
        "cycle": cycle,
        "synthetic_data": cycle is not None and cycle.synthetic,
        "crumbs": crumbs(record, {"label": _("Trial on past data")}),
    }
    if cycle is not None:
        try:
            hidden = own_not_told(person_of(request), cycle.pk, record.block) if record.block else ()
            trial = trial_of(record, cycle, hidden)
        except MethodologyError:
            context["unread"] = True
        else:
            names = ", ".join(body.short_name for body in trial.hidden)
            context |= {"trial": trial, "drawing": _drawing(trial), "hidden": names}
    return render(request, "blocks/methodology_trial.html", context)


def _drawing(trial: Trial) -> Drawing | None:
    pairs = [
        Pair(
            one.body.short_name,
            one.old,
            one.new,
            _("%(body)s: %(old)s → %(new)s")
            % {"body": one.body.short_name, "old": _score(one.old), "new": _score(one.new)},
        )
        for one in trial.shifts
        if one.old is not None and one.new is not None
    ]
    if not pairs:
        return None
    return draw(
        pairs,
        _("Scores of %(year)s by this text") % {"year": trial.cycle.year},
        _(
            "For each body the score that was given and the score that this text gives; the table below has the numbers."
        ),
        (_("was given"), _("by this text")),
        tick_text=number,
    )


def _score(value: Any) -> str:
    return decimal_text(value, get_language() or "kk", 2)


# --- difference of versions ----------------------------------------------------------------------------------------


@require_safe
@AT_METHODOLOGIES
def methodology_difference(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/methodologies/<id>/difference/?from=`: what this text changes against another of the same block."""
    record = seen(request, pk)
    others = Methodology.objects.filter(subject=record.subject).exclude(pk=record.pk)
    return _difference(
        request, record, list(_in_order(others)), crumbs(record, {"label": _("What is changed")})
    )


@require_safe
@anyone
def published_difference(request: HttpRequest, year: int, subject: str) -> HttpResponse:
    """`methodologies/<year>/<subject>/difference/?from=`: the same among texts that were in force."""
    record = published(year, subject, whole(request.GET.get("version", "")))
    if record is None:
        raise Http404
    others = Methodology.objects.filter(subject=subject, state__in=PUBLIC_STATES).exclude(pk=record.pk)
    trail = [
        {"label": _("Methodologies"), "url": reverse("methodologies")},
        {
            "label": f"{record.get_subject_display()} · {record.cycle.year}",
            "url": reverse("methodology", args=[year, subject]),
        },
        {"label": _("What is changed")},
    ]
    return _difference(request, record, list(_in_order(others)), trail)


def _in_order(found: Any) -> Any:
    return found.defer("document").select_related("cycle").order_by("-cycle__year", "-version")


def _difference(
    request: HttpRequest, record: Methodology, others: list[Methodology], trail: list[dict[str, Any]]
) -> HttpResponse:
    wanted = request.GET.get("from", "")
    old = next((one for one in others if str(one.pk) == wanted), None) or _usual(record, others)
    bodies = {body.slug: body.short_name for body in Body.objects.only(*_SHORT)}
    context = {
        "record": record,
        "others": others,
        "old": old,
        "found": difference_of(old, record, bodies) if old is not None else None,
        "wanted_version": request.GET.get("version", ""),
        "crumbs": trail,
        "synthetic_data": record.cycle.synthetic,
    }
    return render(request, "blocks/methodology_difference.html", context)


_SHORT = ("slug", "short_name_kk", "short_name_ru", "short_name_en")


def _usual(record: Methodology, others: list[Methodology]) -> Methodology | None:
    """What one compares with unless asked otherwise: the version before; else the last text in force before it."""
    earlier = [one for one in others if (one.cycle.year, one.version) < (record.cycle.year, record.version)]
    in_force = [one for one in earlier if one.state in PUBLIC_STATES]
    return next(iter([*in_force, *earlier, *others]), None)
