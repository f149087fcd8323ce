"""Two persons withhold at once what is public: every page, file and data set says the note, and gives it back (c9.5)."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from blocks.models import Conclusion
from blocks.trace.record import indicators_of
from commission import actions, views_withholdings
from commission.models import Withholding
from commission.tasks import tell_of_ended_withholdings
from config.country import enlarge
from engine.withholding import Block, year_tree
from evaluation import by_edition, clock
from evaluation.models import Body, JournalEntry, Scope
from evaluation.refusals import Refusal
from public.selectors_closed import closed_of
from public.selectors_files import number_in_address
from schedule.models import Letter
from tests.engine.test_withholding import solved
from tests.worlds.elements import element, elements, texts
from tests.worlds.published import SEPTEMBER, Published, conclusion_of, published
from tests.worlds.roles import owners_role
from tests.worlds.unguarded import unguarded

__all__ = ["published"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

COORDINATOR, WORKING_BODY = "economy.coordinator", "commission.working_body"
NOTES = {"kk": "Уақытша жабық", "ru": "Временно закрыто", "en": "Closed for now"}
SCORE = "/en/bodies/agriculture/2018/2/"


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@dataclass
class Door:
    """Asks and decides by persons of the world."""

    published: Published
    asked: list[Withholding] = field(default_factory=list)

    def person(self, name: str) -> Any:
        return self.published.world.person(name)

    def ask(self, target: str, slug: str = "agriculture", by: str = COORDINATOR, **given: Any) -> Withholding:
        world = self.published.world
        cycle = conclusion_of("agriculture", 2018, 1).cycle
        said = {"reason": "Order No. 7", "notes": NOTES, **given}
        return actions.ask_to_withhold(cycle, world.body(slug), target, self.person(by), **said)

    def withhold(self, target: str, slug: str = "agriculture", **given: Any) -> Withholding:
        return actions.confirm_withholding(self.ask(target, slug, **given), self.person(WORKING_BODY))

    def lift(self, record: Withholding) -> Withholding:
        asked = actions.ask_to_lift(record, self.person(WORKING_BODY), "The order was withdrawn.")
        return actions.lift_withholding(asked, self.person(COORDINATOR))


@pytest.fixture
def door(published: Published) -> Door:
    return Door(published)


def everything() -> dict[str, tuple[int, bytes]]:
    """What the public is answered about the ministry of agriculture's block 2 and its year."""
    client = Client()
    number = number_in_address(conclusion_of("agriculture", 2018, 2).number)
    addresses = [
        "/en/results/2018/",
        "/en/results/2018/results.csv",
        "/en/results/2018/results.xlsx",
        "/en/results/2018/results.json",
        "/en/bodies/agriculture/",
        SCORE,
        f"{SCORE}trace.json",
        "/en/bodies/agriculture/2018/1/trace.json",
        f"/en/results/2018/files/{number}-ru.pdf",
    ]
    found = {}
    for address in addresses:
        answer = client.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        found[address] = answer.status_code, content if answer.get("Content-Type") != "text/html" else b""
    return found


def told_of(slug: str = "agriculture", year: int = 2018) -> dict[str, Any]:
    data = json.loads(Client().get(f"/en/results/{year}/results.json").content)
    row: dict[str, Any] = next(one for one in data["bodies"] if one["body"] == slug)
    return row


def spans(slug: str = "agriculture") -> dict[str, Any]:
    """What a reader finds out of every part of the body's year, from what is not withheld."""
    body = conclusion_of(slug, 2018, 1).body_id
    hidden = closed_of([2018], [body])[2018, body].parts
    shares = {int(block): one["share"] for block, one in told_of(slug)["blocks"].items()}
    shut = {n for n in shares if Client().get(f"/en/bodies/{slug}/2018/{n}/").status_code == 451}
    blocks = [
        Block(n, Fraction(shares[n]), conclusion_of(slug, 2018, n).trace, n in shut) for n in sorted(shares)
    ]
    return solved(year_tree(blocks), hidden)


# --- two persons ------------------------------------------------------------------------------------------------------


