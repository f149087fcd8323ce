"""One person is one person, with however many accounts: interest, exclusion and the second person look at the person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from appeals import actions as appeal_actions
from appeals.desk import turns as appeal_turns
from appeals.selectors import people_for
from blocks import actions
from blocks.desk.scoring import turns
from blocks.selectors.approval import read_queue
from evaluation import clock, rights
from evaluation.models import Cycle, InterestDeclaration, Membership, Office, User
from evaluation.persons import account_ids, same_person
from methodologies import actions as methodology_actions
from reports.models import DatumValue
from schedule.actions import approve_schedule, draft_schedule, submit_schedule
from tests.whole import accounts_compared
from tests.worlds.appeals import APPROVER as APPROVER_3
from tests.worlds.appeals import CHAIR, MEMBER, Delivered, delivered, refused
from tests.worlds.opened import shipped_document
from tests.worlds.scored import MARCH, Scored, scored
from tests.worlds.unguarded import unopen
from tests.worlds.world import SINCE, World, add_person

__all__ = ["delivered", "scored"]

EVALUATOR, APPROVER = "civil-service.evaluator", "civil-service.approver"
HEAD_OF_ADMINISTRATION = "administration.head_of_administration"

#: Where account is compared with account on purpose, and why no person can gain by it.
EXCUSED = {
    "evaluation/account_actions.py: decides": "an office is held with the account that has it",
    "evaluation/account_rights.py: is_second_person": "what concerns one's own account one may confirm with it",
    "evaluation/account_rights.py: keeps_own_second_step": "whose step it is says with that account that it is not lost",
    "evaluation/account_rights.py: reads_change": "what concerns an account is shown to that account",
    "evaluation/rights.py: standing_of": "an office is held with the account that has it",
    "evaluation/second_step.py: _kinds_of": "a second step is of the account that signed in",
    "evaluation/second_step.py: second_steps_of": "a second step is of the account that signed in",
    "evaluation/second_step.py: take_off": "a second step is of the account that signed in",
    "evaluation/guards.py: overlapping": "an office is held with the account that has it",
    "reports/actions/demo_numbers.py: enter_demo_numbers": "a certificate is of the account that the register names",
    "reports/actions/returns.py: return_report": "the author may be told of it at the account that returned it",
    "reports/actions/signing.py: _refuse_outdated": "what one read and froze one signs with that account",
    "reports/actions/signing.py: expected_of": "a certificate is of the account that the register names",
    "reports/actions/signing.py: freeze_manifest": "what one read and froze one signs with that account",
    "reports/actions/submissions.py: _waiting": "who uploaded with the account confirms with it: stricter",
    "schedule/feeds.py: live_link": "a feed is of the account whose letters it shows",
    "schedule/feeds.py: make_link": "a feed is of the account whose letters it shows",
    "schedule/feeds.py: revoke_link": "a feed is of the account whose letters it shows",
    "schedule/reminders.py: _still_owed": "a letter goes to the account that holds the office",
    "blocks/selectors/approval.py: _read": "what the other account opened was not opened here: stricter",
    "appeals/actions/forming.py: form_commission": "a letter goes to the account that got the seat",
    "appeals/desk.py: waiting": "a seat is held with the account that has it",
    "appeals/desk.py: next_steps": "a seat is held with the account that has it",
    "appeals/pages.py: _hold_back_unfinished": "a seat is held with the account that has it",
    "appeals/rights.py: is_chair": "a seat is held with the account that has it",
    "appeals/rights.py: visible_objections": "a seat is held with the account that has it",
    "appeals/selectors.py: with_a_seat_left": "the office for a seat is held with the account that has it",
}


@pytest.mark.clause("c9.2", "c9.3")
def test_no_right_guard_or_query_compares_account_with_account() -> None:
    found = {place for path in accounts_compared.sources() for place in accounts_compared.compared(path)}
    assert found - set(EXCUSED) == set(), "ask evaluation.persons, or name it in EXCUSED with its reason"
    assert set(EXCUSED) - found == set(), "these compare no more: take them off the list"


def twin(person: User, email: str = "") -> User:
    """A second account of the person, whose address is written another way; without an office."""
    return User.objects.create(username=f"{person.username}-2", email=email or f" {person.email.upper()} ")


def make_one(one: User, other: User) -> None:
    """The two accounts are of one person from now on."""
    User.objects.filter(pk=one.pk).update(email=f"{other.email.title()} ")


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from(["upper", "lower", "title", "swapcase"]), max_size=3),
    st.text(" \t\n", max_size=3),
)
@pytest.mark.django_db
def test_case_and_spaces_make_no_other_person(changes: list[str], spaces: str) -> None:
    User.objects.all().delete()
    one = User.objects.create(username="one", email="Aigul.S@Example.kz")
    written = one.email
    for change in changes:
        written = getattr(written, change)()
    other = User.objects.create(username="two", email=spaces + written + spaces)
    dots = User.objects.create(username="three", email="aiguls@example.kz")
    empty = [User.objects.create(username=name, email=spaces) for name in ("four", "five")]
    assert account_ids(one) == {one.pk, other.pk}
    assert same_person(one, other.pk)
    assert not same_person(one, dots)
    assert not same_person(*empty)
    assert not same_person(None, None)


# --- interest (c9.2) ---------------------------------------------------------------------------------------------------


def declares(scored: Scored, other: User) -> None:
    InterestDeclaration.objects.create(
        user=other, body=scored.world.body("agriculture"), reason="Kin", valid_from=date(2019, 1, 1)
    )


def is_of_the_house(scored: Scored, other: User) -> None:
    Membership.objects.create(
        user=other, body=scored.world.body("agriculture"), office=Office.PREPARER, valid_from=SINCE
    )


def left_lately(scored: Scored, other: User) -> None:
    Membership.objects.create(
        user=other,
        body=scored.world.body("agriculture"),
        office=Office.PREPARER,
        valid_from=SINCE,
        valid_until=clock.today() - timedelta(days=364),
    )


Tie = Callable[[Scored, User], None]


@pytest.mark.clause("c9.2")
@pytest.mark.parametrize("tie", [declares, is_of_the_house, left_lately])
@pytest.mark.parametrize("second", [False, True])
def test_a_tie_of_one_account_binds_the_person(scored: Scored, tie: Tie, second: bool) -> None:
    person = scored.person(EVALUATOR)
    tie(scored, twin(person) if second else person)
    partial = scored.partials()[0]
    refusal = refused(lambda: actions.save_marks(partial, scored.person(EVALUATOR), []))
    assert (refusal.code, refusal.clause) == ("right", "c9.2")
    assert not [turn for turn in turns(scored.person(EVALUATOR)) if str(turn.title).startswith("Score")]


@pytest.mark.clause("c9.2")
def test_who_left_a_body_scores_it_after_the_term_and_reads_from_when(scored: Scored) -> None:
    left_lately(scored, scored.person(EVALUATOR))
    partial = scored.partials()[0]
    with override("en"):
        refusal = refused(lambda: actions.save_marks(partial, scored.person(EVALUATOR), []))
    assert refusal.sentence == (
        "A person who left this body on 12\u00a0March 2018 takes no part in its evaluation before 12\u00a0March 2019 "
        "(clause 9)."
    )
    with clock.frozen(MARCH + timedelta(days=1)):
        assert rights.may(scored.person(EVALUATOR), "blocks.score_partialconclusion", partial)


# --- the second person (c9.3) --------------------------------------------------------------------------------------------


@pytest.mark.clause("c9.3")
def test_the_second_account_of_the_evaluator_approves_no_marks(scored: Scored) -> None:
    partial = scored.submit(scored.partials()[0])
    approver = scored.person(APPROVER)
    assert [str(turn.title) for turn in turns(approver)] == ["Approve the marks of 1 direction for 2018"]
    make_one(approver, scored.person(EVALUATOR))
    approver = scored.person(APPROVER)
    refusal = refused(lambda: actions.approve_marks(partial, approver))
    assert (refusal.code, refusal.clause) == ("right", "c9.3")
    assert turns(approver) == []
    assert [line.mine for line in read_queue(approver, 2018).others] == [False]


@pytest.mark.clause("c9.3")
def test_who_gave_a_value_approves_no_mark_that_rests_on_it(scored: Scored) -> None:
    first = scored.partials()[0]
    scored.submit(first)
    value = DatumValue.objects.get(item="culture_index")
    value.given_by = scored.person(APPROVER)
    value.save()
    assert not rights.may(scored.person(APPROVER), "blocks.approve_partialconclusion", first)
    queue = read_queue(scored.person(APPROVER), 2018)
    assert (queue.lines, len(queue.others)) == ([], 1)
    read = DatumValue.objects.get(item="rendered_once_only")  # another direction's
    DatumValue.objects.filter(pk=value.pk).update(given_by=read.given_by)
    DatumValue.objects.filter(pk=read.pk).update(given_by=scored.person(APPROVER))
    assert rights.may(scored.person(APPROVER), "blocks.approve_partialconclusion", first)


@pytest.mark.clause("c9.3", "c47")
def test_who_gave_a_value_approves_no_conclusion_that_rests_on_it(scored: Scored) -> None:
    drawn = scored.draw_up()
    approver = scored.person(f"{drawn.lead.slug}.approver")
    assert rights.may(approver, "blocks.approve_conclusion", drawn)
    DatumValue.objects.filter(item="rendered_once_only").update(given_by=approver)
    assert not rights.may(approver, "blocks.approve_conclusion", drawn)
    assert [line.mine for line in read_queue(approver, 2018).others] == [False]


@pytest.mark.clause("c9.3", "c46", "c47")
def test_who_draws_a_conclusion_up_does_not_approve_it_with_another_account(scored: Scored) -> None:
    drawn = scored.draw_up()
    approver, author = (scored.person(f"{drawn.lead.slug}.{office}") for office in ("approver", "evaluator"))
    assert [str(turn.title) for turn in turns(approver)][-1] == "Approve 1 conclusion · 2018"
    make_one(approver, author)
    approver = scored.person(f"{drawn.lead.slug}.approver")
    refusal = refused(lambda: actions.approve_conclusion(drawn, approver))
    assert (refusal.code, refusal.clause) == ("right", "c9.3")
    assert "drew up" in refusal.sentence
    assert not [turn for turn in turns(approver) if "conclusion" in str(turn.title)]
    assert [line.mine for line in read_queue(approver, 2018).others] == [False]
    other = add_person(drawn.lead, Office.APPROVER, "another.approver")
    approved = actions.approve_conclusion(drawn, other)
    assert actions.deliver_conclusion(approved, approver).state == "delivered"  # delivering approves nothing


@pytest.mark.clause("c8", "c9.3")
def test_the_schedule_is_approved_by_another_person_than_its_author(world: World) -> None:
    author, head = world.person("economy.coordinator"), world.person("administration.head_of_administration")
    make_one(head, author)
    with clock.frozen(datetime(2018, 11, 20, 5, 0, tzinfo=UTC)):
        schedule = submit_schedule(draft_schedule(world.cycle, author), author)
        order: dict[str, Any] = {"order_number": "1", "order_date": date(2018, 11, 20)}
        refusal = refused(lambda: approve_schedule(schedule, world.person(HEAD_OF_ADMINISTRATION), **order))
        assert (refusal.code, refusal.clause) == ("right", "c9.3")
        User.objects.filter(pk=head.pk).update(email="head@example.test")
        assert approve_schedule(schedule, world.person(HEAD_OF_ADMINISTRATION), **order).state == "approved"


@pytest.mark.clause("c14", "c17")
@pytest.mark.parametrize(
    ("who", "stops"),
    [
        ("economy.coordinator", "agree_planning"),
        ("commission.working_body", "agree_working_body"),
        ("economy.approver", "approve"),
    ],
)
def test_who_wrote_a_methodology_neither_agrees_to_it_nor_approves_it(
    world: World, who: str, stops: str
) -> None:
    author = world.person("economy.methodologist")
    make_one(world.person(who), author)
    unopen(world.cycle.pk)
    cycle = Cycle.objects.get(pk=world.cycle.pk)
    draft = methodology_actions.import_methodology(cycle, shipped_document("1"), author)
    draft = methodology_actions.submit_methodology(draft, author)
    steps = [
        lambda: methodology_actions.agree_methodology(draft, world.person("economy.coordinator")),
        lambda: methodology_actions.agree_methodology(draft, world.person("commission.working_body")),
        lambda: methodology_actions.approve_methodology(
            draft, world.person("economy.approver"), "1/7", date(2018, 11, 26)
        ),
    ]
    for move, step in zip(("agree_planning", "agree_working_body", "approve"), steps, strict=True):
        if move == stops:
            refusal = refused(step)
            assert (refusal.code, refusal.clause) == ("right", "c9.3")
            break
        draft = step()


# --- special commissions (c59) --------------------------------------------------------------------------------------------


def took_part_as_another(delivered: Delivered, member: User) -> None:
    make_one(member, delivered.person(EVALUATOR))


def kin_of_the_body(delivered: Delivered, member: User) -> None:
    make_one(member, delivered.person("agriculture.preparer"))


def sits_twice(delivered: Delivered, member: User) -> None:
    make_one(member, delivered.person(CHAIR))


@pytest.mark.clause("c59")
@pytest.mark.parametrize("evades", [took_part_as_another, kin_of_the_body, sits_twice])
def test_a_seat_is_kept_from_the_person_and_not_from_the_account(
    delivered: Delivered, evades: Callable[[Delivered, User], None]
) -> None:
    objection = delivered.filed()
    evades(delivered, delivered.person(MEMBER))
    refusal = refused(
        lambda: appeal_actions.form_commission(objection, delivered.person(APPROVER_3), delivered.seats())
    )
    assert (refusal.code, refusal.clause) == ("incomplete", "c59")
    excluded = [person.user for person in people_for(objection) if person.excluded]
    assert (delivered.person(MEMBER) in excluded) == (evades is not sits_twice)


@pytest.mark.clause("c59")
@pytest.mark.parametrize("evades", [took_part_as_another, kin_of_the_body, sits_twice])
def test_the_approver_is_told_when_the_second_account_is_found_out(
    delivered: Delivered, evades: Callable[[Delivered, User], None]
) -> None:
    objection = delivered.in_review()
    evades(delivered, delivered.person(MEMBER))
    cards = [turn.title for turn in appeal_turns(delivered.person(APPROVER_3))]
    assert cards == [f"Form the special commission on objection {objection.number} anew"]
