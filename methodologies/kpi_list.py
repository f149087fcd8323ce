"""The table of key performance indicators as a CSV file, read into rows (c22)."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.utils.translation import gettext as _

from evaluation.refusals import FieldFault, Refusal

KPI_COLUMNS = ("body", "code", "name_kk", "name_ru", "name_en", "unit", "better", "weight", "plan")
MAX_LIST_BYTES = 2_000_000


def kpi_rows(source: bytes) -> list[dict[str, Any]]:
    """The rows of the list's table (CSV in UTF-8, comma or semicolon). Raises Refusal naming what is wrong."""
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable(_("The file is not text in UTF-8: save the table as “CSV UTF-8”.")) from None
    if len(source) > MAX_LIST_BYTES:
        raise _unreadable(_("The file is too large for a list of indicators."))
    first = text.partition("\n")[0]
    table = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    missing = [column for column in KPI_COLUMNS if column not in (table.fieldnames or ())]
    if missing:
        raise _unreadable(_("These columns are missing: %(columns)s.") % {"columns": ", ".join(missing)})
    return [
        {**row, "names": {code: row.get(f"name_{code}") for code in ("kk", "ru", "en")}}
        for row in table
        if any(value and str(value).strip() for value in row.values())
    ]


def _unreadable(sentence: str) -> Refusal:
    return Refusal("invalid", _("The list is not read."), clause="c22", faults=[FieldFault("file", sentence)])
