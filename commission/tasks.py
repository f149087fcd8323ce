"""The commission's jobs: the files of its reports."""

from __future__ import annotations

from celery import shared_task

from blocks.files import build_waiting
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