@pytest.mark.clause("c9.3", "c9.5")
def test_nothing_changes_before_the_second_person_and_no_one_is_both(door: Door) -> None:
    before = everything()
    asked = door.ask("block:2")
    assert everything() == before
    with pytest.raises(Refusal) as refused:
        actions.confirm_withholding(asked, door.person(COORDINATOR))
    assert (refused.value.code, refused.value.clause) == ("right", "c9.3")
    for stranger in ("agriculture.first_head", "commission.commission_member", "finance.approver"):
        with pytest.raises(Refusal):
            actions.confirm_withholding(asked, door.person(stranger))
    actions.refuse_withholding(asked, door.person(WORKING_BODY), "No ground.")
    assert everything() == before
    with pytest.raises(Refusal):
        actions.confirm_withholding(asked, door.person(WORKING_BODY))


def test_another_account_of_the_same_person_is_no_second_person(door: Door) -> None:
    asked, coordinator, other = door.ask("block:2"), door.person(COORDINATOR), door.person(WORKING_BODY)
    other.email = coordinator.email
    other.save()
    with pytest.raises(Refusal):
        actions.confirm_withholding(asked, other)


def test_an_authority_withholds_its_own_results_and_no_others(door: Door) -> None:
    lead = conclusion_of("agriculture", 2018, 1).lead
    approver = f"{lead.slug}.approver"
    assert door.ask("block:1", by=approver).authority == lead
    foreign = next(n for n in (2, 3) if conclusion_of("agriculture", 2018, n).lead_id != lead.pk)
    with pytest.raises(Refusal) as refused:
        door.ask(f"block:{foreign}", by=approver)
    assert refused.value.code == "right"


def test_what_is_asked_for_is_whole_and_asked_for_once(door: Door) -> None:
    with pytest.raises(Refusal) as refused:
        door.ask("block:2", notes={"ru": "Закрыто"}, until=date(2019, 9, 1), ground="no such")
    assert {fault.field for fault in refused.value.faults} == {"note_kk", "note_en", "until", "ground"}
    for nothing in ("block:9", "indicator:2:9.9.9", "", "result:2"):
        with pytest.raises(Refusal):
            door.ask(nothing)
    with pytest.raises(Refusal):
        door.ask("result", "culture")  # withheld already
    door.ask("block:2")
    with pytest.raises(Refusal) as refused:
        door.ask("block:2", by=WORKING_BODY)
    assert refused.value.code == "state"


def test_the_database_keeps_what_was_asked_for(door: Door) -> None:
    record = door.withhold("block:2")
    for change in (
        {"block": 1},
        {"note_ru": "Другое"},
        {"until": date(2020, 1, 1)},
        {"since": SEPTEMBER - timedelta(days=1)},
    ):
        with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
            Withholding.objects.filter(pk=record.pk).update(**change)
    with pytest.raises(Exception, match="Cannot update or delete"), transaction.atomic():
        Withholding.objects.filter(pk=record.pk).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Withholding.objects.filter(pk=record.pk).update(confirmed_by=record.asked_by)


# --- what the public reads --------------------------------------------------------------------------------------------


@pytest.mark.clause("c9.5")
def test_a_block_is_withheld_everywhere_at_once_and_given_back_to_the_byte(
    door: Door, client: Client
) -> None:
    before = everything()
    score = json.loads(before[f"{SCORE}trace.json"][1])["score"]
    record = door.withhold("block:2")
    after = everything()
    pdf = next(address for address in after if address.endswith(".pdf"))
    assert {address: after[address][0] for address in (SCORE, f"{SCORE}trace.json", pdf)} == dict.fromkeys(
        (SCORE, f"{SCORE}trace.json", pdf), 451
    )
    assert NOTES["en"] in after[SCORE][1].decode()
    assert NOTES["en"] in after[pdf][1].decode()
    assert json.loads(after[f"{SCORE}trace.json"][1])["note"] == NOTES
    row = told_of()
    assert row["blocks"]["2"] | {"share": ""} == {
        "state": "withheld",
        "score": None,
        "share": "",
        "conclusion": None,
    }
    assert row["withheld_at_once"] == [{"what": "block", "block": 2, "indicator": None, "note": NOTES}]
    for address in ("/en/results/2018/", "/en/bodies/agriculture/", "/en/results/2018/results.csv"):
        assert NOTES["en"] in after[address][1].decode()
    sheet = load_workbook(io.BytesIO(after["/en/results/2018/results.xlsx"][1])).worksheets[0]
    assert any(NOTES["en"] in str(cell.value) for cell in sheet["J"])
    told = b"".join(content for status, content in after.values() if content[:2] != b"PK").decode()
    assert score not in told
    low, high = spans()["2/block:"]
    assert high - low >= 9
    door.lift(record)
    assert everything() == before


