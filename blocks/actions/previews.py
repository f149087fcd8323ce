"""The verb of looking ahead: ask the worker for the PDF of a draft conclusion."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from blocks.models import Conclusion, ConclusionPreview, FileState
from blocks.models.conclusions import UNAPPROVED
from evaluation.acting import refuse_without_right, wake
from evaluation.models import User
from evaluation.refusals import Refusal


def ask_for_preview(conclusion: Conclusion, language: str, by: User) -> ConclusionPreview:
    """Let the draft's PDF be built as it is now; asked for again without a change, the one that is there stands.

    For whoever may open the draft; it is nobody's proof, so the journal does not name it.
    """
    with transaction.atomic():
        refuse_without_right(by, "blocks.view_conclusion", conclusion, "c46")
        if conclusion.state not in UNAPPROVED:
            raise Refusal(
                "state",
                _("The conclusion is “%(state)s”: it is no draft any more.")
                % {"state": conclusion.get_state_display()},
                clause="c46",
            )
        row, created = ConclusionPreview.objects.select_for_update().get_or_create(
            conclusion=conclusion, language=language, defaults={"revision": conclusion.revision}
        )
        if not created and (row.revision != conclusion.revision or row.state == FileState.FAILED):
            if row.file:
                row.file.delete(save=False)
            row.revision, row.state = conclusion.revision, FileState.QUEUED
            row.attempts, row.failure, row.sha256, row.built_at = 0, "", "", None
            row.save()
        wake("blocks.build_previews")
    return row
