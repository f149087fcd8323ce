"""What an appeal owes: the result within its term; and until when a body may object, which is no duty (c57, c60)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from appeals.models import Objection
from appeals.models.objections import DECIDE, NOT_PURSUED
from blocks.models import Conclusion, ConclusionState
from evaluation.models import Office, Role
from evaluation.role_holders import holder_id
from evaluation.state_sets import values_of
from schedule.duty_book import Duty
from schedule.duty_rows import NONE, Name, Query, Rows, held_by

FILE = "objection.file"


def appeal_duties(year: int, only: Collection[Name] | None = None) -> Iterator[Duty]:
    """The results of filed objections, and the terms in which bodies may object; or those named. Three queries."""
    working_body = holder_id(Role.WORKING_BODY)
    objections = Objection.objects.filter(cycle__year=year).select_related("result_term", "body")
    if only is not None:
        decided = [pk for kind, pk in only if kind == DECIDE] or NONE
        filed = [pk for kind, pk in only if kind == FILE] or NONE
        objections = objections.filter(Q(pk__in=decided) | Q(conclusion__in=filed))
    pursued = set()
    for objection in objections.defer("conclusion__content"):
        if objection.state in NOT_PURSUED or objection.result_term is None:
            continue
        pursued.add(objection.conclusion_id)
        yield Duty(
            kind=DECIDE,
            object_type="appeals.objection",
            object_id=objection.pk,
            year=year,
            title=format_lazy(
                "{} {} · {}", _("result of objection"), objection.number, objection.body.short_name
            ),
            clause="c60",
            due_at=objection.result_term.due_at,
            holder_id=objection.authority_id,
            about_id=objection.body_id,
            path=f"desk/objections/{objection.pk}/",
            seats=((Office.APPROVER, objection.authority_id),),
            superiors=((Office.WORKING_BODY, working_body),) if working_body else (),
            done_at=objection.decided_at,
        )
    received = Conclusion.objects.filter(
        cycle__year=year, state=ConclusionState.DELIVERED, objection_term__isnull=False
    ).exclude(pk__in=pursued)
    if only is not None:
        received = received.filter(pk__in=filed)
    for conclusion in received.select_related("objection_term").defer("trace", "content"):
        term = conclusion.objection_term
        if term is None:
            continue
        yield Duty(
            kind=FILE,
            object_type="blocks.conclusion",
            object_id=conclusion.pk,
            year=year,
            title=format_lazy("{} · {}", _("last day for objections"), conclusion.number),
            clause="c57",
            due_at=term.due_at,
            holder_id=conclusion.body_id,
            about_id=conclusion.body_id,
            path=f"desk/conclusions/{conclusion.pk}/",
            seats=((Office.PREPARER, conclusion.body_id), (Office.FIRST_HEAD, conclusion.body_id)),
            optional=True,
        )


def _query(year: int) -> Query:
    """The same as rows."""
    working_body = holder_id(Role.WORKING_BODY)
    above = (
        f"ARRAY['{Office.WORKING_BODY.value}:' || {int(working_body)}]" if working_body else "'{}'::text[]"
    )
    pursued = "o.state <> ALL(%(appeals_not_pursued)s) AND o.result_term_id IS NOT NULL"
    return Query(
        f"""
        SELECT '{DECIDE}', o.id, o.authority_id, NULL::text, NULL::smallint, t.due_at, o.decided_at, false,
            ARRAY['{Office.APPROVER.value}:' || o.authority_id], {above}
        FROM appeals_objection o JOIN evaluation_cycle y ON y.id = o.cycle_id AND y.year = %(appeals_year)s
            JOIN schedule_term t ON t.id = o.result_term_id
        WHERE {pursued} AND {held_by("o.authority_id")}
        UNION ALL
        SELECT '{FILE}', c.id, c.body_id, NULL, NULL, t.due_at, NULL, true,
            ARRAY['{Office.PREPARER.value}:' || c.body_id, '{Office.FIRST_HEAD.value}:' || c.body_id], '{{}}'::text[]
        FROM blocks_conclusion c JOIN evaluation_cycle y ON y.id = c.cycle_id AND y.year = %(appeals_year)s
            JOIN schedule_term t ON t.id = c.objection_term_id
        WHERE c.state = '{ConclusionState.DELIVERED.value}' AND {held_by("c.body_id")} AND NOT EXISTS (
            SELECT FROM appeals_objection o WHERE o.conclusion_id = c.id AND o.cycle_id = c.cycle_id AND {pursued})
        """,
        {"appeals_year": year, "appeals_not_pursued": values_of(NOT_PURSUED)},
    )


ROWS = Rows(_query, appeal_duties)
