"""Links for passwords as rows that a worker sends: nothing is lost while the broker or the mail is away.

``ask`` and ``ask_for_address`` write a row and wake the worker; ``deliver`` makes each link anew and sends it, each in a
transaction of its own, as letters are sent (`schedule/tasks.py`). A row keeps no link.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation import clock
from evaluation.acting import note, refuse_without_right, wake
from evaluation.attempts import ATTEMPTS, begin_next
from evaluation.cuts import Cut, first_read
from evaluation.models import LinkPurpose, LinkState, PasswordLink, User
from evaluation.passwords import message_with_link
from evaluation.refusals import Refusal
from evaluation.work_queues import Broken, Counts, WorkQueue, counts_of

logger = logging.getLogger(__name__)


def ask(person: User, purpose: LinkPurpose) -> None:
    """A link for the person is owed; once, however often it is asked for before it is sent."""
    _owe([PasswordLink(to=person, purpose=purpose, asked_at=clock.now())])


def ask_for_address(address: str) -> None:
    """A link is owed to whoever has this address; one insert, whether or not anybody has it."""
    _owe([PasswordLink(address=address, purpose=LinkPurpose.FORGOTTEN, asked_at=clock.now())])


def _owe(rows: list[PasswordLink]) -> None:
    PasswordLink.objects.bulk_create(rows, ignore_conflicts=True)
    wake("evaluation.send_password_links")


def deliver() -> int:
    """Send every link that is owed and due; how many were sent. Two workers send none twice."""
    _look_addresses_up()
    sent, last, now = 0, 0, clock.now()
    connection = get_connection()
    try:
        while (link := _send_next(connection, last, now)) is not None:
            sent += link.state == LinkState.SENT
            last = link.pk
    finally:
        connection.close()
    return sent


def _look_addresses_up() -> None:
    """Rows that name an address become rows of every open account that has it; of none, they are gone."""
    with transaction.atomic():
        asked = list(PasswordLink.objects.select_for_update(skip_locked=True).filter(to__isnull=True))
        people = User.objects.filter(is_active=True)
        found = [
            PasswordLink(to=person, purpose=row.purpose, asked_at=row.asked_at)
            for row in asked
            for person in people.filter(email__iexact=row.address)
        ]
        PasswordLink.objects.filter(pk__in=[row.pk for row in asked]).delete()
        PasswordLink.objects.bulk_create(found, ignore_conflicts=True)


def _send_next(connection: BaseEmailBackend, after: int, now: datetime) -> PasswordLink | None:
    """Claim and send the next one with a higher number that is due; None when there is none."""
    waiting = PasswordLink.objects.filter(state=LinkState.WAITING, to__isnull=False)
    pk = begin_next(waiting.filter(pk__gt=after), now, _give_up)
    if pk is None:
        return None
    with transaction.atomic():
        link = waiting.select_for_update(of=("self",)).select_related("to").filter(pk=pk).first()
        if link is None or link.to is None:
            return _send_next(connection, pk, now)  # settled by another hand meanwhile
        try:
            if not (link.to.is_active and link.to.email):
                link.attempts = ATTEMPTS
                raise ValueError(_("The account is closed or has no address; the link cannot be sent."))
            connection.send_messages([message_with_link(link.to, LinkPurpose(link.purpose))])
        # An absent network, a refusal of the mail server or a fault of ours: none may keep back those behind it.
        except Exception as error:
            if not isinstance(error, (OSError, ValueError)):
                logger.exception("link %d for a password cannot be sent", link.pk)
            link.failure = str(error)[:300]
            if link.attempts >= ATTEMPTS:
                link.state = LinkState.FAILED
            connection.close()
        else:
            link.state, link.sent_at, link.failure = LinkState.SENT, clock.now(), ""
            link.try_at = None
            if link.purpose == LinkPurpose.FORGOTTEN:  # what an administrator sent is on record as their act
                note(link.to, "password_link", None, "c44")
        link.save(update_fields=["state", "sent_at", "attempts", "failure", "try_at"])
        return link


def _give_up(link: PasswordLink) -> None:
    link.state = LinkState.FAILED
    link.save(update_fields=["state", "failure"])


# --- the administrator's page of work in the background ---------------------------------------------------------------


def counts() -> Counts:
    """One query."""
    return counts_of(
        PasswordLink.objects.all(), LinkState.WAITING, LinkState.FAILED, LinkState.SENT, "sent_at"
    )


def broken(at_most: int) -> Cut[Broken]:
    """To whom, and why it was not delivered. One query, two where the list is cut."""
    failing = PasswordLink.objects.exclude(failure="").exclude(state=LinkState.SENT).select_related("to")
    found = first_read(failing.order_by("state", "pk"), at_most)
    shown = [
        Broken(
            one.pk,
            f"{one.to.username if one.to else '–'}, {one.get_purpose_display()}",
            one.attempts,
            one.failure,
            one.state == LinkState.FAILED,
        )
        for one in found
    ]
    return Cut(shown, found.of_all)


def again(pk: int, by: User) -> None:
    """A link that was not delivered is owed anew; where one waits for the person already, that one is sent."""
    with transaction.atomic():
        link = PasswordLink.objects.select_for_update(of=("self",)).select_related("to").filter(pk=pk).first()
        refuse_without_right(by, "evaluation.send_password_links_again", link, "c12")
        if link is None or link.to is None or link.state != LinkState.FAILED:
            raise Refusal(
                "state",
                _("This link does not wait for another attempt: it was sent, or is being tried by itself."),
                remedy=_("Open the page of work in the background anew."),
            )
        note(link.to, "password_link", by, "c12", details={"again": True})
        purpose, person = LinkPurpose(link.purpose), link.to
        link.delete()
        ask(person, purpose)


QUEUE = WorkQueue("password-links", gettext_lazy("Links for passwords"), counts, broken, again)
