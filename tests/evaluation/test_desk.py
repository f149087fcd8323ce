"""The frame: the desk's heading, cards and order; the menu; refusals as pages and as problem documents."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from evaluation import clock, desk, navigation
from evaluation.checks import KEEPERS, doors_are_kept
from evaluation.desk import Approaching, Section, Turn
from evaluation.middleware import RefusalMiddleware, problem_response
from evaluation.models import Body, BodyKind, Membership, Office, Scope, User
from evaluation.refusals import FieldFault, Refusal
from evaluation.views import turns_title
from tests.worlds.elements import element, elements, parsed
from tests.worlds.world import NOW, World, add_person

SOON = datetime(2019, 2, 19, 18, 0, tzinfo=UTC)  # midnight after 19 February in Almaty
LATER = datetime(2019, 2, 21, 18, 0, tzinfo=UTC)


def turn(title: str, due_at: datetime | None = None, since: datetime | None = None) -> Turn:
    return Turn(
        title,
        "text",
        "c40 c64",
        "/ru/decree/",
        "Open and sign",
        due_at=due_at,
        waiting_since=since,
        body="МСХ",
    )


class Days:
    """A calendar that counts every day as a working day."""

    def working_days_left(self, last_day: date) -> int:
        return (last_day - clock.today()).days

    def next_milestone(self) -> Approaching | None:
        return Approaching("reports to the authorised bodies", date(2019, 2, 21), 3)


@pytest.fixture
def registries(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk's registries, empty, with a simple calendar."""
    for name in ("_turns", "_next_steps", "_sections", "_readings"):
        monkeypatch.setattr(desk, name, [])
    monkeypatch.setattr(desk, "_calendar", [Days()])


@pytest.mark.parametrize(
    ("count", "language", "title"),
    [
        (2, "en", "Your turn: 2 matters"),
        (1, "en", "Your turn: 1 matter"),
        (7, "ru", "К исполнению: 7"),
        (1, "kk", "Орындауға: 1"),
    ],
)
def test_heading_counts_what_waits(count: int, language: str, title: str) -> None:
    with override(language):
        assert turns_title(count) == title


def test_turns_stand_by_urgency_then_by_wait(registries: None, february: object, world: World) -> None:
    desk.register(lambda _user: [turn("no term"), turn("later", LATER), turn("soon", SOON)])
    desk.register(lambda _user: [turn("soon, waiting longer", SOON, NOW - timedelta(days=9))])
    found = desk.turns_of(world.person("agriculture.first_head"))
    assert [one.title for one in found] == ["soon, waiting longer", "soon", "later", "no term"]
    assert [one.days_left for one in found] == [1, 1, 3, None]


def test_a_turn_past_its_term_is_shown_late(registries: None, february: object, world: World) -> None:
    desk.register(lambda _user: [turn("late", datetime(2019, 2, 15, 18, 0, tzinfo=UTC))])
    [late] = desk.turns_of(world.person("agriculture.first_head"))
    assert (late.until, late.days_left, late.tone) == (date(2019, 2, 15), -3, "refused")


def test_desk_shows_cards_with_clause_term_and_action(
    registries: None, february: object, world: World, client: Client
) -> None:
    desk.register(lambda _user: [turn("Sign the report", LATER), turn("Answer the return", SOON)])
    desk.register_sections(
        lambda _user: [Section("The year", "components/empty.html", {"title": "x"}, order=10)]
    )
    desk.register_next(lambda _user: [desk.Next("conclusions", "authorities", date(2019, 4, 15), "c7.2")])
    world.sign_in(client, "agriculture.first_head")
    page = parsed(client.get("/en/desk/"))
    assert page.one("h1").text == "Your turn: 2 matters"
    assert page.texts(".turn-title") == ["Answer the return", "Sign the report"]
    first, second = page.all(".turn")
    assert first.one("a.clause")["href"] == "/en/decree/#c40"
    assert second.one(".turn-until-date").text == "Thu\N{NO-BREAK SPACE}21\N{NO-BREAK SPACE}February, 24:00"
    assert page.one(".lead").text == (
        "Evaluation of 2018 · today is Monday, 18\N{NO-BREAK SPACE}February 2019"
        " · 3 working days left to the milestone “reports to the authorised bodies”"
    )
    assert page.one(".nexts-what").text.startswith("Conclusions")
    assert page.one(".nexts-who").text == "authorities"


def test_desk_says_so_when_nothing_waits(
    registries: None, february: object, world: World, client: Client
) -> None:
    world.sign_in(client, "agriculture.first_head")
    assert element(client.get("/en/desk/"), "h1").text == "Nothing waits for you now"


def test_desk_costs_the_same_for_any_number_of_bodies(february: object, world: World, client: Client) -> None:
    def cost() -> int:
        world.sign_in(client, "finance.evaluator")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/ru/desk/").status_code == 200
        return len(queries)

    before = cost()
    for number in range(5):
        body = Body.objects.create(
            slug=f"more-{number}",
            kind=BodyKind.CENTRAL,
            valid_from=date(2015, 1, 1),
            **{f"{name}_{code}": "x" for name in ("name", "short_name") for code in ("kk", "ru", "en")},
        )
        Scope.objects.create(body=body, number=40 + number, valid_from=date(2015, 1, 1))
        add_person(body, Office.PREPARER)
    assert cost() == before


def test_doors_left_unkept_stop_the_portal(settings: object) -> None:
    assert doors_are_kept(None) == []
    settings.MIDDLEWARE = list(KEEPERS[1:])  # type: ignore[attr-defined]
    assert [one.id for one in doors_are_kept(None)] == ["sarap.E001"] * 3


