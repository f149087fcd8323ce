"""Why a report may not go on (c40, c64)."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from evaluation import clock
from evaluation.conditions import guard
from evaluation.refusals import FieldFault, Refusal
from reports.models import Document, Report, Signature, SignatureState, Verdict
from reports.selectors import read_sheet, report_gaps
from reports.selectors.doubts import told_doubts
from reports.selectors.scans import documents_behind, verdicts_of
from schedule.reporting_year import is_over, over_at


@guard
def year_is_over(report: Report) -> Refusal | None:
    """A body reports by the results of the previous year: nothing is signed for a year that still runs (c40)."""
    year = report.cycle.year
    if is_over(year, clock.now()):
        return None
    return Refusal(
        "early",
        _("The report is on the results of %(year)s, and that year has not ended yet.") % {"year": year},
        clause="c40",
        until=over_at(year),
        remedy=_("It can be signed from 1 January %(next)s on. Until then the values are saved as a draft.")
        % {"next": year + 1},
    )


@guard
def documents_are_clean(report: Report) -> Refusal | None:
    """Only documents that the virus scanner called clean are signed with a report, where there is a scanner (c44)."""
    if settings.SCANNER is None:
        return None
    documents = documents_behind(read_sheet(report))
    verdicts = verdicts_of({document.sha256 for document in documents})
    by_state = {state: [one for one in documents if verdicts[one.sha256] == state] for state in Verdict}
    if infected := by_state[Verdict.INFECTED]:
        return Refusal(
            "infected",
            _("The virus scanner found something in documents of the report: %(names)s.")
            % {"names": _listed(infected)},
            clause="c44",
            remedy=_("Put a clean version in the place of each, or take it off its values."),
        )
    if open_ones := by_state[Verdict.NOT_SCANNED]:
        return Refusal(
            "not_scanned",
            _("Documents of the report are not checked for viruses yet: %(names)s.")
            % {"names": _listed(open_ones)},
            clause="c44",
            remedy=_("The check goes on by itself, every minute; the administrator sees what holds it up."),
        )
    return None


def _listed(documents: Sequence[Document]) -> str:
    return ", ".join(f"“{document.name}”" for document in documents)


@guard
def values_are_complete(report: Report) -> Refusal | None:
    """Every value asked is given or explained, every one with its document (c40, c64)."""
    gaps = report_gaps(report)
    if not gaps:
        return None
    return Refusal(
        "incomplete",
        _("The report is not complete; places to fill in: %(count)s.") % {"count": len(gaps)},
        clause="c40",
        remedy=_("Each is listed below and marked in the form."),
        faults=[FieldFault(gap.field, gap.sentence) for gap in gaps],
    )


@guard
def doubts_are_answered(report: Report) -> Refusal | None:
    """What a check of the methodology asks about a value is mended or explained before the first head is asked (c64)."""
    owed = [doubt for doubt in told_doubts(read_sheet(report)) if doubt.open]
    if not owed:
        return None
    return Refusal(
        "incomplete",
        _("Values to mend or to explain: %(count)s.") % {"count": len({doubt.key for doubt in owed})},
        clause="c40",
        remedy=_("Each is listed below. Evaluators read the explanation beside the value."),
        faults=[FieldFault(doubt.key, f"{doubt.label}: {doubt.sentence}") for doubt in owed],
    )


@guard
def signature_is_settled(report: Report) -> Refusal | None:
    """What is accepted is final, so the signature under it has been checked before (c64). One query."""
    waiting = Signature.objects.filter(
        report=report, state=SignatureState.UNCHECKED, withdrawn_at__isnull=True
    )
    if not waiting.exists():
        return None
    return Refusal(
        "unsettled",
        _("The electronic signature under the report could not be checked yet."),
        clause="c64",
        remedy=_(
            "The portal asks the certification authority again by itself. The report counts as submitted on the day of "
            "receipt; accept it once the signature is checked, or return it for completion."
        ),
    )


@guard
def signature_was_found_invalid(report: Report) -> Refusal | None:
    """Only a signature that was taken unchecked and then found invalid is voided (c64). One query."""
    latest = Signature.objects.filter(report=report, withdrawn_at__isnull=True).order_by("-pk").first()
    if latest is not None and latest.state == SignatureState.INVALID:
        return None
    return Refusal("state", _("The signature under the report stands."), clause="c64")
