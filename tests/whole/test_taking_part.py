"""One list of acts that are taking part in an evaluation (c59): every act of the floors that evaluate is on it or
excused, and so is every function that writes a value or a mark."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps

from appeals.selectors import parts_taken, took_part
from evaluation import journal, participation, rights
from evaluation.models import JournalEntry
from evaluation.models.base import transitions_of
from methodologies.models import KeyPerformanceIndicator
from reports.models import DatumValue
from reports.selectors.statistics import awaited, bringers
from tests.worlds.appeals import refused
from tests.worlds.opened import opened
from tests.worlds.scored import Scored
from tests.worlds.statistics import AUTHOR, OUT, measured, take_in

__all__ = ["measured", "opened"]

ROOT = Path(__file__).resolve().parents[2]
#: The floors whose acts make, correct or tell an evaluation.
FLOORS = ("reports", "blocks", "appeals", "commission")
#: What writes a figure or a mark.
WRITTEN = {"DatumValue", "Mark"}
CHANGES = {
    "create",
    "bulk_create",
    "bulk_update",
    "update",
    "update_or_create",
    "get_or_create",
    "delete",
    "save",
}

#: Every public function that writes values or marks, and the acts by which the journal knows it.
WRITERS = {
    "reports.actions.reports.save_values": ("report.save_values",),
    "reports.actions.evidence.prove_values": ("report.save_values",),
    "reports.actions.evidence.replace_document": ("report.save_values", "document.replace"),
    "reports.actions.signing.sign_report": ("report.sign",),
    "reports.actions.signing.sign_by_demo": ("report.sign", "report.freeze"),
    "reports.actions.signing.take_signature": ("report.sign", "report.refuse_signature"),
    "reports.actions.submissions.take_over": ("report.save_values",),
    "reports.actions.statistics.import_statistics": ("statisticsimport.import",),
    "reports.actions.late_values.record_late_values": ("partialconclusion.record_late_values",),
    "blocks.actions.scoring.record_values": ("partialconclusion.record_values",),
    "blocks.actions.scoring.save_marks": ("partialconclusion.save_marks",),
    "blocks.actions.conclusions.correct_conclusion": (
        "conclusion.correct",
        "partialconclusion.correct_marks",
    ),
    "blocks.actions.recounts.recount_conclusion": (
        "conclusion.recount_from",
        "partialconclusion.recount_marks",
    ),
    "appeals.actions.deciding.correct_by_objection": ("conclusion.correct",),
}
#: Parts of these acts that other modules call; no act of their own.
PARTS = {"reports.actions.values.write_values", "blocks.actions.conclusions.remake_marks"}


def acts_of_the_floors() -> set[str]:
    """Every code that the journal may hold of these floors: those named in words, and the moves of their records."""
    models = {
        model._meta.model_name: model for floor in FLOORS for model in apps.get_app_config(floor).get_models()
    }
    named = {code for code in journal.named() if code.partition(".")[0] in models}
    moves = {f"{name}.{move}" for name, model in models.items() for move, _one in transitions_of(model)}
    return named | moves


@pytest.mark.clause("c59")
def test_every_act_of_the_floors_that_evaluate_counts_or_is_excused() -> None:
    known, excuses = participation.acts(), participation.excuses()
    assert acts_of_the_floors() - known - set(excuses) == set(), (
        "say in the floor's rights.py whether it is taking part in an evaluation: participation.counts / excused"
    )
    assert known & set(excuses) == set()
    assert all(excuses.values())
    assert (known | set(excuses)) - acts_of_the_floors() - {"cycle.open"} == set(), "no such acts any more"


def functions() -> dict[str, ast.FunctionDef]:
    found = {}
    for floor in FLOORS:
        for path in [*(ROOT / floor).glob("actions.py"), *(ROOT / floor / "actions").glob("*.py")]:
            module = path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.FunctionDef):
                    found[f"{module}.{node.name}"] = node
    return found


def writes(function: ast.FunctionDef) -> bool:
    """Whether it names the model of figures or marks and calls what changes rows, or takes rows of marks and saves."""
    names = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    names |= {
        node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute) and node.attr == "marks"
    }
    called = {
        node.func.attr
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    return bool(names & (WRITTEN | {"marks"})) and bool(called & CHANGES)


def writers() -> set[str]:
    """The functions that write figures or marks, and everything of these floors' actions that calls one."""
    known = functions()
    found = {name for name, function in known.items() if writes(function)}
    while True:
        names = {name.rpartition(".")[2] for name in found}
        more = {
            name
            for name, function in known.items()
            if any(
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
                for node in ast.walk(function)
            )
        }
        if more <= found:
            return {name for name in found if not name.rpartition(".")[2].startswith("_")}
        found |= more


