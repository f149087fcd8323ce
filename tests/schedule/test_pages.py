"""The schedule's pages: what the public and the desk read, constant queries, forms that keep what was typed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from evaluation import clock
from evaluation.models import Body, User
from schedule import actions
from schedule.milestones import Milestone
from schedule.models import Extension, Letter, Schedule
from tests.worlds.elements import element, elements, named, row, texts
from tests.worlds.pages import page, queries
from tests.worlds.world import World

pytestmark = pytest.mark.django_db

NOVEMBER = datetime(2018, 11, 19, 6, tzinfo=UTC)
COORDINATOR = "economy.coordinator"
HEAD = "administration.head_of_administration"


def turns(client: Client) -> list[str]:
    """What the desk asks the person for."""
    return texts(page(client, "/en/desk/"), ".turn-title")


def extend(world: World, body: Body, block: int = 1) -> Extension:
    return actions.record_extension(
        world.cycle,
        world.person(HEAD),
        milestone=Milestone.REPORTS,
        block=block,
        body=body,
        due_on=date(2019, 2, 28),
        reason="Flood in the archive",
        order_number="5",
        order_date=date(2019, 2, 18),
    )


@pytest.mark.clause("c7", "c8")
def test_public_schedule_shows_order_dates_clauses_and_extensions(
    world: World, client: Client, february: clock.FrozenClock
) -> None:
    world.approve_schedule()
    extend(world, world.body("culture"))
    shown = page(client, "/en/schedule/2018/")
    assert "approved by order No. 1 of 20\N{NO-BREAK SPACE}November 2018" in element(shown, ".lead").text
    reports = named(shown, "tbody tr", "1. reports to the authorised bodies, block 1")
    assert reports.one("time").text == "21\N{NO-BREAK SPACE}February 2019, Thursday, 24:00"
    assert "3 working days left" in reports.texts("td")
    assert reports.one("a.clause").text == "cl. 7.1"
    assert row(shown, "Минкультуры").texts("td") == [
        "reports to the authorised bodies, block 1",
        "28\N{NO-BREAK SPACE}February 2019, Thursday, 24:00",
        "Flood in the archive",
        "No. 5 of 18\N{NO-BREAK SPACE}February 2019",
    ]
    assert len(elements(shown, "svg")) == 3


def test_public_schedule_shows_what_a_version_changed(world: World, client: Client) -> None:
    world.approve_schedule()
    coordinator = world.person(COORDINATOR)
    with clock.frozen(datetime(2018, 11, 25, 6, tzinfo=UTC)):
        change = actions.draft_schedule(world.cycle, coordinator)
        dates = change.dates() | {(Milestone.PRESIDENT, None): date(2019, 7, 18)}
        change = actions.submit_schedule(change, coordinator, dates, change.revision)
        shown = page(client, "/en/schedule/2018/")
        assert "18\N{NO-BREAK SPACE}July 2019" not in shown  # a draft is not public
        actions.approve_schedule(change, world.person(HEAD), "2", date(2018, 11, 25))
        shown = page(client, "/en/schedule/2018/")
    (change_said,) = elements(shown, ".changes li")
    assert change_said.text.startswith("results to the President: ")
    assert change_said.one("del").text == "15\N{NO-BREAK SPACE}July 2019"
    assert change_said.one("ins").text == "18\N{NO-BREAK SPACE}July 2019"


def test_public_schedule_says_when_a_first_version_was_late(world: World, client: Client) -> None:
    coordinator = world.person(COORDINATOR)
    with clock.frozen(datetime(2018, 12, 5, 6, tzinfo=UTC)):
        schedule = actions.submit_schedule(actions.draft_schedule(world.cycle, coordinator), coordinator)
        actions.approve_schedule(schedule, world.person(HEAD), "9", date(2018, 12, 5))
        assert texts(page(client, "/en/schedule/2018/"), ".alert-title") == ["Approved late"]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize(
    "address", ["schedule/", "schedule/2018/", "schedule/calendar/2018/", "schedule/2017/"]
)
def test_public_pages_open_in_three_languages(
    world: World, client: Client, february: clock.FrozenClock, language: str, address: str
) -> None:
    world.approve_schedule()
    assert element(page(client, f"/{language}/{address}"), "html")["lang"] == language


@pytest.mark.clause("c57")
def test_calendar_marks_moved_days_and_says_why(world: World, client: Client) -> None:
    shown = page(client, "/en/schedule/calendar/2018/")
    why = "working day in exchange for the day off on 8\N{NO-BREAK SPACE}May 2018"
    (worked,) = [day for day in elements(shown, "td.cal-moved-on") if day["title"] == why]
    assert worked.text == f"5 {why}"
    (off,) = [day for day in elements(shown, "td.cal-moved-off") if day.text.startswith("8 ")]
    assert off["title"] == "day off, moved from 5\N{NO-BREAK SPACE}May 2018"
    assert f"5\N{NO-BREAK SPACE}May 2018, Saturday: {why}" in texts(shown, "main li")


def test_public_page_costs_the_same_whatever_the_number_of_extensions(
    world: World, client: Client, february: clock.FrozenClock
) -> None:
    world.approve_schedule()
    extend(world, world.body("culture"))
    one = queries(lambda: page(client, "/en/schedule/2018/"))
    for slug in ("agriculture", "akmola", "finance", "economy"):
        extend(world, world.body(slug), 2)
    assert queries(lambda: page(client, "/en/schedule/2018/")) == one


# --- The desk -----------------------------------------------------------------------------------------------


def test_desk_has_the_coordinators_turn_and_leads_to_the_draft(world: World, client: Client) -> None:
    world.sign_in(client, COORDINATOR)
    with clock.frozen(NOVEMBER):
        assert "Draft the schedule of the evaluation for 2018" in turns(client)
        client.post("/en/desk/schedule/2018/begin/")
        shown = page(client, "/en/desk/schedule/2018/")
        assert [element(shown, f"[name=reports_{block}]")["value"] for block in (1, 2, 3)] == [
            "2019-02-21"
        ] * 3
        assert "Submit the schedule of the evaluation for 2018" in turns(client)
        assert "To be mended" not in shown


def test_last_year_s_missing_schedule_gives_way_when_this_year_s_is_due(world: World, client: Client) -> None:
    """A portal begun in autumn does not ask for the year that its evaluation has nearly ended without it."""
    world.sign_in(client, COORDINATOR)
    words = "Draft the schedule of the evaluation for {}"
    with clock.frozen(NOVEMBER):
        shown = turns(client)
        assert (words.format(2018) in shown, words.format(2017) in shown) == (True, False)
    with clock.frozen(NOVEMBER + timedelta(days=100)):
        shown = turns(client)
        assert (words.format(2019) in shown, words.format(2018) in shown) == (False, True)


def test_dates_with_problems_are_kept_and_named_at_their_fields(world: World, client: Client) -> None:
    world.sign_in(client, COORDINATOR)
    with clock.frozen(NOVEMBER):
        schedule = actions.draft_schedule(world.cycle, world.person(COORDINATOR))
        data = {"revision": 0} | {
            (f"{m.value}_{b}" if b else m.value): day.isoformat() for (m, b), day in schedule.dates().items()
        }
        data["overall"] = "2019-06-16"
        saved = client.post(f"/en/desk/schedule/version/{schedule.pk}/save/", data)
        assert saved.status_code == 302
        shown = page(client, "/en/desk/schedule/2018/")
        to_mend = element(shown, "form .alert-waiting")
        assert to_mend.one(".alert-title").text == "To be mended before the schedule is submitted"
        assert [fault["href"] for fault in to_mend.all("li a")] == ["#id_overall"]
        data |= {"revision": 1, "submit": "1"}
        refused = client.post(f"/en/desk/schedule/version/{schedule.pk}/save/", data)
    assert refused.status_code == 422
    error = "“overall evaluation to the working body” is on Sun\N{NO-BREAK SPACE}16\N{NO-BREAK SPACE}June 2019, a day off"
    assert error in element(refused, "#id_overall_error").text
    assert element(refused, "[name=overall]")["value"] == "2019-06-16"


def test_stale_form_keeps_what_was_typed_and_can_be_saved_after_comparing(
    world: World, client: Client
) -> None:
    world.sign_in(client, COORDINATOR)
    with clock.frozen(NOVEMBER):
        schedule = actions.draft_schedule(world.cycle, world.person(COORDINATOR))
        actions.save_dates(schedule, world.person(COORDINATOR), schedule.dates())
        data = {"revision": 0} | {
            (f"{m.value}_{b}" if b else m.value): day.isoformat() for (m, b), day in schedule.dates().items()
        }
        data["president"] = "2019-07-22"
        stale = client.post(f"/en/desk/schedule/version/{schedule.pk}/save/", data)
        assert stale.status_code == 409
        assert element(stale, "[name=president]")["value"] == "2019-07-22"
        assert element(stale, ".date-fields [name=revision]")["value"] == "1"
        data["revision"] = 1
        assert client.post(f"/en/desk/schedule/version/{schedule.pk}/save/", data).status_code == 302
    assert Schedule.objects.get().dates()[Milestone.PRESIDENT, None] == date(2019, 7, 22)


def test_head_approves_by_clicking_and_the_turn_is_gone(world: World, client: Client) -> None:
    coordinator = world.person(COORDINATOR)
    with clock.frozen(NOVEMBER):
        schedule = actions.submit_schedule(actions.draft_schedule(world.cycle, coordinator), coordinator)
        world.sign_in(client, HEAD)
        assert "Approve the schedule of the evaluation for 2018 by order" in turns(client)
        shown = page(client, "/en/desk/schedule/2018/")
        assert "Return the schedule to state planning" in texts(shown, "form button")
        client.post(
            f"/en/desk/schedule/version/{schedule.pk}/approve/",
            {"revision": schedule.revision, "order_number": "17", "order_date": "2018-11-19"},
        )
        assert "Approve the schedule of the evaluation" not in page(client, "/en/desk/")
    schedule.refresh_from_db()
    assert (schedule.state, schedule.order_number) == ("approved", "17")


@pytest.mark.clause("D7")
def test_after_1_december_the_desk_offers_no_change(world: World, client: Client) -> None:
    world.approve_schedule()
    world.sign_in(client, COORDINATOR)
    last = datetime(2018, 12, 1, 17, 59, 59, tzinfo=UTC)
    with clock.frozen(last) as now:
        assert "Draft a change" in texts(page(client, "/en/desk/schedule/2018/"), "form button")
        now.move_to(last + timedelta(seconds=1))
        shown = page(client, "/en/desk/schedule/2018/")
    assert "Draft a change" not in shown
    said = element(shown, ".alert-neutral").text
    assert said.startswith(
        "The dates no longer change: the last day for it was 1\N{NO-BREAK SPACE}December 2018."
    )


def test_desk_shows_the_years_picture_and_the_next_milestone(
    world: World, client: Client, february: clock.FrozenClock
) -> None:
    world.approve_schedule()
    world.sign_in(client, "agriculture.first_head")
    shown = page(client, "/en/desk/")
    lead = element(shown, ".lead").text
    assert lead.endswith(" · 3 working days left to the milestone “reports to the authorised bodies”")
    assert [picture["class"] for picture in elements(shown, "figure.drawing > svg")] == [
        "wide",
        "medium",
        "narrow",
    ]


def test_desk_of_a_body_shows_its_own_extension(
    world: World, client: Client, february: clock.FrozenClock
) -> None:
    world.approve_schedule()
    extend(world, world.body("agriculture"))
    world.sign_in(client, "agriculture.first_head")
    reports = named(page(client, "/en/desk/"), "tbody tr", "1. reports to the authorised bodies, block 1")
    assert reports.one("time").text.startswith("28\N{NO-BREAK SPACE}February 2019")
    other = Client()
    world.sign_in(other, "culture.first_head")
    assert "28\N{NO-BREAK SPACE}February 2019" not in page(other, "/en/desk/")


# --- Letters ------------------------------------------------------------------------------------------------


def write(world: World, to: User, count: int, start: int = 0) -> None:
    Letter.objects.bulk_create(
        Letter(
            to=to,
            key=f"k{number}",
            kind="schedule.extended",
            language="ru",
            subject=f"Subject {number}",
            text="Text of the letter",
            path="schedule/2018/",
            about=world.body("culture"),
            written_at=NOVEMBER + timedelta(minutes=number),
        )
        for number in range(start, start + count)
    )


def test_inbox_counts_unread_and_opening_marks_read(world: World, client: Client) -> None:
    person = world.sign_in(client, "culture.preparer")
    write(world, person, 3)
    assert element(page(client, "/en/desk/inbox/"), ".lead").text == "3 letters are unread"
    newest = Letter.objects.order_by("-written_at").first()
    assert newest is not None
    shown = page(client, f"/en/desk/inbox/{newest.pk}/")
    assert element(shown, ".long-text").text == "Text of the letter"
    assert element(shown, ".row-of-buttons .btn-primary")["href"] == "/en/schedule/2018/"
    assert element(page(client, "/en/desk/inbox/"), ".lead").text == "2 letters are unread"
    client.post("/en/desk/inbox/read/")
    assert not Letter.objects.filter(read_at=None).exists()


def test_somebody_elses_letter_does_not_exist_and_stays_unread(world: World, client: Client) -> None:
    write(world, world.person("culture.first_head"), 1)
    world.sign_in(client, "culture.preparer")
    found = Letter.objects.get()
    page(client, f"/en/desk/inbox/{found.pk}/", 404)
    found.refresh_from_db()
    assert found.read_at is None


def test_inbox_is_filtered_by_year_and_unread_and_leads_to_the_matter(world: World, client: Client) -> None:
    who = world.sign_in(client, "agriculture.preparer")
    for number, (year, read) in enumerate(((2018, True), (2019, True), (2019, False))):
        at = datetime(year, 2, 3, 6, tzinfo=UTC)
        Letter.objects.create(
            to=who,
            key=f"f{number}",
            kind="report.returned",
            language="ru",
            subject=f"Письмо {number}",
            text="…",
            path="desk/reports/",
            written_at=at,
            read_at=at if read else None,
        )

    def subjects(query: str) -> list[str]:
        return texts(page(client, f"/en/desk/inbox/{query}"), ".letter-subject")

    assert subjects("") == ["Письмо 2", "Письмо 1", "Письмо 0"]
    assert subjects("?year=2018") == ["Письмо 0"]
    assert subjects("?unread=1") == ["Письмо 2"]
    assert subjects("?unread=1&year=2018") == []
    assert subjects("?year=1999") == subjects("?year=nonsense") == subjects("")
    shown = page(client, "/en/desk/inbox/")
    assert [link["href"] for link in elements(shown, ".letter-note a")] == ["/en/desk/reports/"] * 3
    assert all("2019" in at or "2018" in at for at in texts(shown, ".letter-at"))


def test_inbox_costs_the_same_whatever_the_number_of_letters(world: World, client: Client) -> None:
    person = world.sign_in(client, "culture.preparer")
    write(world, person, 2)
    few = queries(lambda: page(client, "/en/desk/inbox/"))
    write(world, person, 25, start=2)
    assert queries(lambda: page(client, "/en/desk/inbox/")) == few


def test_desk_costs_the_same_whatever_the_number_of_letters_and_extensions(
    world: World, client: Client, february: clock.FrozenClock
) -> None:
    world.approve_schedule()
    person = world.sign_in(client, COORDINATOR)
    extend(world, world.body("culture"))
    write(world, person, 1)
    page(client, "/en/desk/")
    few = queries(lambda: page(client, "/en/desk/"))
    for slug in ("agriculture", "akmola"):
        extend(world, world.body(slug), 3)
    write(world, person, 12, start=1)
    page(client, "/en/desk/")
    assert queries(lambda: page(client, "/en/desk/")) == few
