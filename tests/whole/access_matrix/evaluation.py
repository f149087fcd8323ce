"""Rows of the frame: desk, account, Decree, routing, registers."""

from __future__ import annotations

from evaluation import clock
from evaluation.models import Membership, Office
from tests.whole.access_matrix import LOGIN, NO_OFFICE, OTHERS, VISITOR, Row
from tests.worlds.world import World

PUBLIC = {OTHERS: 200}
SIGNED_IN = {OTHERS: 200, VISITOR: LOGIN}
ADMINISTRATOR = {OTHERS: 403, VISITOR: LOGIN, "economy.administrator": 200}
ADMINISTRATOR_AND_AUDITOR = {**ADMINISTRATOR, "commission.auditor": 200}
AUDITOR = {OTHERS: 403, VISITOR: LOGIN, "commission.auditor": 200}
SECONDS = {
    OTHERS: 403,
    VISITOR: LOGIN,
    "economy.administrator": 200,
    "economy.coordinator": 200,
    "commission.auditor": 200,
}
DESKS = {
    OTHERS: 403,
    VISITOR: LOGIN,
    "finance.evaluator": 200,
    "finance.approver": 200,
    "finance.methodologist": 200,
    "civil-service.evaluator": 200,
    "economy.administrator": 200,
    "commission.auditor": 200,
}


def a_body(world: World) -> list[int]:
    return [world.body("culture").pk]


def a_cycle(world: World) -> list[int]:
    return [world.cycle.pk]


def a_scope(world: World) -> list[int]:
    return [world.body("culture").scopes.get().pk]


def a_role(world: World) -> list[int]:
    return [world.body("economy").roles.get().pk]


def a_person(world: World) -> list[int]:
    return [world.people["culture.preparer"].pk]


def an_approver(world: World) -> list[int]:
    return [world.people["finance.approver"].pk]


def a_membership(world: World) -> list[int]:
    return [world.people["culture.preparer"].memberships.get().pk]


def a_reorganisation(world: World) -> list[int]:
    from datetime import date

    from evaluation.models import Reorganisation

    return [
        Reorganisation.objects.create(
            body=world.body("culture"),
            successor=world.body("agriculture"),
            took_effect_on=date(2018, 9, 1),
            act="1",
        ).pk
    ]


def an_interest(world: World) -> list[int]:
    from evaluation.actions import declare_interest

    return [declare_interest(world.person("finance.evaluator"), world.body("akmola"), "Former service").pk]


def a_journal_entry(world: World) -> list[int]:
    from evaluation.models import JournalEntry

    an_interest(world)
    return [JournalEntry.objects.latest("pk").pk]


def a_change(world: World) -> list[int]:
    from evaluation.account_actions import give_office

    return [give_office(an_office(world), world.person("economy.administrator")).pk]


def an_office(world: World) -> Membership:
    """Not saved yet: the auditor's office for the approver of another house."""
    return Membership(
        user=world.person("finance.approver"),
        body=world.body("commission"),
        office=Office.EVALUATOR,
        valid_from=clock.today(),
    )


LANGUAGE = {"do": "language", "language": "kk"}

