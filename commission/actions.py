"""The verbs of the whole picture: overall evaluation, the Commission's report, publication (c11, c49, c51, c53)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from blocks.content import overall_of
from blocks.models import Language, Methodology, MethodologyState, Subject
from commission.models import (
    CommissionReport,
    CommissionReportFile,
    CommissionReportState,
    OverallEvaluation,
    OverallState,
    Publication,
    PublicationItem,
    PublicationState,
)
from commission.overall import score_overall
from commission.selectors import (
    FINAL_STATES,
    current_conclusions,
    current_overalls,
    picture,
    scopes_of,
    tally,
)
from evaluation import clock, rights
from evaluation.acting import lock, note, perform, refuse_without_right, wake
from evaluation.models import Body, Cycle, Membership, Office, Role, User
from evaluation.refusals import FieldFault, Refusal
from schedule.letters import write_letters


def compute_overall(cycle: Cycle, body: Body, by: User) -> OverallEvaluation:
    """Compute the body's overall evaluation from its final block conclusions (c11); again: a new version.

    Refused while a block that applies has no final conclusion. The same inputs give the same version back.
    """
    methodology = (
        Methodology.objects.filter(cycle=cycle, subject=Subject.OVERALL, state=MethodologyState.APPROVED)
        .defer("document")
        .first()
    )
    probe = OverallEvaluation(cycle=cycle, body=body)
    refuse_without_right(by, "commission.compute_overallevaluation", probe, "c11")
    if methodology is None:
        raise Refusal("state", _("The overall methodology for this year is not approved yet."), clause="c17")
    scope = next((scope for scope in scopes_of(cycle) if scope.body_id == body.pk), None)
    if scope is None:
        raise Refusal("state", _("This body is not evaluated in this year."), clause="D2")
    conclusions = current_conclusions(cycle, body).get(body.pk, {})
    waiting = [
        block
        for block in scope.blocks
        if block not in conclusions or conclusions[block].state not in FINAL_STATES
    ]
    if waiting:
        raise Refusal(
            "incomplete",
            _("The overall evaluation needs every final block conclusion; missing: %(blocks)s.")
            % {"blocks": ", ".join(map(str, waiting))},
            clause="c11",
            faults=[FieldFault(f"block-{block}", _("The conclusion is not final yet.")) for block in waiting],
        )
    scores = {block: conclusions[block].score for block in scope.blocks}
    result = score_overall(overall_of(methodology), scores)
    if result.value is None:
        raise Refusal(
            "incomplete", _("The block scores of this body cannot be counted together."), clause="c11"
        )
    trace: dict[str, Any] = {
        **result.to_json(),
        "conclusions": {str(block): conclusions[block].number for block in scope.blocks},
    }
    with transaction.atomic():
        Cycle.objects.select_for_update().get(pk=cycle.pk)
        older = current_overalls(cycle, body).get(body.pk)
        if older is not None:
            if older.score == result.value and older.trace == trace:
                return older
            perform(older, "supersede", by)
        overall = OverallEvaluation(
            cycle=cycle,
            body=body,
            version=older.version + 1 if older else 1,
            maker=_maker(by),
            methodology=methodology,
            score=result.value,
            degree=result.degree,
            trace=trace,
            computed_by=by,
            computed_at=clock.now(),
        )
        overall.save()
        note(overall, "compute", by, "c11", after=overall.state, details={"score": str(result.value)})
    return overall


def _maker(by: User) -> Body:
    standing = rights.standing(by)
    role = (
        Role.STATE_PLANNING
        if standing.holds_in_role(Role.STATE_PLANNING, Office.COORDINATOR)
        else Role.WORKING_BODY
    )
    return rights.holder_of(role)


def submit_overall(overall: OverallEvaluation, by: User) -> OverallEvaluation:
    """Bring the overall evaluation to the working body, with the block conclusions (c49)."""

    def prepare(fresh: OverallEvaluation) -> None:
        fresh.submitted_at = clock.now()

    return perform(overall, "submit", by, prepare=prepare)


@dataclass(frozen=True)
class Bulk:
    """What came of one act on many bodies: on how many it was done, and every refusal with its body."""

    done: int
    refused: tuple[tuple[Body, Refusal], ...]


def on_each(acts: Iterable[tuple[Body, Callable[[], object]]]) -> Bulk:
    """Do each act for itself; a refusal of one stops none of the others."""
    done, refused = 0, []
    for body, act in acts:
        try:
            act()
        except Refusal as refusal:
            refused.append((body, refusal))
        else:
            done += 1
    return Bulk(done, tuple(refused))


def compute_overalls(cycle: Cycle, bodies: Iterable[Body], by: User) -> Bulk:
    """Compute the overall evaluation of each of these bodies (c11)."""
    return on_each((body, partial(compute_overall, cycle, body, by)) for body in bodies)


def submit_overalls(overalls: Iterable[OverallEvaluation], by: User) -> Bulk:
    """Bring each of these overall evaluations to the working body (c49)."""
    return on_each((overall.body, partial(submit_overall, overall, by)) for overall in overalls)


def draw_up_report(
    cycle: Cycle,
    by: User,
    summary: str,
    minutes_number: str = "",
    minutes_date: date | None = None,
    revision: int | None = None,
) -> CommissionReport:
    """Write the Commission's words and the minutes that adopt them into the draft report (c51)."""
    with transaction.atomic():
        report, created = CommissionReport.objects.get_or_create(cycle=cycle)
        fresh = lock(report, None if created else revision)
        refuse_without_right(by, "commission.draw_up_commissionreport", fresh, "c51")
        if fresh.state != CommissionReportState.DRAFT:
            raise Refusal("state", _("The report is adopted; it no longer changes."), clause="c51")
        fresh.summary, fresh.minutes_number, fresh.minutes_date = (
            summary.strip(),
            minutes_number.strip(),
            minutes_date,
        )
        fresh.revision += 1
        fresh.save(update_fields=["summary", "minutes_number", "minutes_date", "revision"])
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
        from commission.tasks import build_report_files

        wake(build_report_files)
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
        people = [
            *rights.people_with(Office.COORDINATOR, rights.holder_of(Role.STATE_PLANNING)),
            *rights.people_with(
                Office.HEAD_OF_ADMINISTRATION, rights.holder_of(Role.PRESIDENTIAL_ADMINISTRATION)
            ),
        ]
        write_letters(
            people,
            "report.sent",
            key=f"report.sent:{sent.pk}",
            about=None,
            path=f"desk/publication/{sent.cycle.year}/",
            year=sent.cycle.year,
        )
    return sent


