"""The lowest floor's jobs: links for passwords, sent beside the request so that it takes the same time for everybody;
and a share of the stored files each night, compared with their records."""

from __future__ import annotations

from celery import shared_task

from evaluation import kept_files, passwords
from evaluation.account_actions import expire_changes
from evaluation.models import User


@shared_task(name="evaluation.send_password_links", ignore_result=True)
def send_password_links(address: str) -> None:
    """Asked for with an address; nothing goes to one that no account has."""
    passwords.send_links(address)


@shared_task(name="evaluation.send_password_link", ignore_result=True)
def send_password_link(person: int) -> None:
    """Sent by an administrator to one account."""
    passwords.send_link(User.objects.get(pk=person), passwords.SENT)


@shared_task(name="evaluation.expire_changes", ignore_result=True, acks_late=True)
def expire_account_changes() -> int:
    """Record what nobody confirmed within its term. Returns how many changes lapsed; idempotent."""
    return expire_changes()


@shared_task(name="evaluation.compare_files", ignore_result=True, acks_late=True)
def compare_files() -> int:
    """Compare tonight's share of the stored files; faults become rows. Returns how many files have one; idempotent."""
    _compared, faults = kept_files.sweep()
    return faults
