"""Content in the admin: read by office, moved only by actions, refusals as sentences with what was typed kept."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.test import Client
from django.urls import clear_url_caches, reverse

from config import urls
from evaluation import access, clock
from evaluation.forms import RevisionForm
from evaluation.models import Office, User
from evaluation.office_admin import AdminMove, OfficeModelAdmin
from evaluation.refusals import FieldFault, Refusal
from schedule.actions import approve_schedule, draft_schedule, submit_schedule
from schedule.models import Schedule, ScheduleState
from tests.worlds.elements import element, elements, named, texts
from tests.worlds.world import World

NOVEMBER = datetime(2018, 11, 19, 5, 0, tzinfo=UTC)


class OrderForm(RevisionForm):
    order_number = forms.CharField(required=False)
    order_date = forms.DateField(required=False)


class ScheduleDesk(OfficeModelAdmin):
    """A page of the admin as another floor would write it."""

    view_offices = (Office.COORDINATOR, Office.HEAD_OF_ADMINISTRATION)
    change_offices = (Office.COORDINATOR,)
    moves = {
        "submit": AdminMove(lambda schedule, by, _form: submit_schedule(schedule, by)),
        "approve": AdminMove(
            lambda schedule, by, form: approve_schedule(
                schedule,
                by,
                form.cleaned_data["order_number"],
                form.cleaned_data["order_date"],
                form.seen_revision,
            ),
            form=OrderForm,
            success="Approved by order.",
            fills=True,
        ),
    }
    fields = ("version", "order_number", "state")

    def visible(self, user: User, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(cycle__year__gte=2018)

    def save_by_action(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        raise Refusal(
            "state",
            "The version is counted by the portal.",
            clause="c8",
            faults=[FieldFault("version", "Leave it.")],
        )


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The page stands in the admin while the test runs; its offices may enter."""
    monkeypatch.setattr(
        "evaluation.admin_site.ADMIN_OFFICES", (*access.ADMIN_OFFICES, *ScheduleDesk.view_offices)
    )
    monkeypatch.setattr(
        access,
        "LIBRARY_NAMESPACES",
        {"admin": access.offices(*access.ADMIN_OFFICES, *ScheduleDesk.view_offices)},
    )
    kept = admin.site._registry.pop(Schedule, None)
    admin.site.register(Schedule, ScheduleDesk)
    importlib.reload(urls)
    clear_url_caches()
    yield
    admin.site.unregister(Schedule)
    if kept is not None:
        admin.site._registry[Schedule] = kept
    importlib.reload(urls)
    clear_url_caches()


@pytest.fixture
def november(world: World) -> Iterator[clock.FrozenClock]:
    with clock.frozen(NOVEMBER) as frozen:
        yield frozen


@pytest.fixture
def schedule(world: World, november: object) -> Schedule:
    return draft_schedule(world.cycle, world.person("economy.coordinator"))


def change(schedule: Schedule) -> str:
    return reverse("admin:schedule_schedule_change", args=[schedule.pk])


def move(schedule: Schedule, name: str) -> str:
    return reverse("admin:schedule_schedule_move", args=[schedule.pk, name])


def test_page_offers_only_what_is_possible(
    page: None, world: World, schedule: Schedule, client: Client
) -> None:
    world.sign_in(client, "economy.coordinator")
    shown = client.get(change(schedule)).content.decode()
    assert elements(shown, f"a[href='{move(schedule, 'submit')}']")
    assert move(schedule, "approve") not in shown
    assert 'name="state"' not in shown
    world.sign_in(client, "administration.head_of_administration")
    assert move(schedule, "submit") not in client.get(change(schedule)).content.decode()


def test_a_move_has_its_page_and_happens_on_post_only(
    page: None, world: World, schedule: Schedule, client: Client
) -> None:
    world.sign_in(client, "economy.coordinator")
    assert client.get(move(schedule, "submit")).status_code == 200
    schedule.refresh_from_db()
    assert schedule.state == ScheduleState.DRAFT
    assert client.post(move(schedule, "submit"), {"revision": schedule.revision}).status_code == 302
    schedule.refresh_from_db()
    assert schedule.state == ScheduleState.SUBMITTED


