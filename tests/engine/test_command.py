"""manage.py score and score_overall: files in, scores out, and a message for every kind of bad input."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import time
import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from openpyxl import Workbook

from engine.methodology import MethodologyText
from engine.methodology_format import load_or_raise
from engine.methodology_workbook import to_workbook
from engine.trial.data import read_block_results, read_data
from engine.trial.rows import MESSAGES, DataProblem

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"


def run(*arguments: str, command: str = "score") -> tuple[int, str, str]:
    """Exit code, output, errors."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(command, *arguments, stdout=out, stderr=err)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def example(name: str) -> str:
    return str(EXAMPLES / name)


SERVICES = (example("services.yaml"), example("services.csv"))
GOALS = (example("goals.yaml"), example("goals.csv"))
OVERALL = (example("overall.yaml"), example("overall.csv"))


# --- the two complete examples -----------------------------------------------------------------------------------
def test_services_example_as_a_table() -> None:
    """Worked by hand: a = (99·50 + 75·30 + 80·20)/100 = 88, web site 97.5, 0.7·88 + 0.3·97.5 = 90.85."""
    code, out, err = run(*SERVICES)
    assert (code, err) == (0, "")
    assert out.split("\n")[0] == "Example. Public services, 2018, version 1 (illustrative)"
    rows = [line.split() for line in out.split("\n")[2:6]]
    assert rows[0] == ["body", "score", "penalties", "2.1", "2.3"]
    assert rows[2] == ["ministry_a", "90.85", "0", "88", "97.5"]
    assert rows[3] == ["ministry_b", "79.25", "2", "87.5", "66.67"]
    assert "ministry_b: 2.1.1.3: not counted: few_answers" in out


def test_goals_example_as_json_and_csv_agree() -> None:
    code, out, _ = run(*GOALS, "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert found["methodology"] == {"block": 1, "cycle": 2018, "version": 1}
    assert [(b["body"], b["value"]) for b in found["bodies"]] == [
        ("akimat_north", "98.21"),
        ("akimat_south", "91.2"),
    ]
    _, table, _ = run(*GOALS, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(table)))
    blocks = {r["body"]: r["value"] for r in rows if r["level"] == "block"}
    assert blocks == {"akimat_north": "98.21", "akimat_south": "91.2"}
    south = {r["code"]: r["value"] for r in rows if r["body"] == "akimat_south" and r["level"] == "indicator"}
    assert south == {"1.1.1.1": "100", "1.1.1.2": "100", "1.2.1.1": "80", "1.2.1.2": "100", "1.2.1.3": "50"}
    shown = {i["code"]: i["value"] for i in found["bodies"][1]["indicators"]}
    assert shown == south


def test_trace_of_one_body() -> None:
    code, out, _ = run(*GOALS, "--trace", "akimat_south")
    assert code == 0
    assert out.startswith("akimat_south: 91.2\n")
    for part in (
        "kpi_fact [unemployment]: not counted: statistics are not out in time   (line 23)",
        "spent: 230400   (line 26, treasury report)",
        "· spent / planned → 0.96",
        "· achieved [growth] → 1.005714…",
        "akimat_north: spent: 179100   (line 13, treasury report)",
        "kpi_fact [growth] (year −1): 104.1   (line 19, statistical bulletin)",
    ):
        assert part in out
    _, text, _ = run(*GOALS, "--trace", "akimat_south", "--format", "json")
    trace = json.loads(text)
    assert (trace["body"], trace["value"]) == ("akimat_south", "91.2")
    _, table, _ = run(*GOALS, "--trace", "akimat_south", "--format", "csv")
    assert {r["body"] for r in csv.DictReader(io.StringIO(table))} == {"akimat_south"}
    _, penalised, _ = run(*SERVICES, "--trace", "ministry_b")
    assert "before penalties 81.25" in penalised
    assert "penalty late_report Report late: −2" in penalised
    _, defaulted, _ = run(*SERVICES, "--trace", "ministry_a")
    assert "report_days_late: 0 (nobody gave one: the default)" in defaulted


