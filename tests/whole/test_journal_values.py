"""What the journal says was before and after an act is what the database held: pghistory's events are the witness."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db.models import Max
from django.test import Client

from appeals import actions as appeals
from appeals.models import ObjectionPoint
from blocks import actions as blocks
from blocks.actions.recommendations import edit_recommendation, judge_recommendation
from blocks.actions.scoring import MarkEntry
from blocks.models import Mark, PartialConclusion, Recommendation
from commission import actions as commission
from commission.models import PublicationItem
from evaluation.changes import plain
from evaluation.models import Cycle, JournalEntry, RoleHolder
from methodologies import actions as methodologies
from methodologies.models import KpiList, Methodology
from reports import actions as reports
from reports.entries import ValueEntry
from reports.models import DatumValue, Document
from schedule import actions as schedule
from schedule.models import CalendarOverride
from tests.reports.test_late_values import figure, gap, record
from tests.worlds.appeals import APPROVER, CHAIR, ITEM, Delivered, delivered
from tests.worlds.commission import Concluded, concluded
from tests.worlds.opened import KPIS, Opened
from tests.worlds.scored import Scored, scored
from tests.worlds.statistics import OUT, measured, take_in
from tests.worlds.world import World

__all__ = ["concluded", "delivered", "gap", "measured", "scored"]

pytestmark = pytest.mark.django_db


@dataclass
class Witness:
    """The events that pghistory kept of a model, up to a moment and after it."""

    model: Any

    def __post_init__(self) -> None:
        self.events = self.model.pgh_event_model.objects.exclude(pgh_label="delete")
        self.last = self.events.aggregate(last=Max("pgh_id"))["last"] or 0

    def pairs(self) -> Iterable[tuple[Any, Any]]:
        """The last event before and the last one since, of every row with events since; None where there was no row."""
        for pk in set(self.events.filter(pgh_id__gt=self.last).values_list("pgh_obj_id", flat=True)):
            of_row = self.events.filter(pgh_obj_id=pk).order_by("-pgh_id")
            yield of_row.filter(pgh_id__lte=self.last).first(), of_row.first()


def told(act: str) -> dict[str, Any]:
    """The latest entry's details, from the database."""
    details: dict[str, Any] = JournalEntry.objects.filter(act=act).latest("pk").details
    return details


def compare(changed: dict[str, Any], pairs: Iterable[tuple[Any, Any]], place: Callable[[Any], str]) -> int:
    """Every [before, after] of the journal against the events; returns how many were compared."""
    seen = 0
    found = {place(after): (before, after) for before, after in pairs}
    for where, fields in changed.items():
        before, after = found[where]
        for name, (was, now) in fields.items():
            if name == "documents":
                continue  # a relation, of which no events are kept
            column = after._meta.get_field(name).attname
            assert was == (plain(getattr(before, column)) if before else None), (where, name)
            assert now == plain(getattr(after, column)), (where, name)
            assert was != now, (where, name)
            seen += 1
    return seen


def compare_values(details: dict[str, Any], witness: Witness, *, with_body: bool = False) -> int:
    """The same for values: one text for number, choice or reason."""
    pairs = {}
    for before, after in witness.pairs():
        place = f"{after.item}.{after.language}.{after.row}".rstrip(".")
        pairs[f"{after.body.slug}:{place}" if with_body else place] = before, after
    for place, (was, now, _documents) in details["changed"].items():
        before, after = pairs[place]
        assert same(was, before), place
        assert same(now, after), place
    return len(details["changed"])


def same(said: str | None, event: Any) -> bool:
    if event is None or said is None:
        return event is None and said is None
    return Decimal(said) == event.number if event.number is not None else said == event.choice or event.reason


# --- reports ----------------------------------------------------------------------------------------------------------


def test_saved_values_of_a_report(opened: Opened) -> None:
    report = opened.report("agriculture", 3)
    opened.fill(report, functions_due=20)
    witness = Witness(DatumValue)
    opened.fill(report, functions_due=21, functions_automated=7)
    details = told("report.save_values")
    assert details["changed"]["functions_due"][:2] == ["20.00000000", "21"]
    assert compare_values(details, witness) == 2


