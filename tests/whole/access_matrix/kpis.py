"""The list of key performance indicators: state planning drafts, the Head of the Administration decides (c22)."""

from __future__ import annotations

from typing import Any

from evaluation.models import Cycle
from methodologies import actions
from tests.whole.access_matrix import LOGIN, OTHERS, VISITOR, Row
from tests.worlds.opened import KPIS
from tests.worlds.unguarded import unopen
from tests.worlds.world import World

COORDINATOR, HEAD = "economy.coordinator", "administration.head_of_administration"
NOBODY = {OTHERS: 403, VISITOR: LOGIN}
READERS = {
    **NOBODY,
    COORDINATOR: 200,
    "commission.working_body": 200,
    HEAD: 200,
    "finance.methodologist": 200,
}
DRAFTS = {**NOBODY, COORDINATOR: 302}
DECIDES = {**NOBODY, HEAD: 302}


def unopened(world: World) -> list[Any]:
    unopen(world.cycle.pk)
    return [2018]


def drafted(world: World) -> list[Any]:
    actions.take_kpis(
        Cycle.objects.get(pk=unopened(world) and world.cycle.pk), world.person(COORDINATOR), KPIS
    )
    return [2018]


def of_culture(world: World) -> list[Any]:
    return [*drafted(world), "culture"]


def sent(world: World) -> list[Any]:
    draft = actions.take_kpis(
        Cycle.objects.get(pk=unopened(world) and world.cycle.pk), world.person(COORDINATOR), KPIS
    )
    actions.submit_kpis(draft, world.person(COORDINATOR))
    return [2018]


ORDER = {"revision": "2", "order_number": "12/9", "order_date": "2018-11-20"}
TABLE = {"revision": "1", "row-TOTAL_FORMS": "0", "row-INITIAL_FORMS": "0"}

ROWS = [
    Row("kpis_desk", READERS, args=unopened),
    Row("kpis_desk", READERS, args=sent, note="sent"),
    Row("kpis_file", READERS, args=[2018, "xlsx"]),
    Row("kpis_begin", DRAFTS, "POST", args=unopened),
    Row("kpis_take", {**NOBODY, COORDINATOR: 422}, "POST", args=unopened),
    Row("kpis_of_body", {**NOBODY, COORDINATOR: 200}, args=of_culture),
    Row("kpis_of_body", {**NOBODY, COORDINATOR: 404}, args=[2018, "culture"], note="no draft"),
    Row("kpis_of_body", DRAFTS, "POST", args=of_culture, data=TABLE),
    Row("kpis_submit", DRAFTS, "POST", args=drafted, data={"revision": "1"}),
    Row("kpis_approve", DECIDES, "POST", args=sent, data=ORDER),
    Row("kpis_return", DECIDES, "POST", args=sent, data={"revision": "2", "reason": "Too low."}),
]
