"""examples/features.yaml: what the language has beside the ordinary, with the scores that its heading works out by hand."""

from __future__ import annotations

import csv
import io
import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from engine.compiled import compile_methodology
from engine.formulas.mathml import to_mathml
from engine.formulas.words import in_words
from engine.methodology import MethodologyText
from engine.methodology_format import load_or_raise
from tests.engine.test_command import example, run

ROOT = Path(__file__).resolve().parents[2]
DOC = (ROOT / "docs" / "methodology-format.md").read_text(encoding="utf-8")
TEXT = (ROOT / "examples" / "features.yaml").read_text(encoding="utf-8")
FEATURES = (example("features.yaml"), example("features.csv"))
BODIES = ("north", "south", "east", "west")

#: Code → what the four bodies have; worked by hand in the heading of the file. None: not counted.
EXPECTED: dict[str, tuple[str | None, ...]] = {
    "3.1.1.1": ("60", "96", "50", "75"),
    "3.1.1.2": ("90", "37.5", "62.5", "0"),
    "3.1.1.3": ("40", "60", "40", "60"),
    "3.1.1": ("60", "60", "50", "0"),
    "3.1.2.1": ("90", "45", "80", "70"),
    "3.1.2": ("90", "45", "80", "70"),
    "3.1": ("60", "45", "50", "0"),
    "3.2.1.1": ("90", "0", None, "30"),
    "3.2.1.2": ("75", "50", "60", "90"),
    "3.2.1": ("80", "33." + "3" * 48, "60", "70"),
    "3.2": ("80", "33." + "3" * 48, "60", "70"),
    "3": ("68", "40.33", "54", "28"),
}


def test_every_score_is_the_one_worked_by_hand() -> None:
    code, out, err = run(*FEATURES, "--format", "csv")
    assert (code, err) == (0, "")
    found: dict[str, dict[str, str]] = {}
    for row in csv.DictReader(io.StringIO(out)):
        found.setdefault(row["code"], {})[row["body"]] = row["value"]
    assert found == {
        part: dict(zip(BODIES, ((one or "") for one in values), strict=True))
        for part, values in EXPECTED.items()
    }


def test_the_heading_of_the_file_has_the_same_numbers() -> None:
    """What a reader of the file sees is what it gives, remarks aside."""
    heading = {
        words[1]: words
        for line in TEXT.split("format: 1")[0].splitlines()
        if len(words := line.translate(str.maketrans("", "", "*†…")).replace("—", "").split()) > 1
    }
    for code in ("3.1.1.1", "3.1.1.2", "3.1.1.3", "3.1.1", "3.1.2", "3.1", "3.2.1.2", "3.2.1", "block"):
        values = EXPECTED["3" if code == "block" else code]
        line = " " + " ".join(heading[code]) + " "
        assert f" {' '.join(str(one)[:5] for one in values)} " in line, code


@pytest.mark.parametrize(
    ("body", "exact"), [("south", Fraction(100, 3)), ("north", Fraction(80)), ("west", Fraction(70))]
)
def test_thirds_are_thirds_to_the_last(body: str, exact: Fraction) -> None:
    """The trace keeps the fraction, and the shares of the three indicators add up to their criterion's."""
    trace = of_trace(body)
    (direction,) = (one for one in trace["directions"] if one["code"] == "3.2")
    assert Fraction(direction.get("exact", direction["value"])) == exact
    shares = [Fraction(one["share_exact"]) for one in direction["criteria"][0]["indicators"]]
    assert shares == [Fraction(2, 15), Fraction(4, 15)]


def test_the_trace_says_how_parts_are_combined_and_gives_them_no_contribution() -> None:
    first, second = of_trace("south")["directions"]
    assert [first["combine"], first["criteria"][0]["combine"]] == ["least", "geometric"]
    assert "combine" not in first["criteria"][1]
    assert all("contribution" not in one for c in first["criteria"] for one in c["indicators"])
    assert all("contribution" in one for one in second["criteria"][0]["indicators"])


def of_trace(body: str) -> Any:
    code, out, _err = run(*FEATURES, "--trace", body, "--format", "json")
    assert code == 0
    return json.loads(out)


@pytest.mark.parametrize(
    ("code", "drawn", "said"),
    [
        ("3.1.1.1", "<mtext>is known</mtext>", "if there is a value for (last year's staff), then "),
        ("3.1.1.2", "<mtext>median</mtext>", "(the median among comparable bodies of overtime)"),
        ("3.1.1.3", "<mtext>standard deviation</mtext>", "(the standard deviation among comparable bodies of hours)"),
        ("3.2.1.2", "<mtext>points of indicator</mtext>", "the points of indicator 3.2.1.1"),
    ],
)  # fmt: skip
def test_each_feature_is_drawn_said_and_named_in_the_reference(code: str, drawn: str, said: str) -> None:
    methodology = load_or_raise(TEXT.encode())
    assert isinstance(methodology, MethodologyText)
    compiled = compile_methodology(methodology)
    (root,) = (
        compiled.indicators[id(one)].formula.tree
        for _d, _c, one in methodology.indicators()
        if one.code == code
    )
    assert drawn in to_mathml(root)
    assert said in in_words(root)
    assert_named(code)


def test_weights_and_ways_of_combining_are_named_in_the_reference_too() -> None:
    for part in ("3.1", "3.1.1", "3.2.1"):
        assert_named(part)


def assert_named(code: str) -> None:
    assert re.search(rf"`examples/features\.yaml`, {re.escape(code)}[;)]", DOC), code
