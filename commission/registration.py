"""What the whole picture gives to the frame: menu, desk, journal's words, letters, duties; and what it answers below."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from blocks.file_queue import file_queue
from blocks.files import queue_again
from blocks.methodology_trial import Trier, try_with
from blocks.models import FileState
from commission.desk import turns
from commission.duties import ROWS, commission_duties
from commission.letter_texts import register_texts
from commission.models import CommissionReportFile
from commission.selectors import has_results_by
from commission.trial import published_cycles, trial_of_overall
from evaluation import desk, journal, kept_files, navigation, work_queues
from evaluation.models import Office, Role
from evaluation.rights import standing
from methodologies import overall_gate
from methodologies.models import Subject
from schedule import duty_rows

ACTS = {
    "overallevaluation.compute": _("Overall evaluation computed"),
    "commissionreport.draw_up": _("Report written"),
    "commissionreport.adopt": _("Report adopted"),
    "commissionreport.send": _("Results submitted to the President"),
    "overallevaluation.submit": _("Overall evaluation brought to the working body"),
    "overallevaluation.supersede": _("Computed again"),
    "overallevaluation.recount": _("Computed again with a block that was counted again"),
    "publication.propose": _("Publication proposed to the working body"),
    "publication.send_back": _("Publication returned to state planning"),
    "publication.clear": _("Publication agreed"),
    "publication.publish": _("Results published"),
    "publication.supersede": _("Gave way to the corrected publication"),
    "commissionreport.try_file_again": _("File to be built again"),
    "publication.prepare": _("List drawn up"),
    "publication.withhold": _("Results withheld"),
    "publication.release": _("Results released"),
    "withholding.ask": _("Asked to withhold at once"),
    "withholding.confirm": _("Withheld at once"),
    "withholding.refuse": _("Withholding at once refused"),
    "withholding.ask_to_lift": _("Asked to lift the withholding"),
    "withholding.lift": _("Withholding lifted"),
    "withholding.keep": _("Kept withheld"),
    "withholding.ended": _("The term of the withholding ended"),
}


def menu(user: Any) -> list[navigation.NavItem]:
    """The whole picture's items by office, of the year under way."""
    if not user.is_authenticated:
        return []
    held = standing(user)
    plans = held.holds_in_role(Role.STATE_PLANNING, Office.COORDINATOR)
    works = held.holds_in_role(Role.WORKING_BODY, Office.WORKING_BODY)
    reads = held.holds(Office.COMMISSION_MEMBER, Office.AUDITOR) or held.holds_in_role(
        Role.PRESIDENTIAL_ADMINISTRATION, Office.HEAD_OF_ADMINISTRATION
    )
    at_once = navigation.NavItem(
        _("Withholding at once"), reverse("withholdings_latest"), 75, navigation.Group.YEAR
    )
    if not (plans or works or reads):
        return [at_once] if held.holds(Office.APPROVER) else []
    items = [navigation.NavItem(_("Overview"), reverse("overview_latest"), 5, navigation.Group.YEAR)]
    if plans:
        items.append(navigation.NavItem(_("Overall"), reverse("overall_latest"), 50, navigation.Group.YEAR))
    if works or reads:
        items.append(
            navigation.NavItem(_("Report"), reverse("commission_report_latest"), 65, navigation.Group.YEAR)
        )
    if plans or works:
        items.append(
            navigation.NavItem(_("Publication"), reverse("publication_latest"), 70, navigation.Group.YEAR)
        )
        items.append(at_once)
    return items


def register() -> None:
    """Called when the app starts."""
    register_texts()
    work_queues.register(
        file_queue(
            "reports",
            _("PDFs of the Commission's report"),
            CommissionReportFile,
            "commission.build_report_files",
            lambda row: row.report,
            "report__cycle",
        )
    )
    kept_files.register(
        kept_files.FileKind(
            "reports",
            lambda: CommissionReportFile.objects.filter(state=FileState.BUILT).select_related(
                "report__cycle"
            ),
            str,
            lambda row: row.report,
            queue_again,
        )
    )
    desk.register(turns)
    navigation.register(menu)
    journal.register(ACTS)
    duty_rows.register(commission_duties, ROWS)
    overall_gate.ask(has_results_by)
    try_with(Subject.OVERALL, Trier(published_cycles, trial_of_overall))
