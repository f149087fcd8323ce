"""The commission's jobs: the files of its reports, terms of withholding that are over."""

from __future__ import annotations

from celery import shared_task

from blocks.files import build_waiting
from commission.actions import tell_of_ended
from commission.models import CommissionReportFile
from commission.pdf import report_pdf


@shared_task(name="commission.build_report_files", ignore_result=True, acks_late=True)
def build_report_files() -> int:
    """Build every file of the Commission's reports that waits; idempotent."""
    return build_waiting(
        CommissionReportFile,
        ("report__cycle",),
        report_pdf,
        issued=lambda row: (row.report, str(row.report.cycle.year)),
    )


@shared_task(name="commission.tell_of_ended", ignore_result=True, acks_late=True)
def tell_of_ended_withholdings() -> int:
    """Tell of terms of withholding that are over; idempotent. They end by themselves, whether or not this runs."""
    return tell_of_ended()
