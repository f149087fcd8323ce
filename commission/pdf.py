"""The PDF of the Commission's report to the President, in one language, from the frozen figures (c51)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from commission.models import CommissionReport, CommissionReportFile
from evaluation.alphabet import sort_key
from evaluation.former_addresses import bodies_by_address
from evaluation.html_to_pdf import make_pdf
from evaluation.models.base import in_language
from methodologies.content import overall_of, records_in_force
from methodologies.models import Subject


def degree_names(report: CommissionReport, language: str) -> dict[str, str]:
    """Degree code → its name in ``language``, from the year's overall methodology; empty while none is approved."""
    record = records_in_force(report.cycle_id).get(Subject.OVERALL)
    if record is None:
        return {}
    return {degree.code: str(getattr(degree.name, language)) for degree in overall_of(record).degrees}


def report_context(report: CommissionReport, language: str, *, official: bool = False) -> dict[str, Any]:
    """What the report says, its rows ranked by overall score; figures as frozen on adoption.

    ``official``: with the bodies' full names, for the document; a page has the short ones.
    """
    bodies = bodies_by_address(row["body"] for row in report.figures["bodies"])
    degrees = degree_names(report, language)
    rows = []
    for row in report.figures["bodies"]:
        body = bodies[row["body"]]
        overall = Decimal(row["overall"]) if row["overall"] is not None else None
        previous = Decimal(row["previous"]) if row["previous"] is not None else None
        rows.append(
            {
                "name": in_language(body, "name" if official else "short_name", language),
                "local": body.is_local,
                "overall": overall,
                "blocks": [
                    Decimal(row["blocks"][n]) if n in row["blocks"] else None for n in ("1", "2", "3")
                ],
                "degree": degrees.get(row["degree"], row["degree"]),
                "movement": overall - previous if overall is not None and previous is not None else None,
            }
        )
    rows.sort(key=lambda row: (-(row["overall"] or Decimal(0)), sort_key(row["name"], language)))
    words, written_in = report.words_in(language)
    counts: dict[str, int] = dict.fromkeys(degrees.values(), 0)
    for row in rows:
        counts[row["degree"]] = counts.get(row["degree"], 0) + 1
    return {
        "report": report,
        "words": words,
        "words_language": written_in,
        "language": language,
        "figures": report.figures,
        "central": [row for row in rows if not row["local"]],
        "local": [row for row in rows if row["local"]],
        "degrees": counts,
        "compared": any(row["movement"] is not None for row in rows),
        "falling": [row for row in rows if row["movement"] is not None and row["movement"] < 0],
    }


def report_pdf(row: CommissionReportFile) -> tuple[str, bytes]:
    """File name and bytes of the report's PDF in the row's language."""
    with override(row.language):
        context = report_context(row.report, row.language, official=True)
        html = render_to_string("commission/report_pdf.html", context)
    return f"{row.report.cycle.year}/report-{row.report.cycle.year}-{row.language}.pdf", make_pdf(html)
