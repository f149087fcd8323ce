"""The jobs of what comes in: reading out of documents what pages show of them, and asking the virus scanner."""

from __future__ import annotations

from celery import shared_task

from reports.actions.previews import read_waiting
from reports.actions.scans import scan_waiting
from reports.actions.signing import check_waiting


@shared_task(name="reports.read_documents", ignore_result=True, acks_late=True)
def read_documents() -> int:
    """Read every document that waits, first those at which somebody looks; idempotent."""
    return read_waiting()


@shared_task(name="reports.scan_documents", ignore_result=True, acks_late=True)
def scan_documents() -> int:
    """Ask the virus scanner about every file on which it has not answered; idempotent."""
    return scan_waiting()


@shared_task(name="reports.check_signatures", ignore_result=True, acks_late=True)
def check_signatures() -> int:
    """Ask again of every signature that could not be checked; idempotent."""
    return check_waiting()
