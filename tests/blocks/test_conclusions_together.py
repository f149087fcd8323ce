"""A conclusion is drawn up anew and approved at the same moment: what was approved is not written over."""

from __future__ import annotations

import pytest

from blocks import actions
from blocks.models import Conclusion
from evaluation import clock
from evaluation.models import JournalEntry
from evaluation.refusals import Refusal
from tests.worlds.layers import Layers
from tests.worlds.scored import MARCH
from tests.worlds.together import at_once

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.clause("c47")
def test_drawn_up_anew_and_approved_at_once(transactional_db: None, layers: Layers) -> None:
    scored = layers.value("scored")
    with clock.frozen(MARCH):
        drawn = scored.draw_up()
        author = scored.person(f"{drawn.lead.slug}.evaluator")
        approver = scored.person(f"{drawn.lead.slug}.approver")
        results = at_once(
            lambda: actions.draw_up_conclusion(drawn.cycle, drawn.body, drawn.block, author),
            lambda: actions.approve_conclusion(drawn, approver),
        )
    assert all(isinstance(one, Conclusion | Refusal) for one in results), results
    assert [one.code for one in results if isinstance(one, Refusal)] in ([], ["state"])
    assert Conclusion.objects.get(pk=drawn.pk).state == "approved"
    drawings = JournalEntry.objects.filter(act="conclusion.draw_up").count()
    assert drawings == 1 + isinstance(results[0], Conclusion)
