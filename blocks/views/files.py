"""The files of a conclusion on its desk page: how far they are, the files themselves."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from blocks import actions
from blocks.models import ConclusionFile, FileState, Wanted
from blocks.selectors.conclusions import files_of
from blocks.views.conclusions import SEES_CONCLUSIONS, seen
from evaluation.access import offices, signed_in
from evaluation.kept_files import open_whole


@require_safe
@offices(*SEES_CONCLUSIONS)
def conclusion_files(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/conclusions/<id>/files/`: how far the files are built; the page asks again while they are being built."""
    conclusion = seen(request, pk)
    files = files_of(conclusion)
    _wanted_now(files)
    return render(request, "blocks/conclusion_files.html", {"conclusion": conclusion, "files": files})


@require_safe
@signed_in
def conclusion_file(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """`desk/conclusions/<id>/pdf/<language>/`: the PDF as it was built once from the immutable conclusion."""
    conclusion = seen(request, pk)
    row = get_object_or_404(ConclusionFile, conclusion_id=conclusion.pk, language=language)
    if row.state != FileState.BUILT:
        _wanted_now([row])
        messages.info(request, _("The PDF is not ready yet; how far it is stands beside its language."))
        return redirect("conclusion", pk)
    name = f"{conclusion.number.replace('/', '-')}-{language}.pdf"
    with open_whole(row.file, row.sha256) as stored:
        answer = HttpResponse(stored.read(), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _wanted_now(files: Iterable[ConclusionFile]) -> None:
    """An office has the page open: those of its files that wait are built before all that nobody asked for."""
    waiting = [f.pk for f in files if f.state == FileState.QUEUED and f.wanted < Wanted.BY_OFFICE]
    if waiting:
        actions.ask_for_files(ConclusionFile.objects.filter(pk__in=waiting), Wanted.BY_OFFICE)
