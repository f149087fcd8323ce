"""The engine runs where there is no Django, by `python -m engine`, and says there what manage.py says."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.commands.program import main
from tests.engine.test_command import EXAMPLES, GOALS, OVERALL, ROOT, SERVICES, run, write
from tests.engine.test_shipped_scores import GIVEN

SHIPPED = ROOT / "fixtures" / "methodologies" / "2018"
DOC = (ROOT / "docs" / "methodology-format.md").read_text(encoding="utf-8")
SITE = ("contacts", "heads", "services", "reception", "budget", "vacancies")
EVERY_MODULE = """
import importlib, pkgutil, sys, engine
try:
    import django
except ImportError:
    for module in pkgutil.walk_packages(engine.__path__, "engine."):
        importlib.import_module(module.name)
    print(*sys.modules)
"""


@pytest.fixture
def without_django(tmp_path: Path) -> dict[str, str]:
    """The environment of an interpreter where `import django` fails, and whose locale knows ASCII alone."""
    stub = tmp_path / "stub"
    stub.mkdir()
    write(stub, "django.py", "raise ImportError('There is no Django here.')\n")
    ours = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, "PYTHONPATH": str(stub), "PYTHONIOENCODING": "ascii"}


def heed_ctrl_c() -> None:
    """A run in the background of a shell ignores Ctrl+C, and so would what it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def python(environment: dict[str, str], *arguments: str, **streams: Any) -> subprocess.Popen[bytes]:
    to = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    return subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=environment, **to)


def alone(environment: dict[str, str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, output, errors of `python -m engine`."""
    started = python(environment, "-m", "engine", *arguments)
    out, err = started.communicate(timeout=120)
    return started.returncode, out.decode(), err.decode()


def services_of_a_year() -> Iterator[str]:
    yield "body,kind,item,value,language"
    for body in ("ministry_a", "ministry_b"):
        yield from (f"{body},central,{item},{value}," for item, value in GIVEN[2].items())
        yield from (
            f"{body},central,site_{part},partly,{language}" for part in SITE for language in ("kk", "ru")
        )


# --- the same as manage.py ---------------------------------------------------------------------------------------
def test_shipped_methodologies_score_the_same(without_django: dict[str, str], tmp_path: Path) -> None:
    data = write(tmp_path, "services.csv", "\n".join(services_of_a_year()) + "\n")
    files = (str(SHIPPED / "block2.yaml"), data, "--trace", "ministry_b")
    code, out, err = alone(without_django, "score", *files)
    assert (code, err) == (0, "")
    assert "→" in out
    assert (code, out, err) == run(*files)

    blocks = "body,item,value\n" + "".join(f"ministry_a,block{n},{n}0\n" for n in (1, 2, 3))
    files = (str(SHIPPED / "overall.yaml"), write(tmp_path, "blocks.csv", blocks))
    code, out, err = alone(without_django, "score-overall", *files)
    assert (code, err) == (0, "")
    assert "ministry_a" in out
    assert (code, out, err) == run(*files, command="score_overall")


def test_what_is_refused_is_refused_the_same(without_django: dict[str, str], tmp_path: Path) -> None:
    text = (EXAMPLES / "services.yaml").read_text(encoding="utf-8")
    wrong = (write(tmp_path, "wrong.yaml", text.replace("min(in_time", "mim(in_time")), SERVICES[1])
    code, out, err = alone(without_django, "score", *wrong)
    assert (code, out) == (3, "")
    assert "Did you mean min?" in err
    assert (code, out, err) == run(*wrong)

    bad = (OVERALL[0], write(tmp_path, "bad.csv", "body,item,value\nминистерство,block9,5\n"))
    code, out, err = alone(without_django, "score_overall", *bad)
    assert (code, out) == (4, "")
    assert "no data item block9" in err
    assert (code, out, err) == run(*bad, command="score_overall")


@pytest.mark.parametrize("command", ["score", "score-overall"])
def test_wrong_use_and_help_name_what_was_run(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    other, files = ("score-overall", OVERALL) if command == "score" else ("score", SERVICES)
    for arguments, code, says in (
        ([command, *files], 2, f"; try it by python -m engine {other}.\n"),
        ([command, files[0]], 2, f"python -m engine {command}: error: "),
        ([command, *files, "--format", "xml"], 2, "invalid choice: 'xml'"),
        ([], 2, "python -m engine: error: "),
        ([command, "--help"], 0, f"usage: python -m engine {command} "),
    ):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = capsys.readouterr()
        assert ended.value.code == code
        assert says in (err if code else out)
        assert (out == "") == (code != 0)


def test_both_programs_know_the_same_options(capsys: pytest.CaptureFixture[str]) -> None:
    """Those that the documentation shows, for both."""
    for command in ("score", "score-overall"):
        usage = {}
        for program, name in (("manage.py", command.replace("-", "_")), ("python -m engine", command)):
            found = re.search(rf"^    {program} {name} (.*)$", DOC, re.MULTILINE)
            assert found is not None
            usage[program] = found.group(1)
        assert usage["manage.py"] == usage["python -m engine"]
        with pytest.raises(SystemExit):
            main([command, "--help"])
        shown = set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) - {"--help"}
        assert shown == set(re.findall(r"--[a-z-]+", usage["manage.py"]))


# --- streams -----------------------------------------------------------------------------------------------------
def test_output_that_cannot_be_written_ends_without_a_traceback(without_django: dict[str, str]) -> None:
    reading, closed = os.pipe()
    os.close(reading)
    with open("/dev/full", "wb") as full:
        for to, code, says in ((full.fileno(), 2, b"The output cannot be written: "), (closed, 1, b"")):
            started = python(without_django, "-m", "engine", "score", *GOALS, stdout=to)
            _, err = started.communicate(timeout=120)
            assert started.returncode == code
            assert err.startswith(says)
            assert err.count(b"\n") == (1 if says else 0)
    os.close(closed)


def test_ctrl_c_ends_without_a_traceback(without_django: dict[str, str], tmp_path: Path) -> None:
    endless = tmp_path / "data.csv"
    os.mkfifo(endless)
    started = python(
        without_django, "-m", "engine", "score", SERVICES[0], str(endless), preexec_fn=heed_ctrl_c
    )
    with open(endless, "wb"):  # once the command reads it
        started.send_signal(signal.SIGINT)
        assert started.communicate(timeout=120) == (b"", b"")
    assert started.returncode == 130


# --- nothing of Django -------------------------------------------------------------------------------------------
def test_no_module_of_the_engine_imports_django_or_a_floor_above(without_django: dict[str, str]) -> None:
    started = python(without_django, "-c", EVERY_MODULE)
    out, err = started.communicate(timeout=120)
    assert (started.returncode, err) == (0, b"")
    loaded = out.decode().split()
    assert {"engine.__main__", "engine.commands.program", "engine.methodology_workbook.writing"} <= set(
        loaded
    )
    linted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    above = {*linted["root_packages"]} - {"engine"}
    roots = {name.partition(".")[0] for name in loaded}
    assert sorted(name for name in roots if name in above or name.startswith("django")) == []
