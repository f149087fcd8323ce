"""A stored methodology as plain data, built once for each digest; and its words in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from django.utils.translation import get_language

from engine import methodology as plain
from engine.plain_document import methodology_from
from evaluation.by_edition import of_course
from evaluation.models import Cycle
from evaluation.presentation import base_language
from methodologies.models import Methodology, MethodologyState, Subject

#: How many methodologies a process keeps built: four a year, for a decade and more.
KEPT = 64


def text_of(words: plain.Words | None, language: str | None = None) -> str:
    """The words in the reader's language; empty for none."""
    return "" if words is None else str(getattr(words, base_language(language or get_language())))


def methodology_of(record: Methodology) -> plain.MethodologyText:
    """The methodology of a block as plain data. Raises TypeError for the overall methodology.

    One query the first time a process meets the digest, none afterwards: the record may be read without its document.
    """
    built = _built(record.digest)
    if not isinstance(built, plain.MethodologyText):
        raise TypeError(f"{record.pk} is the overall methodology")
    return built


def overall_of(record: Methodology) -> plain.OverallMethodologyText:
    """The overall methodology as plain data. Raises TypeError for a block's."""
    built = _built(record.digest)
    if not isinstance(built, plain.OverallMethodologyText):
        raise TypeError(f"{record.pk} is the methodology of a block")
    return built


@lru_cache(maxsize=KEPT)
def _built(digest: str) -> plain.MethodologyText | plain.OverallMethodologyText:
    document = Methodology.objects.filter(digest=digest).values_list("document", flat=True)[:1].get()
    return methodology_from(document)


def records_in_force(cycle: Cycle | int) -> dict[str, Methodology]:
    """The approved methodologies of a cycle by subject ("1", "2", "3", "overall"), without their documents. One query."""
    pk = cycle if isinstance(cycle, int) else cycle.pk
    found = Methodology.objects.filter(cycle_id=pk, state=MethodologyState.APPROVED).defer("document")
    return {record.subject: record for record in found.select_related("cycle")}


def blocks_in_force(cycle: Cycle | int) -> Mapping[int, plain.MethodologyText]:
    """The approved methodologies of the blocks as plain data, by block. One query once they are known, none for a page
    where it is remembered which are in force."""
    pk = cycle if isinstance(cycle, int) else cycle.pk
    return of_course(("in force", pk), lambda: _blocks_in_force(pk))


def _blocks_in_force(cycle: int) -> Mapping[int, plain.MethodologyText]:
    return {
        int(subject): methodology_of(record)
        for subject, record in records_in_force(cycle).items()
        if subject != Subject.OVERALL
    }
