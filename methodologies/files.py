"""A stored methodology as a file of the interchange format: YAML, or an Excel workbook in the reader's language."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from engine import methodology as plain
from engine.methodology_format import dump
from engine.methodology_workbook import CannotBeWritten, to_workbook
from evaluation.models import Body
from evaluation.models.bodies import MEASURED_KINDS
from evaluation.refusals import Refusal
from methodologies.content import methodology_of, overall_of
from methodologies.models import Methodology, Subject
from methodologies.units import BUILT_IN
from methodologies.words import CHECKS, CODED, LANGUAGE_NAMES

CONTENT_TYPES: Final = {
    "yaml": "application/yaml; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def file_of(record: Methodology, form: str) -> bytes:
    """The text of ``record`` as ``form`` ("yaml" or "xlsx"). Raises Refusal where a cell cannot hold a value."""
    text: plain.MethodologyText | plain.OverallMethodologyText
    text = overall_of(record) if record.subject == Subject.OVERALL else methodology_of(record)
    if form == "yaml":
        return dump(text).encode()
    try:
        return to_workbook(text, _, meanings())
    except CannotBeWritten as error:
        raise Refusal("file", _(CannotBeWritten.message).format(where=error.where)) from error


def meanings() -> dict[str, dict[str, str]]:
    """The words of coded values, by the last part of their key, for the workbook's sheet of explanations. One query."""
    measured = {kind.value: str(kind.label) for kind in MEASURED_KINDS}
    checks = {code: str(words) for code, words in CHECKS.items()}
    return {
        **{key: {str(code): str(words) for code, words in coded.items()} for key, coded in CODED.items()},
        "unit": {code: str(words) for code, words in BUILT_IN.items()},
        "block": {str(code): str(words) for code, words in Subject.choices},
        "stops": checks,
        "on_trial": checks,
        "kinds": measured,
        "bodies": {body.slug: body.short_name for body in Body.objects.filter(kind__in=measured)},
        "languages": LANGUAGE_NAMES,
    }


def file_name(record: Methodology, form: str) -> str:
    """What the file is called: year, subject and version."""
    return f"methodology-{record.cycle.year}-{record.subject}-v{record.version}.{form}"
