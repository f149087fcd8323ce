"""The schedule's jobs: sending the letters that wait, planning and sending reminders, recording what is late."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import override

from evaluation import clock
from evaluation.apart import apart
from evaluation.attempts import ATTEMPTS, begin_next
from schedule import reminders
from schedule.calendar import current_calendar
from schedule.duty_book import duties_of, years_under_way
from schedule.journal_watch import watch_journal
from schedule.models import Letter, LetterState, ReminderState, SweepMark
from schedule.violations import sweep_violations
from schedule.working_days import ONE_DAY

logger = logging.getLogger(__name__)


@shared_task(name="schedule.deliver_letters", ignore_result=True, acks_late=True)
def deliver_letters() -> int:
    """Send every letter that waits and is due; each row is claimed, so that two workers send none twice.

    Every letter has a transaction of its own: a worker killed in the middle leaves at most the one letter in its
    hands waiting. That one is sent again with the same Message-ID, and mail programs show it once. A letter that
    fails is tried again by a later run, after a pause that grows. Returns how many were sent.
    """
    sent, last, now = 0, 0, clock.now()
    connection = get_connection()
    try:
        while (letter := _send_next(connection, last, now)) is not None:
            sent += letter.state == LetterState.SENT
            last = letter.pk
    finally:
        connection.close()
    return sent


def _send_next(connection: BaseEmailBackend, after: int, now: datetime) -> Letter | None:
    """Claim and send the next due letter with a higher number; None when there is none. Four queries."""
    waiting = Letter.objects.filter(state=LetterState.WAITING)
    pk = begin_next(waiting.filter(pk__gt=after), now, _give_up)
    if pk is None:
        return None
    with transaction.atomic():
        letter = waiting.select_for_update(of=("self",)).select_related("to").filter(pk=pk).first()
        if letter is None:
            return _send_next(connection, pk, now)  # settled by another hand meanwhile
        try:
            if letter.to.email:
                connection.send_messages([as_message(letter)])
        # An absent network, the mail server's refusals, a letter that cannot be written as a message, or a fault of
        # ours in its words: none of them may keep the letters behind it from leaving.
        except Exception as error:
            if not isinstance(error, (OSError, ValueError)):  # those are the world's
                logger.exception("letter %d cannot be sent", letter.pk)
            letter.failure = str(error)[:300]
            if letter.attempts >= ATTEMPTS:
                _give_up(letter)
            connection.close()
        else:
            letter.state, letter.sent_at, letter.failure = LetterState.SENT, clock.now(), ""
            letter.try_at = None
        letter.save(update_fields=["state", "sent_at", "failure", "try_at"])
        return letter


def _give_up(letter: Letter) -> None:
    """Nothing tries the letter any more, unless an administrator asks for it."""
    letter.state = LetterState.FAILED
    letter.save(update_fields=["state", "failure"])
    letter.reminders.update(state=ReminderState.FAILED)


def as_message(letter: Letter) -> EmailMultiAlternatives:
    """The letter as text and HTML, in the language that the person has chosen by now, known again when sent twice."""
    with override(letter.to.language):
        context = {"letter": letter, "address": address_of(letter)}
        message = EmailMultiAlternatives(
            subject=letter.subject_here,
            body=render_to_string("schedule/letter.txt", context),
            to=[letter.to.email],
            headers={"Message-ID": f"<letter-{letter.pk}@sarap>"},
        )
        message.attach_alternative(render_to_string("schedule/letter.html", context), "text/html")
    return message


def address_of(letter: Letter) -> str:
    """The full address of the letter's page in the reader's language; empty for a letter without one."""
    return f"{settings.BASE_URL.rstrip('/')}/{letter.to.language}/{letter.path}" if letter.path else ""


@shared_task(name="schedule.keep_time", ignore_result=True, acks_late=True)
def keep_time() -> int:
    """Plan the reminders, send the day's digests and record violations; returns how many digests were written.

    Run often: it changes nothing when nothing became due. Where the demo's clock has jumped over several mornings,
    each of them has its turn, in order, as if the days had passed.
    """
    now = clock.now()
    mark, created = SweepMark.objects.get_or_create(pk=1, defaults={"at": now})
    written = 0
    if settings.DEMO_MODE and not created:
        for morning in mornings_between(mark.at, now):
            with clock.frozen(morning):
                written += _one_round()
    written += _one_round()
    SweepMark.objects.filter(pk=1, at__lt=now).update(at=now)
    return written


def mornings_between(after: datetime, until: datetime) -> list[datetime]:
    """The mornings of working days after ``after`` and before ``until``, at most those of a year. One query."""
    calendar = current_calendar()
    day = clock.day_of(max(after, until - timedelta(days=400)))
    found = []
    while (morning := reminders.morning_of(day)) < until:
        if morning > after and calendar.is_working_day(day):
            found.append(morning)
        day += ONE_DAY
    return found


def _one_round() -> int:
    """Violations first, so that what is overdue is on record before anybody is told; then the plan, then the digests."""
    apart("keeping the time of a year", years_under_way(), _keep_year)
    return reminders.sweep()


def _keep_year(year: int) -> int:
    duties = duties_of(year)
    recorded = sweep_violations([duties])
    reminders.plan(year, duties)
    return recorded


@shared_task(name="schedule.watch_journal", ignore_result=True, acks_late=True)
def keep_journal() -> str:
    """Hash the whole journal anew; a checkpoint goes out, or a letter that something differs. Returns the fault."""
    return watch_journal().fault