def test_overall_example() -> None:
    code, out, err = run(*OVERALL, command="score_overall")
    assert (code, err) == (1, "")
    assert [line.split()[:3] for line in out.split("\n")[2:5]] == [
        ["ministry_a", "88.75", "Medium"],
        ["prosecution", "93.1", "High"],
        ["ministry_b", "missing", "64.2"],
    ]
    _, text, _ = run(*OVERALL, "--format", "json", command="score_overall")
    assert [b["value"] for b in json.loads(text)] == ["88.75", "93.1", None]


def test_no_database_is_needed() -> None:
    """In a process of its own, where the addresses lead nowhere."""
    nowhere = {
        **os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing", "REDIS_URL": "redis://127.0.0.1:1/0",
        "SARAP_MODE": "test",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "manage.py", "score", *SERVICES, "--format", "csv"],
        cwd=ROOT, env=nowhere, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "ministry_a,block,2,90.85,counted,," in done.stdout


# --- exit codes --------------------------------------------------------------------------------------------------
def write(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_bodies_that_cannot_be_scored_end_with_1(tmp_path: Path) -> None:
    data = (EXAMPLES / "services.csv").read_text(encoding="utf-8")
    late = write(tmp_path, "late.csv", data.replace("ministry_b,upheld,0,,,complaints register\n", ""))
    code, out, _ = run(SERVICES[0], late)
    assert code == 1
    assert "ministry_b: 2.1.1.2: missing upheld" in out
    assert [line.split()[1] for line in out.split("\n")[4:6]] == ["90.85", "blocked"]
    goals = (EXAMPLES / "goals.csv").read_text(encoding="utf-8")
    zero = write(tmp_path, "zero.csv", goals.replace("planned,240000", "planned,0"))
    code, out, _ = run(GOALS[0], zero)
    assert code == 1
    assert "akimat_south: 1.2.1.3: Division by zero: planned is 0." in out
    assert "akimat_south: 1.2.1.1: not counted: no_budget" in out


def test_wrong_use_ends_with_2(tmp_path: Path) -> None:
    code, out, err = run(str(tmp_path / "no.yaml"), SERVICES[1])
    assert (code, out) == (2, "")
    assert "no.yaml: The file cannot be read: No such file or directory." in err
    code, _, err = run(SERVICES[0], str(tmp_path))
    assert code == 2
    assert "The file cannot be read: Is a directory." in err
    code, _, err = run(*SERVICES, "--trace", "ministry_z")
    assert code == 2
    assert "There is no body ministry_z in the data. There are: ministry_a, ministry_b" in err
    assert run(*OVERALL)[0] == 2
    code, _, err = run(*SERVICES, command="score_overall")
    assert code == 2
    assert "try it by manage.py score" in err
    with pytest.raises(CommandError, match="invalid choice"):
        run(*SERVICES, "--format", "xml")


def test_a_refused_methodology_ends_with_3_and_all_errors(tmp_path: Path) -> None:
    text = (EXAMPLES / "services.yaml").read_text(encoding="utf-8")
    bad = write(
        tmp_path, "bad.yaml", text.replace("cycle: 2018", "cycle: soon").replace("min(in_time", "mim(in_time")
    )
    code, out, err = run(bad, SERVICES[1])
    assert (code, out) == (3, "")
    assert [line.split(": ")[1] for line in err.strip().split("\n")] == ["line 5", "line 58"]
    assert "Did you mean min?" in err
    assert run(bad, OVERALL[1], command="score_overall")[0] == 3


def test_refused_data_end_with_4_and_all_errors(tmp_path: Path) -> None:
    bad = write(tmp_path, "bad.csv", 'body,item,value\na,rendred,5\na,rendered,many\na,upheld,"1,5"\n')
    code, out, err = run(SERVICES[0], bad)
    assert (code, out) == (4, "")
    assert err.strip().split("\n") == [
        f"{bad}: line 2: The methodology has no data item rendred. Did you mean rendered?",
        f"{bad}: line 3: rendered: “many” is not a number. Write it in digits, for example 1234.5.",
        f"{bad}: line 4: upheld is a count: 1.5 is not a whole number from 0 up.",
    ]
    code, _, err = run(
        OVERALL[0], write(tmp_path, "o.csv", "body,item,value\na,block9,5\n"), command="score_overall"
    )
    assert code == 4
    assert "no data item block9" in err


def test_a_number_that_the_file_leaves_open_is_settled_by_the_option(tmp_path: Path) -> None:
    data = (EXAMPLES / "services.csv").read_text(encoding="utf-8")
    data = data.replace("4.2", '"4,125"').replace("4.9", "4")
    assert '"4,125"' in data
    name = write(tmp_path, "open.csv", data)
    code, _, err = run(SERVICES[0], name)
    assert code == 4
    assert "“4,125” can be read as 4.125 or as 4125" in err
    assert err.strip().endswith("Say which sign begins the decimals: --decimal comma or --decimal point.")
    assert run(SERVICES[0], name, "--decimal", "comma")[0] == 0
    code, _, err = run(SERVICES[0], name, "--decimal", "point")
    assert (code, "4125 is above the greatest lawful value" in err) == (4, True)


def test_workbooks_are_tried_as_text_is(tmp_path: Path) -> None:
    book = Workbook()
    for row in csv.reader((EXAMPLES / "services.csv").read_text(encoding="utf-8").splitlines()):
        book.worksheets[0].append(
            [float(cell) if re.fullmatch(r"[0-9.]+", cell) else cell or None for cell in row]
        )
    book.save(data := str(tmp_path / "services.xlsx"))
    methodology = tmp_path / "methodology.xlsx"
    methodology.write_bytes(to_workbook(SERVICES_METHODOLOGY))
    assert run(str(methodology), data) == run(*SERVICES)
    book.worksheets[0]["C2"] = "=1+1"
    book.save(data)
    code, _, err = run(SERVICES[0], data)
    assert (code, err.strip()) == (
        4,
        f"{data}: cell Sheet!C2: The cell holds a formula of Excel; the portal computes none. Write the value itself.",
    )


def test_what_commands_the_screen_never_reaches_it(tmp_path: Path) -> None:
    bad = write(tmp_path, "bad.csv", "body,item,va\x1b[2Jlue\na,rendered,5\u202e\n")
    said = [run(SERVICES[0], bad)]
    bad = write(tmp_path, "bad2.csv", "body,item,value\na,rendered\x9b5m,5\nb\u202e,rendered,4\u2066\n")
    said.append(run(SERVICES[0], bad))
    bad = write(
        tmp_path,
        "bad.yaml",
        (EXAMPLES / "services.yaml").read_text("utf-8").replace("rendered", "r\u202e", 3),
    )
    said.append(run(bad, SERVICES[1]))
    said.append(run(*SERVICES, "--trace", "\x1b]0;x\x07"))
    for code, out, err in said:
        assert code > 1
        assert not out
        assert not [sign for sign in err if unicodedata.category(sign).startswith("C") and sign != "\n"]
    assert "no body \\u001b]0;x\\u0007" in said[-1][2]


def test_a_heading_without_end_is_told_at_once(tmp_path: Path) -> None:
    wide = write(tmp_path, "wide.csv", ",".join(f"c{n}" for n in range(64_000)) + "\n1\n")
    began = time.process_time()
    code, _, err = run(SERVICES[0], wide)
    assert (code, err) == (
        4,
        f"{wide}: There are more than 200 columns. Leave only those that are asked for.\n",
    )
    assert time.process_time() - began < 20  # minutes, were every heading told


# --- data --------------------------------------------------------------------------------------------------------
HEAD = "body,kind,item,value,language,kpi,programme,year,status,source"
SERVICES_METHODOLOGY = load_or_raise((EXAMPLES / "services.yaml").read_bytes())
GOALS_METHODOLOGY = load_or_raise((EXAMPLES / "goals.yaml").read_bytes())

BAD_DATA: list[tuple[str, str, int, str]] = [
    ("body,itm,value\na,b,1\n", "missing_column", 1, "item"),
    ("body,item,value,langage\na,b,1,kk\n", "misspelt_column", 1, "Did you mean language?"),
    ("body,item,value,value\na,b,1,1\n", "double_column", 1, "twice"),
    ("body,item,value\na,rendered\n", "no_value", 2, "rendered has no value"),
    ('body,item,value\na,rendered,"5\n', "open_quote", 2, "not closed"),
    ("body,item,value\n,rendered,5\n", "no_body", 2, "which body"),
    ("body,item,value\na,,5\n", "no_item", 2, "which data item"),
    ("body,item,value\na,rendred,5\n", "unknown_item", 2, "rendered"),
    ("body,item,value\na,rendered,\n", "no_value", 2, "not_counted"),
    ("body,item,value\na,rendered,lots\n", "not_a_number", 2, "lots"),
    ("body,item,value\na,rendered,1E5\n", "short_number", 2, "1E5"),
    ("body,item,value\na,rendered,NaN\n", "not_a_number", 2, "NaN"),
    ("body,item,value\na,rendered,١٢\n", "not_a_number", 2, "١٢"),
    ('body,item,value\na,rendered,"12,000"\n', "ambiguous", 2, "12.000 or 12000"),
    ("body,item,value\na,rendered,12 00\n", "grouping", 2, "12 00"),
    ("body,item,value\na,rendered,94 %\n", "percent_sign", 2, "94 without"),
    ("body,item,value\na,rendered,94 тг\n", "words_beside", 2, "94 alone"),
    ("body,item,value\na,rendered,9.мар\n", "date_text", 2, "a day"),
    ("body,item,value\na,rendered,#Н/Д\n", "error_cell", 2, "#Н/Д"),
    ("body,item,value\na,rendered,-\n", "dash", 2, "dash"),
    (f"body,item,value\na,rendered,{'9' * 40}\n", "too_many_digits", 2, "digits"),
    ("body,item,value\na,rendered,5.5\n", "not_whole", 2, "5.5"),
    ("body,item,value\na,upheld,-1\n", "not_whole", 2, "-1"),
    ("body,item,value\na,rendered,0\n", "below_minimum", 2, "1"),
    ("body,item,value\na,survey_mean,5.5\n", "above_maximum", 2, "5"),
    ("body,item,value,language\na,site_contacts,yse,kk\n", "not_a_choice", 2, "Did you mean yes?"),
    ("body,item,value,language\na,site_contacts,yes,\n", "needs_element", 2, "column language"),
    ("body,item,value,language\na,rendered,5,kk\n", "needs_no_element", 2, "column language"),
    ("body,item,value,language\na,site_contacts,yes,en\n", "unknown_language", 2, "kk, ru"),
    ("body,item,value,year\na,rendered,5,18\n", "bad_year", 2, "four digits"),
    ("body,item,value,year\na,rendered,5,2019\n", "later_year", 2, "2018"),
    ("body,item,value,year\na,rendered,5,2012\n", "too_early", 2, "5 years"),
    ("body,kind,item,value\na,city,rendered,5\na,oblast,in_time,5\n", "bad_kind", 3, "line 2"),
    ("body,item,value\na,rendered,5\na,rendered,6\n", "double", 3, "line 2"),
    ("body,item,value,status\na,rendered,5,nc\n", "bad_status", 2, "not_counted"),
    ("body,item,value,status\na,rendered,,not_conted: x\n", "bad_status", 2, "Did you mean not_counted?"),
    ("body,item,value,status\na,rendered,5,not_counted: x\n", "value_and_not_counted", 2, "5"),
    ("body,item,value\na\x1b[2J,rendered,5\n", "unprintable", 2, "U+001B"),
    ("body,item,value,status\na,kpi,,not counted\n", "list_status", 2, "not_counted"),
    ("body,item,value,status\na,kpi,,not_countedfoo\n", "list_status", 2, "not_counted"),
    ("body,item,value,status\na,programme,5,not_counted\n", "list_status", 2, "leave value"),
    ("body,item,value\na,kpi,5\n", "list_status", 2, "item kpi"),
    ("body,item,value,status\na,kpi,,not_counted\na,kpi,,not_counted\n", "double", 3, "line 2"),
    (
        "body,item,value,kpi,status\na,kpi.plan,5,k,\na,kpi,,,not_counted\n",
        "list_has_some", 3, "one in line 2",
    ),
    (
        "body,item,value,kpi,status\na,kpi,,,not_counted\na,kpi.plan,5,k,\n",
        "list_has_none", 3, "by line 2",
    ),
    ("body,item,value,language\na,site_contacts,да,kk\n", "not_a_choice", 2, "Did you mean yes?"),
    ("body,item,value,language\na,site_contacts,Ішінара,kk\n", "not_a_choice", 2, "Did you mean partly?"),
    ("body,item,value\n" + "a,rendred,5\n" * 1200, "too_many", 1001, "1,000"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "line", "says"), BAD_DATA)
def test_each_bad_line_has_its_message(text: str, code: str, line: int, says: str) -> None:
    assert isinstance(SERVICES_METHODOLOGY, MethodologyText)
    found = read_data(text, SERVICES_METHODOLOGY)
    problem = next((p for p in found if isinstance(p, DataProblem) and p.code == code), None)
    assert problem is not None, [str(f) for f in found]
    assert problem.line == line
    assert says in problem.what
    assert "{" not in problem.what


BAD_RESULTS = [
    ("body,item,value\na,block4,5\n", "unknown_item"), ("body,item,value\na,block1,101\n", "above_maximum"),
    ("body,item,value\na,block1,5\na,block1,5\n", "double"), ("body,item,value\n,block1,5\n", "no_body"),
    ("body,item,value,status\na,block1,5,not_applicable\n", "bad_block_status"),
    ("body,item,value,status\na,block1,,absent\n", "bad_block_status"), ("body,value\na,5\n", "missing_column"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), BAD_RESULTS)
def test_each_bad_line_of_block_results(text: str, code: str) -> None:
    found = read_block_results(text)
    assert isinstance(found, list)
    assert [p.code for p in found] == [code]
    assert found[0].what


def test_every_message_of_data_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(SERVICES_METHODOLOGY, MethodologyText)
    found: Any = read_data(b"\xff\x81", SERVICES_METHODOLOGY)
    assert [(p.code, str(p)) for p in found] == [("not_text", found[0].what)]
    monkeypatch.setattr("engine.trial.rows.MAX_BYTES", 20)
    found = read_data(b"body,item,value\na,rendered,5\n", SERVICES_METHODOLOGY)
    assert [p.code for p in found] == ["too_big"]
    reached = {c for _, c, _, _ in BAD_DATA} | {c for _, c in BAD_RESULTS}
    reached |= {"too_fine", "share_outside"}  # test_lawful
    assert reached >= set(MESSAGES) - {
        "long_number"
    }  # of cells of a workbook; the tables' own stand in test_foreign


def test_what_is_read() -> None:
    assert isinstance(GOALS_METHODOLOGY, MethodologyText)
    text = "\ufeff" + "\r\n".join(
        [
            HEAD.replace(",", ";"), "", "a;oblast;planned; 10 ;;;;;;plan", "a;;spent;;;;;;not_counted: frozen ;",
            "a;;kpi_fact;5;;k1;;;;", "a;;kpi_fact;4;;k1;;2016;;", "a;;kpi.better;lower;;k1;;;;",
            "b;oblast;kpi;;;;;;not_counted;",
        ]
    )  # fmt: skip
    found: Any = read_data(text.encode(), GOALS_METHODOLOGY)
    a, b = found
    assert (a.body, a.kind, a.year) == ("a", "oblast", 2018)
    assert a.data["planned"].value == Decimal(10)
    assert a.data["planned"].provenance == {"line": 3, "source": "plan"}
    assert (a.data["spent"].value, a.data["spent"].reason) == (None, "frozen")
    assert a.elements == {"language": ("kk", "ru"), "kpi": ("k1",)}
    assert (a.previous.year, a.previous.data) == (2017, {})
    assert a.previous.previous.data["kpi_fact", "k1"].value == Decimal(4)
    assert b.elements["kpi"] == ()
    assert a.peers is b.peers