@pytest.mark.clause("c59")
def test_every_function_that_writes_a_value_or_a_mark_is_known_by_its_act() -> None:
    assert writers() == set(WRITERS) | PARTS
    classified = participation.acts() | set(participation.excuses())
    assert {act for codes in WRITERS.values() for act in codes} <= classified
    assert {act for codes in WRITERS.values() for act in codes} - participation.acts() == {
        "document.replace",
        "report.freeze",
        "report.refuse_signature",
        "report.save_values",
        "report.sign",
    }


# --- statistics are an act of scoring -------------------------------------------------------------------------------------

BOTH = OUT + "culture,kpi_fact,kpi-1,7,\n"


@pytest.mark.clause("c9.3", "c59")
def test_who_took_figures_in_took_part_in_evaluating_every_body_of_the_file(measured: Scored) -> None:
    record = take_in(measured, BOTH)
    entries = JournalEntry.objects.filter(act="statisticsimport.import", object_id=record.pk)
    told = {entry.subject.slug: entry.details["changed"] for entry in entries if entry.subject}
    assert {slug: {place: pair[1] for place, pair in changed.items()} for slug, changed in told.items()} == {
        "agriculture": {
            "agriculture:kpi_fact..kpi-1": "100.5",
            "agriculture:kpi_fact..kpi-2": "50.25",
        },
        "culture": {"culture:kpi_fact..kpi-1": "7"},
    }
    author = measured.person(AUTHOR)
    for slug in told:
        parts = parts_taken(measured.world.body(slug).pk, 2018)
        first = {"agriculture": "report.accept", "culture": "statisticsimport.import"}
        assert parts[author.person_key].act == first[slug]
        assert author.pk in took_part(measured.world.body(slug).pk, 2018)
    assert author.pk not in took_part(measured.world.body("akmola").pk, 2018)


@pytest.mark.clause("c9.3")
def test_who_took_figures_in_does_not_approve_the_marks_that_rest_on_them(measured: Scored) -> None:
    first, second = measured.partials("agriculture", 1)
    right = "blocks.approve_partialconclusion"
    approver = measured.person("economy.approver")
    before = rights.may(approver, right, first)
    take_in(measured, OUT)
    DatumValue.objects.filter(item="kpi_fact").update(given_by=approver)
    assert (before, rights.may(measured.person("economy.approver"), right, first)) == (True, False)
    assert rights.may(measured.person("finance.approver"), right, second)


@pytest.mark.clause("c9.2")
def test_nobody_takes_in_figures_on_their_own_house_and_whoever_evaluates_it_does(measured: Scored) -> None:
    own = OUT.replace("agriculture", "economy")
    refusal = refused(lambda: take_in(measured, own))
    assert (refusal.code, refusal.clause) == ("right", "c9.2")
    kpi = KeyPerformanceIndicator.objects.filter(body__slug="agriculture")[0]
    kpi.pk, kpi.body, kpi.code = None, measured.world.body("economy"), "kpi-1"
    kpi.save()
    instead = bringers(measured.cycle).of(kpi.body.pk, "kpi_fact")
    slug = next(name for name, body in measured.world.bodies.items() if body.pk == instead)
    assert slug == "chancellery"
    row = OUT.splitlines()[0] + "\neconomy,kpi_fact,kpi-1,7,\n"
    assert [place.body.slug for place in awaited(measured.cycle, measured.world.body(slug))] == ["economy"]
    assert "economy" not in {
        place.body.slug for place in awaited(measured.cycle, measured.world.body("economy"))
    }
    assert take_in(measured, row, by=f"{slug}.evaluator").count == 1
    assert (
        "another authority"
        in refused(lambda: take_in(measured, OUT, by=f"{slug}.evaluator")).faults[0].sentence
    )
