"""A report's form as it was sent: files are taken in first, and what is said of them is kept whatever follows."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import HttpRequest

from evaluation.access import person_of
from evaluation.posted import whole
from evaluation.refusals import Refusal
from methodologies.models import SourceKind
from reports import actions
from reports.forms import ReportQuestionnaire
from reports.models import Confidentiality, Document, Report, Said
from reports.places import FormPlace
from reports.selectors import documents_of, read_sheet, read_sheet_of


@dataclass
class Sent:
    """The questionnaire as typed. By place: ``kept`` the documents just taken in, ``fresh`` the one whose name, source
    and label the inputs of a new document are; ``mended`` those documents of which they were changed."""

    form: ReportQuestionnaire
    kept: dict[str, frozenset[int]] = field(default_factory=dict)
    fresh: dict[str, Document] = field(default_factory=dict)
    mended: list[Document] = field(default_factory=list)

    def show(self, form: ReportQuestionnaire) -> ReportQuestionnaire:
        """``form``, made of the same request, with the documents that were taken in at their places."""
        for name, document in self.fresh.items():
            form.places[name].fresh = document
        return form


def sent_form(request: HttpRequest, report: Report, only: str | None = None) -> Sent:
    """What was sent: a file is kept even when the value beside it is refused; a refused one is told at its place.

    ``only``: of the single place of this name.
    """
    item = "" if only is None or only.startswith("new.") else only.partition(".")[0]
    sheet = read_sheet_of(report, item) if item else read_sheet(report)
    sent = Sent(ReportQuestionnaire(sheet, request.POST, request.FILES, only=only))
    faults: dict[str, list[str]] = {}
    for name, place in sent.form.places.items():
        try:
            _take_in(request, report, place, sent)
        except Refusal as refusal:
            faults.setdefault(name, []).append(refusal.sentence)
    if sent.kept:
        sent.form = ReportQuestionnaire(sheet, request.POST, request.FILES, sent.kept, only)
    sent.show(sent.form)
    for name, sentences in faults.items():
        sent.form.places[name].errors += sentences
    return sent


def _take_in(request: HttpRequest, report: Report, place: FormPlace, sent: Sent) -> None:
    """The files of one place; without one, what is said of the document that was taken in before."""
    user = person_of(request)
    source = whole(place.tags.get("kind", "")) or SourceKind.REPORT
    label = place.tags.get("conf") or Confidentiality.OPEN
    ground = place.tags.get("ground", "")
    if not place.uploads and place.posted_fresh is not None:
        document = documents_of(report).filter(pk=place.posted_fresh[0]).first()
        if document is None:
            return
        sent.fresh[place.name] = document
        before = document.shown_mark
        document = actions.mend_document(
            document, user, place.tags.get("title", ""), source, label, place.posted_fresh[1], ground=ground
        )
        sent.fresh[place.name] = document
        if document.shown_mark != before:
            sent.mended.append(document)
    for upload in place.uploads:
        # the name typed for the document before is not this one's
        title = place.tags.get("title", "") if place.posted_fresh is None else ""
        document = actions.attach_document(
            report.cycle,
            report.body,
            report.body,
            upload,
            title,
            source,
            label,
            user,
            said=Said(ground=ground),
            behind=report,
        )
        sent.kept[place.name] = sent.kept.get(place.name, frozenset()) | {document.pk}
        sent.fresh[place.name] = document
