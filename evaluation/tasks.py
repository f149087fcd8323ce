"""The lowest floor's jobs: links for passwords, sent beside the request so that it takes the same time for everybody."""

from __future__ import annotations

from celery import shared_task

from evaluation import passwords
from evaluation.models import User


@shared_task(name="evaluation.send_password_links", ignore_result=True)
def send_password_links(address: str) -> None:
    """Asked for with an address; nothing goes to one that no account has."""
    passwords.send_links(address)


@shared_task(name="evaluation.send_password_link", ignore_result=True)
def send_password_link(person: int) -> None:
    """Sent by an administrator to one account."""
    passwords.send_link(User.objects.get(pk=person), passwords.SENT)
