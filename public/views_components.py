"""The components page, where every piece of the portal's look stands in one place, and the choice of contrast.

The figures on the components page are invented and the page says so; the names are the longest of the register, because a piece that
holds them holds any other.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext, gettext_lazy, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commission import heatmap
from evaluation import presentation as writing
from evaluation.access import anyone
from evaluation.context_processors import CONTRAST_COOKIE
from evaluation.limits import REASON
from public import dot_strip, sparkline
from schedule import timeline

# Names from the annex of the Decree (edition of 4 August 2018) and its register in three languages.
BODIES: tuple[dict[str, str], ...] = (
    {
        "kk": "Қазақстан Республикасының Ұлттық экономика министрлігі",
        "ru": "Министерство национальной экономики Республики Казахстан",
        "en": "Ministry of National Economy of the Republic of Kazakhstan",
    },
    {
        "kk": "Қазақстан Республикасының Еңбек және халықты әлеуметтік қорғау министрлігі",
        "ru": "Министерство труда и социальной защиты населения Республики Казахстан",
        "en": "Ministry of Labour and Social Protection of the Population of the Republic of Kazakhstan",
    },
    {
        "kk": "Қазақстан Республикасының Мемлекеттік қызмет істері және сыбайлас жемқорлыққа қарсы іс-қимыл агенттігі",
        "ru": "Агентство Республики Казахстан по делам государственной службы и противодействию коррупции",
        "en": "Agency of the Republic of Kazakhstan for Civil Service Affairs and Anti-Corruption",
    },
    {
        "kk": "Қазақстан Республикасы Жоғарғы Сотының жанындағы Соттардың қызметін қамтамасыз ету департаменті "
        "(Қазақстан Республикасы Жоғарғы Сотының аппараты)",
        "ru": "Департамент по обеспечению деятельности судов при Верховном Суде Республики Казахстан "
        "(аппарат Верховного Суда Республики Казахстан)",
        "en": "Department for Ensuring the Activity of Courts under the Supreme Court of the Republic of Kazakhstan "
        "(Office of the Supreme Court)",
    },
)


class SampleForm(forms.Form):
    """A field of each kind, for the page to show; it is never saved."""

    value = forms.DecimalField(
        label=gettext_lazy("Value of the indicator"), help_text=gettext_lazy("In per cent, one decimal.")
    )
    block = forms.ChoiceField(label=gettext_lazy("Block"), choices=[(str(n), str(n)) for n in (1, 2, 3)])
    note = forms.CharField(
        label=gettext_lazy("Explanation"),
        required=False,
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    document = forms.FileField(label=gettext_lazy("Supporting document"))
    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        widget=forms.RadioSelect,
        choices=[("accepted", gettext_lazy("Accepted")), ("refused", gettext_lazy("Not accepted"))],
    )
    sure = forms.BooleanField(label=gettext_lazy("I confirm that the figures are true and complete"))


@anyone
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component once, with sample values."""
    form = SampleForm({"value": "x", "block": "2", "note": ""})
    return render(
        request,
        "components/index.html",
        {
            "crumbs": [
                {"label": gettext("For maintainers"), "url": request.path},
                {"label": gettext("Components")},
            ],
            "turns": _turns(),
            "chips": ("neutral", "waiting", "done", "refused", "accepted"),
            "form": form,
            "page": Paginator(range(90), 30).page(2),
            "rows": _rows(),
            "heat_legend": heatmap.legend(),
            "facts": [
                {"term": gettext("Supporting document"), "value": "42", "clause": "c9.3"},
                {"term": gettext("Decision"), "value": gettext("Accepted"), "clause": "c60"},
            ],
            "node": _node(),
            "entries": _entries(),
            "year_timeline": _timeline(),
            "score_strip": _strip(),
            "years_sparkline": _spark(),
            "synthetic_data": True,
        },
    )


@anyone
@never_cache
@require_safe
def contrast(request: HttpRequest) -> HttpResponse:
    """Remember the contrast that the reader asks for (``?to=high`` or ``usual``) and go back to the page (``next``).

    A reader's own taste, kept in a cookie of the browser: nothing on the portal changes, so a link will do.
    """
    back = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        back = f"/{get_language() or 'kk'}/"
    response = HttpResponseRedirect(back)
    if request.GET.get("to") == "high":
        response.set_cookie(
            CONTRAST_COOKIE, "high", max_age=60 * 60 * 24 * 365, samesite="Lax", secure=request.is_secure()
        )
    else:
        response.delete_cookie(CONTRAST_COOKIE, samesite="Lax")
    return response


def _day(month: int, day: int, year: int = 2019) -> datetime.date:
    return datetime.date(year, month, day)


def _turns() -> list[dict[str, Any]]:
    return [
        {
            "title": gettext("Sign the report on “Achievement of goals”"),
            "text": gettext("All 42 values are filled in, 2 warnings are explained. The first head answers in person."),
            "clause": "c40 c64",
            "until": _day(2, 21),
            "days_left": 3,
            "counted": [gettext("The schedule's milestone: reports to the authorised bodies.")],
            "actions": [
                {"label": gettext("Open and sign"), "url": "#turns", "primary": True},
                {"label": gettext("What has changed since 2017"), "url": "#turns"},
            ],
        },
        {
            "title": gettext("Answer the returned report on “Organisational development”"),
            "text": gettext("One supporting document is missing."),
            "clause": "c40",
            "tone": "refused",
            "until": _day(2, 19),
            "days_left": -1,
            "actions": [{"label": gettext("Attach the document"), "url": "#turns", "primary": True}],
        },
    ]  # fmt: skip


