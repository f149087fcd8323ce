"""A year of which nothing is approved yet, for what comes before its opening."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from evaluation.models import Cycle
from evaluation.refusals import Refusal
from tests.worlds.unguarded import unopen
from tests.worlds.world import World

ORDER = ("2/7", date(2018, 11, 26))


@pytest.fixture
def unopened(world: World) -> Cycle:
    """The year 2018 with nothing approved yet; the clock is the test's affair."""
    unopen(world.cycle.pk)
    return Cycle.objects.get(pk=world.cycle.pk)


def refused(code: str, act: Callable[[], Any]) -> Refusal:
    """The refusal of ``act``, which must have ``code``."""
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code, caught.value
    return caught.value