def test_registering_twice_shows_once(registries: None, february: object, world: World) -> None:
    def provider(_user: User) -> list[Turn]:
        return [turn("once")]

    desk.register(provider)
    desk.register(provider)
    assert len(desk.turns_of(world.person("agriculture.first_head"))) == 1


def test_desk_sends_a_visitor_to_sign_in(client: Client, db: None) -> None:
    answer = client.get("/ru/desk/")
    assert answer.status_code == 302
    assert answer["Location"] == "/ru/accounts/login/?next=/ru/desk/"


def test_menu_marks_the_longest_address_that_leads_here(monkeypatch: pytest.MonkeyPatch) -> None:
    items = [
        navigation.NavItem("Reports", "/ru/desk/reports/", 2),
        navigation.NavItem("Desk", "/ru/desk/", 1),
    ]
    monkeypatch.setattr(navigation, "_items", [lambda _user: items])
    found = navigation.menu(None, "/ru/desk/reports/7/")
    assert [(one["label"], one["current"]) for one in found] == [("Desk", False), ("Reports", True)]


def test_rail_groups_what_is_mine_the_year_documents_and_reference() -> None:
    items = [
        navigation.NavItem("Decree", "/ru/decree/", 1),
        navigation.NavItem("Reports", "/ru/desk/reports/", 2, navigation.Group.MINE),
        navigation.NavItem("Schedule", "/ru/schedule/", 3, navigation.Group.YEAR),
        navigation.NavItem("Desk", "/ru/desk/", 1, navigation.Group.MINE),
    ]
    found = navigation.rail(sorted(items, key=lambda item: item.order), "/ru/schedule/2019/")
    assert [(one["key"], [item["label"] for item in one["items"]]) for one in found] == [
        ("mine", ["Desk", "Reports"]),
        ("year", ["Schedule"]),
        ("reference", ["Decree"]),
    ]
    assert [item["label"] for one in found for item in one["items"] if item["current"]] == ["Schedule"]


def test_every_desk_wears_one_frame_the_admin_too(world: World, february: object, client: Client) -> None:
    world.sign_in(client, "finance.evaluator")
    rails = []
    for address in ("/en/desk/", "/en/admin/"):
        page = client.get(address).content.decode()
        assert element(page, ".who-office").text == "Evaluator", address
        assert element(page, "a.inbox")["href"] == "/en/desk/inbox/", address
        rails.append([(link["href"], link.text) for link in elements(page, "#main-nav a")])
    assert rails[0] == rails[1]
    assert ("/en/desk/", "Desk") in rails[0]


def test_corner_shows_the_foremost_office_of_today(world: World, february: object, client: Client) -> None:
    person = world.sign_in(client, "agriculture.preparer")
    Membership.objects.create(
        user=person,
        body=world.body("culture"),
        office=Office.FIRST_HEAD,
        valid_from=date(2015, 1, 1),
        valid_until=date(2019, 2, 17),
    )
    page = client.get("/en/decree/").content.decode()
    assert element(page, ".who-office").text == "Preparer"
    assert "Минкультуры" not in page


def test_refusal_is_a_page_with_clause_and_remedy(world: World, rf: RequestFactory) -> None:
    request = rf.get("/ru/x/", headers={"accept": "text/html"})
    request.user = world.person("agriculture.first_head")
    request.resolver_match = None
    refusal = Refusal("late", "The term ended.", clause="c40", remedy="Ask for an extension.")
    answer = RefusalMiddleware(lambda _request: None).process_exception(request, refusal)  # type: ignore[arg-type, return-value]
    assert answer is not None
    assert answer.status_code == 409
    lead = element(answer, ".lead")
    assert lead.text.startswith("The term ended.")
    assert lead.one("a")["href"].endswith("#c40")
    assert element(answer, ".alert-text").text == "Ask for an extension."


def test_refusal_is_a_problem_document_for_a_program(rf: RequestFactory) -> None:
    request = rf.get("/api/x/")
    request.resolver_match = None
    refusal = Refusal(
        "incomplete", "Something lacks.", clause="c9.3", faults=[FieldFault("mark", "Give it.")]
    )
    answer = RefusalMiddleware(lambda _request: None).process_exception(request, refusal)  # type: ignore[arg-type, return-value]
    assert answer is not None
    assert answer["Content-Type"] == "application/problem+json"
    document = json.loads(answer.content)
    assert (document["status"], document["code"], document["clause"]) == (422, "incomplete", "c9.3")
    assert document["errors"] == [{"field": "mark", "detail": "Give it."}]
    assert problem_response(refusal).status_code == 422


def test_other_exceptions_are_not_swallowed(rf: RequestFactory) -> None:
    middleware = RefusalMiddleware(lambda _request: None)  # type: ignore[arg-type, return-value]
    assert middleware.process_exception(rf.get("/"), ValueError("x")) is None


def test_matters_of_two_years_say_their_year_and_dates_of_another_year_theirs(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report for 2019 beside one for 2018: the card names the year, and 22 February is not taken for this one's."""
    mine = [Turn("Fill in A", "…", "c40", "/", "Open", last_day=date(2019, 4, 17), year=2018)]
    monkeypatch.setattr(desk, "_turns", [lambda _user: mine])
    with clock.frozen(NOW):
        world.sign_in(client, "agriculture.preparer")
        assert "Evaluation of" not in element(client.get("/en/desk/"), ".turn").text
        mine.append(Turn("Fill in B", "…", "c40", "/", "Open", last_day=date(2020, 2, 24), year=2019))
        first, second = elements(client.get("/en/desk/"), ".turn")
    assert first.one(".turn-body").text == "Evaluation of 2018"
    assert second.one(".turn-body").text == "Evaluation of 2019"
    assert "2019" not in first.one("time").text
    assert "2020" in second.one("time").text
