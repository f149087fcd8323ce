"""Doors share one way to call an action: what was typed is kept, the refusal stands above the form, faults at fields."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, QueryDict
from django.test import RequestFactory

from evaluation import clock
from evaluation.forms import ConfirmForm, ReasonForm
from evaluation.moves import act, act_and_go, last_day_of, moves_for, refusal_text
from evaluation.refusals import FieldFault, Refusal
from schedule.actions import draft_schedule, submit_schedule
from tests.worlds.world import World


class Form(ConfirmForm):
    number = forms.CharField()


@pytest.fixture
def request_(rf: RequestFactory) -> HttpRequest:
    request = rf.post("/")
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request


def refuse() -> None:
    raise Refusal(
        "incomplete",
        "The order lacks its number.",
        clause="c8",
        remedy="Write it.",
        faults=[FieldFault("number", "Which number?"), FieldFault("elsewhere", "And this.")],
    )


def test_done_says_so(request_: HttpRequest) -> None:
    outcome = act(request_, lambda: 27, success="Saved.")
    assert (outcome.done, outcome.result, outcome.status) == (True, 27, 200)
    assert [str(one) for one in get_messages(request_)] == ["Saved."]


def test_refusal_stands_in_the_form_and_keeps_what_was_typed(request_: HttpRequest) -> None:
    form = Form(QueryDict("number=12-b&revision=3"))
    assert form.is_valid()
    outcome = act(request_, refuse, form=form)
    assert (outcome.done, outcome.status) == (False, 422)
    assert form.errors["number"] == ["Which number?"]
    above = " ".join(form.non_field_errors())
    assert "The order lacks its number." in above
    assert "Write it." in above
    assert "And this." in above
    assert 'value="12-b"' in str(form["number"])


def test_refusal_without_a_form_is_a_message(request_: HttpRequest) -> None:
    assert not act(request_, refuse).done
    assert "The order lacks its number." in str(next(iter(get_messages(request_))))


def test_a_button_lets_the_refusal_pass(request_: HttpRequest) -> None:
    with pytest.raises(Refusal):
        act_and_go(request_, refuse, go="desk")
    assert act_and_go(request_, lambda: None, go="desk")["Location"].endswith("/desk/")


def test_refusal_text_cites_the_clause() -> None:
    assert "8" in refusal_text(Refusal("late", "No.", clause="c8"))
    assert refusal_text(Refusal("late", "No.", remedy="Wait.")) == "No. Wait."


def test_stale_form_gets_the_revision_of_now(world: World, request_: HttpRequest) -> None:
    with clock.frozen(datetime(2018, 11, 19, 5, 0, tzinfo=UTC)):
        schedule = draft_schedule(world.cycle, world.person("economy.coordinator"))
    type(schedule).objects.filter(pk=schedule.pk).update(revision=7)
    form = ReasonForm(QueryDict("revision=0&reason=Because"), record=schedule)
    assert form.is_valid()

    def stale() -> None:
        raise Refusal("stale", "Somebody changed this.")

    assert act(request_, stale, form=form, record=schedule).status == 409
    assert 'value="7"' in str(form["revision"])
    assert "Because" in str(form["reason"])


@pytest.mark.clause("D7")
def test_buttons_are_the_possible_moves_with_clause_and_last_day(world: World) -> None:
    coordinator = world.person("economy.coordinator")
    with clock.frozen(datetime(2018, 11, 19, 5, 0, tzinfo=UTC)):
        schedule = draft_schedule(world.cycle, coordinator)
        [button] = moves_for(schedule, coordinator, lambda move: f"/{move}/")
        assert (button.name, button.url, button.primary) == ("submit", "/submit/", True)
        assert moves_for(schedule, world.person("agriculture.first_head"), str) == []
        assert moves_for(schedule, coordinator, str, only=[]) == []
        schedule = submit_schedule(schedule, coordinator)
        head = world.person("administration.head_of_administration")
        assert [one.name for one in moves_for(schedule, head, str)] == ["send_back"]
        filled = moves_for(schedule, head, str, fills=["approve"])
        assert [one.name for one in filled] == ["send_back", "approve"]
        assert last_day_of(schedule, "approve") in (None, date(2018, 12, 1))
