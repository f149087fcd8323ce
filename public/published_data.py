"""The published data as files: each is on record from its first download on, so that ``verify`` knows it for good.

The same content gives the same bytes, in every process: no moment of the making and no path stands in them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import get_language, override

from blocks.models import Conclusion
from evaluation import kept_files
from evaluation.models import IssuedFile
from public import exports
from public.results import YearResults
from public.selectors import published_cycles, year_results
from public.selectors_corrections import corrections_of_year
from public.selectors_papers import is_issued

RESULTS, SCORE = "public.results", "public.score"
KINDS: Final = (RESULTS, SCORE)
_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


@dataclass(frozen=True)
class DataFile:
    """A file of published data."""

    name: str
    content: bytes
    content_type: str


def results_file(found: YearResults, kind: str) -> DataFile:
    """A year's results as "csv", "xlsx" (in the reader's language) or "json"; on record from now on."""
    file = _results(found, kind)
    language = (get_language() or "kk")[:2] if kind == "xlsx" else ""
    _issue(RESULTS, found.cycle.pk, language, file)
    return file


def _results(found: YearResults, kind: str) -> DataFile:
    year = found.year
    if kind == "csv":
        return DataFile(f"sarap-results-{year}.csv", exports.as_csv(found), _TYPES[kind])
    if kind == "xlsx":
        return DataFile(f"sarap-results-{year}-{get_language()}.xlsx", exports.as_xlsx(found), _TYPES[kind])
    content = as_bytes(exports.as_json(found, corrections_of_year(found.cycle)))
    return DataFile(f"sarap-results-{year}.json", content, _TYPES[kind])


def score_file(conclusion: Conclusion, told: dict[str, Any]) -> DataFile:
    """The way of a block's score as JSON; on record from now on."""
    name = f"{conclusion.body.slug}-{conclusion.cycle.year}-{conclusion.block}.json"
    file = DataFile(name, as_bytes(told), _TYPES["json"])
    _issue(SCORE, conclusion.pk, "", file)
    return file


def as_bytes(told: dict[str, Any]) -> bytes:
    """JSON as it is given out."""
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _issue(kind: str, pk: int, language: str, file: DataFile) -> None:
    checksum = hashlib.sha256(file.content).hexdigest()
    if not is_issued(checksum):
        kept_files.issue(kind, pk, file.name, language, checksum, len(file.content))


def described(issued: IssuedFile) -> dict[str, Any]:
    """Of a data file on record: its name, and whether the portal gives out the very same today."""
    return {"name": issued.number, "current": _is_current(issued)}


def _is_current(issued: IssuedFile) -> bool | None:
    """None where the portal does not look: of the data of one score."""
    if issued.kind != RESULTS:
        return None
    year = published_cycles().get(issued.object_id)
    found = year_results(year) if year is not None else None
    if found is None:
        return False
    with override(issued.language or "ru"):
        content = _results(found, issued.number.rpartition(".")[2]).content
    return hashlib.sha256(content).hexdigest() == issued.sha256
