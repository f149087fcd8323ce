"""The verbs of the Commission's report: drawn up, adopted, submitted to the President (c51, c7.6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from blocks.models import Language
from commission.models import CommissionReport, CommissionReportFile, CommissionReportState
from commission.selectors import picture, tally
from evaluation import clock, rights
from evaluation.acting import lock, note, perform, refuse_without_right, wake
from evaluation.models import Cycle, Office, Role, User
from evaluation.models.base import LANGUAGES
from evaluation.refusals import Refusal
from schedule.letters import write_letters

#: Language → the field that holds the Commission's words in it.
WORDS = {language: f"summary_{language}" for language in LANGUAGES}


def draw_up_report(
    cycle: Cycle,
    by: User,
    summary: Mapping[str, str],
    minutes_number: str = "",
    minutes_date: date | None = None,
    revision: int | None = None,
) -> CommissionReport:
    """Write the Commission's words, by language, and the minutes that adopt them into the draft report (c51)."""
    with transaction.atomic():
        report, created = CommissionReport.objects.get_or_create(cycle=cycle)
        fresh = lock(report, None if created else revision)
        refuse_without_right(by, "commission.draw_up_commissionreport", fresh, "c51")
        if fresh.state != CommissionReportState.DRAFT:
            raise Refusal("state", _("The report is adopted; it no longer changes."), clause="c51")
        for language, field in WORDS.items():
            setattr(fresh, field, summary.get(language, "").strip())
        fresh.minutes_number, fresh.minutes_date = minutes_number.strip(), minutes_date
        fresh.revision += 1
        fresh.save(update_fields=[*WORDS.values(), "minutes_number", "minutes_date", "revision"])
        note(fresh, "draw_up", by, "c51")
    return fresh


def adopt_report(report: CommissionReport, by: User, revision: int | None = None) -> CommissionReport:
    """The Commission adopts the report: its figures are frozen and its files queued (c51)."""

    def prepare(fresh: CommissionReport) -> None:
        fresh.figures, fresh.adopted_at = figures_of(fresh.cycle), clock.now()

    with transaction.atomic():
        adopted = perform(report, "adopt", by, revision=revision, prepare=prepare)
        CommissionReportFile.objects.bulk_create(
            CommissionReportFile(report=adopted, language=language) for language in Language.values
        )
        wake("commission.build_report_files")
    return adopted


def figures_of(cycle: Cycle) -> dict[str, Any]:
    """The year's figures as plain data, numbers as strings: what the report says and anyone can recompute."""
    rows = picture(cycle)
    counted = tally(cycle, rows)
    return {
        "year": cycle.year,
        "bodies": [
            {
                "body": row.body.slug,
                "overall": str(row.overall) if row.overall is not None else None,
                "degree": row.degree,
                "blocks": {str(block): str(score) for block, score in row.block_scores.items()},
                "previous": str(row.previous) if row.previous is not None else None,
            }
            for row in rows
        ],
        "conclusions": {
            "expected": counted.expected,
            "delivered": counted.delivered,
            "in_time": counted.in_time,
        },
        "objections": {"filed": counted.objections, "accepted": counted.accepted},
        "recommendations": {"given": counted.recommendations, "carried_out": counted.carried_out},
        "fallen": counted.fallen,
        "extensions": counted.extensions,
    }


def send_report(report: CommissionReport, by: User, revision: int | None = None) -> CommissionReport:
    """Submit the results to the President (c7.6)."""

    def prepare(fresh: CommissionReport) -> None:
        fresh.sent_at = clock.now()

    with transaction.atomic():
        sent = perform(report, "send", by, revision=revision, prepare=prepare)
        year, key = sent.cycle.year, f"report.sent:{sent.pk}"
        planning = rights.people_with(Office.COORDINATOR, rights.holder_of(Role.STATE_PLANNING))
        heads = rights.people_with(
            Office.HEAD_OF_ADMINISTRATION, rights.holder_of(Role.PRESIDENTIAL_ADMINISTRATION)
        )
        # each is led to the page that is theirs: whoever proposes what is published, and whoever reads the report
        for people, page in ((planning, "publication"), (heads, "report")):
            write_letters(people, "report.sent", key, None, f"desk/{page}/{year}/", year=year)
    return sent
