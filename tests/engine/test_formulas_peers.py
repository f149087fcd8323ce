"""Comparable bodies in formulas: counted, not counted, missing, asked once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.formulas import (
    Counted,
    Failed,
    Missing,
    MissingItem,
    NotCounted,
    Reason,
    Values,
    make_peers,
)
from engine.formulas.values import Peers
from tests.engine.test_formulas_values import evaluated, missing, not_out
from tests.worlds.formulas import compiled, data, values


def bodies(*staff: str | None, kind: str = "oblast", gone: tuple[int, ...] = ()) -> list[Values]:
    found = [
        values({"staff": s}, body=f"b{i}", kind=kind, without=("staff",) if i in gone else ())
        for i, s in enumerate(staff)
    ]
    make_peers(found)
    return found


def test_comparable_bodies() -> None:
    oblasts = bodies("10", "30", "20", "30")
    city = values({"staff": "500"}, body="city", kind="city")
    make_peers([*oblasts, city])
    expected = {
        "peers_min(staff)": ["10"] * 4, "peers_max(staff)": ["30"] * 4, "peers_mean(staff)": ["22.5"] * 4,
        "peers_count(staff)": ["4"] * 4, "peers_rank_high(staff)": ["4", "1", "3", "1"],
        "peers_rank_low(staff)": ["1", "3", "2", "3"], "round(staff / peers_max(staff) * 30, 5)": ["10", "30", "20", "30"],
        "peers_mean(previous(left))": None,
    }  # fmt: skip
    for text, answers in expected.items():
        if answers is not None:
            assert [evaluated(text, b) for b in oblasts] == [Counted(Decimal(a)) for a in answers]
    assert evaluated("peers_rank_high(staff)", city) == Counted(Decimal(1))
    assert evaluated("peers_mean(staff)", city) == Counted(Decimal(500))
    assert isinstance(evaluated("peers_mean(previous(left))", city), Missing)


def test_comparable_bodies_not_counted_leave_and_missing_block() -> None:
    some = bodies("10", None, "20")
    assert evaluated("peers_mean(staff)", some[1]) == Counted(Decimal(15))
    assert evaluated("peers_rank_low(staff)", some[2]) == Counted(Decimal(2))
    assert evaluated("peers_rank_low(staff)", some[1]) == not_out("staff")
    late = bodies("10", "20", "30", gone=(1,))
    assert evaluated("peers_mean(staff)", late[0]) == Missing((MissingItem("staff", body="b1"),))
    nobody = bodies(None, None)
    assert evaluated("peers_max(staff)", nobody[0]) == NotCounted((Reason("nothing_to_count", item="peers"),))
    broken = bodies("10", "0")
    assert isinstance(evaluated("peers_max(1 / staff)", broken[0]), Failed)
    alone = Values(data({"staff": "5"}))
    assert evaluated("peers_max(staff)", alone) == missing("peers")


def test_comparable_bodies_are_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the cost of a comparison does not grow with the square of the bodies."""
    some = bodies("10", "20", "30")
    asked: list[object] = []
    original = Peers.ask

    def counting(self: Peers, question: object, answer: Any) -> Any:
        def counted(members: Any) -> Any:
            asked.append(question)
            return answer(members)

        return original(self, question, counted)

    monkeypatch.setattr(Peers, "ask", counting)
    formula = compiled("peers_max(staff)")
    for body in some:
        formula.evaluate(body)
    assert len(asked) == 1
