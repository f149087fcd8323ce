"""Each evening the journal is hashed anew, and how far it came is signed and told to those who keep it elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from evaluation import clock
from evaluation.actions import make_checkpoint, record_verification
from evaluation.checkpoints import Checkpoint, origin
from evaluation.journal_seals import compared, read_anew, sentence
from evaluation.models import JournalCheckpoint, JournalVerification, Membership, Office, User
from schedule.letters import write_letters

_sentence = lazy(sentence, str)


def _holders(*offices: str) -> QuerySet[User]:
    return User.objects.filter(
        Membership.valid_on(clock.today(), "memberships__"), memberships__office__in=offices, is_active=True
    ).distinct()


def watch_journal() -> JournalVerification:
    """Verify the journal, also against the last checkpoint; tell of a fault, or sign and send the next checkpoint."""
    found = read_anew()
    last = JournalCheckpoint.objects.first()
    if last is not None:
        # As it was kept here: the portal's address and key, which stand in the note, may have changed since.
        found = compared(found, Checkpoint(origin(), last.size, bytes.fromhex(last.root)))
    with transaction.atomic():
        kept = record_verification(found)
        if kept.fault or kept.guards:
            _tell(f"{kept.pk}", _sentence(kept.fault, kept.position), len(kept.guards))
        made = make_checkpoint(found)
        if made is not None:
            write_letters(
                _holders(Office.AUDITOR, Office.WORKING_BODY),
                "journal.checkpoint",
                key=f"journal.checkpoint:{made.size}",
                about=None,
                path="open-data/",
                size=made.size,
                note=made.note,
            )
    return kept


def tell_of_guards(faults: Sequence[str]) -> None:
    """Tell of guards that a starting process found missing: once a day for the same ones, however many processes start."""
    digest = hashlib.sha256("\n".join(faults).encode()).hexdigest()[:16]
    with transaction.atomic():
        _tell(
            f"guards:{clock.today()}:{digest}",
            _("The database was asked for its guards when the portal started."),
            len(faults),
        )


def _tell(key: str, finding: object, guards: int) -> None:
    write_letters(
        _holders(Office.AUDITOR, Office.ADMINISTRATOR),
        "journal.fault",
        key=f"journal.fault:{key}",
        about=None,
        path="admin/evaluation/journalentry/",
        finding=finding,
        guards=guards,
    )
