"""What somebody tries who wants more than their office gives, or wants the portal to fall over."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from appeals.actions import PointDecision, decide_points
from appeals.models import Objection
from engine.methodology_format import load
from evaluation import clock
from evaluation.models import Membership, Office, Role, RoleHolder, User
from evaluation.rights import forget_standing
from reports.file_kinds import KINDS
from reports.models import StatisticsImport
from schedule import tasks
from schedule.letters import LetterText, render_letter, write_letters
from schedule.models import Letter, LetterState
from tests.worlds.appeals import APPROVER, CHAIR, HEAD, MEMBER, Delivered, delivered, refused
from tests.worlds.elements import texts
from tests.worlds.opened import Opened, opened
from tests.worlds.world import World, add_person

__all__ = ["delivered", "opened"]

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
OVERALL = (ROOT / "examples" / "overall.yaml").read_text(encoding="utf-8")
NOW = datetime(2019, 2, 18, 6, tzinfo=UTC)


# --- offices that ended ---------------------------------------------------------------------------------------------


def leaves(person: User) -> None:
    """The person's offices ended yesterday; the account stays."""
    Membership.objects.filter(user=person).update(valid_until=clock.today() - timedelta(days=1))
    forget_standing(person)


@pytest.mark.clause("c59", "c60")
def test_a_chair_whose_office_ended_decides_and_sees_nothing_more(
    delivered: Delivered, client: Client
) -> None:
    objection = delivered.in_review()
    address = reverse("objection", args=[objection.pk])
    decide = reverse("objection_decide", args=[objection.pk])
    chair = delivered.world.sign_in(client, CHAIR)
    assert client.get(address).status_code == 200
    leaves(chair)
    add_person(delivered.world.body("culture"), Office.PREPARER, "elsewhere")
    Membership.objects.create(
        user=chair,
        office=Office.PREPARER,
        body=delivered.world.body("culture"),
        valid_from=clock.today(),
    )
    assert client.get(address).status_code == 404
    assert client.post(decide, {"finish": "1"}).status_code == 404
    decision = PointDecision(objection.points.get(), "not_accepted", "No.")
    former = User.objects.get(pk=chair.pk)
    assert refused(lambda: decide_points(objection, former, [decision], finish=True)).code == "right"
    delivered.world.sign_in(client, MEMBER)
    assert client.get(address).status_code == 200


@pytest.mark.clause("c60")
def test_what_the_chair_has_begun_to_write_is_read_by_the_commission_alone(
    delivered: Delivered, client: Client
) -> None:
    objection = delivered.in_review()
    decision = PointDecision(objection.points.get(), "not_accepted", "Words not yet final.")
    decide_points(objection, delivered.person(CHAIR), [decision])
    seen = {}
    for who in (CHAIR, MEMBER, HEAD, APPROVER):
        delivered.world.sign_in(client, who)
        shown = client.get(reverse("objection", args=[objection.pk]))
        assert shown.status_code == 200
        seen[who] = "Words not yet final." in shown.content.decode()
    assert seen == {CHAIR: True, MEMBER: True, HEAD: False, APPROVER: False}
    decide_points(Objection.objects.get(pk=objection.pk), delivered.person(CHAIR), [decision], finish=True)
    delivered.world.sign_in(client, HEAD)
    shown = client.get(reverse("objection", args=[objection.pk]))
    assert "Words not yet final." in texts(shown, ".point .words")


@pytest.mark.clause("c10")
def test_a_coordinator_of_a_body_that_plans_no_more_oversees_no_terms(opened: Opened, client: Client) -> None:
    def offered() -> int:
        opened.world.sign_in(client, "economy.coordinator")
        shown = client.get(reverse("desk_terms", args=[2018]))
        assert shown.status_code == 200
        form = shown.context["form"]
        return 0 if form is None else form.fields["body"].queryset.count()

    assert offered() > 1
    RoleHolder.objects.filter(role=Role.STATE_PLANNING).update(valid_until=clock.today() - timedelta(days=1))
    assert offered() <= 1


# --- somebody else's statistics ---------------------------------------------------------------------------------------


def test_an_evaluator_without_statistics_reads_nobody_elses_imports(opened: Opened, client: Client) -> None:
    StatisticsImport.objects.create(
        cycle=opened.cycle,
        authority=opened.world.body("economy"),
        source="Bulletin of the others",
        retrieved_on=date(2019, 2, 1),
        filename="figures.csv",
        sha256="0" * 64,
        count=1,
        imported_by=opened.world.person("economy.evaluator"),
        imported_at=clock.now(),
    )
    seen = {}
    for who in ("economy.evaluator", "economy.coordinator", "communications.evaluator"):
        opened.world.sign_in(client, who)
        shown = client.get(reverse("statistics", args=[2018]))
        seen[who] = "Bulletin of the others" in shown.content.decode()
    assert seen == {
        "economy.evaluator": True,
        "economy.coordinator": True,
        "communications.evaluator": False,
    }


