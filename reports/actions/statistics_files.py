"""The file of official statistics as a document of each body that it speaks of (c9.3)."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from engine.foreign.archives import looks_like_workbook
from evaluation.models import Body, User
from evaluation.models.base import LANGUAGES
from evaluation.presentation import date_numeric_text
from methodologies.models import SourceKind
from reports.actions.documents import arriving, lay_document
from reports.examined import Examined, examine
from reports.file_kinds import extension_of, safe_name
from reports.models import Confidentiality, Document, StatisticsImport


@dataclass(frozen=True)
class TableFile:
    """The file itself: what it is called, its bytes, and what they are."""

    name: str
    data: bytes
    examined: Examined


def table_file(filename: str, data: bytes) -> TableFile:
    """The file under the name of what it is, and examined as every document is."""
    name = safe_name(filename)
    kind = "xlsx" if looks_like_workbook(data) else "csv"
    if extension_of(name) != kind:  # named otherwise than it is: the table was read by its bytes
        name = f"{name}.{kind}"
    return TableFile(name, data, examine(name, io.BytesIO(data)))


def documents_of(
    record: StatisticsImport, bodies: Iterable[Body], file: TableFile, by: User
) -> dict[int, Document]:
    """The file as a document of each body that it speaks of: the evidence behind the values (c9.3)."""
    values = {"source": record.source, "day": date_numeric_text(record.retrieved_on)}
    titles = {}
    for code in LANGUAGES:
        with override(code):
            titles[code] = (_("%(source)s, retrieved on %(day)s") % values)[:250]
    laid: dict[int, Document] = {}
    for body in {body.pk: body for body in bodies}.values():
        document = Document(
            cycle=record.cycle,
            body=body,
            supplied_by=record.authority,
            title=titles[(get_language() or "kk")[:2]],
            titles=titles,
            filename=file.name,
            source_kind=SourceKind.STATISTICS,
            confidentiality=Confidentiality.OPEN,
            uploaded_by=by,
        )
        with arriving(document, io.BytesIO(file.data), file.examined) as keep:
            laid[body.pk] = lay_document(document, keep, by)
    return laid
