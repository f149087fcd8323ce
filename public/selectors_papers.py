"""Files by their address and by their checksum: what anybody may read, what was public, and what was ever issued
(c53, c9.5).

Whoever holds the very bytes learns that the portal issued them, and nothing of what they say (docs/security.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from blocks.models import Conclusion, ConclusionFile
from evaluation.models import Body, IssuedFile
from public.selectors_closed import NOTHING, Note, closed_of, file_is_closed
from public.selectors_files import (
    SHA256,
    conclusions_of_results,
    ever_with,
    number_in_address,
    public_files,
    published_items,
)


@dataclass(frozen=True)
class Paper:
    """A conclusion's file: to be read where there is no ``note``, else withheld at once, and the note stands for it."""

    row: ConclusionFile
    note: Note | None = None


def _once_open() -> QuerySet[Conclusion]:
    """The conclusions of published results that were not withheld when they were published."""
    items = published_items().filter(withheld=False, overall=OuterRef("pk"))
    return conclusions_of_results(Exists(items))


def _paper(files: QuerySet[ConclusionFile], number: str = "") -> Paper | None:
    """The first of these that may be read; of what two persons withhold, the note. Fourteen queries at most."""
    related = ("conclusion__body", "conclusion__cycle", "conclusion__lead")
    rows = [
        row
        for row in files.select_related(*related).defer("conclusion__trace", "conclusion__content")
        if not number or number_in_address(row.conclusion.number) == number
    ]
    if not rows:
        return None
    row = rows[0]
    body, year, block = row.conclusion.body_id, row.conclusion.cycle.year, row.conclusion.block
    closed = closed_of([year - 1, year], [body])
    note = closed.get((year, body), NOTHING).file_note(block)
    if note is not None:
        return Paper(row, note)
    is_open = public_files().filter(pk=row.pk, open_to_all=True).exists()
    return Paper(row) if is_open and not file_is_closed(closed, year, body, block) else None


def paper_at(year: int, number: str, language: str) -> Paper | None:
    """The file by the number in its address, built or not; None when there is none that may leave."""
    numbers: Sequence[str] = (number, "/".join(number.rsplit("-", 1)))
    rows = ConclusionFile.objects.filter(
        conclusion__in=_once_open(),
        conclusion__cycle__year=year,
        conclusion__number__in=numbers,
        language=language,
    )
    return _paper(rows, number)


def paper_by_checksum(checksum: str) -> Paper | None:
    """The published conclusion whose file has or had this SHA-256 (hex, lower case); None for any other."""
    if not SHA256.fullmatch(checksum):
        return None
    return _paper(ConclusionFile.objects.filter(ever_with(checksum), conclusion__in=_once_open()))


def note_in_place_of(body: Body, year: int, block: int) -> Note | None:
    """What the public reads in the place of a block's page that two persons withhold; None where there was no page."""
    if not _once_open().filter(body=body, cycle__year=year, block=block).exists():
        return None
    return closed_of([year], [body.pk]).get((year, body.pk), NOTHING).note(block)


def issued_by_checksum(checksum: str) -> IssuedFile | None:
    """What the portal issued with this SHA-256, first, published or not; None for bytes that it never gave out."""
    if not SHA256.fullmatch(checksum):
        return None
    return IssuedFile.objects.filter(sha256=checksum).order_by("issued_at", "pk").first()


def is_issued(checksum: str) -> bool:
    """Whether these bytes are on record. One query."""
    return IssuedFile.objects.filter(sha256=checksum).exists()