# --- letters ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("spoilt", ["subject", "email"])
def test_a_letter_that_cannot_be_a_message_keeps_no_other_back(spoilt: str) -> None:
    people = [
        User.objects.create(username=f"p{n}", email=f"p{n}@example.test", language="en") for n in range(2)
    ]
    with clock.frozen(NOW):
        write_letters(people, "schedule.extended", "k", None, "schedule/2018/", year=2018, milestone="reports",
                      day=date(2019, 2, 28), order="5")  # fmt: skip
        first, second = Letter.objects.order_by("pk")
        if spoilt == "subject":
            Letter.objects.filter(pk=first.pk).update(subject="Hello\nBcc: everybody@example.test")
        else:
            User.objects.filter(pk=first.to_id).update(email="p0@example.test\nBcc: e@example.test")
        assert tasks.deliver_letters() == 1
    assert [message.to for message in mail.outbox] == [[second.to.email]]
    first.refresh_from_db()
    assert (first.state, first.attempts) == (LetterState.WAITING, 1)
    assert first.failure


def test_the_subject_of_a_letter_is_one_line() -> None:
    words = LetterText("Dear %(who)s\r\nBcc: e@example.test", "text\nof lines")
    subject, text = render_letter(words, {}, "en", {"who": "all\n\nof you"})
    assert subject == "Dear all of you Bcc: e@example.test"
    assert text == "text\nof lines"


def test_an_administrator_guesses_no_words_of_letters(world: World, client: Client) -> None:
    with clock.frozen(NOW):
        reader = world.person("agriculture.preparer")
        write_letters([reader], "schedule.extended", "k", None, "", year=2018, milestone="reports",
                      day=date(2019, 2, 28), order="5")  # fmt: skip
        world.sign_in(client, "economy.administrator")
        page = reverse("admin:schedule_letter_changelist")
        assert client.get(page, {"state__exact": "waiting"}).status_code == 200
        for asked in ("text__contains", "subject__startswith", "path__exact"):
            assert client.get(page, {asked: "a"}).status_code == 400


# --- files that are made to hurt ----------------------------------------------------------------------------------------


def packed(change: Callable[[bytearray, int, int], None]) -> io.BytesIO:
    """An .odt of one entry; ``change(bytes, start of the entry, start of its line in the directory)`` spoils it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    data = bytearray(out.getvalue())
    change(data, data.find(b"PK\x03\x04"), data.find(b"PK\x01\x02"))
    return io.BytesIO(bytes(data))


def from_the_future(data: bytearray, _entry: int, line: int) -> None:
    data[line + 6] = 99


def encrypted(data: bytearray, entry: int, line: int) -> None:
    data[entry + 6] |= 1
    data[line + 8] |= 1


def strangely_packed(data: bytearray, entry: int, line: int) -> None:
    data[entry + 8] = data[line + 10] = 99


def torn(data: bytearray, entry: int, _line: int) -> None:
    data[entry] = 0


@pytest.mark.parametrize("change", [from_the_future, encrypted, strangely_packed, torn])
def test_a_spoilt_archive_is_no_document_and_no_error(change: Callable[[bytearray, int, int], None]) -> None:
    assert KINDS["odt"].holds(packed(lambda *_whole: None))
    for kind in ("odt", "ods", "docx", "xlsx"):
        assert not KINDS[kind].holds(packed(change))


@pytest.mark.parametrize("place", ["version: 1", "cycle: 2018", "overall: 2", "block: 1", "weight: 60"])
def test_a_number_of_a_million_digits_is_refused_at_once(place: str) -> None:
    started = time.process_time()
    found = load(OVERALL.replace(place, place + "1" * 1_500_000, 1))
    assert time.process_time() - started < 5  # an int of it alone takes half a minute
    assert isinstance(found, list)
    assert found[0].code in ("too_many_digits", "not_one_of")


# --- addresses that are made to hurt --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["reports", "objections"])
@pytest.mark.parametrize("year", ["\N{SUPERSCRIPT TWO}", "9" * 5000, "-1", "2018 "])
def test_a_strange_year_is_no_error(world: World, client: Client, name: str, year: str) -> None:
    with clock.frozen(NOW):
        world.sign_in(client, "agriculture.preparer")
        assert client.get(reverse(name), {"year": year}).status_code == 200


@pytest.mark.django_db
def test_a_strange_secret_is_no_calendar(client: Client) -> None:
    assert client.get("/feeds/%00.ics").status_code == 404


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/en/methodologies/2018/%00/", 404),
        ("/en/methodologies/2018/%00/file.yaml", 404),
        (f"/en/methodologies/2018/1/?version={'9' * 5000}", 200),
        (f"/en/desk/conclusions/?year={'9' * 5000}", 200),
    ],
)
def test_a_strange_address_is_no_error(opened: Opened, client: Client, address: str, status: int) -> None:
    opened.world.sign_in(client, "economy.coordinator")
    assert client.get(address).status_code == status