ROWS = [
    Row("desk_years", {OTHERS: 302, VISITOR: LOGIN, NO_OFFICE: 403}),
    Row("desk_year", {OTHERS: 200, VISITOR: LOGIN, NO_OFFICE: 403}, args=[2018]),
    Row("desk_year", {OTHERS: 404, VISITOR: LOGIN, NO_OFFICE: 403}, args=[2031], note="no such year"),
    Row("work", ADMINISTRATOR),
    Row("work", {**ADMINISTRATOR, "economy.administrator": 405}, "POST"),
    Row(
        "work_again",
        {OTHERS: 403, VISITOR: LOGIN, "economy.administrator": 409},
        "POST",
        args=["letters", 1],
        note="nothing failed",
    ),
    Row("work_again", {**ADMINISTRATOR, "economy.administrator": 405}, args=["letters", 1]),
    Row("account_changes", SECONDS),
    Row("account_changes", {**dict.fromkeys(SECONDS, 405), OTHERS: 403, VISITOR: LOGIN}, "POST"),
    Row("account_change", {**SECONDS, OTHERS: 404, "finance.approver": 200}, args=a_change),
    Row(
        "account_change",
        {
            **dict.fromkeys(SECONDS, 302),
            OTHERS: 404,
            VISITOR: LOGIN,
            "economy.administrator": 403,
            "finance.approver": 403,
        },
        "POST",
        args=a_change,
        data={"do": "confirm"},
    ),
    Row(
        "account_change",
        {**dict.fromkeys(SECONDS, 302), OTHERS: 404, VISITOR: LOGIN, "finance.approver": 403},
        "POST",
        args=a_change,
        data={"do": "refuse"},
        note="or take back",
    ),
    Row("account_change", {OTHERS: 404, VISITOR: LOGIN}, args=[999999], note="no such"),
    Row("account_link", ADMINISTRATOR, args=a_person),
    Row("account_erasure", ADMINISTRATOR, args=a_person),
    Row("account_erasure", ADMINISTRATOR, args=a_person, query="whose=acted&whose=about&whose=named"),
    Row(
        "account_erasure",
        {**ADMINISTRATOR, "economy.administrator": 422},
        "POST",
        args=a_person,
        query="whose=acted",
        note="without an order",
    ),
    Row(
        "account_erasure",
        {**ADMINISTRATOR, "economy.administrator": 422},
        "POST",
        args=a_person,
        note="nothing named",
    ),
    Row("account_second_step", ADMINISTRATOR, args=a_person),
    Row("account_second_step", {**ADMINISTRATOR, "economy.administrator": 302}, "POST", args=an_approver),
    Row("account_link", {**ADMINISTRATOR, "economy.administrator": 302}, "POST", args=a_person),
    Row("audit", AUDITOR),
    Row("audit", {**AUDITOR, "commission.auditor": 405}, "POST"),
    Row("audit_file", AUDITOR),
    Row("audit_file", {**AUDITOR, "commission.auditor": 405}, "POST"),
    Row("lost_file", {**ADMINISTRATOR, "economy.administrator": 404}, args=[1], note="no file is lost"),
    Row("lost_file", {**ADMINISTRATOR, "economy.administrator": 404}, "POST", args=[1]),
    Row("lost_file_again", {**ADMINISTRATOR, "economy.administrator": 404}, "POST", args=[1]),
    Row("lost_file_again", {**ADMINISTRATOR, "economy.administrator": 405}, args=[1]),
    Row("desk", SIGNED_IN),
    Row("desk", {OTHERS: 405, VISITOR: LOGIN}, "POST"),
    Row("account", SIGNED_IN),
    Row("session_state", SIGNED_IN),
    Row("account", {OTHERS: 302, VISITOR: LOGIN}, "POST", data=LANGUAGE),
    Row("account", {"agriculture.preparer": 422}, "POST", data={"do": "something else"}),
    Row("decree", PUBLIC),
    Row("decree", PUBLIC, query="q=57"),
    Row("decree", {VISITOR: 405, "agriculture.preparer": 405}, "POST"),
    Row("routing_latest", {OTHERS: 302}),
    Row("routing", PUBLIC, args={"year": 2018}),
    Row("routing", {VISITOR: 404}, args={"year": 1999}, note="no such year"),
    Row("admin:index", DESKS),
    Row("admin:evaluation_body_changelist", ADMINISTRATOR),
    Row("admin:evaluation_body_add", ADMINISTRATOR),
    Row("admin:evaluation_body_change", ADMINISTRATOR, args=a_body),
    Row("admin:evaluation_scope_changelist", ADMINISTRATOR),
    Row("admin:evaluation_scope_add", ADMINISTRATOR),
    Row("admin:evaluation_scope_change", ADMINISTRATOR, args=a_scope),
    Row("admin:evaluation_roleholder_changelist", ADMINISTRATOR),
    Row("admin:evaluation_roleholder_add", ADMINISTRATOR),
    Row("admin:evaluation_roleholder_change", ADMINISTRATOR, args=a_role),
    Row("admin:evaluation_reorganisation_changelist", ADMINISTRATOR),
    Row("admin:evaluation_reorganisation_add", ADMINISTRATOR),
    Row("admin:evaluation_reorganisation_change", ADMINISTRATOR, args=a_reorganisation),
    Row("admin:evaluation_cycle_changelist", ADMINISTRATOR),
    Row("admin:evaluation_cycle_add", ADMINISTRATOR),
    Row("admin:evaluation_cycle_change", ADMINISTRATOR, args=a_cycle),
    Row(
        "admin:evaluation_cycle_change",
        {OTHERS: 403, VISITOR: LOGIN, "economy.administrator": 302},
        "POST",
        args=a_cycle,
        data={"year": "2018"},
    ),
    Row("admin:evaluation_user_changelist", ADMINISTRATOR),
    Row("admin:evaluation_user_add", ADMINISTRATOR),
    Row("admin:evaluation_user_change", ADMINISTRATOR, args=a_person),
    Row("admin:evaluation_membership_changelist", ADMINISTRATOR),
    Row("admin:evaluation_membership_add", ADMINISTRATOR),
    Row("admin:evaluation_membership_change", ADMINISTRATOR, args=a_membership),
    Row("admin:evaluation_interestdeclaration_changelist", ADMINISTRATOR),
    Row("admin:evaluation_interestdeclaration_add", {OTHERS: 403, VISITOR: LOGIN}),
    Row("admin:evaluation_interestdeclaration_change", ADMINISTRATOR, args=an_interest),
    Row(
        "admin:evaluation_interestdeclaration_change", {OTHERS: 403, VISITOR: LOGIN}, "POST", args=an_interest
    ),
    Row("admin:evaluation_journalentry_changelist", ADMINISTRATOR_AND_AUDITOR),
    Row("admin:evaluation_journalentry_add", {OTHERS: 403, VISITOR: LOGIN}),
    Row("admin:evaluation_journalentry_change", ADMINISTRATOR_AND_AUDITOR, args=a_journal_entry),
    Row("admin:evaluation_journalentry_change", {OTHERS: 403, VISITOR: LOGIN}, "POST", args=a_journal_entry),
    Row("desk", {NO_OFFICE: 200}, note="an account without an office has an empty desk"),
]
