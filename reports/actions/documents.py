"""The verbs of evidence: laying a document to the evaluation, and opening one (c4, c9.4, c44)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import IO, Any, Protocol, cast

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from evaluation import clock
from evaluation.acting import late, law_of, lock, note, refuse_without_right
from evaluation.changes import WatchedRow
from evaluation.kept_files import expect
from evaluation.limits import LINE, REASON
from evaluation.models import Body, Cycle, JournalEntry, User
from evaluation.models.base import Record
from evaluation.persons import same_person
from evaluation.refusals import FieldFault, Refusal
from evaluation.rights import forget_standing
from evaluation.stored_bytes import fault_of, store
from methodologies.models import SourceKind
from reports.actions.previews import begin_preview
from reports.actions.scans import keep_scan
from reports.examined import Examined, examine, not_taken
from reports.file_kinds import safe_name
from reports.models import Confidentiality, Document, FileScan, Verdict
from reports.models.documents import LAID_ONCE, UNSAID, Said, TakesDocuments, document_path
from reports.quota import refuse_over_quota

CLAUSES = "c4, c9.4"


class TakesFiles(Protocol):
    """A record to which files are laid: it says in which states, and until the term of which move."""

    takes_documents: TakesDocuments
    state: Any

    def get_state_display(self) -> str:
        """The state in words."""


def closed_to_files(record: TakesFiles) -> bool:
    """Whether the record has left the hands of those who attach to it."""
    return record.state not in record.takes_documents.states


def refuse_closed(record: TakesFiles) -> None:
    """Raise Refusal where the record has left the hands of those who attach to it, or the term for that is over."""
    if closed_to_files(record):
        raise Refusal(
            "state",
            _("No more files are attached here: the state is “%(state)s”.")
            % {"state": record.get_state_display()},
            clause="c4",
            remedy=_("If it is returned to work, files can be attached again."),
        )
    under_law = cast("Record", record)
    due = law_of(under_law, record.takes_documents.until).due
    deadline = due.deadline(under_law) if due else None
    if deadline is not None and deadline.binding and clock.now() >= deadline.due_at:
        raise late(deadline, _("Attach a document"))


def attach_document(
    cycle: Cycle,
    body: Body,
    supplied_by: Body,
    upload: IO[bytes] | File[Any],
    title: str,
    source_kind: int,
    confidentiality: str,
    by: User,
    titles: Mapping[str, str] | None = None,
    said: Said = UNSAID,
    behind: Record | None = None,
    refuse_closed: Callable[[Any], None] = refuse_closed,
) -> Document:
    """Lay a file to the evaluation of ``body``: checked, stored once by its checksum, recorded with who and when.

    ``behind`` is the record for which it is laid, where there is one: nothing is laid to what is closed, as
    ``refuse_closed`` says. ``upload`` is a file with a name; ``titles``, by language, are for what the portal itself
    names; ``said`` what its supplier says besides. The same bytes under the same title and tags give the document that
    is there already. Raises Refusal: "right", "state" or "late" of what is closed, "quota" of a body that attached its
    day's share, or "file" with what is wrong with it. The file is read and written before anything is locked; then right and state are asked anew.
    """
    filename = safe_name(str(getattr(upload, "name", "") or ""))
    document = Document(
        cycle=cycle,
        body=body,
        supplied_by=supplied_by,
        title=(title.strip() or filename)[:250],
        titles=dict(titles or {}),
        filename=filename,
        source_kind=source_kind,
        confidentiality=confidentiality,
        legal_ground=said.ground.strip() if confidentiality != Confidentiality.OPEN else "",
        period_from=said.period_from,
        period_to=said.period_to,
        uploaded_by=by,
    )
    refuse_without_right(by, "reports.supply_document", document, CLAUSES)
    if source_kind not in SourceKind.values or confidentiality not in Confidentiality.values:
        raise not_taken(filename, _("Say what kind of source it is and whether it is open."))
    if faults := faults_of(document):
        raise not_taken(filename, faults[0].sentence)
    if behind is not None:
        refuse_closed(behind)
    with arriving(document, upload, examine(filename, upload)) as keep, transaction.atomic():
        if behind is not None:
            refuse_closed(lock(behind))
        forget_standing(by)
        refuse_without_right(by, "reports.supply_document", document, CLAUSES)
        return lay_document(document, keep, by)


def faults_of(document: Document) -> list[FieldFault]:
    """What is wrong with what its supplier says of a document: the label without its ground, a period that runs back."""
    found = []
    if document.confidentiality != Confidentiality.OPEN and not document.legal_ground:
        sentence = _("Name the legal ground: the law or order by which it is for official use.")
        found.append(FieldFault("legal_ground", sentence))
    if document.period_from and document.period_to and document.period_from > document.period_to:
        found.append(FieldFault("period_to", _("The period ends before it begins.")))
    return found


@contextmanager
def arriving(document: Document, upload: Any, examined: Examined) -> Iterator[Callable[[str], None]]:
    """The bytes are written beside their place, before anything is locked; what is yielded lets them take it.

    It is called with the key of a document that holds the same bytes already, or with "". Bytes that are stored already
    are not stored twice; those of an act that is undone are removed again.
    """
    document.size, document.sha256 = examined.size, examined.sha256
    document.content_type = examined.content_type
    known = Document.objects.filter(sha256=document.sha256).order_by("pk").values_list("file", flat=True)
    stored = known.first()
    path, taken = stored or document_path(), False
    with store().beside(path, upload, document.sha256, document.size) as take:

        def keep(at: str) -> None:
            nonlocal taken
            where = at or path
            if not at or fault_of(at, document.sha256, document.size):
                take(where)
                taken = taken or where == path
            document.file.name = where
            expect(where, document.sha256, document.size)
            keep_scan(document.sha256, examined.scan)

        try:
            yield keep
        except BaseException:
            if taken and stored is None:
                store().discard(path)
            raise


def lay_document(document: Document, keep: Callable[[str], None], by: User) -> Document:
    """Lay a document that is filled in and whose bytes are `arriving`; for acts that have asked their own right.

    The same bytes under the same title and tags give the document that is there already. Call inside a transaction.
    """
    same = _same(document)
    if same is not None:
        keep(str(same.file.name))  # its bytes may be lost or torn meanwhile: they are here
        return same
    refuse_over_quota(document)
    same = _same(
        document
    )  # the same file arrived twice at one moment, and waited for its supplier's day: it is there
    if same is not None:
        return same
    document.uploaded_at = clock.now()
    keep("")
    document.save()
    begin_preview(document)
    note(
        document,
        "attach",
        by,
        CLAUSES,
        details={
            "sha256": document.sha256,
            "size": document.size,
            "source_kind": int(document.source_kind),
            **_told_of(document),
        },
    )
    return document


def _told_of(document: Document) -> dict[str, Any]:
    """For the journal: ground, period, and the document that was used again, as far as there are any."""
    told = {
        "legal_ground": document.legal_ground,
        "period_from": document.period_from and document.period_from.isoformat(),
        "period_to": document.period_to and document.period_to.isoformat(),
        "reused_from": document.reused_from_id,
    }
    return {name: value for name, value in told.items() if value}


def _same(document: Document) -> Document | None:
    """The document that is there already with the same bytes, title and tags."""
    laid = Document.objects.filter(**{name: getattr(document, name) for name in LAID_ONCE})
    return laid.filter(replaced_by=None).first()


def mend_document(
    document: Document,
    by: User,
    title: str,
    source_kind: int,
    confidentiality: str,
    seen: str | None = None,
    *,
    ground: str | None = None,
    period: tuple[date | None, date | None] | None = None,
) -> Document:
    """Change what is said of a document until it is handed over; the file itself stays (c4, c67). What is None stays.

    ``seen`` is the ``shown_mark`` at which the form was opened; None for callers that saw nothing. Without a title the
    document is called like its file. Raises Refusal: "right", "state" after the handing over, "stale", "invalid".
    """
    with transaction.atomic():
        fresh = (
            Document.objects.select_for_update(of=("self",))
            .select_related("cycle", "body")
            .get(pk=document.pk)
        )
        refuse_without_right(by, "reports.mend_document", fresh, CLAUSES)
        if fresh.replaced_by_id is not None:
            raise Refusal(
                "state", _("A new version stands in its place; this one is only kept."), clause="c4"
            )
        if fresh.handed_at is not None:
            raise Refusal(
                "state",
                _("The document is handed over: its name, source and confidentiality no longer change."),
                clause="c4, c40",
                remedy=_("If they are wrong, supply the document anew and name what it stands in for."),
            )
        if source_kind not in SourceKind.values or confidentiality not in Confidentiality.values:
            raise Refusal("invalid", _("Say what kind of source it is and whether it is open."), clause="c4")
        given = {
            "title": (title.strip() or fresh.filename)[:250],
            "source_kind": source_kind,
            "confidentiality": confidentiality,
            "legal_ground": fresh.legal_ground if ground is None else ground.strip(),
            "period_from": fresh.period_from if period is None else period[0],
            "period_to": fresh.period_to if period is None else period[1],
        }
        if confidentiality == Confidentiality.OPEN:
            given["legal_ground"] = ""
        watched = WatchedRow(fresh, *given, "titles")
        differing = [name for name, new in given.items() if getattr(fresh, name) != new]
        if differing:
            if seen not in (None, fresh.shown_mark) and not same_person(_last_hand(fresh), by):
                raise Refusal(
                    "stale",
                    _(
                        "Somebody changed this after you opened it, so your change was not written over theirs."
                    ),
                    remedy=_(
                        "What you typed is kept below. Compare it with the current text and save again."
                    ),
                )
            for name, new in given.items():
                setattr(fresh, name, new)
            if faults := faults_of(fresh):
                raise Refusal("invalid", faults[0].sentence, clause="c4", faults=faults)
            if "title" in differing:
                fresh.titles = {}  # named by a person now, in one language
            try:
                with transaction.atomic():
                    fresh.save(update_fields=[*differing, "titles"])
            except IntegrityError:
                raise Refusal(
                    "invalid",
                    _("The same file is supplied already under this name, source and confidentiality."),
                    clause="c4",
                    faults=[FieldFault("title", _("Choose that document, or give this one another name."))],
                ) from None
            note(fresh, "mend", by, CLAUSES, details={"changed": watched.changed()})
    return fresh


def raise_label(document: Document, by: User, reason: str) -> Document:
    """Say of an open document that was handed over that it is for official use; never the other way (c9.5, c44).

    From this moment no public page, file or datum names it or tells what rests on it. Raises Refusal: "right",
    "incomplete" without a reason, "state" before the handing over and where the label is raised already, "invalid".
    """
    with transaction.atomic():
        fresh = (
            Document.objects.select_for_update(of=("self",))
            .select_related("cycle", "body")
            .get(pk=document.pk)
        )
        refuse_without_right(by, "reports.raise_label", fresh, "c9.5, c44")
        if not reason.strip():
            raise Refusal(
                "incomplete",
                _("Write why the document is for official use."),
                clause="c9.5",
                faults=[FieldFault("reason", _("Write the reason."))],
            )
        if fresh.handed_at is None or fresh.confidentiality != Confidentiality.OPEN:
            raise Refusal(
                "state",
                _(
                    "The label of an open document that is handed over is raised; this one is not such a document."
                ),
                clause="c9.5",
            )
        watched = WatchedRow(fresh, "confidentiality", "legal_ground")
        fresh.confidentiality = Confidentiality.OFFICIAL_USE
        fresh.legal_ground = reason.strip()[:LINE]
        try:
            with transaction.atomic():
                fresh.save(update_fields=["confidentiality", "legal_ground"])
        except IntegrityError:
            raise Refusal(
                "invalid",
                _("The same file is supplied already under this name, source and confidentiality."),
                clause="c4",
            ) from None
        details = {"changed": watched.changed(), "reason": reason.strip()[:REASON]}
        note(fresh, "raise_label", by, "c9.5, c44", details=details)
    return fresh


def _last_hand(document: Document) -> int | None:
    """The account that supplied or mended the document last: what oneself changed a moment ago is not somebody's."""
    entries = JournalEntry.objects.filter(
        object_type=document._meta.label_lower,
        object_id=document.pk,
        act__in=("document.attach", "document.mend"),
    )
    return entries.order_by("-pk").values_list("actor_id", flat=True).first()


def open_document(document: Document, by: User) -> Document:
    """Open a document: who did it, and when, is on record before the first byte leaves (c44, c67)."""
    refuse_without_right(by, "reports.open_document", document, "c44")
    refuse_infected(document)
    note(document, "open", by, "c44")
    return document


def refuse_infected(document: Document) -> None:
    """Raise Refusal "infected" for bytes in which the scanner found something: nobody opens them. One query."""
    found = FileScan.objects.filter(sha256=document.sha256, verdict=Verdict.INFECTED).first()
    if found is not None:
        raise Refusal(
            "infected",
            _("The virus scanner found “%(what)s” in this file, so it is not opened.") % {"what": found.told},
            clause="c44",
            remedy=_("Whoever supplied it puts a clean version in its place."),
        )


def hand_over(documents: QuerySet[Document]) -> int:
    """The other side may open these from now on; how many are new to it. For the acts that hand over: signing a report,
    filing an objection, delivering a conclusion (c40, c46, c57). One query."""
    return documents.filter(handed_at__isnull=True).update(handed_at=clock.now())