def test_saved_values_tell_the_former_documents_too(opened: Opened) -> None:
    report, preparer = opened.report("agriculture", 3), opened.person("agriculture.preparer")
    first, second = (opened.document("agriculture", f"{name}.txt") for name in "ab")
    for document in (first, second):
        entry = ValueEntry("functions_due", number=Decimal(20), document_ids=(document.pk,))
        reports.save_values(report, preparer, [entry])
    details = told("report.save_values")
    assert details["documents"] == {"functions_due": [[first.pk], [second.pk]]}
    assert details["changed"]["functions_due"] == ["20.00000000", "20", [second.pk]]


def test_a_mended_document_is_told_as_it_was(opened: Opened) -> None:
    document = opened.document("agriculture")
    witness = Witness(Document)
    reports.mend_document(
        document, opened.person("agriculture.preparer"), "Register", 3, "official_use", ground="Order No. 5"
    )
    changed = told("document.mend")["changed"]
    assert set(changed) == {"title", "source_kind", "confidentiality", "legal_ground"}
    assert compare({str(document.pk): changed}, witness.pairs(), lambda event: str(event.pgh_obj_id)) == 4


def test_imported_statistics_tell_each_body_and_place(measured: Scored) -> None:
    witness = Witness(DatumValue)
    take_in(measured, OUT)
    assert compare_values(told("statisticsimport.import"), witness, with_body=True) == 2
    witness = Witness(DatumValue)
    take_in(measured, OUT.replace("50.25", "51.75"))
    details = told("statisticsimport.import")
    assert compare_values(details, witness, with_body=True) == len(details["changed"])
    assert [pair[:2] for pair in details["changed"].values() if pair[1] == "51.75"] == [
        ["50.25000000", "51.75"]
    ]


def test_late_figures(gap: Scored) -> None:
    gap.conclude()
    witness = Witness(DatumValue)
    record(gap, figure(gap, 71))
    assert compare_values(told("partialconclusion.record_late_values"), witness) == 1


# --- scoring ----------------------------------------------------------------------------------------------------------


def test_an_authoritys_values(scored: Scored) -> None:
    partial = scored.partial("agriculture", "3.1")
    witness = Witness(DatumValue)
    scored.give_values(partial, staff=99, staff_left=6)
    details = told("partialconclusion.record_values")
    assert {"staff", "staff_left"} <= set(details["items"])
    assert compare_values(details, witness) == 2


def test_marks(scored: Scored) -> None:
    partial = scored.mark(scored.partial("agriculture", "3.1"))
    scored.give_values(partial, staff=50)
    witness = Witness(Mark)
    entries = [
        MarkEntry(entry.indicator, entry.document_id, "Counted anew")
        for entry in scored.entries_of_marks(partial)
    ]
    blocks.save_marks(partial, scored.person(scored.office(partial, "evaluator")), entries)
    details = told("partialconclusion.save_marks")
    assert set(details["changed"]) == {entry.indicator for entry in entries}
    assert any("score" in fields for fields in details["changed"].values())
    assert compare(details["changed"], witness.pairs(), lambda event: str(event.indicator)) > len(entries)


def test_a_conclusion_drawn_up_again(scored: Scored) -> None:
    drawn = scored.draw_up()
    assert told("conclusion.draw_up")["changed"]["score"] == [
        None,
        plain(drawn.score.quantize(Decimal("0.0001"))),
    ]


def test_recommendations(delivered: Delivered) -> None:
    given = Recommendation.objects.filter(conclusion=delivered.conclusion).first()
    assert given is not None
    witness = Witness(Recommendation)
    judge_recommendation(given, delivered.person("communications.evaluator"), "done", "Registered")
    changed = told("conclusion.judge_recommendation")["changed"]
    assert compare({str(given.pk): changed}, witness.pairs(), lambda event: str(event.pgh_obj_id)) == 2


def test_a_draft_recommendation(scored: Scored) -> None:
    drawn = scored.draw_up()
    given = drawn.recommendations.all()[0]
    witness = Witness(Recommendation)
    texts = {code: f"Anew {code}" for code in ("kk", "ru", "en")}
    edit_recommendation(given, scored.person("communications.evaluator"), texts, date(2019, 12, 2))
    changed = told("conclusion.edit_recommendation")["changed"]
    assert changed["text_en"][0] == given.text_en
    assert compare({str(given.pk): changed}, witness.pairs(), lambda event: str(event.pgh_obj_id)) == 4


# --- appeals ----------------------------------------------------------------------------------------------------------


