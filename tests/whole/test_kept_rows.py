"""A world whose rows are put back into emptied tables is the one that was built, and every trigger watches as before."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from evaluation.models import Body
from tests.worlds.kept_rows import Rows, written_down
from tests.worlds.layers import Layers


def switches() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgrelid, tgname"
        )
        return [(str(name), str(how)) for name, how in cursor.fetchall()]


@pytest.mark.django_db(transaction=True)
def test_a_world_put_back_is_the_world_that_was_built(layers: Layers) -> None:
    seen: list[tuple[Rows, list[tuple[str, str]]]] = []
    for _time in range(2):
        assert layers.value("world").people
        seen.append((written_down(), switches()))
        call_command("flush", verbosity=0, interactive=False)
        assert not Body.objects.exists()
        layers.stand_on([])
    assert seen[0] == seen[1]
    # guards that always watch, and those against emptying, which stand aside in all tests that commit
    assert {how for _name, how in seen[0][1]} == {"A", "D"}
