"""What the scoring command is asked besides: last year's data, blocks apart, huge files, outputs that break, Ctrl+C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from engine.methodology import MethodologyText
from engine.trial.data import read_data
from tests.engine.test_alone import heed_ctrl_c
from tests.engine.test_command import (
    EXAMPLES,
    GOALS,
    GOALS_METHODOLOGY,
    ROOT,
    SERVICES,
    SERVICES_METHODOLOGY,
    run,
    write,
)


def test_last_years_data_can_be_tried_by_a_new_methodology() -> None:
    text = (EXAMPLES / "goals.csv").read_text(encoding="utf-8").replace(",2017,", ",2016,")
    assert isinstance(GOALS_METHODOLOGY, MethodologyText)
    found: Any = read_data(text, GOALS_METHODOLOGY, year=2017)
    assert {v.year for v in found} == {2017}
    code, _, err = run(*GOALS, "--year", "2017")
    assert code == 4  # rows of 2017 beside rows without a year are two values of one datum
    assert "This value was already given in line" in err


def test_items_of_other_blocks_may_be_let_pass(tmp_path: Path) -> None:
    both = write(
        tmp_path,
        "both.csv",
        (EXAMPLES / "services.csv").read_text(encoding="utf-8") + "ministry_a,staff,50,,,\n",
    )
    assert run(SERVICES[0], both)[0] == 4
    assert run(SERVICES[0], both, "--allow-other-items")[0] == 0


def test_spreadsheets_do_not_run_what_is_exported(tmp_path: Path) -> None:
    data = (EXAMPLES / "services.csv").read_text(encoding="utf-8").replace("ministry_a", "=HYPERLINK(1)")
    _, out, _ = run(SERVICES[0], write(tmp_path, "x.csv", data), "--format", "csv")
    assert "\n=HYPERLINK" not in out
    assert "'=HYPERLINK(1)" in out


def test_the_year_that_is_tried_is_named_and_must_be_one() -> None:
    code, out, _ = run(*SERVICES, "--year", "2019")
    assert (code, out.split("\n")[0]) == (
        0,
        "Example. Public services, 2018, version 1, on data of 2019 (illustrative)",
    )
    code, out, _ = run(*SERVICES, "--year", "2019", "--format", "json")
    assert json.loads(out)["year"] == 2019
    for year in ("0", "-1", "20180"):
        code, out, err = run(*SERVICES, f"--year={year}")
        assert (code, out) == (2, "")
        assert "from 2010 to 2100" in err


def test_a_file_without_end_is_not_read_to_its_end() -> None:
    code, _, err = run("/dev/zero", SERVICES[1])
    assert (code, "bigger than 2,000,000 bytes" in err) == (3, True)


def test_many_bodies_take_no_longer_each_than_few() -> None:
    """20,000 bodies are read in seconds: what grows with the square of their number would take minutes."""
    assert isinstance(SERVICES_METHODOLOGY, MethodologyText)
    text = "body,item,value\n" + "".join(f"b{n},rendered,5\n" for n in range(20_000))
    began = time.process_time()
    assert len(read_data(text, SERVICES_METHODOLOGY)) == 20_000
    assert time.process_time() - began < 60


@pytest.mark.parametrize(("where", "code"), [("/dev/full", 2), ("| head -c 1", 0)])
def test_output_that_cannot_be_written_ends_without_a_traceback(where: str, code: int) -> None:
    into = where if where.startswith("|") else f"> {where}"
    command = f"{sys.executable} manage.py score {SERVICES[0]} {SERVICES[1]} {into}"
    ended = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == code
    assert "Traceback" not in ended.stderr
    assert ("cannot be written" in ended.stderr) == (code == 2)


def test_ctrl_c_ends_without_a_traceback(tmp_path: Path) -> None:
    endless = tmp_path / "data.csv"
    os.mkfifo(endless)  # the command waits for a writer that never comes
    started = subprocess.Popen(
        [sys.executable, "manage.py", "score", SERVICES[0], str(endless)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=heed_ctrl_c,
    )  # fmt: skip
    time.sleep(3)
    started.send_signal(signal.SIGINT)
    out, err = started.communicate(timeout=30)
    assert (started.returncode, out, err) == (130, "", "")
