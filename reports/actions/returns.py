"""A report goes back: from the evaluator to the body, from the first head to the preparers, each time with the reason."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from engine.questions import key_of
from evaluation import rights
from evaluation.acting import lock, perform
from evaluation.models import Office, User
from evaluation.refusals import FieldFault, Refusal
from reports.actions.completion import completion_term
from reports.actions.signing import withdraw_signatures
from reports.actions.telling import evaluators_of, people_of_body, tell_of_report
from reports.models import Report
from reports.return_grounds import Ground
from reports.selectors import read_sheet


def return_report(
    report: Report,
    by: User,
    reason: str,
    revision: int | None = None,
    *,
    places: Sequence[str] = (),
    grounds: Sequence[str] = (),
) -> Report:
    """Return a submitted report for completion: why, and until when (c40; the term is assumption A-TIME-8).

    ``places``: the values that are meant, by their keys in the form; none for what concerns the report as a whole.
    ``grounds``: the codes of ``return_grounds.Ground``; none is another reason, told in the letter. Raises ValueError for
    a code that there is not.
    """
    coded = [Ground(one).value for one in grounds] or [Ground.OTHER.value]
    reason = _said(
        reason, _("Write why the report is returned."), _("Write what is missing or wrong, and where.")
    )
    with transaction.atomic():
        fresh = lock(report, revision)
        meant = _asked_here(fresh, places)
        term = completion_term(fresh)

        def prepare(locked: Report) -> None:
            locked.returned_because, locked.completion_term = reason, term
            locked.returned_places = meant
            locked.signed_by, locked.signed_at = None, None
            locked.prepared_by, locked.prepared_at = None, None

        returned = perform(
            fresh,
            "return_for_completion",
            by,
            revision=revision,
            prepare=prepare,
            details={
                "reason": reason,
                "until": term.last_day.isoformat(),
                "places": meant,
                "grounds": coded,
            },
        )
        withdraw_signatures(returned)
        others = [person for person in evaluators_of(returned) if person != by]
        tell_of_report(returned, others, "report.signature_wiped")
        tell_of_report(returned, people_of_body(returned), "report.returned", reason=reason, until=term)
    return returned


def send_back_report(report: Report, by: User, remark: str, revision: int | None = None) -> Report:
    """The first head returns the report to the preparers instead of signing it, with what is to be mended (c40, c64).

    The remark is read in the body alone, as any draft is.
    """
    remark = _said(
        remark, _("Write what the preparers should mend."), _("Write what is missing or wrong, and where.")
    )

    def prepare(fresh: Report) -> None:
        fresh.head_remark = remark
        fresh.prepared_by, fresh.prepared_at = None, None

    with transaction.atomic():
        back = perform(
            report, "send_back", by, revision=revision, prepare=prepare, details={"reason": remark}
        )
        tell_of_report(
            back, rights.people_with(Office.PREPARER, back.body_id), "report.sent_back", reason=remark
        )
    return back


def _said(reason: str, sentence: str, at_the_field: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Refusal("incomplete", sentence, clause="c40", faults=[FieldFault("reason", at_the_field)])
    return reason


def _asked_here(report: Report, places: Sequence[str]) -> list[str]:
    """The keys among ``places``, in the order of the form; anything else is refused."""
    if not places:
        return []
    asked = [key_of(*cell) for cell in read_sheet(report).slots]
    if set(places) - set(asked):
        raise Refusal(
            "invalid",
            _("The report does not ask for one of the chosen values."),
            clause="c40",
            faults=[FieldFault("places", _("Choose from the values of this report."))],
        )
    return [key for key in asked if key in set(places)]