@pytest.mark.clause("c9.5")
def test_an_indicator_goes_with_its_values_and_what_would_tell_it(door: Door) -> None:
    told = json.loads(Client().get("/en/bodies/agriculture/2018/3/trace.json").content)
    part = next(
        one
        for direction in told["trace"]["directions"]
        for criterion in direction["criteria"]
        for one in criterion["indicators"]
        if one["state"] == "counted"
    )
    before = Client().get("/en/bodies/agriculture/2018/3/")
    assert "anybody computes the score again" in element(before, "main").text
    door.withhold(f"indicator:3:{part['code']}")
    now = json.loads(Client().get("/en/bodies/agriculture/2018/3/trace.json").content)
    parts = {
        one["code"]: one
        for direction in now["trace"]["directions"]
        for criterion in direction["criteria"]
        for one in criterion["indicators"]
    }
    hidden = parts[part["code"]]
    assert hidden["state"] == "withheld"
    assert hidden["why"]["en"] == f"withheld: {NOTES['en']}"
    assert not {"value", "exact", "steps", "contribution"} & set(hidden)
    assert {one["state"] for one in hidden["inputs"] if not one.get("body")} == {"withheld"}
    items = {one["item"] for one in hidden["inputs"]}
    for one in parts.values():
        for given in one["inputs"]:
            assert given["item"] not in items or given["state"] == "withheld"
    found = spans()
    low, high = found[f"3/indicator:{part['code']}"]
    assert high - low >= 9
    assert told_of()["overall"], "the overall score stays"
    page = Client().get("/en/bodies/agriculture/2018/3/")
    assert NOTES["en"] in page.content.decode()
    assert "withheld" in texts(page, ".trace-value.trace-words"), "words have the room of words"
    assert "anybody computes the score again" not in element(page, "main").text, (
        "the file does not tell it all"
    )


def test_all_results_of_a_body_have_the_note_in_their_place(door: Door) -> None:
    record = door.withhold("result")
    assert told_of() == {
        "body": "agriculture",
        "kind": "central",
        "name": told_of()["name"],
        "withheld": True,
        "reason": NOTES,
    }
    client = Client()
    for block in (1, 2, 3):
        assert client.get(f"/en/bodies/agriculture/2018/{block}/").status_code == 451
        assert client.get(f"/en/bodies/agriculture/2018/{block}/trace.json").status_code == 451
    assert client.get("/en/bodies/culture/2018/1/").status_code == 404, "what never was public has no page"
    door.lift(record)
    assert "overall" in told_of()


def test_a_file_alone_is_withheld_and_the_page_stays(door: Door) -> None:
    number = number_in_address(conclusion_of("agriculture", 2018, 1).number)
    address = f"/en/results/2018/files/{number}-ru.pdf"
    content = b"".join(Client().get(address).streaming_content)  # type: ignore[attr-defined]
    door.withhold("file:1")
    assert Client().get(address).status_code == 451
    assert Client().get("/en/bodies/agriculture/2018/1/").status_code == 200
    assert told_of()["blocks"]["1"]["score"]
    answer = Client().post("/en/verify/", {"checksum": hashlib.sha256(content).hexdigest()})
    assert element(answer, ".alert-title").text == "This conclusion was published and is withheld now"
    assert NOTES["en"] in " ".join(texts(answer, ".alert-text p"))


def test_a_term_ends_by_itself_and_is_told_of_once(door: Door) -> None:
    before = everything()
    record = door.withhold("block:2", until=date(2019, 9, 3))
    with clock.frozen(SEPTEMBER + timedelta(days=1)):
        assert Client().get(SCORE).status_code == 451, "the last day is within the term"
    with clock.frozen(SEPTEMBER + timedelta(days=2)):
        assert everything() == before
        assert [tell_of_ended_withholdings() for _time in range(2)] == [1, 0]
        assert door.ask("block:2"), "it may be asked for anew"
    assert JournalEntry.objects.filter(act="withholding.ended", object_id=record.pk).count() == 1
    assert Letter.objects.filter(kind="withholding.ended", to=door.person("agriculture.first_head")).exists()


