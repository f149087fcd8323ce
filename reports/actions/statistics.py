"""The verb of official statistics: an authority takes a file in, with its source, day of retrieval and checksum (c4.6)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from engine.foreign.numbers import NotANumber, Signs
from engine.methodology import DataItem
from engine.table_faults import TableFault
from engine.tables import TableRow, numbers_of, read_table
from evaluation import clock, rights
from evaluation.acting import note, refuse_without_right
from evaluation.models import Body, Cycle, User
from evaluation.refusals import SIGN_CAN_BE_CHOSEN, FieldFault, Refusal
from methodologies.models import KeyPerformanceIndicator
from reports.actions.statistics_files import documents_of, table_file
from reports.changed_values import WatchedValues
from reports.entries import ValueEntry, faults_of
from reports.file_kinds import safe_name
from reports.models import DatumValue, Document, Provenance, StatisticsImport, ValueStatus
from reports.selectors.statistics import bringers, closed_places

CLAUSES = "c4, c9.3"
REQUIRED = ("body", "item", "value")
OPTIONAL = ("language", "kpi", "programme", "status")
NOT_COUNTED = "not_counted"


@dataclass(frozen=True)
class _Figure:
    """One row, read: the body, the item and the entry."""

    body: Body
    item: DataItem
    entry: ValueEntry


def import_statistics(
    cycle: Cycle,
    authority: Body,
    filename: str,
    data: bytes,
    source: str,
    retrieved_on: date,
    by: User,
    decimal: str = "",
) -> StatisticsImport:
    """Take in a file of official statistics (CSV or .xlsx), whole or not at all.

    Its numbers are read as the file shows them (`engine.foreign.numbers`); ``decimal`` is the sign that begins
    decimals, where ``by`` named it for a file that leaves it open.

    Each row gives one value of a data item whose supplier is statistics and whose authority in law is ``authority``.
    A value whose mark is approved does not change; a figure for what was not counted may still arrive. The file
    itself becomes a document of each body that it speaks of. Raises Refusal with every bad cell, and "right" where
    the file speaks of a body in which ``by`` declared an interest (c9.2).
    """
    refuse_without_right(by, "reports.import_statistics", authority, CLAUSES)
    faults = _head_faults(source, retrieved_on)
    table = read_table(data, REQUIRED, OPTIONAL)  # before anything is locked: it may take seconds
    file = table_file(filename, data) if isinstance(table[0], TableRow) else None
    with transaction.atomic():
        locked = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
        refuse_without_right(by, "reports.import_statistics", authority, CLAUSES)
        figures, bad, ambiguous = _figures(locked, authority, table, decimal, by)
        if faults or bad or file is None:
            raise Refusal(
                "invalid",
                _("The statistics are not taken in; places to mend: %(count)s.")
                % {"count": len(faults) + len(bad)},
                clause=CLAUSES,
                remedy=SIGN_CAN_BE_CHOSEN if ambiguous else "",
                faults=[*faults, *bad],
            )
        record = StatisticsImport.objects.create(
            cycle=locked,
            authority=authority,
            source=source.strip(),
            retrieved_on=retrieved_on,
            filename=safe_name(filename),
            sha256=hashlib.sha256(data).hexdigest(),
            count=len(figures),
            imported_by=by,
            imported_at=clock.now(),
        )
        watched = WatchedValues(_standing(record, figures), of_many=True)
        _write(record, figures, documents_of(record, (figure.body for figure in figures), file, by), by)
        _note(record, [figure.body for figure in figures], watched.told(), by)
    return record


def _note(record: StatisticsImport, bodies: Iterable[Body], told: Mapping[str, Any], by: User) -> None:
    """One entry for each body, under it: who brings figures on a body takes part in its evaluation (c59)."""
    for body in dict.fromkeys(bodies):
        own = {
            kind: {place: what for place, what in places.items() if place.startswith(f"{body.slug}:")}
            for kind, places in told.items()
        }
        note(
            record,
            "import",
            by,
            CLAUSES,
            subject=body.pk,
            details={
                "source": record.source,
                "retrieved_on": str(record.retrieved_on),
                "sha256": record.sha256,
                "values": record.count,
                **own,
            },
        )


def _head_faults(source: str, retrieved_on: date) -> list[FieldFault]:
    faults = []
    if not source.strip():
        faults.append(FieldFault("source", _("Name the publication that the figures come from.")))
    if retrieved_on > clock.today():
        faults.append(FieldFault("retrieved_on", _("This day has not come yet.")))
    return faults


def _refuse_tied(by: User, bodies: Iterable[Body]) -> None:
    """Nobody takes in figures on their own house, on one that they left lately, or with a declared interest (c9.2)."""
    ties = {body: tie for body in bodies if (tie := rights.tie_to(by, body.pk))}
    if not ties:
        return
    declared = rights.standing(by).interests
    names = {"bodies": ", ".join(body.short_name for body in ties)}
    if all(body.pk in declared for body in ties):
        sentence = _("You declared an interest in %(bodies)s, so you do not take in figures about it.")
    else:
        sentence = _("You do not take in figures about %(bodies)s. %(why)s")
        names["why"] = str(next(tie for body, tie in ties.items() if body.pk not in declared))
    raise Refusal(
        "right",
        sentence % names,
        clause="c9.2",
        remedy=_("Leave these rows out of the file; another evaluator takes them in."),
    )


def _figures(
    cycle: Cycle, authority: Body, table: Sequence[TableRow | TableFault], decimal: str, by: User
) -> tuple[list[_Figure], list[FieldFault], bool]:
    """The rows as entries, what is wrong with them, each at its cell, and whether a number could be two."""
    rows = [row for row in table if isinstance(row, TableRow)]
    if len(rows) != len(table):
        return (
            [],
            [
                FieldFault("file", _at(fault.where, fault.sentence(_)))
                for fault in table
                if not isinstance(fault, TableRow)
            ],
            False,
        )
    reader = _Reader(cycle, authority, numbers_of(rows, ("value",), decimal))
    named = {slugify(row["body"]) for row in rows}
    _refuse_tied(by, [body for slug, body in reader.bodies.items() if slug in named])
    figures = [figure for row in rows if (figure := reader.row(row)) is not None]
    if not figures and not reader.faults:
        nothing = _("There is nothing new in it: all these figures stand already.")
        return [], [FieldFault("file", nothing)], False
    return figures, reader.faults, reader.ambiguous


def _at(where: str, sentence: str) -> str:
    """A sentence with its place: a cell of a workbook, or a line and column of text."""
    if not where:
        return sentence
    line, colon, column = where.partition(":")
    if colon and line.isdigit():
        return _("Line %(line)s, %(column)s: %(what)s") % {"line": line, "column": column, "what": sentence}
    return _("Cell %(cell)s: %(what)s") % {"cell": where, "what": sentence}


class _Reader:
    """Reads rows one after another and keeps every fault."""

    def __init__(self, cycle: Cycle, authority: Body, signs: Signs) -> None:
        self.brings, self.authority = bringers(cycle), authority
        self.items = self.brings.items_of(authority)
        self.signs, self.faults = signs, []  # type: ignore[var-annotated]
        self.ambiguous = False
        self.bodies = {body.slug: body for body in Body.objects.filter(reports__cycle=cycle).distinct()}
        self.kpis: dict[int, set[str]] = defaultdict(set)
        for body, code in KeyPerformanceIndicator.objects.filter(cycle=cycle).values_list("body_id", "code"):
            self.kpis[body].add(code)
        self.closed = closed_places(cycle, self.items)
        self.met: dict[tuple[int, tuple[str, str, str]], str] = {}

    def fault(self, row: TableRow, column: str, sentence: str) -> None:
        self.faults.append(FieldFault("file", _at(row.where(column), sentence)))

    def row(self, row: TableRow) -> _Figure | None:
        known = len(self.faults)
        body, item = self.bodies.get(slugify(row["body"])), self.items.get(row["item"])
        if body is None:
            self.fault(
                row,
                "body",
                _("no such body: “%(body)s”. Write its code as in the table to fill in.")
                % {"body": row["body"]},
            )
        if item is None:
            self.fault(
                row,
                "item",
                _(
                    "“%(item)s” is no datum of official statistics that your authority answers for. Write a code of the "
                    "table to fill in, or leave the row out."
                )
                % {"item": row["item"]},
            )
        if body is None or item is None:
            return None
        if self.brings.of(body.pk, item.code) != self.authority.pk:
            self.fault(
                row,
                "body",
                _(
                    "the figures of “%(item)s” on %(body)s are brought in by another authority (clause 9). Leave the row "
                    "out."
                )
                % {"item": row["item"], "body": body.short_name},
            )
            return None
        entry = self.entry(row, body, item)
        if entry is None:
            return None
        for sentence in faults_of(item, entry):
            self.fault(row, "value", sentence)
        first = self.met.setdefault((body.pk, entry.cell), row.where("value"))
        if first != row.where("value"):
            self.fault(
                row,
                "value",
                _("this value was already given in %(where)s. Leave one of the two.") % {"where": first},
            )
        approved = self.closed.get((body.pk, *entry.cell))
        if approved == (entry.number, entry.choice):
            return None  # the same figure once more, as the table to fill in has it
        if approved is not None:
            self.fault(
                row,
                "value",
                _(
                    "its mark is approved already; an approved value changes only on an accepted objection (clause 61)."
                ),
            )
        return _Figure(body, item, entry) if len(self.faults) == known else None

    def entry(self, row: TableRow, body: Body, item: DataItem) -> ValueEntry | None:
        """The entry of the row; None when its element or value cannot be read."""
        language, element = row["language"], row["kpi"] or row["programme"]
        per = item.per
        if (per == "language") != bool(language) or (per in ("kpi", "programme")) != bool(element):
            column = "value" if per == "none" else per
            self.fault(
                row,
                column,
                _("say which %(per)s the value is for, as the datum has one for each.") % {"per": per}
                if per != "none"
                else _("the datum has one value: leave language, kpi and programme empty."),
            )
            return None
        if per == "kpi" and element not in self.kpis[body.pk]:
            self.fault(
                row,
                "kpi",
                _("the body's list has no indicator “%(code)s”. Write a code of the body's list.")
                % {"code": element},
            )
            return None
        status, _colon, reason = row["status"].partition(":")
        if status.strip():
            if status.strip() != NOT_COUNTED or row["value"]:
                self.fault(
                    row, "status", _("write not_counted: why, and no value; or leave the status empty.")
                )
                return None
            return ValueEntry(
                item.code, language, element, status=ValueStatus.NOT_COUNTED, reason=reason.strip()
            )
        if item.value == "choice":
            return ValueEntry(item.code, language, element, choice=row["value"])
        try:
            number = self.signs.read(row["value"])
        except NotANumber as error:
            self.ambiguous |= error.code == "ambiguous"
            self.fault(row, "value", error.sentence(_))
            return None
        return ValueEntry(item.code, language, element, number=number)


def _standing(record: StatisticsImport, figures: Sequence[_Figure]) -> QuerySet[DatumValue]:
    """The statistics of the bodies and items that the file speaks of."""
    return DatumValue.objects.filter(
        cycle=record.cycle,
        provenance=Provenance.STATISTICS,
        body__in={figure.body.pk for figure in figures},
        item__in={figure.entry.item for figure in figures},
    )


def _write(
    record: StatisticsImport, figures: Sequence[_Figure], documents: Mapping[int, Document], by: User
) -> None:
    """The figures as values, each with the file as its document. A fixed number of queries."""
    kept = {
        (value.body_id, value.item, value.language, value.row): value for value in _standing(record, figures)
    }
    created, updated = [], []
    for figure in figures:
        entry = figure.entry
        value = kept.get((figure.body.pk, *entry.cell))
        if value is None:
            value = DatumValue(
                cycle=record.cycle,
                body=figure.body,
                item=entry.item,
                language=entry.language,
                row=entry.row,
                provenance=Provenance.STATISTICS,
            )
            created.append(value)
        else:
            value.revision += 1
            updated.append(value)
        given = entry.status == ValueStatus.GIVEN
        value.number, value.choice = (entry.number, entry.choice) if given else (None, "")
        value.status, value.reason = entry.status, "" if given else entry.reason
        value.statistics, value.given_for = record, record.authority
        value.given_by, value.given_at = by, record.imported_at
    DatumValue.objects.bulk_create(created)
    changes = ["number", "choice", "status", "reason", "statistics", "given_for", "given_by", "given_at"]
    DatumValue.objects.bulk_update(updated, [*changes, "revision"])
    through = DatumValue.documents.through
    through.objects.filter(datumvalue_id__in=[value.pk for value in updated]).delete()
    through.objects.bulk_create(
        through(datumvalue_id=value.pk, document_id=documents[value.body_id].pk)
        for value in (*created, *updated)
    )
