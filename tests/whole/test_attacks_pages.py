"""Pages under attack: who approves what they scored themselves, what a proxy may keep, addresses with strange signs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from blocks import actions
from blocks.models import PartialConclusion
from evaluation import clock
from evaluation.models import Membership, Office, User
from tests.worlds.appeals import refused
from tests.worlds.scored import Scored, scored
from tests.worlds.world import SINCE, World

__all__ = ["scored"]

NOW = datetime(2019, 2, 18, 6, tzinfo=UTC)


def also_approves(scored: Scored, partial: PartialConclusion, key: str) -> User:
    """The person, who from now on is an approver of the same authority as well."""
    person = scored.person(key)
    Membership.objects.create(user=person, body=partial.evaluator, office=Office.APPROVER, valid_from=SINCE)
    return person


def another_evaluator(scored: Scored, partial: PartialConclusion, username: str, email: str = "") -> User:
    person = User.objects.create(username=username, email=email, language="ru")
    Membership.objects.create(user=person, body=partial.evaluator, office=Office.EVALUATOR, valid_from=SINCE)
    return person


def refuse_to_approve(partial: PartialConclusion, person: User) -> None:
    refusal = refused(lambda: actions.approve_marks(partial, User.objects.get(pk=person.pk)))
    assert refusal.code == "right"
    assert "second person" in refusal.sentence


@pytest.mark.clause("c9.3")
def test_who_gave_the_values_does_not_approve_what_a_colleague_marked(scored: Scored) -> None:
    partial = scored.partials()[0]  # its values were recorded by the evaluator
    colleague = another_evaluator(scored, partial, "colleague")
    partial = actions.save_marks(partial, colleague, scored.entries_of_marks(partial))
    partial = actions.submit_marks(partial, colleague)
    refuse_to_approve(partial, also_approves(scored, partial, scored.office(partial, "evaluator")))


@pytest.mark.clause("c9.3")
def test_who_marked_first_does_not_approve_when_a_colleague_marked_anew(scored: Scored) -> None:
    partial = scored.partials()[0]
    first, second = (another_evaluator(scored, partial, name) for name in ("first", "second"))
    entries = scored.entries_of_marks(partial)
    partial = actions.save_marks(partial, first, entries)
    partial = actions.save_marks(partial, second, entries)
    partial = actions.submit_marks(partial, second)
    Membership.objects.create(user=first, body=partial.evaluator, office=Office.APPROVER, valid_from=SINCE)
    refuse_to_approve(partial, first)


@pytest.mark.clause("c9.3")
def test_who_only_sent_the_marks_does_not_approve_them(scored: Scored) -> None:
    partial = scored.mark(scored.partials()[0])
    sender = another_evaluator(scored, partial, "sender")
    partial = actions.submit_marks(partial, sender)
    Membership.objects.create(user=sender, body=partial.evaluator, office=Office.APPROVER, valid_from=SINCE)
    refuse_to_approve(partial, sender)


@pytest.mark.clause("c9.3")
def test_a_second_account_with_the_same_address_is_no_second_person(scored: Scored) -> None:
    partial = scored.submit(scored.partials()[0])
    scorer = scored.person(scored.office(partial, "evaluator"))
    twin = User.objects.create(username="twin", email=scorer.email.upper(), language="ru")
    Membership.objects.create(user=twin, body=partial.evaluator, office=Office.APPROVER, valid_from=SINCE)
    refuse_to_approve(partial, twin)
    approver = scored.person(scored.office(partial, "approver"))
    assert actions.approve_marks(partial, approver).state == "approved"


@pytest.mark.clause("c44")
def test_what_a_person_reads_is_no_proxys_to_keep(world: World, client: Client) -> None:
    with clock.frozen(NOW):
        world.sign_in(client, "economy.coordinator")
        for name in ("desk", "reports", "conclusions", "inbox"):
            kept = client.get(reverse(name))["Cache-Control"]
            assert {"private", "no-cache"} <= set(kept.replace(",", " ").split()), name
            assert "no-store" not in kept  # going back to a form must not take away what was typed
        assert "private" not in Client().get("/ru/results/").headers.get("Cache-Control", "")


@pytest.mark.parametrize(
    "query", ["state=%00", "direction=%00", "q=%00", "cycle__year=%00", "%00=1", "whose=%00", "o=%00"]
)
def test_a_filter_with_a_sign_that_no_text_has_is_no_error(
    scored: Scored, client: Client, query: str
) -> None:
    scored.world.sign_in(client, "civil-service.evaluator")
    address = reverse("admin:blocks_partialconclusion_changelist")
    assert client.get(f"{address}?{query}").status_code == 404
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("model", ["body", "scope", "roleholder", "reorganisation", "membership"])
@pytest.mark.parametrize(
    "sent", ["\0", "<script>", "2019-13-45", "\N{ARABIC-INDIC DIGIT THREE}", "9" * 60, "-1"]
)
def test_a_register_takes_no_strange_row_and_says_so(
    world: World, client: Client, model: str, sent: str
) -> None:
    world.sign_in(client, "economy.administrator")
    address = reverse(f"admin:evaluation_{model}_add")
    with clock.frozen(NOW):
        names = client.get(address).context["adminform"].form.fields
        answer = client.post(address, dict.fromkeys(names, sent))
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors
