"""The overall evaluation, the Commission's report and the working body's overview (c11, c49, c51, D6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from blocks.models import Conclusion, PartialConclusion
from commission import actions
from commission.models import CommissionReport, OverallEvaluation
from commission.overview import lines_of, ordered, tiles
from commission.pdf import report_context
from commission.selectors import picture, tally
from evaluation import clock, journal_seals
from evaluation.models import Assignment, Body, BodyKind, JournalEntry, Scope
from evaluation.routing import DIRECTIONS
from schedule.milestones import Milestone
from schedule.selectors import read_book
from schedule.working_days import due_at
from tests.worlds.appeals import refused
from tests.worlds.commission import (
    COORDINATOR,
    JUNE,
    MEMBER,
    WORKING_BODY,
    Concluded,
    concluded,
)
from tests.worlds.elements import element, elements, named, texts
from tests.worlds.pages import page, queries
from tests.worlds.unguarded import unguarded
from tests.worlds.world import SINCE

__all__ = ["concluded"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
SECOND = timedelta(seconds=1)


# --- the overall evaluation ------------------------------------------------------------------------------------


@pytest.mark.clause("c11", "D6")
def test_a_body_with_one_block_is_renormalised_over_it(concluded: Concluded) -> None:
    coordinator = concluded.person(COORDINATOR)
    only = Conclusion.objects.get(cycle=concluded.cycle, body__slug="prosecutor")
    assert only.block == 2
    overall = actions.compute_overall(concluded.cycle, concluded.world.body("prosecutor"), coordinator)
    assert only.score is not None
    assert overall.score == only.score.quantize(Decimal("0.01"))
    shares = {part["block"]: part["share"] for part in overall.trace["blocks"]}
    assert shares == {1: "0", 2: "1", 3: "0"}


@pytest.mark.clause("c11")
def test_a_body_with_three_blocks_is_their_weighted_mean(concluded: Concluded) -> None:
    overall = actions.compute_overall(
        concluded.cycle, concluded.world.body("culture"), concluded.person(COORDINATOR)
    )
    scores = dict(
        Conclusion.objects.filter(cycle=concluded.cycle, body=overall.body).values_list("block", "score")
    )
    weights = {part["block"]: Decimal(part["weight"]) for part in overall.trace["blocks"]}
    assert scores == {1: Decimal("94.23"), 2: Decimal("90.85"), 3: Decimal("79.98")}
    assert weights == {1: 60, 2: 25, 3: 15}
    # 94.23 × 60 % + 90.85 × 25 % + 79.98 × 15 % = 91.2475
    assert overall.score == Decimal("91.25")


@pytest.mark.clause("c9.2", "c11")
def test_state_planning_never_evaluates_itself(concluded: Concluded) -> None:
    body = concluded.world.body("economy")
    refusal = refused(lambda: actions.compute_overall(concluded.cycle, body, concluded.person(COORDINATOR)))
    assert refusal.code == "right"
    assert "on state planning itself, the working body" in refusal.sentence
    made = actions.compute_overall(concluded.cycle, body, concluded.person(WORKING_BODY))
    assert made.maker == concluded.world.body("commission")
    refusal = refused(
        lambda: actions.compute_overall(
            concluded.cycle, concluded.world.body("culture"), concluded.person(WORKING_BODY)
        )
    )
    assert refusal.code == "right"


@pytest.mark.clause("c11")
def test_the_same_inputs_give_the_same_version_back(concluded: Concluded) -> None:
    coordinator, body = concluded.person(COORDINATOR), concluded.world.body("culture")
    first = actions.compute_overall(concluded.cycle, body, coordinator)
    assert actions.compute_overall(concluded.cycle, body, coordinator) == first


@pytest.mark.clause("c49")
def test_it_comes_to_the_working_body_by_the_milestone(concluded: Concluded) -> None:
    coordinator, body = concluded.person(COORDINATOR), concluded.world.body("culture")
    overall = actions.compute_overall(concluded.cycle, body, coordinator)
    day = read_book(2018).last_day(Milestone.OVERALL)
    assert day is not None
    with clock.frozen(due_at(day)):
        refusal = refused(lambda: actions.submit_overall(overall, coordinator))
        assert (refusal.code, refusal.clause) == ("late", "c49")
    with clock.frozen(due_at(day) - SECOND):
        assert actions.submit_overall(overall, coordinator).submitted_at == due_at(day) - SECOND
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE commission_overallevaluation SET score = 99 WHERE id = %s", [overall.pk])


def test_bulk_does_what_it_can_and_collects_every_refusal(concluded: Concluded) -> None:
    bodies = [concluded.world.body(slug) for slug in ("economy", "culture", "chancellery", "akmola")]
    bulk = actions.compute_overalls(concluded.cycle, bodies, concluded.person(COORDINATOR))
    assert bulk.done == 2
    assert [(body.slug, refusal.code) for body, refusal in bulk.refused] == [
        ("economy", "right"),
        ("chancellery", "state"),
    ]


@pytest.mark.clause("c11")
def test_in_bulk_each_is_what_it_would_be_alone(concluded: Concluded) -> None:
    """The same rows and the same entries of the journal, each sealed behind the one before; nobody twice."""
    coordinator, cycle = concluded.person(COORDINATOR), concluded.cycle
    bodies = [concluded.world.body(slug) for slug in ("akmola", "culture", "prosecutor", "culture")]
    columns = (
        "body__slug",
        "version",
        "maker",
        "state",
        "score",
        "degree",
        "trace",
        "computed_by",
        "revision",
    )
    told = ("act", "clause", "object_type", "object_name", "subject", "subject_name", "year", "before")
    told += ("after", "details", "actor", "actor_name")

    def kept() -> tuple[list[Any], list[Any]]:
        rows = OverallEvaluation.objects.filter(cycle=cycle).order_by("pk")
        entries = JournalEntry.objects.filter(
            act="overallevaluation.compute", object_id__in=rows.values("pk")
        )
        assert set(entries.values_list("object_id", flat=True)) == set(rows.values_list("pk", flat=True))
        return list(rows.values(*columns)), list(entries.order_by("pk").values(*told))

    alone = transaction.savepoint()
    for body in bodies:
        actions.compute_overall(cycle, body, coordinator)
    one_by_one = kept()
    transaction.savepoint_rollback(alone)
    assert actions.compute_overalls(cycle, bodies, coordinator).done == 3
    assert kept() == one_by_one
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert journal_seals.read_anew().fault == ""


def test_computing_in_bulk_costs_the_same_whatever_the_number_of_bodies(concluded: Concluded) -> None:
    """One body or three; and again, when nothing changed."""
    coordinator, cycle = concluded.person(COORDINATOR), concluded.cycle
    one, *three = (concluded.world.body(slug) for slug in ("akmola", "culture", "prosecutor", "finance"))
    actions.compute_overalls(cycle, [one], coordinator)
    again = queries(lambda: actions.compute_overalls(cycle, [one], coordinator))
    few = queries(lambda: actions.compute_overalls(cycle, three[:1], coordinator))
    assert few == again + 3  # the maker, the rows, the journal
    assert queries(lambda: actions.compute_overalls(cycle, three[1:], coordinator)) == few


@pytest.mark.clause("c11")
def test_in_bulk_what_stood_before_gives_way_to_what_changed(concluded: Concluded) -> None:
    coordinator, cycle = concluded.person(COORDINATOR), concluded.cycle
    bodies = [concluded.world.body(slug) for slug in ("akmola", "culture")]
    actions.compute_overalls(cycle, bodies, coordinator)
    changed = Conclusion.objects.exclude(state="superseded").get(cycle=cycle, body=bodies[1], block=1)
    with unguarded(Conclusion):
        Conclusion.objects.filter(pk=changed.pk).update(number="again")
    assert actions.compute_overalls(cycle, bodies, coordinator) == actions.Bulk(2, ())
    rows = OverallEvaluation.objects.filter(cycle=cycle).order_by("body__slug", "version")
    assert list(rows.values_list("body__slug", "version", "state")) == [
        ("akmola", 1, "computed"),
        ("culture", 1, "superseded"),
        ("culture", 2, "computed"),
    ]


def test_computing_and_submitting_cost_few_queries(concluded: Concluded) -> None:
    coordinator, cycle = concluded.person(COORDINATOR), concluded.cycle
    actions.compute_overall(cycle, concluded.world.body("akmola"), coordinator)
    with CaptureQueriesContext(connection) as computing:
        overall = actions.compute_overall(cycle, concluded.world.body("culture"), coordinator)
    with CaptureQueriesContext(connection) as submitting:
        actions.submit_overall(overall, coordinator)
    assert len(computing) <= 15
    assert len(submitting) <= 15


@pytest.mark.clause("c11", "c49")
def test_the_overall_page_lists_computes_and_submits(concluded: Concluded) -> None:
    coordinator = concluded.client(COORDINATOR)
    here = "/en/desk/overall/2018/"
    assert element(page(coordinator, here), ".panel h2").text.startswith("7 bodies are ready to be computed")
    assert coordinator.post(f"{here}compute/").status_code == 302
    assert texts(page(coordinator, here), "form summary") == ["What will be brought"]
    mine = OverallEvaluation.objects.filter(cycle=concluded.cycle).values_list("pk", flat=True)
    assert coordinator.post(f"{here}submit/", {"overall": list(mine)}).status_code == 302
    assert element(page(coordinator, here), ".lead").text.startswith(
        "7 of 8 bodies are with the working body."
    )
    working_body = concluded.client(WORKING_BODY)
    assert element(page(working_body, here), ".panel h2").text.startswith("1 body is ready to be computed")
    working_body.post(f"{here}compute/")
    own = concluded.overall("economy")
    working_body.post(f"{here}submit/", {"overall": [own.pk]})
    assert element(page(working_body, here), ".lead").text.startswith(
        "8 of 8 bodies are with the working body."
    )


def test_only_what_the_person_saw_is_submitted(concluded: Concluded) -> None:
    coordinator = concluded.client(COORDINATOR)
    coordinator.post("/en/desk/overall/2018/compute/")
    seen = concluded.overall("culture")
    coordinator.post("/en/desk/overall/2018/submit/", {"overall": [seen.pk]})
    submitted = OverallEvaluation.objects.filter(cycle=concluded.cycle, state="submitted")
    assert [overall.body.slug for overall in submitted] == ["culture"]


# --- the overview ----------------------------------------------------------------------------------------------


def add_bodies(concluded: Concluded, count: int) -> None:
    """So many more bodies with conclusions, scored directions and an overall evaluation, written straight in."""
    pattern = concluded.world.body("akmola")
    for number in range(count):
        names = {f"{n}_{c}": f"Extra {number}" for n in ("name", "short_name") for c in ("kk", "ru", "en")}
        body = Body.objects.create(
            slug=f"extra-{number}", kind=BodyKind.OBLAST, valid_from=SINCE, order=60 + number, **names
        )
        Scope.objects.create(body=body, number=60 + number, valid_from=SINCE)
        with unguarded(
            PartialConclusion, Conclusion, OverallEvaluation, Assignment
        ):  # born in the state that the pattern has reached
            for assignment in Assignment.objects.filter(cycle=concluded.cycle, body=pattern):
                partial = assignment.partial
                copied(assignment, body=body)
                copied(partial, assignment=assignment)
            for place, conclusion in enumerate(
                Conclusion.objects.filter(cycle=concluded.cycle, body=pattern)
            ):
                copied(conclusion, body=body, number=f"E{number}-{place}")
            for overall in OverallEvaluation.objects.filter(cycle=concluded.cycle, body=pattern):
                copied(overall, body=body)


def copied(row: Model, **changes: Any) -> None:
    """Save the row once more, as a row of its own."""
    row.pk, row._state.adding = None, True
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()


def test_the_overview_costs_the_same_whatever_the_number_of_bodies(concluded: Concluded) -> None:
    concluded.submit_all()
    client = concluded.client(WORKING_BODY)
    with clock.frozen(
        JUNE + timedelta(days=40)
    ):  # something is late both times, so that it is named both times
        page(client, "/en/desk/overview/2018/")
        few = queries(lambda: page(client, "/en/desk/overview/2018/"))
        add_bodies(concluded, 6)
        shown = page(client, "/en/desk/overview/2018/")
        assert {f"Extra {number}" for number in range(6)} <= set(texts(shown, "tbody th"))
        assert len(elements(shown, "td.heat")) >= 13 * 7
        assert queries(lambda: page(client, "/en/desk/overview/2018/")) == few


def test_the_overview_shows_heat_dashes_with_reason_and_the_whole(concluded: Concluded) -> None:
    concluded.submit_all()
    shown = page(concluded.client(WORKING_BODY), "/en/desk/overview/2018/")
    line = named(shown, "tbody tr", "Генпрокуратура")
    assert line.one("th").text == "Генпрокуратура block 2 only"
    why = "the block does not apply to this body"
    assert [(dash["title"], dash.text) for dash in line.all("td.not-here")] == [(why, f"– {why}")] * 4
    assert named(shown, ".tile", "Conclusions in time").one(".tile-value").text == "22 of 22"


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"carried_out": 20, "recommendations": 30}, ("67%", "20 of 30")),
        ({"carried_out": 1, "recommendations": 200}, ("1%", "1 of 200")),
        ({"carried_out": 0, "recommendations": 0}, ("–", "none were given in the year before")),
        ({"fallen": None}, ("–", "no body has overall scores of both years yet")),
        ({"fallen": 0}, ("0 bodies", "")),
    ],
)
def test_a_number_not_known_is_a_dash_with_its_reason(
    concluded: Concluded, changes: dict[str, Any], shown: tuple[str, str]
) -> None:
    counted = replace(tally(concluded.cycle), **changes)
    with translation.override("en"):
        recommended, fallen = tiles(counted, 2018, "")[2:]
        tile = fallen if "fallen" in changes else recommended
        assert (str(tile["value"]), str(tile.get("note", ""))) == shown


def test_nothing_has_fallen_until_two_years_can_be_compared(concluded: Concluded) -> None:
    concluded.submit_all()
    assert tally(concluded.cycle).fallen is None


def test_the_table_is_sorted_by_any_column(concluded: Concluded) -> None:
    concluded.submit_all()
    lines = lines_of(picture(concluded.cycle))
    by_overall = [line.row.overall for line in ordered(lines, "-overall")]
    assert by_overall == sorted((v for v in by_overall if v is not None), reverse=True)
    goals = [line.row.directions.get("1.1") for line in ordered(lines, "1.1")]
    known = [value for value in goals if value is not None]
    assert known == sorted(known)
    assert goals[len(known) :] == [
        None
    ]  # the prosecutor's office has no block 1: last, whichever the direction
    assert [line.row.directions.get("1.1") for line in ordered(lines, "-1.1")][-1] is None
    assert ordered(lines, "nonsense") == lines
    client = concluded.client(WORKING_BODY)
    shown = page(client, "/en/desk/overview/2018/?sort=-overall")
    column = element(shown, "th[aria-sort]")
    assert (column["aria-sort"], column.text) == ("descending", "Overall ↓")
    assert column.one("a")["href"] == "?sort=overall#scores"
    sorts = {link["href"] for link in elements(shown, "thead a")}
    assert {f"?sort=-{direction}#scores" for direction in DIRECTIONS} <= sorts


def test_the_overview_by_name_is_in_the_reader_s_alphabet(concluded: Concluded) -> None:
    lines = lines_of(picture(concluded.cycle))
    alphabet = ["Әділет", "Ауыл", "Қаржы", "Кеңсе", "Ұлттық", "Шығыс", "Ішкі", "Энергетика"]
    right = ["Ауыл", "Әділет", "Кеңсе", "Қаржы", "Ұлттық", "Шығыс", "Ішкі", "Энергетика"]
    for line, name in zip(lines, alphabet, strict=True):
        line.row.body.short_name_kk = name
    with translation.override("kk"):
        assert [line.row.body.short_name for line in ordered(lines, "name")] == right
        assert [line.row.body.short_name for line in ordered(lines, "-name")] == right[::-1]


def test_what_is_late_is_listed(concluded: Concluded) -> None:
    with clock.frozen(JUNE + timedelta(days=30)):
        shown = page(concluded.client(WORKING_BODY), "/en/desk/overview/2018/")
    assert texts(shown, ".late-list .late") == ["overdue since Mon\xa017\xa0June, 24:00"]


# --- the Commission's report -----------------------------------------------------------------------------------


@pytest.mark.clause("c51")
def test_the_report_needs_every_overall_evaluation_and_its_minutes(concluded: Concluded) -> None:
    report, member = concluded.drawn_up(), concluded.person(MEMBER)
    refusal = refused(lambda: actions.adopt_report(report, member))
    assert (refusal.code, refusal.clause) == ("incomplete", "c49, c51")
    assert len(refusal.faults) == 8
    concluded.submit_all()
    bare = actions.draw_up_report(concluded.cycle, concluded.person(WORKING_BODY), {"en": "Words."})
    assert refused(lambda: actions.adopt_report(bare, member)).faults[0].field == "minutes_number"
    day = date(2019, 7, 9)
    actions.draw_up_report(concluded.cycle, concluded.person(WORKING_BODY), {"ru": "Выводы."}, "18-3", day)
    refusal = refused(lambda: actions.adopt_report(bare, member))
    assert [fault.field for fault in refusal.faults] == ["summary_kk"], "in Kazakh and in Russian"
    named = concluded.drawn_up()
    assert refused(lambda: actions.adopt_report(named, concluded.person(WORKING_BODY))).code == "right"
    adopted = actions.adopt_report(named, member)
    assert {file.language for file in adopted.files.all()} == {"kk", "ru", "en"}
    assert refused(concluded.drawn_up).code == "state"


@pytest.mark.clause("c51")
def test_an_adopted_report_is_immutable_in_the_database(concluded: Concluded) -> None:
    concluded.submit_all()
    adopted = actions.adopt_report(concluded.drawn_up(), concluded.person(MEMBER))
    for change in (
        "summary = 'Other words'",
        "figures = '{}'",
        "minutes_number = '99'",
        "minutes_date = '2019-01-01'",
        "state = 'draft'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE commission_commissionreport SET {change} WHERE id = %s", [adopted.pk])  # noqa: S608


@pytest.mark.clause("c51")
def test_adoption_freezes_the_figures_and_the_report_says_them(concluded: Concluded) -> None:
    concluded.submit_all()
    adopted = actions.adopt_report(concluded.drawn_up(), concluded.person(MEMBER))
    figures = {row["body"]: row for row in adopted.figures["bodies"]}
    assert Decimal(figures["culture"]["overall"]) == concluded.overall("culture").score
    assert figures["prosecutor"]["blocks"].keys() == {"2"}
    said = report_context(adopted, "ru")
    assert len(said["central"]) + len(said["local"]) == 8
    assert sum(said["degrees"].values()) == 8
    ranks = [row["overall"] for row in said["central"]]
    assert ranks == sorted(ranks, reverse=True)


@pytest.mark.clause("c51")
def test_the_results_go_to_the_president_by_the_milestone(concluded: Concluded) -> None:
    concluded.submit_all()
    adopted = actions.adopt_report(concluded.drawn_up(), concluded.person(MEMBER))
    day = read_book(2018).last_day(Milestone.PRESIDENT)
    assert day is not None
    with clock.frozen(due_at(day)):
        refusal = refused(lambda: actions.send_report(adopted, concluded.person(WORKING_BODY)))
        assert (refusal.code, refusal.clause) == ("late", "c51")
    with clock.frozen(due_at(day) - SECOND):
        assert actions.send_report(adopted, concluded.person(WORKING_BODY)).state == "sent"


def test_the_report_by_clicking(concluded: Concluded) -> None:
    concluded.submit_all()
    working_body, member = concluded.client(WORKING_BODY), concluded.client(MEMBER)
    here = "/en/desk/report/2018/"
    words = {"revision": "", "minutes_number": "18-3", "minutes_date": "2019-07-09"}
    words |= {"summary_kk": "Комиссияның тұжырымдары.", "summary_ru": "Выводы Комиссии."}
    assert working_body.post(f"{here}save/", words).status_code == 302
    stale = working_body.post(f"{here}save/", words | {"revision": "0", "summary_ru": "Другие выводы."})
    assert stale.status_code == 409
    assert element(stale, "textarea[name=summary_ru]").text == "Другие выводы."
    report = CommissionReport.objects.get()
    assert report.minutes_date == date(2019, 7, 9)
    assert texts(page(member, here), "form.panel p")[0].startswith("Minutes No. 18-3 of 9\xa0July 2019.")
    assert working_body.post(f"{here}adopt/", {"revision": report.revision}).status_code == 403
    assert member.post(f"{here}adopt/", {"revision": report.revision}).status_code == 302
    report.refresh_from_db()
    assert working_body.post(f"{here}send/", {"revision": report.revision}).status_code == 302
    assert element(page(working_body, here), ".lead .chip-accepted").text == "submitted to the President"
    page(concluded.client(COORDINATOR), here, 403)
    assert member.get(f"{here}kk.pdf").status_code == 404  # not built yet


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("address", ["overview", "overall", "report", "publication"])
def test_pages_open_in_three_languages(concluded: Concluded, language: str, address: str) -> None:
    shown = page(concluded.client(WORKING_BODY), f"/{language}/desk/{address}/2018/")
    assert element(shown, "html")["lang"] == language


def test_the_desk_leads_through_the_end_of_the_year(concluded: Concluded) -> None:
    def desk(who: str) -> list[str]:
        return texts(page(concluded.client(who), "/en/desk/"), ".turn-title")

    assert "Compute the overall evaluation of 7 bodies" in desk(COORDINATOR)
    assert "Compute the overall evaluation of 1 body" in desk(WORKING_BODY)
    concluded.submit_all()
    assert "Draw up the Commission's report for 2018" in desk(WORKING_BODY)
    report = concluded.drawn_up()
    assert "Adopt the Commission's report for 2018" in desk(MEMBER)
    report = actions.adopt_report(report, concluded.person(MEMBER))
    assert "Submit the results for 2018 to the President" in desk(WORKING_BODY)
    actions.send_report(report, concluded.person(WORKING_BODY))
    assert "Prepare the publication of the results for 2018" in desk(COORDINATOR)
