"""How much of a report is ready: counted by the database, for one report or for a page of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.methodology import DataItem, MethodologyText
from engine.questions import Respondent, sheet_of
from evaluation import planned_once
from evaluation.models import Cycle
from methodologies.content import blocks_in_force
from reports.models import Report
from reports.selectors.sheets import ReportSheet, sheets_kept_for


@dataclass(frozen=True)
class Progress:
    """Places that need nothing more, of all that the report asks; different documents behind its values.

    ``reused`` data are given in another block's report, once for both.
    """

    done: int
    total: int
    documents: int
    reused: int


@dataclass(frozen=True)
class _Form:
    """What the reports of one block ask of bodies that are asked the same, before anything repeats."""

    number: int
    items: tuple[DataItem, ...]
    languages: tuple[str, ...]
    reused: int


def progress_of(cycle: Cycle, reports: Sequence[Report]) -> dict[int, Progress]:
    """The progress of reports of one cycle, by id, as their sheets tell it (`ReportSheet`). Three queries.

    None where the page that is made has the sheet at hand.
    """
    kept = sheets_kept_for(reports)
    if kept is not None:
        return {pk: _as_told_by(sheet) for pk, sheet in kept.items()}
    methodologies = blocks_in_force(cycle)
    forms = _forms(cycle, reports, methodologies)
    per_programme = {
        item.code for one in methodologies.values() for item in one.items if item.per == "programme"
    }
    return {
        pk: Progress(done, total, documents, forms[pk].reused)
        for pk, done, total, documents in _counted(cycle, reports, forms, sorted(per_programme))
    }


def _as_told_by(sheet: ReportSheet) -> Progress:
    return Progress(sheet.done, sheet.total, sheet.documents(), len(list(sheet.sheet.questions(here=False))))


def _forms(
    cycle: Cycle, reports: Sequence[Report], methodologies: Mapping[int, MethodologyText]
) -> dict[int, _Form]:
    """Report's id → its form; bodies of one kind with the same blocks share it, unless an indicator names the body."""
    named = {
        body
        for methodology in methodologies.values()
        for _direction, _criterion, indicator in methodology.indicators()
        for body in indicator.applies_to.bodies
    }
    blocks: dict[int, list[int]] = defaultdict(list)
    of_bodies = Report.objects.filter(cycle=cycle, body_id__in={report.body_id for report in reports})
    for body_id, block in of_bodies.values_list("body_id", "block"):
        if block in methodologies:
            blocks[body_id].append(block)
    made: dict[tuple[str, str, tuple[int, ...], int], _Form] = {}
    found = {}
    for report in reports:
        body = report.body
        answers = tuple(sorted(blocks[report.body_id]))
        key = (body.kind, body.slug if body.slug in named else "", answers, report.block)
        if key not in made:
            made[key] = _form(
                len(made), methodologies, Respondent(body.slug, body.kind, answers), report.block
            )
        found[report.pk] = made[key]
    return found


def _form(number: int, methodologies: Mapping[int, MethodologyText], who: Respondent, block: int) -> _Form:
    sheet = sheet_of(methodologies, who, block)
    return _Form(
        number,
        tuple(question.item for question in sheet.questions()),
        methodologies[block].languages,
        sum(1 for _question in sheet.questions(here=False)),
    )


def _counted(
    cycle: Cycle, reports: Sequence[Report], forms: Mapping[int, _Form], per_programme: list[str]
) -> list[tuple[int, int, int, int]]:
    """Report's id, places done, places asked, documents. One query."""
    places = [
        (form.number, item.code, language, item.per, item.evidence is not None)
        for form in {form.number: form for form in forms.values()}.values()
        for item in form.items
        for language in (form.languages if item.per == "language" else ("",))
    ]
    columns = ("form", "item", "language", "per", "evidence")
    values = {
        **{name: [place[number] for place in places] for number, name in enumerate(columns)},
        "reports": [report.pk for report in reports],
        "bodies": [report.body_id for report in reports],
        "forms": [forms[report.pk].number for report in reports],
        "cycle": cycle.pk,
        "programmes": per_programme,
    }
    found: list[Any] = planned_once.fetch(_COUNTED, values)
    return found


#: A programme is named by its first value, in any block; until one is, naming it is a place of its own.
_COUNTED = """
SELECT * FROM (WITH place AS (
    SELECT * FROM unnest(%(form)s::int[], %(item)s::text[], %(language)s::text[], %(per)s::text[], %(evidence)s::bool[])
        AS place (form, item, language, per, evidence)
), form AS (
    SELECT form, count(*) FILTER (WHERE per NOT IN ('kpi', 'programme')) AS once,
        count(*) FILTER (WHERE per = 'kpi') AS of_kpi, count(*) FILTER (WHERE per = 'programme') AS of_programme
    FROM place GROUP BY form
), report AS (
    SELECT * FROM unnest(%(reports)s::bigint[], %(bodies)s::bigint[], %(forms)s::int[]) AS report (id, body_id, form)
), kpi AS MATERIALIZED (
    SELECT body_id, code FROM methodologies_keyperformanceindicator
    WHERE cycle_id = %(cycle)s AND body_id IN (SELECT body_id FROM report)
), given AS MATERIALIZED (
    SELECT v.id, v.body_id, v.item, v.language, v.row, v.status FROM reports_datumvalue v
    WHERE v.cycle_id = %(cycle)s AND v.provenance = 'reported' AND v.body_id IN (SELECT body_id FROM report)
), rows AS (
    SELECT body.body_id,
        (SELECT count(*) FROM kpi WHERE kpi.body_id = body.body_id) AS kpis,
        (SELECT count(DISTINCT v.row) FROM given v
            WHERE v.body_id = body.body_id AND v.item = ANY(%(programmes)s::text[]) AND v.row <> '') AS programmes
    FROM (SELECT DISTINCT body_id FROM report) AS body
), filled AS (
    SELECT report.id,
        count(DISTINCT v.id) FILTER (WHERE v.status <> 'given' OR NOT place.evidence OR d.id IS NOT NULL) AS done,
        count(DISTINCT d.document_id) AS documents
    FROM report JOIN place ON place.form = report.form
    JOIN given v ON v.body_id = report.body_id AND v.item = place.item AND v.language = place.language
        AND CASE place.per
            WHEN 'kpi' THEN EXISTS (SELECT FROM kpi WHERE kpi.body_id = report.body_id AND kpi.code = v.row)
            WHEN 'programme' THEN v.row <> ''
            ELSE v.row = '' END
    LEFT JOIN reports_datumvalue_documents d ON d.datumvalue_id = v.id
    GROUP BY report.id
)
SELECT report.id, COALESCE(filled.done, 0),
    COALESCE(form.once + form.of_kpi * rows.kpis
        + CASE WHEN form.of_programme > 0 THEN GREATEST(form.of_programme * rows.programmes, 1) ELSE 0 END, 0)
        AS total,
    COALESCE(filled.documents, 0)
FROM report JOIN rows ON rows.body_id = report.body_id
LEFT JOIN form ON form.form = report.form
LEFT JOIN filled ON filled.id = report.id) AS counted
"""
