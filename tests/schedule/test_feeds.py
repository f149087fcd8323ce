"""The calendars, read by a reader of RFC 5545 written for this test: the library that wrote them is not asked."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluation import clock
from schedule import actions, feeds
from schedule.milestones import Milestone
from schedule.models import FeedLink
from tests.worlds.elements import texts
from tests.worlds.world import World

pytestmark = pytest.mark.django_db

Properties = dict[str, tuple[str, str]]
LINE = re.compile(
    r"(?P<name>[A-Za-z0-9-]+)(?P<parameters>(?:;[A-Za-z0-9-]+=(?:\"[^\"]*\"|[^\";:,]*))*):(?P<value>.*)", re.S
)


def read_calendar(data: bytes) -> tuple[Properties, list[Properties]]:
    """Calendar properties and events; every departure from RFC 5545 that a calendar program minds is an error."""
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    for octets in data.split(b"\r\n"):
        assert len(octets) <= 75, octets  # octets, not letters (3.1)
    unfolded = data.replace(b"\r\n ", b"").decode("utf-8")
    stack: list[str] = []
    head: Properties = {}
    events: list[Properties] = []
    for line in unfolded.rstrip("\r\n").split("\r\n"):
        match = LINE.fullmatch(line)
        assert match is not None, line
        name, value = match["name"].upper(), match["value"]
        if name == "BEGIN":
            stack.append(value)
            if value == "VEVENT":
                assert stack == ["VCALENDAR", "VEVENT"]
                events.append({})
        elif name == "END":
            assert stack.pop() == value
        else:
            target = events[-1] if stack[-1] == "VEVENT" else head
            assert name not in target, f"{name} twice"
            target[name] = (match["parameters"], value)
    assert stack == []
    assert head["VERSION"][1] == "2.0"
    assert head["PRODID"][1]
    for event in events:
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= set(event)
        assert re.fullmatch(r"\d{8}T\d{6}Z", event["DTSTAMP"][1])
        assert event["DTSTART"][0] == ";VALUE=DATE"
        assert day(event, "DTEND") > day(event, "DTSTART")
        assert re.search(r"(?<!\\)[,;]", event["SUMMARY"][1]) is None  # escaped (3.3.11)
    uids = [event["UID"][1] for event in events]
    assert len(set(uids)) == len(uids)
    return head, events


def day(event: Properties, name: str) -> date:
    value = event[name][1]
    return date(int(value[:4]), int(value[4:6]), int(value[6:8]))


def text(event: Properties, name: str) -> str:
    return re.sub(r"\\([\\;,])", r"\1", event[name][1].replace("\\n", "\n"))


@pytest.mark.clause("c7")
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_public_calendar_has_every_milestone_and_extension(
    world: World, client: Client, february: clock.FrozenClock, language: str
) -> None:
    world.approve_schedule(2018)
    world.approve_schedule(2017)
    actions.record_extension(
        world.cycle,
        world.person("administration.head_of_administration"),
        milestone=Milestone.REPORTS,
        block=1,
        body=world.body("culture"),
        due_on=date(2019, 2, 28),
        reason="Flood; archive, second floor",
        order_number="5",
        order_date=date(2019, 2, 18),
    )
    answer = client.get(f"/{language}/schedule/calendar.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    _head, events = read_calendar(answer.content)
    assert len(events) == 8 + 8 + 1
    by_uid = {event["UID"][1]: event for event in events}
    reports = by_uid["milestone-2018-reports-2@sarap"]
    assert day(reports, "DTSTART") == date(2019, 2, 21)
    assert reports["URL"][1].endswith(f"/{language}/schedule/2018/")
    extension = next(event for uid, event in by_uid.items() if uid.startswith("extension-"))
    assert day(extension, "DTSTART") == date(2019, 2, 28)
    assert "Flood; archive, second floor" in text(extension, "DESCRIPTION")


def test_personal_calendar_holds_the_persons_own_terms(opened: Any, client: Client) -> None:
    link = feeds.make_link(opened.person("agriculture.first_head"))
    address = reverse("schedule-plain:personal_feed", args=[link.token])
    _head, events = read_calendar(client.get(address).content)
    reports = [event for event in events if event["UID"][1].startswith("duty-report.sign")]
    assert len(reports) == 3
    assert {day(event, "DTSTART") for event in reports} == {date(2019, 2, 21)}
    before = {event["UID"][1]: text(event, "SUMMARY") for event in events}
    report = opened.report("agriculture", 1)
    opened.fill(report)
    opened.sign(report)
    _head, events = read_calendar(client.get(address).content)
    after = {event["UID"][1]: text(event, "SUMMARY") for event in events}
    assert set(after) == set(before)  # the same events: calendar programs change theirs, none is doubled
    marked = [uid for uid in after if after[uid] != before[uid]]
    assert marked == [f"duty-report.sign-reports.report-{report.pk}@sarap"]
    assert before[marked[0]] in after[marked[0]]


def test_a_new_address_stops_the_old_one_and_revoking_stops_all(world: World, client: Client) -> None:
    world.sign_in(client, "culture.preparer")
    client.post("/en/desk/feed/", {"make": "1"})
    first = FeedLink.objects.get().token
    own, _everybodys = texts(client.get("/en/desk/feed/"), ".feed-address")
    assert own.endswith(f"/feeds/{first}.ics")
    assert len(first) >= 43  # 256 bits
    client.post("/en/desk/feed/", {"make": "1"})
    second = FeedLink.objects.get(revoked_at=None).token
    stranger = Client()
    assert stranger.get(f"/feeds/{first}.ics").status_code == 404
    assert stranger.get(f"/feeds/{second}.ics").status_code == 200
    client.post("/en/desk/feed/", {"revoke": "1"})
    assert stranger.get(f"/feeds/{second}.ics").status_code == 404
    assert "You have no calendar address." in texts(client.get("/en/desk/feed/"), ".panel p")


def test_a_closed_account_has_no_calendar(world: World, client: Client) -> None:
    person = world.person("culture.preparer")
    link = feeds.make_link(person)
    person.is_active = False
    person.save()
    assert client.get(f"/feeds/{link.token}.ics").status_code == 404
