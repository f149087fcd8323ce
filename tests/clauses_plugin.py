"""Which clauses of the Decree are shown by a passing test, across the workers of one run.

A test says `@pytest.mark.clause("c57", ...)`. The run ends with the clauses that no passing test shows, and with
`--clauses-json FILE` writes {"shown": {clause: [test, ...]}, "missing": [clause, ...]}.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.reach import running_clauses, unreached_clauses

CLAUSES = Path(__file__).resolve().parent.parent / "fixtures" / "clauses.yaml"


def load_clauses() -> dict[str, dict[str, str]]:
    """{clause id: {"en": text, "ru": text}} in the order of the Decree."""
    rows = yaml.safe_load(CLAUSES.read_text(encoding="utf-8"))
    return {str(row["id"]): row for row in rows}


class ClausesPlugin:
    """Collects; one per process, and the tally is kept by the one that reports."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.known = load_clauses() if CLAUSES.exists() else {}
        self.passed: dict[str, set[str]] = defaultdict(set)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
        """Carry the test's clauses in its report: reports travel from workers to the run."""
        outcome = yield
        report = outcome.get_result()
        clauses = [clause for mark in item.iter_markers("clause") for clause in mark.args]
        if clauses:
            report.user_properties.append(("clauses", clauses))

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Refuse a clause that the Decree does not have."""
        for item in items:
            for mark in item.iter_markers("clause"):
                unknown = [clause for clause in mark.args if self.known and clause not in self.known]
                if unknown or not mark.args:
                    raise pytest.UsageError(
                        f"{item.nodeid}: no clause {unknown or '(empty)'} in {CLAUSES.name}"
                    )

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            for name, clauses in report.user_properties:
                if name == "clauses" and isinstance(clauses, (list, tuple)):
                    for clause in clauses:
                        self.passed[str(clause)].add(report.nodeid)

    def missing(self) -> list[str]:
        """The clauses that no passing test shows, and those whose rule nothing running reaches."""
        running = running_clauses() - unreached_clauses().keys()
        return [clause for clause in self.known if clause not in self.passed or clause not in running]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if target := self.config.getoption("--clauses-json"):
            path = Path(target)
            path.parent.mkdir(parents=True, exist_ok=True)
            shown = {clause: sorted(self.passed[clause]) for clause in self.known if clause in self.passed}
            text = json.dumps({"shown": shown, "missing": self.missing()}, ensure_ascii=False, indent=1)
            path.write_text(text + "\n", encoding="utf-8")
        if not self.config.getoption("--clauses"):
            return
        terminalreporter.section("clauses of the Decree")
        missing = self.missing()
        terminalreporter.line(
            f"{len(self.known) - len(missing)} of {len(self.known)} are shown by a passing test, with a rule that something running reaches."
        )
        for clause in missing:
            terminalreporter.line(
                f"  {'not reached' if clause in self.passed else 'no passing test'}: {clause:4} {self.known[clause]['en']}"
            )
