"""The verbs of a report: filling in, signing, returning, accepting (c40, c64)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation import clock, rights
from evaluation.acting import late, lock, note, perform, refuse_without_right
from evaluation.models import JournalEntry, Office, User
from evaluation.refusals import FieldFault, Refusal
from reports.actions.telling import people_of_body, tell_of_report
from reports.changed_values import WatchedValues
from reports.entries import ValueEntry, faults_of, row_sentence
from reports.models import DatumValue, Document, Manifest, Provenance, Report, ReportState
from reports.models.reports import OWED, REPORT_DUE
from reports.selectors.sheets import HeldSheet, ReportSheet, ValueCell, read_sheet

SAVE_LABEL = gettext_lazy("Save the values of the report")


def save_values(
    report: Report,
    by: User,
    entries: Sequence[ValueEntry],
    revision: int | None = None,
    *,
    over_own: bool = False,
    told: Mapping[str, Any] = MappingProxyType({}),
    held: HeldSheet | None = None,
) -> Report:
    """Write the values of the places in ``entries`` and leave all others as they are (c40).

    Only places that this body's report of this block asks for. A place that somebody else changed since the person
    saw it (``ValueEntry.seen``, or ``revision`` of the report) is not written over: everything is refused as stale,
    with those places as faults. ``over_own``: what ``by`` changed last is not stale; for the whole form, which a person
    sends while a single place of it is still being saved. ``told``: what the journal tells besides. ``held``: the
    report's sheet as the caller read it, so that it need not be read twice. A change to a report that awaits signature
    takes it back to work and wipes what was prepared (c64). Twenty-odd queries, whatever the number of entries.
    """
    with transaction.atomic():
        fresh = lock(report)
        refuse_without_right(by, "reports.fill_report", fresh, "c40")
        refuse_unless_fillable(fresh)
        sheet = read_sheet(fresh) if held is None else held.under_lock(fresh)
        _refuse_faulty(fresh, sheet, entries)
        changed = [entry for entry in entries if not _same(sheet.values.get(entry.cell), entry)]
        _refuse_stale(sheet, changed, revision, by if over_own else None)
        if not changed:
            return fresh
        if fresh.state == ReportState.AWAITING_SIGNATURE:
            fresh = take_back_report(fresh, by)
        fresh.revision += 1
        watched = WatchedValues(_values_at(fresh, changed))
        _write(fresh, sheet.values, changed, by)
        fresh.save(update_fields=["revision"])
        note(fresh, "save_values", by, "c40", details={**watched.told(), **told})
    return fresh


def refuse_unless_fillable(report: Report) -> None:
    """Raise Refusal unless the report's values may change now: by its state, and by its term."""
    if report.state not in OWED:
        raise Refusal(
            "state",
            _("The report is “%(state)s”; its values no longer change.")
            % {"state": report.get_state_display()},
            clause="c40",
            remedy=_("An evaluator of this block can return it for completion."),
        )
    deadline = REPORT_DUE.deadline(report)
    if deadline is not None and clock.now() >= deadline.due_at:
        raise late(deadline, SAVE_LABEL)


def _refuse_faulty(report: Report, sheet: ReportSheet, entries: Sequence[ValueEntry]) -> None:
    """Refuse entries that are not asked here, not lawful, doubled, or lean on documents of somebody else."""
    wanted = {number for entry in entries for number in entry.document_ids}
    own = set(
        Document.objects.filter(
            pk__in=wanted, cycle_id=report.cycle_id, body_id=report.body_id, supplied_by_id=report.body_id
        ).values_list("pk", flat=True)
    )
    faults: list[FieldFault] = []
    met: set[ValueCell] = set()
    for entry in entries:
        sentences = [_misplaced(sheet, entry)] if _misplaced(sheet, entry) else []
        if entry.cell in met:
            sentences.append(_("This place is given twice."))
        met.add(entry.cell)
        item = next((q.item for q in sheet.sheet.questions() if q.item.code == entry.item), None)
        if item is not None and not sentences:
            sentences += faults_of(item, entry)
        if not own.issuperset(entry.document_ids):
            sentences.append(_("Choose from the documents that this body has supplied for this year."))
        faults += [FieldFault(entry.key, sentence) for sentence in sentences]
    if faults:
        raise Refusal(
            "invalid",
            _("The values are not saved; places to mend: %(count)s.") % {"count": len(faults)},
            clause="c40",
            faults=faults,
        )


def _misplaced(sheet: ReportSheet, entry: ValueEntry) -> str:
    """Why the place is not one of this report; empty if it is."""
    if entry.cell in sheet.slots:
        return ""
    programmes = {item.code for item in sheet.sheet.repeated("programme")}
    if entry.item in programmes and not entry.language and entry.row:
        return row_sentence(entry.row)
    elsewhere = {q.item.code: q.asked_in for q in sheet.sheet.questions(here=False)}
    if entry.item in elsewhere:
        return _("This value is given in the report on block %(block)s, once for all blocks.") % {
            "block": elsewhere[entry.item]
        }
    return _("This report does not ask for this value.")


def _same(value: DatumValue | None, entry: ValueEntry) -> bool:
    """Whether the entry is what stands already."""
    if value is None or entry.is_empty:
        return value is None and entry.is_empty
    return (
        value.status == entry.status
        and value.number == entry.number
        and value.choice == entry.choice
        and value.reason == entry.reason.strip()
        and entry.explanation in (None, value.explanation)
        and {document.pk for document in value.attached} == set(entry.document_ids)
    )


