"""The blocks' jobs: the files of conclusions, the nightly look for departures from the methodology."""

from __future__ import annotations

from celery import shared_task
from django.db.models import F

from blocks.departures import sweep_departures
from blocks.files import build_waiting
from blocks.models import ConclusionFile, ConclusionPreview
from blocks.pdf import conclusion_pdf, preview_pdf

FIRST = ("-wanted", F("wanted_at").asc(nulls_last=True), "-conclusion__cycle__year")


@shared_task(name="blocks.build_conclusion_files", ignore_result=True, acks_late=True)
def build_conclusion_files() -> int:
    """Build every conclusion's file that waits; idempotent, and several workers share the work.

    First what an office asked for, then what a reader did, in the order of asking; then the latest year.
    """
    related = ("conclusion__cycle", "conclusion__body", "conclusion__lead", "conclusion__methodology")
    return build_waiting(
        ConclusionFile,
        (*related, "conclusion__objection_term"),
        conclusion_pdf,
        FIRST,
        build_previews,
        lambda row: (row.conclusion, row.conclusion.number),
    )


@shared_task(name="blocks.build_previews", ignore_result=True, acks_late=True)
def build_previews() -> int:
    """Build the drafts that somebody asked for; idempotent."""
    related = ("conclusion__cycle", "conclusion__body", "conclusion__lead", "conclusion__methodology")
    return build_waiting(ConclusionPreview, (*related, "conclusion__objection_term"), preview_pdf)


@shared_task(name="blocks.record_departures", ignore_result=True, acks_late=True)
def record_departures() -> int:
    """Record departures from the methodology and settle those that were mended (c66); returns how many are new."""
    return sweep_departures()
