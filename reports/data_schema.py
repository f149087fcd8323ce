"""What a report asks, as a JSON Schema (draft 2020-12): the description of its data for programs (c40).

    {"goals_planned": 12, "site_contacts.kk": "yes", "rendered": {"reason": "why it cannot be given"}}

A place is named as in the form and in refusals; what is said of it is `described`, as its help and its workbook say it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from engine.checks.programme_code import MAX_CODE
from engine.methodology import DataItem
from engine.questions import key_of
from engine.value_schema import schema_of_value
from evaluation.limits import REASON
from methodologies.content import text_of
from reports.described import described
from reports.entries import label_of
from reports.selectors.sheets import ReportSheet

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
#: Instead of a value: why it is not given.
WITHOUT: Final = {
    "type": "object",
    "properties": {"reason": {"type": "string", "minLength": 1, "maxLength": REASON}},
    "required": ["reason"],
    "additionalProperties": False,
}


def schema_of(sheet: ReportSheet) -> dict[str, Any]:
    """The schema of a report's values in the reader's language; numbers as a JSON writer takes them. No query."""
    report = sheet.report
    programmes = {
        _pattern(item): _place(sheet, item, label_of(item)) for item in sheet.sheet.repeated("programme")
    }
    return {
        "$schema": DIALECT,
        "title": f"{report.body.name} · {report.get_block_display()} · {report.cycle.year}",
        "description": _("Each value by its place; instead of a value the reason why it is not given."),
        "type": "object",
        "properties": {
            slot.key: _place(sheet, slot.item, sheet.label(slot), slot.row)
            for slot in sheet.slots.values()
            if slot.item.per != "programme"
        },
        **({"patternProperties": programmes} if programmes else {}),
        "additionalProperties": False,
    }


def _place(sheet: ReportSheet, item: DataItem, label: str, row: str = "") -> dict[str, Any]:
    about = described(sheet, item, row)
    return {
        "title": label,
        "description": "\n".join([about.measured, about.text]),
        "anyOf": [_value(item), WITHOUT],
    }


def _value(item: DataItem) -> dict[str, Any]:
    """As JSON writes it, with the words of each choice."""
    schema = {name: _plain(one) for name, one in schema_of_value(item).items()}
    if item.choices:
        schema["description"] = "; ".join(f"{one.code}: {text_of(one.name)}" for one in item.choices)
    return schema


def _plain(limit: Any) -> Any:
    if not isinstance(limit, Decimal):
        return limit
    return int(limit) if limit == limit.to_integral_value() else float(limit)


def _pattern(item: DataItem) -> str:
    """The places of an item that is asked of every programme: its code is the place's end."""
    return rf"^{re.escape(key_of(item.code, row='X').removesuffix('X'))}[^\s.]\S{{0,{MAX_CODE - 1}}}$"