def _refuse_stale(
    sheet: ReportSheet, entries: Iterable[ValueEntry], revision: int | None, own: User | None
) -> None:
    """Refuse to write over what somebody (but ``own``) changed after the person saw it; theirs stand as the faults."""
    faults = []
    for entry in entries:
        value = sheet.values.get(entry.cell)
        stands = value.revision if value is not None else 0
        if entry.seen is not None:
            stale = stands != entry.seen
        else:
            stale = revision is not None and value is not None and stands > revision
        if stale and (own is None or _last_hand(sheet.report, entry, value) != own.pk):
            faults.append(FieldFault(entry.key, _theirs(value)))
    if faults:
        raise Refusal(
            "stale",
            _("Somebody changed this after you opened it, so your change was not written over theirs."),
            clause="c40",
            remedy=_("What you typed is kept below. Compare it with the current text and save again."),
            faults=faults,
        )


def _last_hand(report: Report, entry: ValueEntry, value: DatumValue | None) -> int | None:
    """Who changed the place last, as the account's id; of a value taken away the journal knows. One query at most."""
    if value is not None:
        return value.given_by_id
    last = JournalEntry.objects.filter(
        object_type="reports.report",
        object_id=report.pk,
        act="report.save_values",
        details__changed__has_key=entry.key,
    ).order_by("-id")
    return last.values_list("actor_id", flat=True).first()


def _theirs(value: DatumValue | None) -> str:
    if value is None:
        return _("Meanwhile the value was taken away.")
    return _("Meanwhile %(who)s wrote something else here.") % {"who": value.given_by}


def _write(
    report: Report, standing: dict[ValueCell, DatumValue], entries: Sequence[ValueEntry], by: User
) -> None:
    """Write the changed places: one insert, one update, one deletion, and the documents that differ. A value's
    revision is the report's at which it was written, so that a value taken away and given anew is not taken for the old
    one."""
    now = clock.now()
    gone = [standing[entry.cell].pk for entry in entries if entry.is_empty]
    created: list[DatumValue] = []
    updated: list[DatumValue] = []
    relinked: list[DatumValue] = []
    documents: list[tuple[DatumValue, tuple[int, ...]]] = []
    for entry in entries:
        if entry.is_empty:
            continue
        value = standing.get(entry.cell)
        if value is None:
            value = DatumValue(
                cycle_id=report.cycle_id,
                body_id=report.body_id,
                item=entry.item,
                language=entry.language,
                row=entry.row,
                provenance=Provenance.REPORTED,
            )
            created.append(value)
            documents.append((value, entry.document_ids))
        else:
            updated.append(value)
            if {one.pk for one in value.attached} != set(entry.document_ids):
                relinked.append(value)
                documents.append((value, entry.document_ids))
        value.status, value.number, value.choice = entry.status, entry.number, entry.choice
        value.reason = entry.reason.strip()
        if entry.explanation is not None:
            value.explanation = entry.explanation
        value.given_by, value.given_at, value.revision = by, now, report.revision
        value.draft, value.report_id = not report.handed_over, report.pk
    if gone:
        DatumValue.objects.filter(pk__in=gone).delete()
    DatumValue.objects.bulk_create(created)
    if updated:
        fields = [
            "status",
            "number",
            "choice",
            "reason",
            "explanation",
            "given_by",
            "given_at",
            "revision",
            "draft",
            "report",
        ]
        DatumValue.objects.bulk_update(updated, fields)
    links = DatumValue.documents.through
    if relinked:
        links.objects.filter(datumvalue_id__in=[value.pk for value in relinked]).delete()
    links.objects.bulk_create(
        links(datumvalue_id=value.pk, document_id=number)
        for value, numbers in documents
        for number in dict.fromkeys(numbers)
    )


def _values_at(report: Report, entries: Iterable[ValueEntry]) -> QuerySet[DatumValue]:
    return DatumValue.objects.filter(
        cycle_id=report.cycle_id,
        body_id=report.body_id,
        provenance=Provenance.REPORTED,
        item__in={entry.item for entry in entries},
    )


def hand_report_for_signature(report: Report, by: User, revision: int | None = None) -> Report:
    """The preparers have finished: the first head is asked to sign (c40, c64)."""

    def prepare(fresh: Report) -> None:
        fresh.prepared_by, fresh.prepared_at = by, clock.now()

    with transaction.atomic():
        handed = perform(report, "hand_for_signature", by, revision=revision, prepare=prepare)
        tell_of_report(handed, rights.people_with(Office.FIRST_HEAD, handed.body_id), "report.sign_now")
    return handed


def take_back_report(report: Report, by: User, revision: int | None = None) -> Report:
    """The preparers take the report back to work; what was prepared for signature is wiped (c64)."""

    def prepare(fresh: Report) -> None:
        fresh.prepared_by, fresh.prepared_at = None, None

    with transaction.atomic():
        frozen = Manifest.objects.filter(report=report, frozen_at__gte=report.prepared_at or clock.now())
        seen_by = [one.frozen_by for one in frozen.select_related("frozen_by")]
        back = perform(report, "take_back", by, revision=revision, prepare=prepare)
        tell_of_report(back, seen_by, "report.manifest_wiped")
    return back


def accept_report(report: Report, by: User, revision: int | None = None) -> Report:
    """The report is complete in form; marks may be approved on it (c40). The conclusion tells the day (c47)."""

    def prepare(fresh: Report) -> None:
        fresh.accepted_by, fresh.accepted_at = by, clock.now()

    with transaction.atomic():
        accepted = perform(report, "accept", by, revision=revision, prepare=prepare)
        tell_of_report(accepted, people_of_body(accepted), "report.accepted")
    return accepted
