"""`manage.py routing`: who evaluates whom in a reporting year, under which clause, and who takes the conclusion."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from datetime import date
from typing import Any, TextIO

from defusedcsv import csv
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.presentation import clause_label
from evaluation.refusals import Refusal
from evaluation.routing import Route
from evaluation.routing_words import ASSUMPTIONS, DIRECTION_NAMES
from evaluation.selectors import MatrixRow, RoutingMatrix, routing_matrix


class Command(BaseCommand):
    """Reads alone, three queries; the rules are those of ``evaluation.routing``."""

    help = (
        "Print the matrix of evaluators of a reporting year: body × block × direction → evaluator, clause, "
        "who takes the conclusion."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``--on`` wants an ISO date; without it the register is read on the year's last day (A-ROUTE-11)."""
        parser.add_argument("--year", type=int, required=True, help="reporting year, for example 2018")
        parser.add_argument(
            "--on",
            dest="day",
            type=_iso_date,
            help="read the register on this day, YYYY-MM-DD (the last of the year)",
        )
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            default=settings.LANGUAGE_CODE,
        )
        parser.add_argument("--format", dest="form", choices=["table", "csv", "json"], default="table")

    def handle(
        self, *args: Any, year: int, day: date | None, language: str, form: str, **options: Any
    ) -> None:
        """CommandError for a gap in the register, with its clause, and for a day without evaluated bodies."""
        with translation.override(language):
            try:
                matrix = routing_matrix(year, day)
            except Refusal as refusal:
                raise CommandError(f"{refusal} ({clause_label(refusal.clause, language)})") from refusal
            if not matrix.rows:
                raise CommandError(
                    f"The register has no evaluated bodies on {matrix.view.day.isoformat()}: "
                    "load it with `manage.py load_register`."
                )
            if form == "json":
                self.stdout.write(json.dumps(as_document(matrix), ensure_ascii=False, indent=2))
            elif form == "csv":
                _write_csv(matrix, self.stdout)  # type: ignore[arg-type]
            else:
                for line in _table(matrix, language):
                    self.stdout.write(line)


def records(matrix: RoutingMatrix) -> Iterator[dict[str, str]]:
    """One flat record a body and direction, in the active language; a block that does not apply has no evaluator."""
    for row in matrix.rows:
        for code, route in row.routes.items():
            yield {
                "body": row.body.slug,
                "body_name": row.body.short_name,
                "block": code[0],
                "direction": code,
                "direction_name": str(DIRECTION_NAMES[code]),
                **_cells(matrix, route),
            }


def as_document(matrix: RoutingMatrix) -> dict[str, Any]:
    """The matrix as JSON: the day of the register, the cells, who concludes, the assumptions in words."""
    return {
        "year": matrix.year,
        "register_day": matrix.view.day.isoformat(),
        "routes": list(records(matrix)),
        "block_conclusions": [
            {
                "body": lead.body,
                "block": lead.block,
                "role": lead.role,
                "by": lead.lead,
                "clauses": list(lead.clauses),
                "assumptions": list(lead.assumptions),
            }
            for row in matrix.rows
            for lead in row.leads.values()
        ],
        "overall": [
            {
                "body": row.body.slug,
                "role": row.overall.role,
                "by": row.overall.maker,
                "clauses": list(row.overall.clauses),
                "assumptions": list(row.overall.assumptions),
            }
            for row in matrix.rows
        ],
        "assumptions": {code: str(ASSUMPTIONS[code]) for code in matrix.assumptions},
    }


def _cells(matrix: RoutingMatrix, route: Route | None) -> dict[str, str]:
    if route is None:
        names = ("evaluator_role", "evaluator", "evaluator_name", "clauses", "conclusion_to_role")
        rest = ("conclusion_to", "conclusion_to_name", "assumptions", "supported_by")
        return dict.fromkeys((*names, *rest), "")
    return {
        "evaluator_role": route.evaluator_role,
        "evaluator": route.evaluator,
        "evaluator_name": matrix.body(route.evaluator).short_name,
        "clauses": " ".join(route.clauses),
        "conclusion_to_role": route.conclusion_to_role,
        "conclusion_to": route.conclusion_to,
        "conclusion_to_name": matrix.body(route.conclusion_to).short_name,
        "assumptions": " ".join(route.assumptions),
        "supported_by": route.supported_by or "",
    }


def _write_csv(matrix: RoutingMatrix, out: TextIO) -> None:
    found = list(records(matrix))
    writer = csv.DictWriter(out, fieldnames=list(found[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(found)


def _table(matrix: RoutingMatrix, language: str) -> Iterator[str]:
    yield _("Evaluators for %(year)s, by the register of %(day)s") % {
        "year": matrix.year,
        "day": matrix.view.day.isoformat(),
    }
    for code, name in DIRECTION_NAMES.items():
        yield f"{code}  {name}"
    for row in matrix.rows:
        yield ""
        yield row.body.short_name + (
            f" – {_('outside the evaluation')}: {row.scope.outside}" if row.scope.outside else ""
        )
        for code, route in row.routes.items():
            yield f"  {code}  {_line(matrix, route, language)}"
        yield from _conclusions(matrix, row, language)
    yield ""
    count = len(matrix.rows)
    yield ngettext("%(count)s body", "%(count)s bodies", count) % {"count": count}
    for code in matrix.assumptions:
        yield f"{code}: {ASSUMPTIONS[code]}"


def _line(matrix: RoutingMatrix, route: Route | None, language: str) -> str:
    if route is None:
        return "–  " + _("the block does not apply (annex)")
    parts = [
        f"{matrix.body(route.evaluator).short_name} → {matrix.body(route.conclusion_to).short_name}",
        clause_label(route.clauses, language),
    ]
    if route.supported_by:
        parts.append(_("supported by %(body)s") % {"body": matrix.body(route.supported_by).short_name})
    return " · ".join((*parts, *route.assumptions))


def _conclusions(matrix: RoutingMatrix, row: MatrixRow, language: str) -> Iterator[str]:
    for block, lead in row.leads.items():
        parts = (matrix.body(lead.lead).short_name, clause_label(lead.clauses, language), *lead.assumptions)
        yield f"  {_('conclusion on block %(block)s') % {'block': block}}: {' · '.join(parts)}"
    overall = row.overall
    parts = (
        matrix.body(overall.maker).short_name,
        clause_label(overall.clauses, language),
        *overall.assumptions,
    )
    yield f"  {_('overall evaluation')}: {' · '.join(parts)}"


def _iso_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a date: write it as YYYY-MM-DD.") from error
