"""A stored methodology as a file of the interchange format: YAML, or an Excel workbook in the reader's language."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from blocks import methodology as plain
from blocks.content import methodology_of, overall_of
from blocks.methodology_format import dump
from blocks.methodology_workbook import CannotBeWritten, to_workbook
from blocks.models import Methodology, Subject
from evaluation.refusals import Refusal

CONTENT_TYPES: Final = {
    "yaml": "application/yaml; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def file_of(record: Methodology, form: str) -> bytes:
    """The text of ``record`` as ``form`` ("yaml" or "xlsx"). Raises Refusal where a cell cannot hold a value."""
    text: plain.Methodology | plain.OverallMethodology
    text = overall_of(record) if record.subject == Subject.OVERALL else methodology_of(record)
    if form == "yaml":
        return dump(text).encode()
    try:
        return to_workbook(text, _)
    except CannotBeWritten as error:
        raise Refusal("file", _(CannotBeWritten.message).format(where=error.where)) from error


def file_name(record: Methodology, form: str) -> str:
    """What the file is called: year, subject and version."""
    return f"methodology-{record.cycle.year}-{record.subject}-v{record.version}.{form}"
