"""The blocks' jobs: the files of conclusions, the nightly look for departures from the methodology."""

from __future__ import annotations

from celery import shared_task

from blocks.departures import sweep_departures
from blocks.files import build_waiting
from blocks.models import ConclusionFile
from blocks.pdf import conclusion_pdf


@shared_task(name="blocks.build_conclusion_files", ignore_result=True, acks_late=True)
def build_conclusion_files() -> int:
    """Build every conclusion's file that waits; idempotent, and several workers share the work."""
    related = ("conclusion__cycle", "conclusion__body", "conclusion__lead", "conclusion__methodology")
    return build_waiting(ConclusionFile, (*related, "conclusion__objection_term"), conclusion_pdf)


@shared_task(name="blocks.record_departures", ignore_result=True, acks_late=True)
def record_departures() -> int:
    """Record departures from the methodology and settle those that were mended (c66); returns how many are new."""
    return sweep_departures()
