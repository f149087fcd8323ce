"""What nothing running reaches is told, and only what is named here is there for tests and readers alone."""

from __future__ import annotations

import pytest

from config import reach

#: Definitions that neither a door nor the demo's walk reaches, each with its reason.
FOR_OTHERS = {
    "waits for the wiring of reorganisations (c54–c56): the table of clauses says “not yet”": {
        "evaluation.selectors.Inheritance",
        "evaluation.selectors.inheritances",
        "evaluation.succession.Succession",
        "evaluation.succession.SuccessionRule",
        "evaluation.succession.succession",
    },
    "the clock's hands for tests: outside them it is sealed, or moved by the demo's page": {
        "evaluation.clock.move",
        "evaluation.clock.set_source",
    },
    "each test begins as a process does, which has nothing remembered": {"evaluation.by_edition.forget"},
    "proofs over the sealed journal, for whoever holds a checkpoint and not the journal": {
        "engine.merkle.is_consistent",
        "engine.merkle.is_included",
    },
    "the script that anybody takes beside the proofs and runs by itself": {
        "public.check_journal.Checkpoint",
        "public.check_journal._added",
        "public.check_journal._node",
        "public.check_journal._point",
        "public.check_journal._proof",
        "public.check_journal._text",
        "public.check_journal._times",
        "public.check_journal._written",
        "public.check_journal.is_consistent",
        "public.check_journal.is_included",
        "public.check_journal.is_signed",
        "public.check_journal.main",
        "public.check_journal.no",
        "public.check_journal.read_checkpoint",
        "public.check_journal.read_key",
    },
    "what the database counts, once more in Python, for tests that compare the two": {
        "schedule.duty_book.progress",
    },
    "the command on a closed network, which stands in a table of modules": {
        "engine.commands.check.add_arguments",
        "engine.commands.check.run",
        "engine.report_workbook.offline.book_of",
        "engine.report_workbook.offline.check_offline",
    },
    "the register of checks, for tests that go through every code": {
        "engine.checks.base.check_of",
        "engine.checks.base.known_codes",
    },
    "entries of plain modules for whoever reads or tries them by themselves": {
        "commission.heatmap.colour",
        "engine.foreign.child.pid",
        "engine.foreign.gate.gated_readers",
        "engine.methodology_format.FormatError",
        "engine.methodology_format.load_or_raise",
        "engine.methodology_format.nodes.plain_data",
        "evaluation.journal.named",
        "evaluation.participation.excuses",
        "reports.selectors.sheets.questions_for",
        "schedule.working_days.in_time",
        "schedule.working_days.is_working_day",
    },
}


def test_nothing_is_dead_but_what_is_named_here() -> None:
    assert set(reach.dead()) == set().union(*FOR_OTHERS.values())


def test_clauses_without_a_running_rule_are_told() -> None:
    assert set(reach.unreached_clauses()) == {"c54", "c55", "c56"}
    assert reach.running_clauses().isdisjoint({"c13", "c29", "c41", "c62", "c65", "c68"})
    assert reach.running_clauses() >= {"D2", "D3", "A", "c4.3", "c7", "c57", "c59", "c61", "c67"}


@pytest.mark.parametrize(
    "name",
    [
        ("appeals.selectors", "composition_faults"),  # through a guard
        ("schedule.reminders", "sweep"),  # through a job
        ("reports.selectors.past", "past_cycles"),  # through a registry that takes the module as a whole
        ("evaluation.middleware", "DefaultDenyMiddleware"),  # through the settings' text
        ("engine.scoring", "score_block"),
    ],
)
def test_what_runs_is_reached(name: tuple[str, str]) -> None:
    assert name in reach.reached()
