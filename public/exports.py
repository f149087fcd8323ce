"""A published year as CSV, XLSX and JSON: the same rows as the page, and in JSON all that a recalculation needs.

Numbers in CSV and JSON are strings of digits with a point, as they are stored: nothing is rounded on the way out.
``docs/recompute.md`` says how to compute the overall score from the JSON alone.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zipfile import ZipFile, ZipInfo

from defusedcsv import csv
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from engine.formulas.arithmetic import plain
from engine.methodology import OverallMethodologyText, Words
from engine.weights import weight_text
from evaluation.models import Body
from methodologies.content import text_of
from methodologies.models import Methodology
from public.results import BLOCKS, Result, YearResults
from public.selectors_corrections import Corrected

JSON_FORMAT = 1
COLUMNS = (
    "year",
    "body",
    "kind",
    "name_kk",
    "name_ru",
    "name_en",
    "status",
    "rank",
    "overall",
    "degree",
    *(f"block{block}" for block in BLOCKS),
    *(f"block{block}_state" for block in BLOCKS),
    *(f"block{block}_conclusion" for block in BLOCKS),
    "previous_overall",
    "withheld_reason_kk",
    "withheld_reason_ru",
    "withheld_reason_en",
)


def _digits(value: Decimal | None) -> str:
    return "" if value is None else plain(value)


def _kind(body: Body) -> str:
    return "local" if body.is_local else "central"


def _cells(result: Result) -> Iterator[str | int]:
    """The values of ``COLUMNS`` for one body."""
    body = result.body
    yield from (result.year, body.slug, _kind(body), body.name_kk, body.name_ru, body.name_en)
    yield "withheld" if result.withheld else "withheld_in_part" if result.in_part else "published"
    yield "" if result.rank is None else result.rank
    yield _digits(result.overall)
    yield result.degree.code if result.degree else ""
    blocks = [result.block(number) for number in BLOCKS]
    yield from (_digits(block.score) if block else "" for block in blocks)
    yield from (block.state if block else "" for block in blocks)
    yield from (block.number if block else "" for block in blocks)
    yield _digits(result.previous)
    yield from (_reason(result, code) for code in ("kk", "ru", "en"))


def _reason(result: Result, language: str) -> str:
    """Of what is withheld: the reason, or the notes in the place of its parts."""
    if result.withheld:
        return dict(result.reasons or {}).get(language, "")
    return "; ".join(dict.fromkeys(words[language] for _kind, _block, _indicator, words in result.notes))


def as_csv(found: YearResults) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read the Kazakh letters; cells that look like formulas are tamed."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for result in found.results:
        writer.writerow(list(_cells(result)))
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(found: YearResults) -> bytes:
    """A workbook in the reader's language: the results with numbers as numbers, and the methodologies by which they came."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # a new workbook has its sheet  # noqa: S101
    sheet.title = _("Results for %(year)s") % {"year": found.year}
    head = [
        _("Place"),
        _("Body"),
        _("Kind"),
        _("Overall score"),
        _("Degree"),
        *(_("Block %(number)s") % {"number": number} for number in BLOCKS),
        _("Overall score of the year before"),
        _("Note"),
    ]
    rows: list[list[Any]] = []
    for result in found.results:
        blocks = [result.block(number) for number in BLOCKS]
        rows.append(
            [
                result.rank,
                result.body.short_name,
                _("local executive body") if result.body.is_local else _("central state body"),
                result.overall,
                _in_reader_language(result.degree.name) if result.degree else None,
                *(block.score if block else None for block in blocks),
                result.previous,
                _("Withheld: %(reason)s") % {"reason": result.reason}
                if result.withheld
                else "; ".join(result.notes_in_words) or None,
            ]
        )
    _fill(sheet, head, rows, (7, 52, 26, 14, 16, 10, 10, 10, 18, 60))
    second = book.create_sheet(_("Methodologies"))
    methodologies = [
        [m.get_subject_display(), m.title, m.version, m.order_number, m.order_date, m.digest]
        for _subject, m in sorted(found.methodologies.items())
    ]
    names = [_("Subject"), _("Methodology"), _("Version"), _("Order"), _("Date of the order"), "SHA-256"]
    _fill(second, names, methodologies, (44, 70, 9, 14, 14, 68))
    if found.cycle.synthetic:
        note = book.create_sheet(_("Note"))
        _fill(
            note,
            [_("Practice data: the figures are synthetic and the methodology is illustrative.")],
            [],
            (90,),
        )
    return _as_bytes(book, found.published_at)


