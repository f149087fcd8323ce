"""What manage.py score writes is what docs/methodology-format.md says that it writes."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.formulas.work import MAX_WORK
from engine.methodology_format.nodes import MAX_BYTES as MAX_METHODOLOGY
from engine.methodology_format.rules import MAX_FORMULAS
from engine.trial.report import HEADER
from engine.trial.rows import MAX_BYTES, MAX_PROBLEMS
from tests.engine.test_command import GOALS, ROOT, SERVICES, run

DOC = (ROOT / "docs" / "methodology-format.md").read_text(encoding="utf-8")
STATES = {"counted", "not_counted", "not_applicable", "blocked", "missing", "failed"}


@pytest.mark.parametrize("files", [SERVICES, GOALS])
def test_csv_has_the_columns_levels_and_states_of_the_documentation(files: tuple[str, str]) -> None:
    assert f"`{', '.join(HEADER)}`" in DOC
    _, out, _ = run(*files, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {r["level"] for r in rows} <= {"block", "direction", "criterion", "indicator", "penalty"}
    assert {r["state"] for r in rows} <= STATES
    assert all((r["value"] != "") == (r["state"] == "counted") for r in rows)
    assert all(f"`{state}`" in DOC for state in STATES)


def test_a_deduction_is_a_line_whether_it_takes_anything_off_or_not(tmp_path: Path) -> None:
    text = (ROOT / "examples" / "services.csv").read_text(encoding="utf-8")
    lines = "a,report_days_late,0,,,\nb,report_days_late,,,not_counted: moved,\nc,report_days_late,7,,,\n"
    data = tmp_path / "data.csv"
    data.write_text(text + lines, encoding="utf-8")
    _, out, _ = run(SERVICES[0], str(data), "--format", "csv")
    found = {r["body"]: r for r in csv.DictReader(io.StringIO(out)) if r["level"] == "penalty"}
    shown = {body: (r["value"], r["state"], r["reason"]) for body, r in found.items()}
    assert shown["ministry_a"] == ("0", "counted", "")
    assert shown["ministry_b"] == ("2", "counted", "")
    assert shown["a"] == ("0", "counted", "")
    assert shown["b"] == ("", "not_counted", "report_days_late: moved")
    assert shown["c"] == ("5", "counted", "")


def test_json_has_the_keys_of_the_documentation() -> None:
    _, out, _ = run(*GOALS, "--format", "json")
    whole = json.loads(out)
    assert list(whole) == ["format", "methodology", "year", "bodies"]
    assert list(whole["methodology"]) == ["block", "cycle", "version"]
    keys = ["body", "state", "value", "before_penalties", "directions", "criteria", "indicators", "penalties"]
    for body in whole["bodies"]:
        assert list(body) == keys
        assert all(list(i) == ["code", "state", "value", "reason"] for i in body["indicators"])
    described = DOC[DOC.index("- **`json`**") : DOC.index("For `score_overall`")]
    assert all(f'"{key}"' in described for key in [*whole, *keys])


def test_the_bounds_of_the_documentation_are_those_that_bind() -> None:
    for bound in (MAX_WORK, MAX_FORMULAS, MAX_METHODOLOGY, MAX_BYTES, MAX_PROBLEMS):
        assert f"{bound:,}" in DOC


def test_what_is_piped_is_utf_8_whatever_the_locale() -> None:
    command = [sys.executable, "manage.py", "score", *GOALS, "--trace", "akimat_north"]
    for encoding in ("ascii", "koi8-r"):
        environment = {**os.environ, "PYTHONIOENCODING": encoding}
        ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
        assert (ended.returncode, ended.stderr) == (0, b"")
        assert "→" in ended.stdout.decode("utf-8")


def test_weights_that_approval_would_refuse_are_noted_beside_the_scores(tmp_path: Path) -> None:
    text = (ROOT / "examples" / "services.yaml").read_text(encoding="utf-8")
    draft = tmp_path / "draft.yaml"
    draft.write_text(text.replace("    weight: 70\n", "    weight: 45.5\n"), encoding="utf-8")
    code, out, err = run(str(draft), SERVICES[1])
    assert (code, "ministry_a" in out) == (0, True)
    assert err == (
        f"{draft}: note: directions: The weights add up to 75.5; they count in proportion here, "
        "but approval needs 100.\n"
    )
