"""The verbs of an uploaded workbook: it is read and checked, then taken over or left (c40).

Nothing of the report changes by an upload. A refused file is gone when the request ends: its row keeps name, size,
checksum and faults. Of an accepted one the differing values wait for their submitter's word.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from engine.checks.base import Refused
from engine.foreign.gate import BEYOND
from engine.methodology import LANGUAGES
from engine.report_workbook.checking import Checked, check
from engine.report_workbook.first_checks import mark_of
from engine.report_workbook.layout import Book, Given
from engine.report_workbook.marking import marked
from engine.report_workbook.reading import FoundSheet, NotRead, read_workbook
from evaluation import clock
from evaluation.acting import lock, refuse_without_right
from evaluation.models import User
from evaluation.refusals import Refusal
from reports.actions.reports import refuse_unless_fillable, save_values
from reports.file_kinds import safe_name
from reports.models import Report, Submission, SubmissionOutcome
from reports.models.submissions import HOURS_TO_CONFIRM
from reports.quota import refuse_over_uploads
from reports.selectors.sheets import read_sheet
from reports.workbooks import book_of, differences


@dataclass(frozen=True)
class Submitted:
    """What came of an upload, and what is needed to write it anew with its faults marked; kept nowhere."""

    submission: Submission
    checked: Checked
    book: Book
    sheets: Sequence[FoundSheet] = ()

    def marked(self, language: str) -> bytes:
        """The workbook written anew; empty for a file that is none of ours."""
        if mark_of(self.sheets) is None:
            return b""
        return marked(self.book, self.sheets, self.checked.faults, language)


def submit_workbook(report: Report, by: User, filename: str, data: bytes) -> Submitted:
    """Read and check an uploaded workbook, and keep what came of it. Nothing of the report changes."""
    refuse_without_right(by, "reports.fill_report", report, "c40")
    refuse_unless_fillable(report)
    found = read_workbook(data)  # before anything is locked: it may take seconds
    if isinstance(found, NotRead) and found.code == "busy":
        sentence, remedy = BEYOND[found.code]
        raise Refusal("busy", _(sentence), remedy=_(remedy))
    book = book_of(read_sheet(report), _language_of(found))
    checked = check(book, found)
    refused = Refused(checked.faults) if checked.errors else None
    now = clock.now()
    with transaction.atomic():
        fresh = lock(report)
        refuse_without_right(by, "reports.fill_report", fresh, "c40")
        refuse_unless_fillable(fresh)
        refuse_over_uploads(fresh)
        _forget_old()
        submission = Submission.objects.create(
            report=fresh,
            filename=safe_name(filename)[:200],
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            by=by,
            at=now,
            outcome=SubmissionOutcome.REFUSED if refused else SubmissionOutcome.WAITING,
            faults=[fault.as_data() for fault in checked.faults],
            values={} if refused else _kept(checked),
            expires_at=None if refused else now + timedelta(hours=HOURS_TO_CONFIRM),
        )
    return Submitted(submission, checked, book, () if isinstance(found, NotRead) else found)


def _language_of(found: Sequence[FoundSheet] | NotRead) -> str:
    """Of the workbook, where it says one; else of the person who reads what is wrong with it."""
    mark = None if isinstance(found, NotRead) else mark_of(found)
    language = mark.mark.language if mark is not None else get_language() or "kk"
    return language if language in LANGUAGES else "kk"


def _kept(checked: Checked) -> dict[str, Any]:
    """The values that are other than what the workbook was given out with."""
    entered = [
        {
            "item": item, "language": language, "row": row,
            "number": None if one.given.number is None else format(one.given.number, "f"),
            "choice": one.given.choice, "reason": one.given.reason, "sheet": one.sheet, "at": one.at,
        }
        for (item, language, row), one in checked.values.items()
        if one.given != checked.was.get((item, language, row), Given())
    ]  # fmt: skip
    return {"revision": checked.revision, "entered": entered}


def _forget_old() -> None:
    """What nobody confirmed in time is left: its values go."""
    waiting = Submission.objects.filter(outcome=SubmissionOutcome.WAITING, expires_at__lte=clock.now())
    waiting.update(outcome=SubmissionOutcome.LEFT, values={})


def take_over(submission: Submission, by: User, keys: Collection[str], revision: int | None) -> Report:
    """Take the chosen values of an accepted workbook over into the report, in one act.

    ``revision`` is the report's that the person saw the difference against: what changed since is not written over.
    """
    with transaction.atomic():
        report = lock(submission.report)
        waiting = _waiting(submission, by)
        chosen = [one.entry for one in differences(waiting, read_sheet(report)) if one.key in keys]
        if not chosen:
            raise Refusal(
                "invalid",
                _("No value is chosen, so nothing is taken over."),
                remedy=_("Tick the values to take over, or leave the workbook."),
            )
        saved = save_values(report, by, chosen, revision, told={"workbook": waiting.sha256})
        _end(waiting, SubmissionOutcome.TAKEN)
    return saved


def leave_workbook(submission: Submission, by: User) -> None:
    """Take nothing of an accepted workbook over; its values go."""
    with transaction.atomic():
        _end(_waiting(submission, by), SubmissionOutcome.LEFT)


def _waiting(submission: Submission, by: User) -> Submission:
    """The submission, locked, if it waits for this person's word. Raises Refusal."""
    locked = Submission.objects.select_for_update(no_key=True).get(pk=submission.pk)
    refuse_without_right(by, "reports.fill_report", locked.report, "c40")
    if locked.by_id != by.pk:
        raise Refusal(
            "right",
            _("%(who)s uploaded this workbook, and only that person says whether it is taken over.")
            % {"who": locked.by},
            remedy=_("Upload the workbook yourself."),
        )
    if not is_waiting(locked):
        raise Refusal(
            "state",
            _("This workbook can no longer be confirmed: %(outcome)s.")
            % {"outcome": locked.get_outcome_display()}
            if locked.outcome != SubmissionOutcome.WAITING
            else _("The time to confirm this workbook has passed; nothing of it was taken over."),
            remedy=_("Upload the workbook once more."),
        )
    return locked


def is_waiting(submission: Submission) -> bool:
    """Whether it may still be taken over."""
    return (
        submission.outcome == SubmissionOutcome.WAITING
        and submission.expires_at is not None
        and submission.expires_at > clock.now()
    )


def _end(submission: Submission, outcome: SubmissionOutcome) -> None:
    submission.outcome, submission.values = outcome, {}
    submission.save(update_fields=["outcome", "values"])
