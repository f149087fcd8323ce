"""Rows of official statistics: evaluators of authorities take them in, those who oversee read (c4.6)."""

from __future__ import annotations

from tests.whole.access_matrix import LOGIN, OTHERS, VISITOR, Row
from tests.worlds.world import World

EVALUATORS = ("finance.evaluator", "civil-service.evaluator", "economy.evaluator")
SEES = {
    OTHERS: 403,
    VISITOR: LOGIN,
    **dict.fromkeys(
        (*EVALUATORS, "economy.coordinator", "commission.working_body", "commission.auditor"), 200
    ),
}


def an_empty_form(world: World) -> dict[str, object]:
    return {"authority": world.body("economy").pk}


ROWS = [
    Row("statistics_index", {who: 302 if outcome == 200 else outcome for who, outcome in SEES.items()}),
    Row("statistics", SEES, args=[2018]),
    Row("statistics", {"economy.evaluator": 404}, args=[2012]),
    Row(
        "statistics",
        {**SEES, **{who: 422 for who, outcome in SEES.items() if outcome == 200}},
        "POST",
        args=[2018],
        data=an_empty_form,
        note="incomplete",
    ),
    Row(
        "statistics_template",
        {
            OTHERS: 403,
            VISITOR: LOGIN,
            "economy.evaluator": 200,
            "finance.evaluator": 404,
            "civil-service.evaluator": 404,
        },
        args=[2018, "economy"],
    ),
]
