"""The demo's outbox: every letter to everybody, as its reader gets it. Served in demo mode only (`demo_urls`)."""

from __future__ import annotations

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from evaluation.access import anyone
from evaluation.models import User
from evaluation.names import ByReadersName
from schedule.models import Letter, LetterState
from schedule.tasks import address_of, as_message

PAGE = 50


class OutboxFilter(forms.Form):
    """What the visitor wants to see of the letters; everything is optional."""

    to = forms.ModelChoiceField(
        label=gettext_lazy("To"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("everybody"),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("all")), *LetterState.choices],
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        writtens = Letter.objects.order_by("kind").values_list("kind").annotate(count=Count("id"))
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            ("", _("all")),
            *((kind, f"{kind} ({count})") for kind, count in writtens),
        ]
        self.fields["to"].queryset = (  # type: ignore[attr-defined]
            User.objects.filter(letters__isnull=False).distinct().order_by(ByReadersName("title"), "username")
        )


@require_safe
@anyone
def outbox(request: HttpRequest) -> HttpResponse:
    """`demo/outbox/`: the newest letters first, filtered. A fixed number of queries."""
    form = OutboxFilter(request.GET)
    letters = Letter.objects.select_related("to", "about")
    if form.is_valid():
        wanted = {name: value for name, value in form.cleaned_data.items() if value}
        letters = letters.filter(**wanted)
    page = Paginator(letters, PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {"form": form, "page": page, "query": kept.urlencode(), "crumbs": [{"label": _("Outbox")}]}
    return render(request, "schedule/outbox.html", context)


@require_safe
@anyone
def sent_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """`demo/outbox/<pk>/`: the letter as mail programs get it, HTML and text."""
    letter = get_object_or_404(Letter.objects.select_related("to", "about"), pk=pk)
    context = {
        "letter": letter,
        "message": as_message(letter),
        "address": address_of(letter),
        "crumbs": [
            {"label": _("Outbox"), "url": reverse("demo_outbox")},
            {"label": letter.subject_here},
        ],
    }
    return render(request, "schedule/outbox_letter.html", context)
