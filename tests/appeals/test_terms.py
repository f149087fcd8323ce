"""The five working days of an objection over a holiday with moved days, in a year of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from appeals import actions
from appeals.models import ObjectionState
from evaluation import clock
from tests.worlds.appeals import HEAD, Delivered, refused
from tests.worlds.opened import Opened
from tests.worlds.scored import prepare_scoring

pytestmark = pytest.mark.django_db


@pytest.mark.clause("c57")
def test_five_working_days_over_the_moved_days_of_may_2018(opened: Opened) -> None:
    """Received on Friday 27 April 2018; 28 April and 5 May worked, 30 April and 1 May did not."""
    scored = prepare_scoring(opened)
    year = Delivered(scored.world, scored.cycle)
    with clock.frozen(datetime(2018, 4, 27, 9, 0, tzinfo=UTC)):
        year.conclude()
        objection = year.open()
        year.point(objection)
    term = objection.objection_term
    assert term.last_day == date(2018, 5, 5)
    assert term.due_at.astimezone(clock.ALMATY).isoformat() == "2018-05-06T00:00:00+06:00"
    head = year.person(HEAD)
    with clock.frozen(datetime(2018, 5, 5, 18, 0, 0, tzinfo=UTC)), override("ru"):
        refusal = refused(lambda: actions.file_objection(objection, head))
        assert "5\N{NO-BREAK SPACE}мая" in refusal.sentence
    with clock.frozen(datetime(2018, 5, 5, 17, 59, 59, tzinfo=UTC)):
        assert actions.file_objection(objection, head).state == ObjectionState.FILED
