"""The verbs of stored files that were lost: putting the bytes back, having them compared or made anew."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from evaluation import kept_files
from evaluation.acting import note, refuse_without_right
from evaluation.models import KeptFile, User
from evaluation.refusals import FieldFault, Refusal
from evaluation.stored_bytes import measured, store

RIGHT: Final = "evaluation.put_back_file"
CLAUSE: Final = "c4"


def put_back_file(row: KeptFile, upload: Any, by: User) -> None:
    """Put the bytes of a lost file back: those of its checksum and no others. In the journal of each record."""
    refuse_without_right(by, RIGHT, row, CLAUSE)
    digest, size = measured(upload)
    with store().beside(row.path, upload, digest, size) as take, transaction.atomic():
        fresh = _locked(row)
        if digest != fresh.sha256:
            sentence = _(
                "This is another file: its checksum is %(given)s, that of the lost one %(lost)s."
            ) % {
                "given": digest,
                "lost": fresh.sha256,
            }
            raise Refusal("invalid", sentence, faults=[FieldFault("file", _("Choose the very same file."))])
        take(row.path)
        for kind, record in kept_files.owners(fresh.path):
            details = {"file": kind.name(record), "sha256": digest, "was": fresh.fault}
            note(kind.about(record), "put_back", by, CLAUSE, details=details)
        kept_files.expect(fresh.path, digest, size)


def try_file_again(row: KeptFile, by: User) -> bool:
    """Compare the file anew; one that the portal makes itself is made anew. Whether it is whole already.

    Refused for a file that only its author has and that is still lost.
    """
    refuse_without_right(by, RIGHT, row, CLAUSE)
    with transaction.atomic():
        fresh = _locked(row)
        if not kept_files.compare(fresh):
            return True
        made = [(kind, record) for kind, record in kept_files.owners(fresh.path) if kind.build_again]
        for kind, record in made:
            if kind.build_again is not None:
                kind.build_again(record)
                note(kind.about(record), "build_again", by, CLAUSE, details={"file": kind.name(record)})
    if not made:
        raise Refusal(
            "state",
            kept_files.lost(fresh.fault).sentence,
            remedy=_("Restore it from a backup and compare again, or put the same file back below."),
        )
    return False


def _locked(row: KeptFile) -> KeptFile:
    fresh = KeptFile.objects.select_for_update().filter(pk=row.pk).exclude(fault="").first()
    if fresh is None:
        raise Refusal("state", _("The file is whole again."), remedy=_("There is nothing to put back."))
    return fresh