def test_a_request_whose_term_is_over_is_not_confirmed(door: Door) -> None:
    asked = door.ask("block:2", until=date(2019, 9, 2))
    with clock.frozen(SEPTEMBER + timedelta(days=1)), pytest.raises(Refusal) as refused:
        actions.confirm_withholding(asked, door.person(WORKING_BODY))
    assert refused.value.code == "late"


def test_the_paper_of_the_next_year_names_the_score_and_stays_inside(door: Door) -> None:
    """2017's block is withheld: the conclusion for 2018 tells its score (c45)."""
    number = number_in_address(conclusion_of("agriculture", 2018, 1).number)
    address = f"/en/results/2018/files/{number}-ru.pdf"
    assert b"".join(Client().get(address).streaming_content)  # type: ignore[attr-defined]
    asked = actions.ask_to_withhold(
        conclusion_of("agriculture", 2017, 1).cycle,
        door.published.world.body("agriculture"),
        "block:1",
        door.person(COORDINATOR),
        reason="Order No. 7",
        notes=NOTES,
    )
    actions.confirm_withholding(asked, door.person(WORKING_BODY))
    assert Client().get(address).status_code == 404
    told = json.loads(Client().get("/en/bodies/agriculture/2018/1/trace.json").content)
    parts = [one for d in told["trace"]["directions"] for c in d["criteria"] for one in c["indicators"]]
    earlier = [given for one in parts for given in one["inputs"] if given.get("years_back")]
    assert earlier
    assert {given["state"] for given in earlier} == {"withheld"}


# --- who hears of it, and sees it -------------------------------------------------------------------------------------


def test_letters_reach_the_second_person_the_authority_the_body_and_the_commission(door: Door) -> None:
    lead = conclusion_of("agriculture", 2018, 2).lead.slug
    asked = door.ask("block:2")
    told = set(Letter.objects.filter(kind="withholding.asked").values_list("to__username", flat=True))
    assert {WORKING_BODY, f"{lead}.approver"} <= told
    assert COORDINATOR not in told
    actions.confirm_withholding(asked, door.person(WORKING_BODY))
    letters = {one.to.username: one for one in Letter.objects.filter(kind="withholding.in_effect")}
    assert {
        COORDINATOR,
        WORKING_BODY,
        f"{lead}.approver",
        "agriculture.first_head",
        "commission.commission_member",
    } <= set(letters)
    assert letters["agriculture.first_head"].path == "bodies/agriculture/"
    assert "Order No. 7" not in letters["agriculture.first_head"].text


def test_the_desk_shows_it_to_those_who_may_decide_alone(door: Door, client: Client) -> None:
    record = door.ask("block:2")
    title = "Withhold at once or not: "
    for who, shown in ((WORKING_BODY, True), (COORDINATOR, False), ("commission.commission_member", False)):
        door.published.world.sign_in(client, who)
        assert (title in client.get("/en/desk/").content.decode()) is shown, who
    door.published.world.sign_in(client, WORKING_BODY)
    page = client.get(f"/en/desk/withholding/{record.pk}/")
    assert texts(page, ".panel h2")[0].startswith("Withhold it at once")
    answer = client.post(f"/en/desk/withholding/{record.pk}/confirm/", {"revision": record.revision})
    assert answer.status_code == 302
    assert Client().get(SCORE).status_code == 451
    answer = client.post(f"/en/desk/withholding/{record.pk}/ask_to_lift/", {"revision": 1, "reason": ""})
    assert answer.status_code == 422
    door.published.world.sign_in(client, COORDINATOR)
    page = client.get("/en/desk/withholdings/2018/?body=agriculture")
    assert element(page, "select[name=target]")
    sent = {"target": "file:1", "ground": "personal_data", "reason": "A home address stands in it."}
    answer = client.post("/en/desk/withholdings/2018/?body=agriculture", sent)
    made = Withholding.objects.latest("pk")
    assert (answer.status_code, made.kind, made.block) == (302, "file", 1)
    assert made.note_ru.startswith("Закон Республики Казахстан")
    answer = client.post("/en/desk/withholdings/2018/?body=agriculture", sent)
    assert answer.status_code == 409


def test_list_and_desk_cost_the_same_for_more_requests(door: Door, client: Client) -> None:
    door.published.world.sign_in(client, WORKING_BODY)

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    pages = ("/en/desk/withholdings/2018/", "/en/desk/")
    door.ask("block:1")
    for page in pages:
        queries(page)  # what a process reads once
    one = [queries(page) for page in pages]
    for target in ("block:2", "block:3", "file:1", "result"):
        door.ask(target)
    assert [queries(page) for page in pages] == one


