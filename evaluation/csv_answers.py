"""Long lists as CSV: written and sent piece by piece, so that a file of any length takes the memory of one piece."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import defusedcsv.csv
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, override

#: Rows in a piece.
PIECE = 500


def csv_answer(
    name: str, head: Sequence[Any], rows: Iterable[Sequence[Any]], *, tamed: bool = True
) -> StreamingHttpResponse:
    """UTF-8 with a byte order mark, so that spreadsheets read the Kazakh letters. ``rows`` are read as they are sent, in
    the language of the reader who asked. ``tamed``: no cell is a formula; not where the portal reads the file again."""
    answer = StreamingHttpResponse(
        _pieces(head, rows, defusedcsv.csv.writer if tamed else csv.writer),
        content_type="text/csv; charset=utf-8",
    )
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def _pieces(head: Sequence[Any], rows: Iterable[Sequence[Any]], writer: Any) -> Iterator[bytes]:
    language = get_language() or "kk"

    def written(some: Iterable[Sequence[Any]]) -> bytes:
        text = io.StringIO(newline="")
        writer(text).writerows(some)
        return text.getvalue().encode()

    def pieces() -> Iterator[bytes]:
        left = iter(rows)
        yield "\N{ZERO WIDTH NO-BREAK SPACE}".encode() + written([head])
        while True:
            with override(language):
                piece = written(islice(left, PIECE))
            if not piece:
                return
            yield piece

    return pieces()
