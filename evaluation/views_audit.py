"""The auditor's page: who changed offices, who opened what, sign-ins, failures, resets; and the same as a file."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from evaluation import audit
from evaluation.access import offices, person_of
from evaluation.acting import note
from evaluation.audit import Question
from evaluation.clock import ALMATY
from evaluation.csv_answers import csv_answer
from evaluation.journal_seals import last_verification
from evaluation.models import Body, JournalEntry, Office
from evaluation.names import ByReadersName
from evaluation.presentation import clause_label

PAGE = 50


class QuestionForm(forms.Form):
    """What the auditor looks for."""

    person = forms.CharField(label=gettext_lazy("Person"), required=False, max_length=100)
    body = forms.ModelChoiceField(
        label=gettext_lazy("Body"),
        queryset=Body.objects.none(),
        required=False,
        empty_label=gettext_lazy("all bodies"),
        to_field_name="slug",
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of acts"), required=False)
    since = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["body"].queryset = Body.objects.order_by(ByReadersName("short_name"))
        fields["body"].label_from_instance = lambda body: body.short_name
        kinds = [(code, words) for code, (words, _which) in audit.KINDS.items()]
        fields["kind"].choices = [("", _("all acts")), *kinds]

    def question(self) -> Question:
        """What was asked, as far as it is sound."""
        given = self.cleaned_data if self.is_valid() or self.is_bound else {}
        body = given.get("body")
        return Question(
            person=given.get("person") or "",
            body=body.pk if body else None,
            kind=given.get("kind") or "",
            since=given.get("since"),
            until=given.get("until"),
        )


def _asked(request: HttpRequest) -> tuple[QuestionForm, dict[str, str]]:
    form = QuestionForm(request.GET)
    form.is_valid()
    return form, {name: request.GET[name] for name in form.fields if request.GET.get(name)}


@require_safe
@never_cache
@offices(Office.AUDITOR)
def audit_page(request: HttpRequest) -> HttpResponse:
    """`desk/audit/`: the journal by person, body, kind and days, newest first; four queries of its own."""
    form, kept = _asked(request)
    page = Paginator(audit.entries_for(form.question()), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": list(audit.lines(page.object_list)),
        "query": urlencode(kept),
        "most": audit.MOST,
        "journal": last_verification(),
        "crumbs": [{"label": _("Desk"), "url": reverse("desk")}, {"label": _("Who did what")}],
    }
    return render(request, "evaluation/audit.html", context)


@require_safe
@never_cache
@offices(Office.AUDITOR)
def audit_file(request: HttpRequest) -> StreamingHttpResponse:
    """`desk/audit/journal.csv`: what the page shows, all its pages; that it was taken is in the journal too."""
    form, kept = _asked(request)
    person = person_of(request)
    entries = audit.entries_for(form.question())
    newest = JournalEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    # the file is read while it is sent: that it was taken does not stand in it
    entries = entries.filter(pk__lte=newest)[: audit.MOST]
    note(person, "journal_taken", person, "c44", details={"lines": entries.count(), **kept})
    head = [
        _("At"),
        _("Who"),
        _("Account"),
        _("Act"),
        _("Body"),
        pgettext("of the journal", "Record"),
        _("Clause"),
        _("Change"),
        _("Details"),
        _("Number in the journal"),
    ]
    return csv_answer("journal.csv", head, map(_cells, audit.lines(entries.iterator(2000))))


def _cells(line: audit.Line) -> list[Any]:
    return [
        line.at.astimezone(ALMATY).isoformat(timespec="seconds"),
        line.who,
        line.account,
        line.what,
        line.whom,
        line.about,
        clause_label(line.clause.replace(",", " ").split(), get_language() or "kk") if line.clause else "",
        line.change,
        line.details,
        line.number,
    ]
