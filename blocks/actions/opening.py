"""The verb that opens a year's evaluation: reports and partial conclusions come into being (c6, c7, c15, c17, c23–c38)."""

from __future__ import annotations

from collections import defaultdict

from django.db import transaction
from django.utils.translation import gettext as _

from blocks.models import PartialConclusion
from blocks.selectors.opening import early_sentence, opening_faults
from evaluation import clock
from evaluation.acting import note, refuse_without_right
from evaluation.models import Assignment, Cycle, Membership, Office, User
from evaluation.refusals import Refusal
from evaluation.selectors import RoutingMatrix, routing_matrix
from methodologies.content import methodology_of, records_in_force
from methodologies.models import Methodology
from reports.models import Report
from schedule.letters import ToWrite, write_many
from schedule.reporting_year import is_over, over_at

CLAUSES = "c6, c7"


def open_cycle(cycle: Cycle, by: User) -> Cycle:
    """Open the evaluation of the cycle's year: a report for every body and block that applies to it, and a partial
    conclusion for every direction, with whom the law names to evaluate it and to take the conclusion.

    The register is read as of the last day of the reporting year (A-ROUTE-11). Refused before that year has ended
    (A-TIME-21), and without an approved schedule and the methodologies of the three blocks.
    """
    with transaction.atomic():
        locked = Cycle.objects.select_for_update().get(pk=cycle.pk)
        refuse_without_right(by, "blocks.open_cycle", locked, CLAUSES)
        if locked.opened_at is not None:
            raise Refusal(
                "state",
                _("The evaluation for %(year)s is open already.") % {"year": locked.year},
                clause="c6",
                remedy=_("Its reports are on the desks of the bodies."),
            )
        if not is_over(locked.year, clock.now()):
            raise Refusal(
                "early",
                early_sentence(locked.year),
                clause="c6, c40",
                until=over_at(locked.year),
                remedy=_("Schedule, methodologies and indicators can be prepared and approved until then."),
            )
        faults = opening_faults(locked)
        if faults:
            raise Refusal(
                "incomplete",
                _("The evaluation for %(year)s cannot be opened yet.") % {"year": locked.year},
                clause="c7, c17",
                remedy=_("Each thing that is missing is listed below."),
                faults=faults,
            )
        matrix = routing_matrix(locked.year)
        reports = _reports(locked, matrix)
        in_force = records_in_force(locked)
        partials = PartialConclusion.objects.bulk_create(
            PartialConclusion(assignment=assignment, methodology=in_force[str(assignment.block)])
            for assignment in _assignments(locked, matrix, in_force)
        )
        locked.opened_at = clock.now()
        locked.save(update_fields=["opened_at"])
        note(
            locked,
            "open",
            by,
            CLAUSES,
            details={"bodies": len(matrix.rows), "reports": len(reports), "partials": len(partials)},
        )
        _tell_of_opening(locked, matrix)
    cycle.opened_at = locked.opened_at
    return locked


def _reports(cycle: Cycle, matrix: RoutingMatrix) -> list[Report]:
    return Report.objects.bulk_create(
        Report(cycle=cycle, body=row.body, block=block) for row in matrix.rows for block in sorted(row.leads)
    )


def _assignments(cycle: Cycle, matrix: RoutingMatrix, in_force: dict[str, Methodology]) -> list[Assignment]:
    """An assignment for each direction in which some indicator measures the body (c20)."""
    made = []
    for row in matrix.rows:
        measured = {
            direction.code
            for block in row.leads
            for direction, _criterion, indicator in methodology_of(in_force[str(block)]).indicators()
            if indicator.applies_to.covers(row.body.slug, row.body.kind)
        }
        made += [
            Assignment(
                cycle=cycle,
                body=row.body,
                block=route.block,
                direction=code,
                evaluator=matrix.body(route.evaluator),
                lead=matrix.body(route.conclusion_to),
                clauses=", ".join(route.clauses),
            )
            for code, route in row.routes.items()
            if route is not None and code in measured
        ]
    return Assignment.objects.bulk_create(made)


def _tell_of_opening(cycle: Cycle, matrix: RoutingMatrix) -> None:
    """A letter to the preparers of every body. Two queries, and an insert for every thousand letters."""
    held = Membership.objects.filter(
        Membership.valid_on(clock.today()), office=Office.PREPARER, user__is_active=True
    ).select_related("user")
    preparers: dict[int, list[User]] = defaultdict(list)
    for one in held:
        preparers[one.body_id].append(one.user)
    letters = (
        ToWrite(
            preparers[row.body.pk],
            row.body,
            {
                "body": row.body,
                "year": cycle.year,
                "blocks": ", ".join(str(block) for block in sorted(row.leads)),
            },
        )
        for row in matrix.rows
    )
    write_many(letters, "cycle.opened", key=f"cycle.opened:{cycle.pk}", path="desk/reports/")