def test_a_move_that_is_not_possible_is_refused_with_its_sentence(
    page: None, world: World, schedule: Schedule, client: Client
) -> None:
    world.sign_in(client, "economy.coordinator")
    answer = client.get(move(schedule, "approve"))
    assert answer.status_code == 403
    lead = element(answer, ".lead")
    assert lead.text.startswith("Only the Head of the Presidential Administration approves by order.")
    assert lead.one("a.clause")["href"].endswith("#c8")
    answer = client.post(move(schedule, "approve"), {"revision": schedule.revision, "order_number": "1"})
    assert answer.status_code == 403
    schedule.refresh_from_db()
    assert schedule.state == ScheduleState.DRAFT
    assert client.get(move(schedule, "no_such_move")).status_code == 404


def test_the_form_of_a_move_keeps_what_was_typed(
    page: None, world: World, schedule: Schedule, client: Client
) -> None:
    schedule = submit_schedule(schedule, world.person("economy.coordinator"))
    world.sign_in(client, "administration.head_of_administration")
    assert elements(client.get(change(schedule)), f"a[href='{move(schedule, 'approve')}']")
    assert client.get(move(schedule, "approve")).status_code == 200
    answer = client.post(move(schedule, "approve"), {"revision": schedule.revision, "order_number": "77-b"})
    assert answer.status_code == 422
    assert element(answer, "[name=order_number]")["value"] == "77-b"
    sent = {"revision": schedule.revision, "order_number": "77-b", "order_date": "2018-11-19"}
    assert client.post(move(schedule, "approve"), sent).status_code == 302
    schedule.refresh_from_db()
    assert (schedule.state, schedule.order_number, schedule.order_date) == (
        ScheduleState.APPROVED,
        "77-b",
        date(2018, 11, 19),
    )


def test_what_somebody_changed_meanwhile_is_not_written_over(
    page: None, world: World, schedule: Schedule, client: Client
) -> None:
    schedule = submit_schedule(schedule, world.person("economy.coordinator"))
    world.sign_in(client, "administration.head_of_administration")
    sent = {"revision": schedule.revision - 1, "order_number": "77", "order_date": "2018-11-19"}
    answer = client.post(move(schedule, "approve"), sent)
    assert answer.status_code == 409
    assert element(answer, "[name=revision]")["value"] == str(schedule.revision)


def test_a_refused_save_brings_the_form_back(
    page: None, world: World, schedule: Schedule, client: Client
) -> None:
    world.sign_in(client, "economy.coordinator")
    answer = client.post(change(schedule), {"version": "9", "order_number": "typed"})
    assert answer.status_code == 409
    assert named(answer, ".errornote", "The version is counted by the portal.")
    assert texts(answer, "#id_version_error li") == ["Leave it."]
    assert element(answer, "[name=order_number]")["value"] == "typed"
    schedule.refresh_from_db()
    assert schedule.version == 1


def test_what_is_not_visible_is_not_found(
    page: None, world: World, november: clock.FrozenClock, client: Client
) -> None:
    with clock.frozen(datetime(2017, 11, 20, 5, 0, tzinfo=UTC)):
        hidden = draft_schedule(world.cycles[2017], world.person("economy.coordinator"))
    world.sign_in(client, "economy.coordinator")
    assert client.get(change(hidden)).status_code == 404
    assert client.get(move(hidden, "submit")).status_code == 404
    assert client.post(move(hidden, "submit"), {"revision": 0}).status_code == 404


def test_another_office_finds_no_page(page: None, world: World, schedule: Schedule, client: Client) -> None:
    for key in ("finance.evaluator", "economy.administrator"):
        world.sign_in(client, key)
        assert client.get(change(schedule)).status_code == 403
        assert client.get(reverse("admin:schedule_schedule_changelist")).status_code == 403
        assert client.get(move(schedule, "submit")).status_code == 404
