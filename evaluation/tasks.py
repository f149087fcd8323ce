"""The lowest floor's jobs: links for passwords, sent beside the request so that it takes the same time for everybody;
and a share of the stored files each night, compared with their records."""

from __future__ import annotations

from celery import shared_task

from evaluation import kept_files, password_links
from evaluation.account_actions import expire_changes


@shared_task(name="evaluation.send_password_links", ignore_result=True, acks_late=True)
def send_password_links() -> int:
    """Send the links that are owed, to known addresses alone. Returns how many were sent; idempotent."""
    return password_links.deliver()


@shared_task(name="evaluation.expire_changes", ignore_result=True, acks_late=True)
def expire_account_changes() -> int:
    """Record what nobody confirmed within its term. Returns how many changes lapsed; idempotent."""
    return expire_changes()


@shared_task(name="evaluation.compare_files", ignore_result=True, acks_late=True)
def compare_files() -> int:
    """Compare tonight's share of the stored files; faults become rows. Returns how many files have one; idempotent."""
    _compared, faults = kept_files.sweep()
    return faults