def _rows() -> list[dict[str, Any]]:
    scores = (
        (94, 89, 93, 89, "-4.3"),
        (84, 71, 76, 98, "3.8"),
        (76, 55, 81, 66, "0.04"),
        (71, None, 65, None, None),
    )
    return [
        {
            "rank": rank,
            "body": body,
            "overall": Decimal(overall) + Decimal("0.4"),
            "cells": [
                {"value": cell, "css": heatmap.css_class(cell)}
                for cell in (None if c is None else Decimal(c) for c in cells)
            ],
            "change": None if change is None else Decimal(change),
            "ready": 17 if rank == 3 else 18,
        }
        for rank, (body, (overall, *cells, change)) in enumerate(zip(BODIES, scores, strict=True), start=1)
    ]  # fmt: skip


def _number(text: str) -> str:
    return writing.decimal_text(text, get_language() or "en")


def _node() -> dict[str, Any]:
    return {
        "title": gettext("Quality of state services"),
        "note": gettext("weights 60 · 40"),
        "value": Decimal("84.0"),
        "formula": f"{_number('0.6')} × {_number('88.0')} + {_number('0.4')} × {_number('78.0')}",
        "children": [
            {
                "title": gettext("Share of services delivered on time"),
                "chips": [{"text": gettext("weight 0.6"), "tone": "done"}],
                "value": Decimal("88.0"),
                "formula": f"min({_number('41204')} ÷ {_number('46822')} × 100; 100)",
                "documents": [
                    {"text": gettext("Report, p. 14"), "kind": "report", "url": "#trace"},
                    {"text": gettext("Re-verified: 41 204 (reported 41 930)"), "kind": "check"},
                    {"text": gettext("Official statistics"), "kind": "statistics"},
                ],
            },
            {
                "title": gettext("Justified complaints"),
                "chips": [{"text": gettext("penalty −2.0"), "tone": "waiting"}],
                "value_text": gettext("not counted"),
            },
        ],
    }


def _entries() -> list[dict[str, Any]]:
    zone = datetime.timezone(datetime.timedelta(hours=6))
    return [
        {
            "at": datetime.datetime(2019, 2, 15, 17, 42, 9, tzinfo=zone),
            "what": gettext("Report submitted"),
            "who": gettext("First head"),
            "office": BODIES[1].get(writing.base_language(get_language()), ""),
            "clause": "c40 c64",
            "before": gettext("being prepared"),
            "after": gettext("submitted"),
        }
    ]


def _timeline() -> timeline.Timeline:
    language = get_language() or "en"
    points: tuple[tuple[str, datetime.date, timeline.State], ...] = (
        (gettext("schedule approved"), _day(11, 28, 2018), "done"),
        (gettext("reports"), _day(2, 21), "due"),
        (gettext("conclusions"), _day(4, 15), "upcoming"),
        (gettext("after the appeals"), _day(5, 20), "upcoming"),
        (gettext("by block"), _day(6, 3), "upcoming"),
        (gettext("overall evaluation"), _day(6, 17), "upcoming"),
        (gettext("to the President"), _day(7, 15), "upcoming"),
    )
    milestones = [
        timeline.TimelinePoint(name, day, writing.date_short_text(day, language), state)
        for name, day, state in points
    ]
    words = timeline.Words(
        title=gettext("The year of the evaluation"),
        today=pgettext("timeline", "today"),
        states={
            "done": pgettext("milestone", "done"),
            "due": pgettext("milestone", "next"),
            "upcoming": pgettext("milestone", "ahead"),
            "late": pgettext("milestone", "overdue"),
        },
    )
    return timeline.draw(milestones, _day(2, 18), words, key="components-timeline")


def _strip() -> dot_strip.Strip:
    language = get_language() or "en"

    def dots(*values: str) -> list[dot_strip.Dot]:
        return [dot_strip.Dot(Decimal(value), writing.decimal_text(value, language)) for value in values]

    central = dots("71", "73.8", "77.2", "77.4", "77.6", "77.7", "82", "83.2", "84.8", "87.3", "91.2", "92.4")
    own = dot_strip.Dot(Decimal("79.9"), "79.9", own=True, label=writing.decimal_text("79.9", language))
    local = dots("58.8", "62.8", "66.9", "76", "79.6", "79.7", "82.4", "85.6", "86.2", "89.3", "92.6", "94.8")
    return dot_strip.draw(
        [
            dot_strip.StripRow(
                pgettext("bodies", "central"), [*central, own], Decimal("79.9"), gettext("median")
            ),
            dot_strip.StripRow(pgettext("bodies", "local"), local),
        ],
        [
            dot_strip.Zone(Decimal(70), Decimal(90), gettext("middle degree"), "middle"),
            dot_strip.Zone(Decimal(90), Decimal(100), gettext("high degree"), "high"),
        ],
        gettext("Overall scores by kind of body"),
        gettext("Each dot is a body; the table below says the same in numbers."),
        key="components-strip",
    )


def _spark() -> str:
    language = get_language() or "en"
    years = [
        sparkline.Year(
            year,
            None if value is None else Decimal(value),
            writing.decimal_text(value or 0, language, 1),
            str(year),
        )
        for year, value in ((2014, "71.2"), (2015, "74.8"), (2016, None), (2017, "79.9"), (2018, "81.4"))
    ]
    return sparkline.draw(
        years, gettext("Scores over the years"), gettext("From 71 to 81"), key="components-spark"
    )
