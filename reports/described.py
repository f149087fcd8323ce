"""What a report says of a datum it asks: one description, for its form's help, its workbook's comment and its schema.

What may be given is said by the checks themselves (`engine.checks.numbers`), so that help and refusal cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from engine.checks.numbers import wanted_of
from engine.methodology import DataItem
from methodologies.content import text_of
from methodologies.models import KeyPerformanceIndicator
from methodologies.units import SUPPLIERS, measured, unit_name
from reports.selectors.sheets import ReportSheet


@dataclass(frozen=True)
class Described:
    """A datum in the reader's language. ``unit``: its name; ``measured``: with the time, «тыс. тенге · на 31 декабря»;
    ``uses``: the measures that it enters, over all blocks of the body."""

    definition: str
    unit: str
    measured: str
    wanted: str
    supplied: str
    document: str
    uses: tuple[str, ...]

    @property
    def lines(self) -> list[tuple[str, str]]:
        """(what, text) of each thing to be said, in order; what there is nothing to say of is left out."""
        said = [
            (_("Definition"), self.definition),
            (_("What may be given"), self.wanted),
            (_("Given by"), self.supplied),
            (_("Document asked for"), self.document or _("none")),
            (_("Asked once, counts in"), "; ".join(self.uses)),
        ]
        return [(what, text) for what, text in said if text]

    @property
    def text(self) -> str:
        """The same as lines of a comment."""
        return "\n".join(f"{what}: {text}" for what, text in self.lines)


def described(sheet: ReportSheet, item: DataItem, row: str = "") -> Described:
    """The description of an item in a report; ``row`` tells of which key indicator. No query."""
    unit = unit_of(sheet, item, row)
    language = get_language() or "kk"
    return Described(
        definition=text_of(item.definition),
        unit=unit,
        measured=measured(item, unit),
        wanted=" ".join(finding.sentence(language) for finding in wanted_of(item)),
        supplied=str(SUPPLIERS.get(item.supplier, "")),
        document=text_of(item.evidence),
        uses=tuple(f"{one.code} {text_of(one.name)}" for _block, one in sheet.uses.get(item.code, ())),
    )


def unit_of(sheet: ReportSheet, item: DataItem, row: str = "") -> str:
    """The unit's name; of a key indicator's own unit, the list's word for it."""
    return own_unit(sheet.kpis, item, row) or unit_name(item.unit, sheet.methodology)


def own_unit(kpis: Mapping[str, KeyPerformanceIndicator], item: DataItem, row: str) -> str:
    """The word of the list of key indicators for the unit of this one; empty for any other item."""
    kpi = kpis.get(row) if item.per == "kpi" and item.unit == "own" else None
    return kpi.unit if kpi is not None else ""
