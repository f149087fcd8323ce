"""The verbs of evidence that stands already: which values it proves, a new version, a document of an earlier year (c4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.acting import lock, note, refuse_without_right
from evaluation.kept_files import open_whole
from evaluation.models import User
from evaluation.refusals import Refusal
from evaluation.rights import forget_standing
from reports.actions.documents import (
    CLAUSES,
    arriving,
    closed_to_files,
    lay_document,
    refuse_closed,
    refuse_infected,
)
from reports.actions.reports import save_values
from reports.entries import ValueEntry
from reports.examined import examine, not_taken
from reports.file_kinds import safe_name
from reports.models import DatumValue, Document, Provenance, Report
from reports.models.values import ATTACHED


def prove_values(document: Document, by: User, add: Collection[int], remove: Collection[int]) -> int:
    """Let the document stand behind these values too, or no longer; how many changed (c4, c40).

    ``add`` and ``remove`` are ids of values of the body's reports that are in hand; the values themselves stay. Each
    report's change is an act of its own. Raises Refusal: "right", "state" or "late" of a closed report, "invalid".
    """
    with transaction.atomic():
        fresh = _locked(document)
        refuse_without_right(by, "reports.mend_document", fresh, CLAUSES)
        _refuse_replaced(fresh)
        changed = 0
        for report, values in _by_report(_values(fresh).filter(pk__in={*add, *remove})).items():
            entries = []
            for value in values:
                numbers = {one.pk for one in value.attached}
                wanted = (numbers | {fresh.pk}) if value.pk in add else numbers - {fresh.pk}
                if wanted != numbers:
                    entries.append(_entry(value, wanted))
            if entries:
                save_values(report, by, entries)
                changed += len(entries)
        return changed


def replace_document(document: Document, by: User, upload: Any) -> Document:
    """Put a new version in the place of a document, behind the same values, until the report is signed (c4, c40, c64).

    The old one is kept and shown beside the new one, which takes over all that is said of it. Raises Refusal: "right",
    "state" where a value behind which it stands is signed, "late", "file", "quota".
    """
    refuse_without_right(by, "reports.mend_document", document, CLAUSES)
    _refuse_replaced(document)
    for report in _reports_in_hand(document):
        refuse_closed(report)
    filename = safe_name(str(getattr(upload, "name", "") or ""))
    version = _copied(document, filename=filename, uploaded_by=by)
    with arriving(version, upload, examine(filename, upload)) as keep, transaction.atomic():
        fresh = _locked(document)
        _refuse_replaced(fresh)
        for report in _reports_in_hand(fresh):
            refuse_closed(lock(report))
        forget_standing(by)
        refuse_without_right(by, "reports.mend_document", fresh, CLAUSES)
        if version.sha256 == fresh.sha256:
            raise not_taken(filename, _("It is the very same file, byte for byte."))
        laid = lay_document(version, keep, by)
        if Document.objects.filter(replaced_by=laid).exists():
            raise not_taken(filename, _("It stands already in the place of another document."))
        for report, values in _by_report(_values(fresh).filter(documents=fresh)).items():
            save_values(report, by, [_entry(one, _swapped(one, fresh, laid)) for one in values])
        fresh.replaced_by = laid
        fresh.save(update_fields=["replaced_by"])
        note(fresh, "replace", by, CLAUSES, details={"by": laid.pk, "sha256": laid.sha256})
    return laid


def reuse_document(document: Document, report: Report, by: User) -> Document:
    """Lay a document of an earlier year to this year's evaluation of the same body, without uploading it again (c4).

    The bytes are compared with the record and not copied. The same document laid before is that one. Raises Refusal:
    "right", "state" or "late" of a closed report, "lost" of bytes that are not there, "invalid".
    """
    refuse_without_right(by, "reports.open_document", document, "c44")
    refuse_closed(report)
    again = _copied(
        document, cycle=report.cycle, body=report.body, supplied_by=report.body, reused_from=document,
        filename=document.filename, uploaded_by=by,
    )  # fmt: skip
    again.size, again.sha256, again.content_type = document.size, document.sha256, document.content_type
    refuse_without_right(by, "reports.supply_document", again, CLAUSES)
    if document.body_id != report.body_id or document.supplied_by_id != report.body_id:
        raise Refusal("invalid", _("Only a document of the same body is used again."), clause="c4")
    if document.cycle_id == report.cycle_id:
        raise Refusal(
            "invalid",
            _("It is a document of this year: choose it beside the value that it proves."),
            clause="c4",
        )
    _refuse_replaced(document)
    refuse_infected(document)
    open_whole(document.file, document.sha256, document.size).close()
    again.file.name = document.file.name
    with transaction.atomic():
        refuse_closed(lock(report))
        forget_standing(by)
        refuse_without_right(by, "reports.supply_document", again, CLAUSES)
        return lay_document(again, lambda _at: None, by)


def _copied(document: Document, **changes: Any) -> Document:
    """A new document of which the same is said."""
    said = (
        "cycle",
        "body",
        "supplied_by",
        "title",
        "titles",
        "source_kind",
        "confidentiality",
        "legal_ground",
        "period_from",
        "period_to",
    )
    return Document(**{**{name: getattr(document, name) for name in said}, **changes})


def _locked(document: Document) -> Document:
    rows = Document.objects.select_for_update(of=("self",)).select_related("cycle", "body", "supplied_by")
    return rows.get(pk=document.pk)


def _refuse_replaced(document: Document) -> None:
    if document.replaced_by_id is not None:
        raise Refusal("state", _("A new version stands in its place; this one is only kept."), clause="c4")


def _values(document: Document) -> Any:
    """The body's own values of the document's year, with their reports and documents."""
    values = DatumValue.objects.filter(
        cycle_id=document.cycle_id,
        body_id=document.body_id,
        provenance=Provenance.REPORTED,
        report__isnull=False,
    )
    return values.select_related("report__cycle", "report__body").prefetch_related(ATTACHED)


def _by_report(values: Iterable[DatumValue]) -> dict[Report, list[DatumValue]]:
    found: dict[Report, list[DatumValue]] = defaultdict(list)
    for value in values:
        if value.report is not None:
            found[value.report].append(value)
    return found


def _reports_in_hand(document: Document) -> list[Report]:
    """The reports whose values it proves. Raises Refusal where there is none, or one of them is signed."""
    reports = list(_by_report(_values(document).filter(documents=document)))
    if not reports:
        raise Refusal(
            "state",
            _("It proves no value of a report yet, so there is nothing to put a new version behind."),
            clause="c4",
            remedy=_("Attach the new file beside the value that it proves."),
        )
    if any(closed_to_files(report) for report in reports):
        raise Refusal(
            "state",
            _("It stands behind values that the first head has signed, so it stays as it is."),
            clause="c40, c64",
            remedy=_("Attach the new file as a document of its own where a report is still in hand."),
        )
    return reports


def _entry(value: DatumValue, documents: Iterable[int]) -> ValueEntry:
    """The value as it stands, with these documents."""
    return ValueEntry(
        value.item,
        value.language,
        value.row,
        value.number,
        value.choice,
        value.status,
        value.reason,
        tuple(sorted(documents)),
    )


def _swapped(value: DatumValue, old: Document, new: Document) -> set[int]:
    return {one.pk for one in value.attached} - {old.pk} | {new.pk}