def prepare_publication(cycle: Cycle, by: User) -> Publication:
    """List every body's results for clearance; all open to the public unless withheld one by one (c53, c9.5)."""
    with transaction.atomic():
        Cycle.objects.select_for_update().get(pk=cycle.pk)
        publication = Publication.objects.filter(cycle=cycle).first() or Publication(cycle=cycle)
        refuse_without_right(by, "commission.prepare_publication", publication, "c53")
        if publication.state != PublicationState.DRAFT:
            return publication
        created = publication.pk is None
        if created:
            publication.save()
        listed = set(publication.items.values_list("overall_id", flat=True))
        PublicationItem.objects.bulk_create(
            PublicationItem(publication=publication, overall=overall)
            for overall in current_overalls(cycle).values()
            if overall.state == OverallState.SUBMITTED and overall.pk not in listed
        )
        if created:
            note(publication, "prepare", by, "c53", after=publication.state)
    return publication


def withhold_item(
    item: PublicationItem, by: User, withheld: bool, reasons: dict[str, str]
) -> PublicationItem:
    """Withhold one body's results, with the reason in law in three languages, or release them again (c9.5)."""
    with transaction.atomic():
        publication = lock(item.publication)
        refuse_without_right(by, "commission.prepare_publication", publication, "c9.5")
        if publication.state != PublicationState.DRAFT:
            raise Refusal(
                "state",
                _("The publication is with the working body; its list no longer changes."),
                clause="c53",
            )
        missing = [code for code in ("kk", "ru", "en") if withheld and not reasons.get(code, "").strip()]
        if missing:
            raise Refusal(
                "incomplete",
                _("What is withheld is shown as withheld, with its reason in three languages."),
                clause="c9.5",
                faults=[FieldFault(f"reason_{code}-{item.pk}", _("Write the reason.")) for code in missing],
            )
        item.withheld = withheld
        for code in ("kk", "ru", "en"):
            setattr(item, f"reason_{code}", reasons.get(code, "").strip() if withheld else "")
        item.save()
        note(
            publication,
            "withhold" if withheld else "release",
            by,
            "c9.5",
            details={"body": item.overall.body.slug},
        )
    return item


def propose_publication(publication: Publication, by: User, revision: int | None = None) -> Publication:
    """Propose what is published and what is withheld to the working body (c53)."""
    with transaction.atomic():
        proposed = perform(publication, "propose", by, revision=revision)
        write_letters(
            rights.people_with(Office.WORKING_BODY, rights.holder_of(Role.WORKING_BODY)),
            "publication.clear",
            key=f"publication.clear:{proposed.pk}:{proposed.revision}",
            about=None,
            path=f"desk/publication/{proposed.cycle.year}/",
            year=proposed.cycle.year,
        )
    return proposed


def send_back_publication(
    publication: Publication, by: User, reason: str, revision: int | None = None
) -> Publication:
    """The working body does not agree, and says why."""
    if not reason.strip():
        raise Refusal(
            "incomplete",
            _("Write why the publication is returned."),
            faults=[FieldFault("reason", _("Write the reason."))],
        )
    return perform(publication, "send_back", by, revision=revision, details={"reason": reason.strip()})


def clear_publication(publication: Publication, by: User, revision: int | None = None) -> Publication:
    """The working body agrees (c53)."""
    return perform(publication, "clear", by, revision=revision)


def publish_results(publication: Publication, by: User, revision: int | None = None) -> Publication:
    """Publish: from this moment anyone reads the results in three languages (c53)."""

    def prepare(fresh: Publication) -> None:
        fresh.published_at = clock.now()

    with transaction.atomic():
        published = perform(publication, "publish", by, revision=revision, prepare=prepare)
        scopes = scopes_of(published.cycle)
        heads = User.objects.filter(  # those of today: a former head no longer answers for the body
            Membership.valid_on(clock.today(), "memberships__"),
            is_active=True,
            memberships__office=Office.FIRST_HEAD,
            memberships__body_id__in=[scope.body_id for scope in scopes],
        ).distinct()
        write_letters(
            heads,
            "results.published",
            key=f"results.published:{published.pk}",
            about=None,
            path=f"results/{published.cycle.year}/",
            year=published.cycle.year,
        )
    return published
