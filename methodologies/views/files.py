"""Methodologies as files to take away, change and bring back: YAML and Excel (c17)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from evaluation.access import anyone, offices, person_of
from evaluation.posted import whole
from methodologies.files import CONTENT_TYPES, file_name, file_of
from methodologies.models import Methodology
from methodologies.selectors import may_see_draft, published
from methodologies.views.methodologies import ON_METHODOLOGIES


def _answer(record: Methodology | None, form: str) -> HttpResponse:
    if record is None or form not in CONTENT_TYPES:
        raise Http404
    answer = HttpResponse(file_of(record, form), content_type=CONTENT_TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="{file_name(record, form)}"'
    return answer


@require_safe
@anyone
def published_file(request: HttpRequest, year: int, subject: str, form: str) -> HttpResponse:
    """`methodologies/<year>/<subject>/file.<form>?version=`: what is or was in force."""
    return _answer(published(year, subject, whole(request.GET.get("version", ""))), form)


@require_safe
@offices(*ON_METHODOLOGIES)
def desk_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """`desk/methodologies/<id>/file.<form>`: any version, for those who have a part in it."""
    record = Methodology.objects.defer("document").select_related("cycle").filter(pk=pk).first()
    if record is not None and not may_see_draft(person_of(request), record):
        record = None
    return _answer(record, form)