def _as_bytes(book: Workbook, moment: datetime) -> bytes:
    """The workbook with ``moment`` in the place of that of the making; stored, as packing differs between machines."""
    book.properties.created = book.properties.modified = moment.astimezone(UTC).replace(
        tzinfo=None, microsecond=0
    )
    made = io.BytesIO()
    with ZipFile(made, "w") as archive:
        ExcelWriter(book, archive).save()
    out = io.BytesIO()
    with ZipFile(made) as archive, ZipFile(out, "w") as fixed:
        for name in sorted(archive.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            fixed.writestr(ZipInfo(name), archive.read(name))
    return out.getvalue()


def _fill(sheet: Any, head: list[str], rows: list[list[Any]], widths: tuple[int, ...]) -> None:
    """Head and rows; text is always text, so that no name can be a formula."""
    for row_number, row in enumerate([head, *rows], start=1):
        for column, value in enumerate(row, start=1):
            if value is None:
                continue
            cell: Cell = sheet.cell(row_number, column)
            # Word ends a line within a paragraph by a sign that no workbook may hold
            cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", value) if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"
            if row_number == 1:
                cell.font = Font(bold=True)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "C2" if len(head) > 2 else "A2"


def _in_reader_language(words: Words) -> str:
    return text_of(words)


def as_json(found: YearResults, corrected: Sequence[Corrected] = ()) -> dict[str, Any]:
    """Everything public of the year; every number of the evaluation is a string of digits.

    ``corrections``: what corrected publications changed, the latest first, with the late figures behind it.
    """
    return {
        "format": JSON_FORMAT,
        "year": found.year,
        "published_at": found.published_at.isoformat(),
        "synthetic": found.cycle.synthetic,
        "methodologies": {
            subject: {
                **_methodology(record),
                **(
                    _weights(found.overall_methodology)
                    if subject == "overall" and found.overall_methodology
                    else {}
                ),
            }
            for subject, record in sorted(found.methodologies.items())
        },
        "bodies": [_body(result) for result in found.results],
        "corrections": [
            {
                "version": one.version,
                "published_at": one.published_at.isoformat(),
                "body": change.body.slug,
                "was": plain(change.before.score),
                "is": plain(change.after.score),
                "figures": [
                    {
                        "block": figure["block"],
                        "indicator": figure["code"],
                        "left_out_at": figure["left_out_at"].isoformat(),
                        "arrived_at": figure["arrived_at"].isoformat(),
                        "partly": figure["partly"],
                    }
                    for figure in change.figures
                ],
            }
            for one in corrected
            for change in one.corrections
        ],
    }


def _words(words: Words) -> dict[str, str]:
    return {"kk": words.kk, "ru": words.ru, "en": words.en}


def _methodology(record: Methodology) -> dict[str, Any]:
    return {
        "version": record.version,
        "title": {"kk": record.title_kk, "ru": record.title_ru, "en": record.title_en},
        "illustrative": record.illustrative,
        "order_number": record.order_number,
        "order_date": record.order_date.isoformat() if record.order_date else None,
        "sha256": record.digest,
    }


def _weights(methodology: OverallMethodologyText) -> dict[str, Any]:
    return {
        "weights": {str(weight.block): weight_text(weight.weight) for weight in methodology.blocks},
        "missing_block": methodology.missing_block,
        "rounding": methodology.rounding.overall,
        "degrees": [
            {"code": degree.code, "from": plain(degree.from_), "name": _words(degree.name)}
            for degree in methodology.degrees
        ],
    }


def _body(result: Result) -> dict[str, Any]:
    body = result.body
    told: dict[str, Any] = {
        "body": body.slug,
        "kind": _kind(body),
        "name": {"kk": body.name_kk, "ru": body.name_ru, "en": body.name_en},
        "withheld": result.withheld,
    }
    if result.withheld:
        return {**told, "reason": dict(result.reasons or {})}
    return {
        **told,
        "overall": None if result.overall is None else plain(result.overall),
        "withheld_at_once": [
            {"what": kind, "block": block, "indicator": indicator or None, "note": dict(words)}
            for kind, block, indicator, words in result.notes
        ],
        "degree": result.degree.code if result.degree else None,
        "rank": result.rank,
        "previous_overall": None if result.previous is None else plain(result.previous),
        "blocks": {
            str(block.block): {
                "state": block.state,
                "score": None if block.score is None else plain(block.score),
                "share": plain(block.share),
                "conclusion": block.number or None,
            }
            for block in result.blocks
        },
    }
