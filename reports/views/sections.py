"""The sections of a report's page: the list beside the form, the one that is open, and the way back to it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from evaluation import clock
from evaluation.access import person_of
from reports.forms import ReportQuestionnaire
from reports.models import Report
from reports.selectors import ReportLine
from reports.selectors.tasks import block_facts, reader_of
from reports.task_list import task_list
from reports.task_page import block_view


def list_beside(request: HttpRequest, form: ReportQuestionnaire, line: ReportLine) -> dict[str, Any]:
    """What the page of a report shows of its sections: all as a list, those that are open, and the next to do.

    ``?section=`` names the one that is open; without it, or for one that is not there, the whole report is one page.
    """
    report = form.sheet.report
    reader = reader_of(person_of(request), report.body_id)
    listed = task_list([block_facts(form.sheet)], reader, clock.now()).blocks[0]
    asked = request.GET.get("section")
    code = asked if asked in {task.code for task in listed.tasks} else None
    view = block_view(listed, form.sheet, line, code)
    after = listed.after(code) if code is not None else None
    by_code = {one.code: one for one in view.sections}
    return {
        "tasks": view,
        "sections": form.shown(code),
        "section": by_code[code] if code is not None else None,
        "section_number": list(by_code).index(code) + 1 if code is not None else 0,
        "next_section": by_code[after.code] if after is not None else None,
    }


def back_to(request: HttpRequest, report: Report) -> HttpResponse:
    """To the page from which a form was sent: the section, or the whole report."""
    section = request.GET.get("section")
    address = reverse("report", args=[report.pk])
    return redirect(address if section is None else f"{address}?{urlencode({'section': section})}")
