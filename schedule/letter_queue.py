"""E-mail as a queue of the administrator's page: what waits, what was not delivered, one letter tried again."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.acting import note, refuse_without_right
from evaluation.cuts import Cut, first_read
from evaluation.models import User
from evaluation.refusals import Refusal
from evaluation.work_queues import Broken, Counts, WorkQueue, counts_of
from schedule.letters import wake_delivery
from schedule.models import Letter
from schedule.models.letters import LetterState


def counts() -> Counts:
    """One query."""
    return counts_of(
        Letter.objects.all(), LetterState.WAITING, LetterState.FAILED, LetterState.SENT, "sent_at"
    )


def broken(at_most: int) -> Cut[Broken]:
    """To whom and why; what a letter says is its reader's alone. One query, two where the list is cut."""
    failing = Letter.objects.exclude(failure="").exclude(state=LetterState.SENT).select_related("to")
    found = first_read(failing.defer("text", "subject").order_by("state", "pk"), at_most)
    shown = [
        Broken(
            one.pk,
            f"{one.to.username}, {one.kind}",
            one.attempts,
            one.failure,
            one.state == LetterState.FAILED,
        )
        for one in found
    ]
    return Cut(shown, found.of_all)


def again(pk: int, by: User) -> None:
    """A letter that was not delivered waits anew."""
    with transaction.atomic():
        letter = Letter.objects.select_for_update().filter(pk=pk).first()
        refuse_without_right(by, "schedule.try_letters_again", letter, "c12")
        if letter is None or letter.state != LetterState.FAILED:
            raise Refusal(
                "state",
                _("This letter does not wait for another attempt: it was sent, or is being tried by itself."),
                remedy=_("Open the page of work in the background anew."),
            )
        letter.state, letter.attempts, letter.try_at = LetterState.WAITING, 0, None
        letter.save(update_fields=["state", "attempts", "try_at"])
        note(letter, "try_again", by, "c12", details={"to": letter.to.username, "kind": letter.kind})
        wake_delivery()


QUEUE = WorkQueue("letters", gettext_lazy("E-mail letters"), counts, broken, again)