# --- a country of many bodies ---------------------------------------------------------------------------------------


def test_the_queries_of_what_is_closed_are_the_same_for_many_bodies(door: Door) -> None:
    door.withhold("block:2")
    few = Scope.objects.count()
    with owners_role():
        enlarge(few + 12)

    def queries(bodies: list[int]) -> int:
        with CaptureQueriesContext(connection) as found:
            assert closed_of([2017, 2018], bodies)
        return len(found)

    every = list(Body.objects.filter(scopes__isnull=False).order_by("pk").values_list("pk", flat=True))
    assert len(every) == few + 12
    one = [conclusion_of("agriculture", 2018, 1).body_id]
    for bodies in (one, every):
        cache.clear()
        by_edition.forget()
        assert queries(bodies) == 13, "by a process that knows nothing"
        assert queries(bodies) == 2, "by one that was asked before"


def test_a_body_is_looked_for_where_there_are_more_than_a_list_holds(
    door: Door, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "/en/desk/withholdings/2018/"
    door.published.world.sign_in(client, COORDINATOR)
    page = client.get(address)
    assert elements(page, "#withhold-body option")
    assert not elements(page, "#withhold-words"), "all of today's country stand in one list"
    with owners_role():
        enlarge(Scope.objects.count() + 4)
    monkeypatch.setattr(views_withholdings, "ROWS", 3)
    page = client.get(address)
    assert len(elements(page, "#withhold-body option")) == 3
    assert "3 of " in element(page, ".frame-note").text
    page = client.get(address, {"q": "Синтетический 2"})
    assert [one["value"] for one in elements(page, "#withhold-body option")] == ["synthetic-2"]
    page = client.get(address, {"q": "nobody is called so"})
    assert not elements(page, "#withhold-body")
    assert "No body with public results is called so." in page.content.decode()
    assert client.get(address, {"body": "synthetic-4"}).context["chosen"].slug == "synthetic-4"
    assert client.get(address, {"body": "culture"}).context["chosen"] is None, "nothing of it is public"


# --- what cannot be kept ----------------------------------------------------------------------------------------------


def test_the_door_says_when_other_bodies_figures_tell_it_all_the_same(door: Door, client: Client) -> None:
    """Of an indicator that reads only other bodies the form says so to who asks, the request to who decides."""
    conclusion = conclusion_of("agriculture", 2018, 3)
    trace = conclusion.trace
    parts = [one for one in indicators_of(trace) if one["state"] == "counted"]
    told, own = parts[0], parts[1]
    for given_ in told["inputs"]:
        given_["body"] = "finance"
    with unguarded(Conclusion):
        Conclusion.objects.filter(pk=conclusion.pk).update(trace=trace)
    door.published.world.sign_in(client, COORDINATOR)
    page = client.get("/en/desk/withholdings/2018/?body=agriculture")
    marked = {
        one["value"] for one in elements(page, "select[name=target] option") if "computable from" in one.text
    }
    assert f"indicator:3:{told['code']}" in marked
    assert f"indicator:3:{own['code']}" not in marked
    assert "The list says which ones are so" in element(page, "main").text
    other = client.get("/en/desk/withholdings/2018/?body=finance")
    assert "The list says which ones are so" not in element(other, "main").text, "there is none"
    for part, shown in ((told, True), (own, False)):
        record = door.ask(f"indicator:3:{part['code']}")
        door.published.world.sign_in(client, WORKING_BODY)
        text = client.get(f"/en/desk/withholding/{record.pk}/").content.decode()
        assert ("It can be computed all the same" in text) is shown
        confirmed = actions.confirm_withholding(record, door.person(WORKING_BODY))
        text = client.get(f"/en/desk/withholding/{confirmed.pk}/").content.decode()
        assert "It can be computed all the same" not in text, "it is decided"
    now = json.loads(Client().get("/en/bodies/agriculture/2018/3/trace.json").content)
    hidden = next(one for one in indicators_of(now["trace"]) if one["code"] == told["code"])
    assert hidden["state"] == "withheld"
    assert not {"value", "exact", "steps", "contribution"} & set(hidden)
