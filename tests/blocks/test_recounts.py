"""The desk of whoever counts conclusions again asks as often for many as for one (A-SCORE-2)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from blocks.desk import recounts
from blocks.late_figures import arrived
from blocks.models import Conclusion
from evaluation import clock
from evaluation.rights import forget_standing, standing
from reports.models import DatumValue
from tests.worlds.scored import MARCH, Scored, scored
from tests.worlds.world import NOW

__all__ = ["scored"]


def turns(scored: Scored) -> tuple[list[str], int]:
    user = scored.person("communications.approver")
    forget_standing(user)
    standing(user)
    with CaptureQueriesContext(connection) as seen:
        found = recounts.turns(user)
    return [turn.url for turn in found], len(seen)


def test_many_conclusions_cost_the_queries_of_one(scored: Scored) -> None:
    first = scored.conclude()
    with clock.frozen(NOW):
        scored.sign(scored.report("culture", 2), rendered=200)
        report = scored.sign(scored.report("culture", 3), functions_due=20, functions_automated=15)
    scored.accept(report)
    for partial in scored.partials("culture"):
        scored.give_values(partial)
    second = scored.conclude("culture")
    assert first.objection_term is not None
    assert second.objection_term is not None
    over = max(first.objection_term.due_at, second.objection_term.due_at)
    with clock.frozen(over):
        none = turns(scored)
        assert none[0] == []
        index = DatumValue.objects.filter(item="culture_index", cycle=scored.cycle)
        late = {"number": Decimal(90), "given_at": MARCH + timedelta(days=2)}
        assert index.filter(body=first.body).update(**late) == 1
        one = turns(scored)
        assert len(one[0]) == 1
        assert index.filter(body=second.body).update(**late) == 1
        both = turns(scored)
        assert len(both[0]) == 2
        assert both[1] == one[1]
        assert [one.indicator for one in arrived(Conclusion.objects.get(pk=first.pk))] == ["3.1.2.2"]
