"""One's own account: offices with dates, the language of letters, declared interests."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from evaluation import clock
from evaluation.actions import declare_interest
from evaluation.models import InterestDeclaration, JournalEntry
from evaluation.refusals import Refusal
from evaluation.rights import standing
from tests.worlds.elements import element, elements
from tests.worlds.world import World


def test_account_lists_offices_with_dates(world: World, february: object, client: Client) -> None:
    world.sign_in(client, "agriculture.preparer")
    (office,) = elements(client.get("/ru/account/"), "section tbody tr")
    assert {"Минсельхоз", "01.01.2015"} <= set(office.texts("td"))


def test_language_of_letters_is_saved(world: World, february: object, client: Client) -> None:
    person = world.sign_in(client, "agriculture.preparer")
    assert client.post("/ru/account/", {"do": "language", "language": "kk"}).status_code == 302
    person.refresh_from_db()
    assert person.language == "kk"
    assert client.post("/ru/account/", {"do": "language", "language": "fr"}).status_code == 422


@pytest.mark.clause("c9.2")
def test_interest_is_declared_and_on_record(world: World, february: object, client: Client) -> None:
    person = world.sign_in(client, "finance.evaluator")
    body = world.body("agriculture")
    sent = {"do": "interest", "body": body.pk, "reason": "Former service", "until": ""}
    assert client.post("/ru/account/", sent).status_code == 302
    declared = InterestDeclaration.objects.get(user=person)
    assert (declared.body, declared.valid_from, declared.valid_until) == (body, date(2019, 2, 18), None)
    assert body.pk in standing(world.person("finance.evaluator")).interests
    assert JournalEntry.objects.get(act="interestdeclaration.declare").clause == "c9.2"
    assert client.post("/ru/account/", sent).status_code == 409  # once is enough
    assert InterestDeclaration.objects.count() == 1


@pytest.mark.clause("c9.2")
def test_interest_needs_a_reason_and_a_day_to_come(world: World, february: clock.FrozenClock) -> None:
    with pytest.raises(Refusal) as refused:
        declare_interest(
            world.person("finance.evaluator"), world.body("agriculture"), "  ", until=date(2019, 2, 17)
        )
    assert [fault.field for fault in refused.value.faults] == ["reason", "until"]


def test_interest_keeps_what_was_typed_when_refused(world: World, february: object, client: Client) -> None:
    world.sign_in(client, "finance.evaluator")
    sent = {"do": "interest", "body": world.body("culture").pk, "reason": "Relative", "until": "2019-01-01"}
    answer = client.post("/ru/account/", sent)
    assert answer.status_code == 422
    assert element(answer, "[name=reason]").text == "Relative"
