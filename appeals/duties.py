"""What an appeal owes: the result within its term; and until when a body may object, which is no duty (c57, c60)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from appeals.models import Objection
from appeals.models.objections import DECIDE, NOT_PURSUED
from blocks.models import Conclusion, ConclusionState
from evaluation import clock
from evaluation.models import Office, Role, RoleHolder
from schedule.duty_book import Duty


def appeal_duties(year: int) -> Iterator[Duty]:
    """The results of filed objections, and the terms in which bodies may object. Three queries."""
    working_body = (
        RoleHolder.objects.filter(RoleHolder.valid_on(clock.today()), role=Role.WORKING_BODY)
        .values_list("body_id", flat=True)
        .first()
    )
    objections = Objection.objects.filter(cycle__year=year).select_related("result_term", "body")
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
    for conclusion in received.select_related("objection_term").defer("trace", "content"):
        term = conclusion.objection_term
        if term is None:
            continue
        yield Duty(
            kind="objection.file",
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
