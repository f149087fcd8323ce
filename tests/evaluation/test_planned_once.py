"""Queries planned once for a connection: the same answers as written out, one plan, and none where that is not safe."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from evaluation import planned_once

TEXT = "SELECT %(day)s < DATE '2019-03-01', %(at)s AT TIME ZONE 'UTC', %(word)s || '%%', %(number)s + 1, %(share)s * 2"
VALUES: dict[str, Any] = {
    "day": date(2019, 2, 15),
    "at": datetime(2019, 2, 15, 18, tzinfo=UTC),
    "word": "a",
    "number": 41,
    "share": Decimal("0.5"),
}


@pytest.fixture
def own_connection() -> Iterator[None]:
    """A connection that has planned nothing, inside no transaction."""
    connection.close()
    yield
    connection.close()


def plans() -> list[tuple[int, int]]:
    """Of what this connection prepared: how often a plan was used that had been made, and one made anew."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT generic_plans, custom_plans FROM pg_prepared_statements ORDER BY name")
        return list(cursor.fetchall())


@pytest.mark.django_db(transaction=True)
def test_it_answers_as_the_query_written_out(own_connection: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TEXT, VALUES)
        [written_out] = cursor.fetchall()
    assert [planned_once.fetch(TEXT, VALUES) for _turn in range(3)] == [[written_out]] * 3
    assert plans() == [(3, 0)]


@pytest.mark.django_db(transaction=True)
def test_values_of_another_kind_have_a_plan_of_their_own(own_connection: None) -> None:
    text = "SELECT 2 = ANY(%s), %s IS NULL"
    assert planned_once.fetch(text, [[1, 2], 7]) == [(True, False)]
    assert planned_once.fetch(text, [[3], 8]) == [(False, False)]
    assert planned_once.fetch("SELECT 'b' = ANY(%s)", [["a", "b"]]) == [(True,)]
    assert planned_once.fetch("SELECT 'b' = ANY(%s)", [[]]) == [(False,)]
    assert planned_once.fetch("SELECT 1", ()) == [(1,)]
    assert plans() == [(2, 0), (1, 0), (1, 0), (1, 0)]


@pytest.mark.django_db(transaction=True)
def test_inside_a_transaction_and_where_it_cannot_be_prepared_it_is_asked_as_it_stands(
    own_connection: None,
) -> None:
    with transaction.atomic():
        assert planned_once.fetch(TEXT, VALUES)[0][3] == 42
    # of nothing but itself the kind of a value is not known before it is given
    assert planned_once.fetch("SELECT %s IS NULL", [None]) == [(True,)]
    assert planned_once.fetch("SELECT %s IS NULL", [None]) == [(True,)]
    assert plans() == []


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_plans_anew_and_none_keeps_endlessly_many(
    own_connection: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planned_once, "MOST", 2)
    for number in range(4):
        assert planned_once.fetch(f"SELECT {number} + %s", [1]) == [(number + 1,)]
    assert len(plans()) == 2
    connection.close()
    assert planned_once.fetch("SELECT 3 + %s", [1]) == [(4,)]
    assert len(plans()) == 1
