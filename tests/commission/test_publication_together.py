"""Two people publish at the same moment, each with a connection of their own: one success, one clear refusal."""

from __future__ import annotations

import pytest

from commission import actions
from evaluation import clock
from evaluation.models import JournalEntry
from evaluation.refusals import Refusal
from tests.worlds.commission import COORDINATOR, JUNE
from tests.worlds.layers import Layers
from tests.worlds.together import at_once

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.clause("c53")
def test_two_publish_at_once(transactional_db: None, layers: Layers) -> None:
    together = layers.value("concluded")
    with clock.frozen(JUNE):
        together.sent()
        cleared, coordinator = together.cleared(), together.person(COORDINATOR)
        results = at_once(
            lambda: actions.publish_results(cleared, coordinator),
            lambda: actions.publish_results(cleared, coordinator),
        )
    assert [one.code for one in results if isinstance(one, Refusal)] == ["state"]
    assert JournalEntry.objects.filter(act="publication.publish").count() == 1
