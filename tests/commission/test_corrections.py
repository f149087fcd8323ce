"""A figure that comes after publication: counted again, computed again, agreed, published in place of the earlier (c47, c53).

The small world's 2018 is published with one key indicator of the ministry of agriculture not counted: its figure is
not out yet. It comes in November.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from unittest import mock

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.translation import override

from blocks import actions as blocks
from blocks.files import build_waiting
from blocks.models import Conclusion, ConclusionFile
from commission import actions
from commission.models import OverallEvaluation, Publication
from commission.readiness import readiness
from commission.selectors import corrections_of
from config.walk import statistics
from config.walk.core import Core
from evaluation import clock, desk
from evaluation.acting import perform, without_workers
from evaluation.models import Cycle, JournalEntry, Scope, User
from reports import actions as reports
from schedule.models import Letter
from tests.worlds.appeals import refused
from tests.worlds.elements import element, texts
from tests.worlds.layers import Layers, layer
from tests.worlds.pages import page
from tests.worlds.published import EVALUATED, PARTS, publish, small_file, walk_parts
from tests.worlds.unguarded import unopen
from tests.worlds.world import World

NOVEMBER = datetime(2019, 11, 4, 6, 0, tzinfo=UTC)
#: Seven calendar days after: the term of objections is over.
LATER = datetime(2019, 11, 14, 6, 0, tzinfo=UTC)
COORDINATOR, WORKING_BODY = "economy.coordinator", "commission.working_body"
EVALUATOR, APPROVER = "economy.evaluator", "economy.approver"
REASON = "Комитет по статистике опубликует в ноябре"


def with_one_not_out(walk: Core, places: Iterable[statistics.Awaited]) -> bytes:
    """The year's figures, the ministry of agriculture's key indicator not out."""
    lines = []
    for line in _TABLE(walk, places).decode().splitlines():
        cells = line.split(",")
        if cells[0] == "agriculture" and cells[1] == "kpi_fact":
            line = f"agriculture,kpi_fact,,,{cells[4]},,not_counted: {REASON}"
        lines.append(line)
    return "\n".join(lines).encode()


_TABLE = statistics.table


def build_gapped(world: World) -> World:
    """2018 of the small world, published."""
    Scope.objects.exclude(body__slug__in=EVALUATED).delete()
    unopen()
    with (
        without_workers(),
        override("ru"),
        mock.patch.object(statistics, "table", with_one_not_out),
    ):
        walk_parts(2018, [*PARTS, publish])
        build_waiting(ConclusionFile, ("conclusion",), small_file)
    return world


layer("gapped", build_gapped, on="world")


@pytest.fixture
def gapped(db: None, layers: Layers) -> Iterator[World]:
    with clock.frozen(NOVEMBER), without_workers(), override("ru"):
        yield layers.value("gapped")


def person(key: str) -> User:
    return User.objects.get(username=key)


def cycle() -> Cycle:
    return Cycle.objects.get(year=2018)


def conclusion() -> Conclusion:
    return Conclusion.objects.exclude(state="superseded").get(
        body__slug="agriculture", cycle__year=2018, block=1
    )


def overall(**which: Any) -> OverallEvaluation:
    return OverallEvaluation.objects.get(body__slug="agriculture", cycle__year=2018, **which)


def figure_arrives() -> Conclusion:
    """The figure comes, block 1 is counted again and delivered."""
    head = ",".join([*statistics.REQUIRED, *statistics.OPTIONAL])
    table = f"{head}\nagriculture,kpi_fact,90.45,,kpi-1,,\n".encode()
    economy = conclusion().lead
    reports.import_statistics(
        cycle(), economy, "late.csv", table, "Комитет по статистике", date(2019, 11, 1), person(EVALUATOR)
    )
    return blocks.recount_conclusion(conclusion(), person(APPROVER))


def counted_again() -> OverallEvaluation:
    """Up to the corrected overall evaluation with the working body."""
    figure_arrives()
    with clock.frozen(LATER):
        final = blocks.finalise_conclusion(conclusion(), person(APPROVER))
        blocks.hand_over_conclusion(final, person(COORDINATOR))
        made = actions.compute_overall(cycle(), final.body, person(COORDINATOR))
        return actions.submit_overall(made, person(COORDINATOR))


def corrected() -> Publication:
    """Up to the published correction."""
    counted_again()
    with clock.frozen(LATER):
        listed = actions.prepare_publication(cycle(), person(COORDINATOR))
        listed = actions.propose_publication(listed, person(COORDINATOR))
        listed = actions.clear_publication(listed, person(WORKING_BODY))
        return actions.publish_results(listed, person(COORDINATOR))


@pytest.mark.clause("c47", "c49")
def test_what_is_with_the_working_body_gives_way_to_what_was_counted_again(gapped: World) -> None:
    coordinator = person(COORDINATOR)
    before = overall()
    same = actions.compute_overall(cycle(), before.body, coordinator)
    assert same.pk == before.pk  # nothing arrived: nothing is computed
    figure_arrives()
    line = next(one for one in readiness(cycle(), coordinator) if one.body.slug == "agriculture")
    assert (line.stale, line.computable, line.waiting) == (True, False, [1])
    refusal = refused(lambda: actions.compute_overall(cycle(), before.body, coordinator))
    assert (refusal.code, refusal.clause) == ("incomplete", "c11")
    after = counted_again_from_delivered()
    assert (after.version, after.corrects_id, after.state) == (2, before.pk, "submitted")
    old = OverallEvaluation.objects.get(pk=before.pk)
    assert (old.state, old.score) == ("superseded", before.score)
    parts = {part["block"]: part for part in after.trace["blocks"]}
    assert Decimal(parts[1]["value"]) == conclusion().score
    acts = list(
        JournalEntry.objects.filter(act__startswith="overallevaluation.", at=LATER).values_list(
            "act", flat=True
        )
    )
    assert sorted(acts) == [
        "overallevaluation.compute",
        "overallevaluation.recount",
        "overallevaluation.submit",
    ]


def counted_again_from_delivered() -> OverallEvaluation:
    with clock.frozen(LATER):
        final = blocks.finalise_conclusion(conclusion(), person(APPROVER))
        refusal = refused(
            lambda: actions.submit_overall(
                actions.compute_overall(cycle(), final.body, person(COORDINATOR)), person(COORDINATOR)
            )
        )
        assert (refusal.code, refusal.clause) == ("incomplete", "c49")  # the block conclusion goes with it
        blocks.hand_over_conclusion(final, person(COORDINATOR))
        return actions.submit_overall(overall(state="computed"), person(COORDINATOR))


@pytest.mark.clause("c49")
def test_the_desks_say_whose_turn_it_is(gapped: World, client: Client) -> None:
    def titles() -> list[str]:
        with clock.frozen(LATER):
            return [str(turn.title) for turn in desk.turns_of(person(COORDINATOR))]

    figure_arrives()
    with clock.frozen(LATER):
        blocks.hand_over_conclusion(
            blocks.finalise_conclusion(conclusion(), person(APPROVER)), person(COORDINATOR)
        )
    with override("en"):
        assert [title for title in titles() if "overall evaluation of 1 body" in title]
        with clock.frozen(LATER):
            actions.submit_overall(
                actions.compute_overall(cycle(), conclusion().body, person(COORDINATOR)), person(COORDINATOR)
            )
        assert "Correct the published results of 1 body for 2018" in titles()
        gapped.sign_in(client, COORDINATOR)
        with clock.frozen(LATER):
            shown = page(client, "/en/desk/publication/2018/")
            waiting = element(shown, ".panel-waiting h2").text
            assert waiting.startswith("The results of 1 body were computed again with late figures")
            assert client.post("/en/desk/publication/2018/prepare/").status_code == 302
            shown = page(client, "/en/desk/publication/2018/")
        assert element(shown, ".lead").text.startswith("Version 2, a correction")
        arrived = (
            "Block 1, indicator 1.1.1.1: left out on 14\xa0March 2019, its figure came on 4\xa0November 2019"
        )
        assert arrived in texts(shown, "tbody td p")
        assert "Correct the published results of 1 body for 2018" not in titles()


@pytest.mark.clause("c53")
def test_the_earlier_stays_public_until_the_correction_is_agreed_and_published(
    gapped: World, client: Client
) -> None:
    was = overall().score
    after = counted_again()
    assert public_score(client) == was
    with clock.frozen(LATER):
        listed = actions.prepare_publication(cycle(), person(COORDINATOR))
        assert (listed.version, listed.state) == (2, "draft")
        withheld = {item.overall.body.slug: (item.withheld, item.reason_ru) for item in listed.items.all()}
        assert withheld["culture"] == (True, "Государственная тайна (тест)")  # as before
        assert len(withheld) == len(EVALUATED)
        listed = actions.propose_publication(listed, person(COORDINATOR))
        assert public_score(client) == was
        listed = actions.clear_publication(listed, person(WORKING_BODY))
        assert public_score(client) == was
        actions.publish_results(listed, person(COORDINATOR))
    assert public_score(client) == after.score != was
    states = list(
        Publication.objects.filter(cycle=cycle()).order_by("version").values_list("state", flat=True)
    )
    assert states == ["superseded", "published"]
    told = Letter.objects.filter(kind="results.corrected").values_list("to__username", flat=True)
    assert set(told) == {"agriculture.first_head"}
    again = actions.prepare_publication(cycle(), person(COORDINATOR))
    assert (again.version, again.state) == (2, "published")  # nothing more to correct


def public_score(client: Client) -> Decimal:
    bodies = client.get("/en/results/2018/results.json").json()["bodies"]
    return next(Decimal(body["overall"]) for body in bodies if body["body"] == "agriculture")


@pytest.mark.clause("c53", "c47")
def test_everybody_reads_both_numbers_and_what_changed_them(gapped: World, client: Client) -> None:
    was = overall().score
    old_file = ConclusionFile.objects.get(conclusion=conclusion(), language="ru")
    publication = corrected()
    now = overall(state="submitted").score
    (change,) = corrections_of(publication)
    assert (change.before.score, change.after.score, change.change) == (was, now, now - was)
    (figure,) = change.figures
    assert (figure["block"], figure["arrived_at"]) == (1, NOVEMBER)
    written = client.get("/en/results/2018/results.json").json()["corrections"]
    assert [(one["body"], Decimal(one["was"]), Decimal(one["is"])) for one in written] == [
        ("agriculture", was, now)
    ]
    assert written[0]["figures"][0]["indicator"] == figure["code"]
    for address in ("/en/results/2018/", "/en/bodies/agriculture/"):
        line = element(client.get(address), "section[aria-labelledby=corrections] tbody tr")
        assert [cell.text for cell in line.all("td.num")[:2]] == [f"{was:.2f}", f"{now:.2f}"]
        assert line.one("p").text.startswith(f"Block 1, indicator {figure['code']}: left out on ")
    assert "Corrections" not in client.get("/en/bodies/culture/").content.decode()
    checked = client.post("/en/verify/", {"checksum": old_file.sha256}).content.decode()
    assert element(checked, ".alert-title").text == "This conclusion was published and has been replaced"
    assert texts(checked, ".alert-text p")[0].endswith(f"Today conclusion No. {conclusion().number} counts")
    # the earlier conclusion's own addresses show the one that counts
    assert client.get("/en/bodies/agriculture/2018/1/").status_code == 200


@pytest.mark.clause("c53", "c9.5")
def test_a_correction_shows_no_number_of_what_is_withheld_since(gapped: World, client: Client) -> None:
    counted_again()
    old_file = ConclusionFile.objects.get(
        conclusion__body__slug="agriculture", conclusion__version=1, conclusion__block=1, language="ru"
    )
    with clock.frozen(LATER):
        listed = actions.prepare_publication(cycle(), person(COORDINATOR))
        item = listed.items.get(overall__body__slug="agriculture")
        reasons = {"kk": "Құпия", "ru": "Тайна", "en": "Secret"}
        actions.withhold_item(item, person(COORDINATOR), True, reasons)
        listed = actions.propose_publication(listed, person(COORDINATOR))
        listed = actions.clear_publication(listed, person(WORKING_BODY))
        actions.publish_results(listed, person(COORDINATOR))
    for address in ("/en/results/2018/", "/en/bodies/agriculture/"):
        assert f"{overall(version=1).score:.2f}" not in client.get(address).content.decode()
    open_to_all = client.get("/en/results/2018/")
    said = texts(open_to_all, "section[aria-labelledby=corrections] p")
    assert [
        words for words in said if words.startswith("No open number changed; what is withheld since then")
    ]
    assert client.get("/en/results/2018/results.json").json()["corrections"] == []
    checked = client.post("/en/verify/", {"checksum": old_file.sha256})
    assert element(checked, ".alert-title").text == "This is not a published conclusion"


@pytest.mark.clause("c53")
def test_a_list_that_was_overtaken_is_returned_and_drawn_up_again(gapped: World) -> None:
    counted_again()
    with clock.frozen(LATER):
        listed = actions.prepare_publication(cycle(), person(COORDINATOR))
        listed = actions.propose_publication(listed, person(COORDINATOR))
        listed = actions.clear_publication(listed, person(WORKING_BODY))
        # overtaken: the evaluation it lists was computed anew meanwhile
        listed.items.filter(overall__body__slug="agriculture").update(overall=overall(version=1))
        refusal = refused(lambda: actions.publish_results(listed, person(COORDINATOR)))
        assert (refusal.code, refusal.clause) == ("state", "c53")
        assert "Минсельхоз" in refusal.sentence
        listed = actions.send_back_publication(listed, person(WORKING_BODY), "Обновите список.")
        listed = actions.prepare_publication(cycle(), person(COORDINATOR))
        item = listed.items.get(overall__body__slug="agriculture")
        assert item.overall == overall(version=2)


@pytest.mark.clause("c53")
def test_nothing_takes_the_place_of_what_is_public_by_itself(gapped: World) -> None:
    """Not without an agreed correction; and the database lets one publication of a year be under way only."""
    published = Publication.objects.get(cycle=cycle())
    refusal = refused(lambda: perform(published, "supersede", person(COORDINATOR)))
    assert refusal.code == "state"
    Publication.objects.create(cycle=cycle(), version=2)
    with pytest.raises(IntegrityError, match="one_publication_under_way"), transaction.atomic():
        Publication.objects.create(cycle=cycle(), version=3)


@pytest.mark.clause("c53")
def test_publishing_twice_is_refused_in_a_sentence(gapped: World) -> None:
    publication = corrected()
    with clock.frozen(LATER):
        refusal = refused(lambda: actions.publish_results(publication, person(COORDINATOR)))
    assert refusal.code == "state"
    assert Letter.objects.filter(kind="results.corrected").count() == 1
