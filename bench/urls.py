"""The portal's addresses, and three bare ones that benches compare with."""

from __future__ import annotations

from django import forms
from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django.views.decorators.http import require_safe

from config.urls import handler500 as handler500
from config.urls import urlpatterns as portals
from evaluation.access import anyone, signed_in

#: What `bare` answers, by name.
answers: dict[str, bytes] = {}
EMPTY = engines["django"].from_string('{% extends "base.html" %}')
FORM = engines["django"].from_string(
    '{% extends "base.html" %}{% block content %}<form method="post">{% csrf_token %}{{ form }}</form>{% endblock %}'
)


@require_safe
@signed_in
def frame(request: HttpRequest) -> HttpResponse:
    """F: a signed-in page with nothing in its frame."""
    return HttpResponse(EMPTY.render({}, request))


@require_safe
@anyone
def bare(request: HttpRequest, name: str) -> HttpResponse:
    """B: the bytes of a page that was read before."""
    return HttpResponse(answers[name])


@require_safe
@signed_in
def form(request: HttpRequest, fields: int) -> HttpResponse:
    """A bare Django form of so many numbers, each with its label and hint, in the same frame."""
    made = {
        f"value_{number}": forms.DecimalField(label=f"Показатель {number}", help_text="единиц · за год")
        for number in range(fields)
    }
    shown = type("Numbers", (forms.Form,), made)(initial=dict.fromkeys(made, 12))
    return HttpResponse(FORM.render({"form": shown}, request))


urlpatterns = [
    *portals,
    *i18n_patterns(
        path("bench/frame/", frame),
        path("bench/form/<int:fields>/", form),
        path("bench/bare/<str:name>/", bare),
    ),
]
