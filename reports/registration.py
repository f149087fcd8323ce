"""What reports give to the frame: menu, desk, journal's words, letters, duties."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluation import desk, journal, kept_files, navigation, work_queues
from evaluation.models import Office
from evaluation.rights import standing
from methodologies import past_values
from reports import scan_queue
from reports.desk import next_steps, reading, sections, turns, waiting
from reports.duties import ROWS, report_duties
from reports.letter_texts import register_texts
from reports.models import Document
from reports.rights import SEES_REPORTS
from reports.selectors import past
from schedule import duty_rows

ACTS = {
    "report.save_values": _("Values saved"),
    "report.hand_for_signature": _("Handed to the first head for signature"),
    "report.take_back": _("Taken back to work"),
    "report.send_back": _("Returned to the preparers with a remark"),
    "report.freeze": _("Laid down as one file for signature"),
    "report.sign": _("Report signed and submitted"),
    "report.refuse_signature": _("Electronic signature not valid"),
    "report.settle_signature": _("Electronic signature checked: valid"),
    "report.void_signature": _("Returned for a new signature"),
    "report.return_for_completion": _("Returned for completion"),
    "report.accept": _("Report accepted"),
    "document.attach": _("Document supplied"),
    "document.mend": _("What is said of the document changed"),
    "document.replace": _("A new version put in the document's place"),
    "document.found_infected": _("A virus found in the document"),
    "document.scan_again": _("Virus scanner asked anew"),
    "document.raise_label": _("Document declared to be for official use"),
    "document.open": _("Document opened"),
    "statisticsimport.import": _("Official statistics taken in"),
}


def menu(user: Any) -> list[navigation.NavItem]:
    """The ways to reports and, for evaluators of the authorities in law, to official statistics."""
    if not user.is_authenticated:
        return []
    held = standing(user)
    items = []
    if held.holds(*SEES_REPORTS):
        items.append(
            navigation.NavItem(
                _("Reports"), reverse("reports"), 10, navigation.Group.MINE, lambda: (waiting(user),)
            )
        )
    if held.bodies(Office.EVALUATOR) & frozenset(held.holders.values()):
        items.append(
            navigation.NavItem(_("Statistics"), reverse("statistics_index"), 36, navigation.Group.MINE)
        )
    return items


def register() -> None:
    """Called when the app starts."""
    register_texts()
    kept_files.register(
        kept_files.FileKind(
            "documents",
            lambda: Document.objects.select_related("cycle", "body"),
            lambda row: str(
                _("Document %(number)s: %(body)s, %(year)s")
                % {"number": row.pk, "body": row.body.short_name, "year": row.cycle.year}
            ),
            lambda row: row,
        )
    )
    work_queues.register(scan_queue.QUEUE)
    desk.register(turns)
    desk.register_reading(reading)
    desk.register_next(next_steps)
    desk.register_sections(sections)
    navigation.register(menu)
    journal.register(ACTS)
    duty_rows.register(report_duties, ROWS)
    past_values.answer_with(past)
