"""The schedule's jobs: sending the letters that wait."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import override

from evaluation import clock
from schedule.models import Letter, LetterState

BATCH = 50
ATTEMPTS = 5


@shared_task(name="schedule.deliver_letters", ignore_result=True, acks_late=True)  # type: ignore[untyped-decorator]
def deliver_letters() -> int:
    """Send every waiting letter, a batch at a time; each row is claimed, so that two workers send none twice.

    A worker killed between sending and saving leaves the row waiting: it is sent again, with the same
    Message-ID, and mail programs show it once. Returns how many were sent.
    """
    sent = 0
    while batch := _send_batch():
        sent += batch
    return sent


def _send_batch() -> int:
    with transaction.atomic():
        letters = list(
            Letter.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(state=LetterState.WAITING)
            .select_related("to")
            .order_by("id")[:BATCH]
        )
        if not letters:
            return 0
        connection = get_connection()
        for letter in letters:
            letter.attempts += 1
            try:
                if letter.to.email:
                    connection.send_messages([as_message(letter)])
                letter.state, letter.sent_at, letter.failure = LetterState.SENT, clock.now(), ""
            except (
                OSError
            ) as error:  # the mail server's refusals and an absent network (smtplib's errors are OSErrors)
                letter.failure = str(error)[:300]
                if letter.attempts >= ATTEMPTS:
                    letter.state = LetterState.FAILED
        Letter.objects.bulk_update(letters, ["state", "sent_at", "attempts", "failure"])
        return sum(letter.state == LetterState.SENT for letter in letters)


def as_message(letter: Letter) -> EmailMultiAlternatives:
    """The letter as text and HTML, in its own language, with an identity that a second sending repeats."""
    address = f"{settings.BASE_URL.rstrip('/')}/{letter.language}/{letter.path}" if letter.path else ""
    with override(letter.language):
        context = {"letter": letter, "address": address}
        message = EmailMultiAlternatives(
            subject=letter.subject,
            body=render_to_string("schedule/letter.txt", context),
            to=[letter.to.email],
            headers={"Message-ID": f"<letter-{letter.pk}@sarap>"},
        )
        message.attach_alternative(render_to_string("schedule/letter.html", context), "text/html")
    return message
