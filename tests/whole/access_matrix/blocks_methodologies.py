"""Rows of the methodology's editor, of a trial on past data, and of the difference of versions (c17)."""

from __future__ import annotations

from evaluation import clock
from evaluation.models import Cycle
from methodologies import actions
from methodologies.content import methodology_of
from methodologies.models import Methodology
from tests.whole.access_matrix import LOGIN, OTHERS, VISITOR, Row
from tests.worlds.opened import NOVEMBER, approve_methodology, shipped_document
from tests.worlds.unguarded import unopen
from tests.worlds.world import World

COORDINATOR, WORKING_BODY = "economy.coordinator", "commission.working_body"
WRITERS = ("civil-service.methodologist", "communications.methodologist", "legal-statistics.methodologist")
#: Who reads a draft of block 2 besides those who write it: who agrees it, who approves it.
READERS = (COORDINATOR, WORKING_BODY, "civil-service.approver")
#: Offices that come to methodologies at all, but have no part in block 2.
STRANGERS = ("finance.methodologist", "finance.approver", "economy.methodologist")
READ = {
    OTHERS: 403,
    VISITOR: LOGIN,
    **dict.fromkeys((*WRITERS, *READERS), 200),
    **dict.fromkeys(STRANGERS, 404),
}
WRITE = {**READ, **dict.fromkeys(READERS, 403)}
IN_THE_ADMIN = {OTHERS: 403, VISITOR: LOGIN}


def a_draft(world: World) -> list[int]:
    """The draft of block 2."""
    author = world.person("civil-service.methodologist")
    with clock.frozen(NOVEMBER):
        return [actions.import_methodology(world.cycle, shipped_document("2"), author).pk]


def a_draft_s_head(world: World) -> list[object]:
    return [*a_draft(world), "head"]


def a_draft_s_indicator(world: World) -> list[object]:
    (pk,) = a_draft(world)
    first = next(methodology_of(Methodology.objects.get(pk=pk)).indicators())[2]
    return [pk, "indicator", first.code]


def in_force(world: World) -> Methodology:
    unopen(world.cycle.pk)
    with clock.frozen(NOVEMBER):
        return approve_methodology(world, Cycle.objects.get(pk=world.cycle.pk), "2")


def its_address(world: World) -> list[object]:
    in_force(world)
    return [2018, "2"]


def its_row(world: World) -> list[int]:
    return [in_force(world).pk]


def nothing(world: World) -> list[object]:
    in_force(world)
    return []


def to_begin(_world: World) -> dict[str, object]:
    """A draft for the next year: 2018 is not open yet in this row's world, so the year is its own."""
    return {"source": Methodology.objects.get().pk, "year": "2018"}


ROWS = [
    Row("methodology_editor", WRITE, args=a_draft),
    Row("methodology_editor", {**WRITE, **dict.fromkeys(WRITERS, 422)}, "POST", args=a_draft),
    Row(
        "methodology_editor",
        {OTHERS: 403, VISITOR: LOGIN, **dict.fromkeys(WRITERS, 409), **dict.fromkeys(STRANGERS, 404)},
        args=its_row,
        note="in force",
    ),
    Row("methodology_new_part", WRITE, args=a_draft_s_head),
    Row("methodology_part", WRITE, args=a_draft_s_indicator),
    Row("methodology_part", {**WRITE, **dict.fromkeys(WRITERS, 422)}, "POST", args=a_draft_s_indicator),
    Row("methodology_formula", READ, "POST", args=a_draft, data={"formula": "1 + 1"}),
    Row("methodology_trial", READ, args=a_draft),
    Row("methodology_difference", READ, args=a_draft),
    Row("methodology_published_difference", {OTHERS: 200}, args=its_address),
    Row("methodology_published_difference", {OTHERS: 404}, args=[2018, "2"], note="none in force"),
    Row(
        "methodology_begin",
        {
            OTHERS: 403,
            VISITOR: LOGIN,
            **dict.fromkeys((*WRITERS, *STRANGERS[::2]), 302),  # a stranger's source is none of the choices
            "finance.approver": 403,
        },
        "POST",
        args=nothing,
        data=to_begin,
    ),
    Row(
        "admin:methodologies_methodology_changelist",
        {
            **IN_THE_ADMIN,
            **dict.fromkeys((*WRITERS, *STRANGERS, "civil-service.approver"), 200),
        },
    ),
    Row("admin:methodologies_methodology_add", IN_THE_ADMIN),
    Row(
        "admin:methodologies_methodology_change",
        {
            **IN_THE_ADMIN,
            **dict.fromkeys((*WRITERS, "civil-service.approver"), 302),
            **dict.fromkeys(STRANGERS, 404),
        },
        args=a_draft,
    ),
]
