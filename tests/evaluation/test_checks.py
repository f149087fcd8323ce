"""System checks: a transition names what is registered once, a state is known wherever states are told apart."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import run_checks
from django.db import models

from evaluation import checks, conditions, rights, state_sets
from reports.models import Report

GUARD = "reports.values_are_complete"


def ids(found: list[Any]) -> list[str]:
    return [one.id for one in found]


def faults() -> list[Any]:
    return checks.transitions_name_what_is_there(None)


def test_the_portal_is_sound() -> None:
    assert faults() == []
    assert checks.states_are_known_everywhere(None) == []
    assert [one for one in run_checks() if str(one.id).startswith("sarap.")] == []


def test_a_guard_that_nobody_registered_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(conditions._guards, GUARD, [])
    found = faults()
    assert set(ids(found)) == {"sarap.E002"}
    assert {one.msg.split(" names")[0] for one in found} == {
        "reports.Report.hand_for_signature",
        "reports.Report.sign",
    }
    assert "which no guards.py registers" in found[0].msg


def test_a_guard_registered_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(conditions._guards, GUARD, [*conditions.registered(GUARD)] * 2)
    assert {one.msg.rsplit(", ", 1)[1] for one in faults()} == {"which is registered 2 times."}


def test_a_condition_without_a_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    transition = Report.sign._django_fsm.get_transition("awaiting_signature")  # type: ignore[attr-defined]
    monkeypatch.setattr(transition, "conditions", [lambda report: True])
    assert ids(faults()) == ["sarap.E002"]


def test_a_right_that_nobody_grants_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(rights._granted, "reports.sign_report")
    found = faults()
    assert set(ids(found)) == {"sarap.E003"}
    assert [one.msg.partition(" names ")[0] for one in found] == [
        "reports.Report.send_back",
        "reports.Report.sign",
    ]
    assert all("the right “reports.sign_report”" in one.msg for one in found)


def test_a_right_granted_twice_is_refused_and_keeps_its_first_meaning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(rights._granted, "reports.sign_report", ["is_first_head", "is_preparer"])
    assert ids(faults()) == ["sarap.E004"]


def test_a_new_state_is_refused_until_every_set_and_tone_knows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if somebody had added the state "frozen" to the states of a report."""

    class ReportState(models.TextChoices):
        DRAFT = "draft"
        AWAITING_SIGNATURE = "awaiting_signature"
        SIGNED = "signed"
        RETURNED = "returned"
        ACCEPTED = "accepted"
        FROZEN = "frozen"

    declared = [
        (ReportState if states.__module__.startswith("reports.") else states, name, named)
        for states, name, named in state_sets._declared
    ]
    monkeypatch.setattr(state_sets, "_declared", declared)
    found = checks.states_are_known_everywhere(None)
    assert set(ids(found)) == {"sarap.E005"}
    assert [one.msg.split(": ", 1)[1] for one in found] == [
        f"{name} does not know frozen." for name in ("OWED", "TO_FILL_IN", "SUBMITTED", "UNSIGNED", "tones")
    ]


def test_a_state_named_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class State(models.TextChoices):
        OPEN = "open"
        SHUT = "shut"

    monkeypatch.setattr(state_sets, "_declared", [])
    inside = state_sets.states_in("INSIDE", State, inside=(State.OPEN, State.SHUT), outside=(State.SHUT,))
    assert inside == (State.OPEN, State.SHUT)
    [fault] = state_sets.faults()
    assert fault.endswith("INSIDE names shut more than once.")
