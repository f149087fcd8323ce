"""The jobs of what comes in: reading out of documents what pages show of them."""

from __future__ import annotations

from celery import shared_task

from reports.actions.previews import read_waiting


@shared_task(name="reports.read_documents", ignore_result=True, acks_late=True)
def read_documents() -> int:
    """Read every document that waits, first those at which somebody looks; idempotent."""
    return read_waiting()
