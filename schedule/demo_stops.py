"""The last days that lie ahead, for the demo's clock: milestones of the years at work, and running terms."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evaluation import clock, demo
from schedule import selectors
from schedule.milestones import last_change_day
from schedule.models import Term, TermKind
from schedule.models.terms import TERM_CLAUSES


def last_days() -> list[demo.LastDay]:
    """Milestones of the evaluation of the last year and of the running one, its schedule's last day, running terms."""
    running = clock.today().year
    found = [
        demo.LastDay(line.label, line.last_day, line.clause, milestone=True)
        for year in (running - 1, running)
        for line in selectors.year_lines(year)
    ]
    found.append(
        demo.LastDay(
            _("approval of the next year's schedule"), last_change_day(running), "D7", milestone=True
        )
    )
    terms = Term.objects.filter(due_at__gt=clock.now()).order_by("last_day")
    for kind, day in terms.values_list("kind", "last_day").distinct():
        found.append(demo.LastDay(TermKind(kind).label, day, TERM_CLAUSES[TermKind(kind)]))
    return found