def point_of(event: Any) -> str:
    return f"{event.item}.{event.language}.{event.row}".rstrip(".")


def test_points_of_an_objection(delivered: Delivered) -> None:
    objection = delivered.open()
    delivered.point(objection)
    witness = Witness(ObjectionPoint)
    point = delivered.point(objection, claimed="17", argument="Seventeen.")
    changed = told("objection.save_point")["changed"]
    assert changed[ITEM]["claimed"] == ["18.00000000", "17.00000000"]
    assert compare(changed, witness.pairs(), point_of) == 2
    appeals.remove_point(point, delivered.person("agriculture.preparer"))
    gone = told("objection.remove_point")["changed"][ITEM]
    assert gone["claimed"] == ["17.00000000", None]
    assert gone["documents"] == [[delivered.proof_of_claim().pk], None]


def test_a_decision_and_the_correction_by_it(delivered: Delivered) -> None:
    objection = delivered.in_review()
    members = told("specialcommission.form")["changed"]
    assert members[delivered.person(CHAIR).username] == {"seat": [None, "chair"]}
    for found in (17, 18):
        witness = Witness(ObjectionPoint)
        decision = appeals.PointDecision(
            objection.points.get(), "accepted", f"Shown: {found}.", Decimal(found)
        )
        appeals.decide_points(objection, delivered.person(CHAIR), [decision])
        changed = told("objection.decide_point")["changed"]
        assert compare(changed, witness.pairs(), point_of) == len(changed[ITEM])
    assert changed[ITEM]["decided"] == ["17.00000000", "18.00000000"]
    appeals.decide_points(objection, delivered.person(CHAIR), [decision], finish=True)
    values, marks, wholes = Witness(DatumValue), Witness(Mark), Witness(PartialConclusion)
    appeals.correct_by_objection(objection, delivered.person(APPROVER))
    assert compare_values(told("conclusion.supersede"), values) == 1
    details = told("partialconclusion.correct_marks")
    scores = {code: {"score": pair} for code, pair in details["marks"].items()}
    assert compare(scores, marks.pairs(), lambda event: str(event.indicator)) == 1
    partial = JournalEntry.objects.filter(act="partialconclusion.correct_marks").latest("pk").object_id
    score = {str(partial): {"score": details["score"]}}
    assert compare(score, wholes.pairs(), lambda event: str(event.pgh_obj_id)) == 1


# --- what a year is prepared by ---------------------------------------------------------------------------------------


def test_dates_of_a_schedule_and_a_moved_day(world: World, february: object) -> None:
    coordinator = world.person("economy.coordinator")
    draft = schedule.begin_schedule(2019, coordinator)
    dates = draft.dates()
    first = next(iter(dates))
    moved = dates | {first: date(2020, 2, 6)}
    schedule.save_dates(draft, coordinator, moved)
    assert list(told("schedule.save_dates")["changed"].values()) == [[str(dates[first]), "2020-02-06"]]
    for resolution in ("No. 1", "No. 2"):
        witness = Witness(CalendarOverride)
        schedule.override_day(
            coordinator, day=date(2019, 5, 10), working=False, audience="general", resolution=resolution
        )
    changed = told("calendaroverride.override")["changed"]
    assert changed == {"resolution": ["No. 1", "No. 2"]}
    assert compare({"2019-05-10": changed}, witness.pairs(), lambda event: str(event.day)) == 1


def test_rows_of_the_list_of_indicators(world: World, february: object) -> None:
    coordinator = world.person("economy.coordinator")
    draft = methodologies.take_kpis(Cycle.objects.create(year=2021), coordinator, KPIS)
    assert told("kpilist.save")["added"] == len(KPIS)
    witness = Witness(KpiList)
    methodologies.save_kpis(draft, coordinator, [{**KPIS[0], "plan": "99"}, *KPIS[1:]])
    ((before, after),) = witness.pairs()
    assert told("kpilist.save")["changed"] == {
        "agriculture:kpi-1": {"plan": [before.rows[0]["plan"], after.rows[0]["plan"]]}
    }


def test_a_label_that_is_raised(opened: Opened) -> None:
    opened.sign(opened.report("agriculture", 1))
    document = Document.objects.get(supplied_by__slug="agriculture")
    witness = Witness(Document)
    reports.raise_label(document, opened.person("finance.evaluator"), "Order No. 5")
    changed = told("document.raise_label")["changed"]
    assert compare({str(document.pk): changed}, witness.pairs(), lambda event: str(event.pgh_obj_id)) == 2


