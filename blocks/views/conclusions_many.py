"""One act on many conclusions: what it would do with which of them, and then doing it (c46, c49)."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from blocks.models import Conclusion
from blocks.selectors.conclusions import seen_conclusions
from blocks.views.conclusions import FROM, MANY, VERBS
from evaluation.access import offices, person_of
from evaluation.acting import law_of, refusal_of
from evaluation.models import Office
from evaluation.moves import refusal_text
from evaluation.posted import whole
from evaluation.refusals import Refusal
from schedule.due import deadlines_at_hand


@require_http_methods(["GET", "HEAD", "POST"])
@offices(Office.APPROVER, Office.COORDINATOR)
def conclusion_bulk(request: HttpRequest, move: str) -> HttpResponse:
    """`desk/conclusions/many/<move>/?year=`: what one act would do with many, and then doing it. Approval is no such act:
    many are approved where they are read (`views.approval`)."""
    if move not in MANY:
        raise Http404
    user, year = person_of(request), whole(request.GET.get("year", "")) or 0
    records = (
        seen_conclusions(user).filter(cycle__year=year, state=FROM[move]).order_by("body__order", "block")
    )
    with deadlines_at_hand():
        asked = [(record, refusal_of(record, move, user)) for record in records]
    applicable = [record for record, refusal in asked if refusal is None]
    if request.method == "POST":
        return _do_many(request, move, applicable)
    context = {
        "move": move,
        "law": law_of(Conclusion, move),
        "year": year,
        "applicable": applicable,
        "others": [(record, refusal) for record, refusal in asked if refusal is not None],
        "crumbs": [
            {"label": _("Conclusions"), "url": reverse("conclusions") + f"?year={year}"},
            {"label": law_of(Conclusion, move).label},
        ],
    }
    return render(request, "blocks/conclusion_bulk.html", context)


def _do_many(request: HttpRequest, move: str, records: list[Conclusion]) -> HttpResponse:
    """Each by itself, in its own transaction: one that is refused stops no other."""
    done, refused = 0, []
    for record in records:
        try:
            with transaction.atomic():
                VERBS[move](record, person_of(request), record.revision, "")
            done += 1
        except Refusal as refusal:
            refused.append(f"{record.number}: {refusal_text(refusal)}")
    messages.success(
        request,
        ngettext("Done: %(count)s conclusion.", "Done: %(count)s conclusions.", done) % {"count": done},
    )
    for sentence in refused:
        messages.error(request, sentence)
    return redirect(reverse("conclusions") + f"?year={request.GET.get('year', '')}")
