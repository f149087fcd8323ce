"""Rows of methodologies as files: what is in force for everybody, a draft for those who have a part in it (c17)."""

from __future__ import annotations

from evaluation import clock
from evaluation.models import Cycle
from methodologies import actions
from methodologies.models import Methodology
from tests.whole.access_matrix import LOGIN, OTHERS, VISITOR, Row
from tests.worlds.opened import NOVEMBER, approve_methodology, shipped_document
from tests.worlds.unguarded import unopen
from tests.worlds.world import World

PART = (
    "civil-service.methodologist",
    "communications.methodologist",
    "civil-service.approver",
    "economy.coordinator",
    "commission.working_body",
)
OFFICES = (
    "finance.methodologist",
    "finance.approver",
)


def a_draft(world: World) -> list[object]:
    author = world.person("civil-service.methodologist")
    with clock.frozen(NOVEMBER):
        return [actions.import_methodology(world.cycle, shipped_document("2"), author).pk, "yaml"]


def a_draft_in_no_form(world: World) -> list[object]:
    return [a_draft(world)[0], "exe"]


def in_force(world: World) -> list[object]:
    unopen(world.cycle.pk)
    with clock.frozen(NOVEMBER):
        record: Methodology = approve_methodology(world, Cycle.objects.get(pk=world.cycle.pk), "2")
    return [2018, record.subject, "xlsx"]


ROWS = [
    Row("methodology_file", {OTHERS: 200}, args=in_force),
    Row("methodology_file", {OTHERS: 404}, args=[2018, "2", "yaml"], note="nothing in force"),
    Row(
        "methodology_desk_file",
        {OTHERS: 403, VISITOR: LOGIN, **dict.fromkeys(OFFICES, 404), **dict.fromkeys(PART, 200)},
        args=a_draft,
    ),
    Row("methodology_desk_file", dict.fromkeys(PART, 404), args=a_draft_in_no_form, note="no such form"),
]