def test_a_text_of_a_methodology(opened: Opened) -> None:
    source = Methodology.objects.get(cycle=opened.cycle, subject="3")
    author = opened.person("communications.methodologist")
    draft = methodologies.begin_draft(source, 2019, author)
    witness = Witness(Methodology)
    text = {**draft.document, "title": {**draft.document["title"], "en": "Another title"}}
    methodologies.edit_draft(draft, text, author)
    changed = told("methodology.edit")["changed"]
    assert compare({str(draft.pk): changed}, witness.pairs(), lambda event: str(event.pgh_obj_id)) == 1


@pytest.mark.slow
def test_what_is_withheld(concluded: Concluded) -> None:
    concluded.submit_all()
    publication = commission.prepare_publication(concluded.cycle, concluded.person("economy.coordinator"))
    item = publication.items.all()[0]
    witness = Witness(PublicationItem)
    reasons = {code: f"Secret {code}" for code in ("kk", "ru", "en")}
    commission.withhold_item(item, concluded.person("economy.coordinator"), True, reasons)
    changed = told("publication.withhold")["changed"]
    assert compare({str(item.pk): changed}, witness.pairs(), lambda event: str(event.pgh_obj_id)) == 4


def test_a_register_kept_by_hand_tells_what_the_row_held(
    world: World, february: object, client: Client
) -> None:
    """Another person's change between the page and the saving is neither written over nor told as this one's."""
    world.sign_in(client, "economy.administrator")
    held = RoleHolder.objects.all()[0]
    address = f"/en/admin/evaluation/roleholder/{held.pk}/change/"
    form = client.get(address).context["adminform"].form
    sent = {name: form.initial.get(name) or "" for name in form.fields}
    witness = Witness(RoleHolder)
    sent["valid_until"] = "2020-02-01"
    assert client.post(address, sent).status_code == 302
    fields = told("roleholder.changed")["fields"]
    assert set(fields) == {"valid_until"}
    assert compare({str(held.pk): fields}, witness.pairs(), lambda event: str(event.pgh_obj_id)) == 1


# --- nothing is left out ----------------------------------------------------------------------------------------------

#: Acts whose details tell values, shown above.
SHOWN = {
    "save_values", "mend", "import", "record_late_values", "record_values", "save_marks", "draw_up",
    "judge_recommendation", "edit_recommendation", "save_point", "remove_point", "decide_point", "save_dates",
    "override", "save", "edit", "withhold", "release", "changed", "added", "form", "supersede", "raise_label",
}  # fmt: skip
#: Acts that change no value that was there: what they make is new, or only a state moves, or nothing is written.
NEW_OR_NONE = {
    "declare", "attach", "open", "begin", "draft", "record", "compute", "correct", "recount_from", "prepare",
    "try_again", "try_file_again", "deleted", "make", "revoke", "settle", "reopen", "password_changed",
    "password_link", "journal_taken", "put_back", "build_again", "propose", "ended", "ask", "second_step_removed",
    "found_infected", "scan_again",  # the verdict on bytes, which no document's row holds: tests/reports/test_scans.py
    "replace",  # the values behind which it stands are told by saving them: tests/reports/test_proofs.py
    "freeze", "refuse_signature", "settle_signature",  # a manifest is new, a signature judged: tests/reports/test_signing.py
    "erase",  # it tells no words: tests/evaluation/test_erasures.py
}  # fmt: skip


def test_every_act_that_writes_values_is_shown_above() -> None:
    """A verb that is new in ``note(…)`` or ``note_each(…)`` is placed here: with a test, or among those that change nothing that stood."""
    found = set()
    for floor in ("evaluation", "schedule", "methodologies", "reports", "blocks", "appeals", "commission"):
        for path in (settings.BASE_DIR / floor).rglob("*.py"):
            for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(call, ast.Call)
                    and getattr(call.func, "id", "") in ("note", "note_each")
                    and len(call.args) > 1
                ):
                    verbs = [one.value for one in ast.walk(call.args[1]) if isinstance(one, ast.Constant)]
                    found |= {verb for verb in verbs if isinstance(verb, str)}
    assert found - SHOWN - NEW_OR_NONE == set(), found - SHOWN - NEW_OR_NONE
