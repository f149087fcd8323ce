"""Letters that look Latin and are not: named with their places, in formulas, files and data."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.formulas import FormulaError
from engine.formulas.look_alikes import as_latin, strange_letters
from engine.methodology_format import load
from engine.methodology_format.problems import FileProblem
from engine.trial.data import read_data
from engine.trial.notes import data_notes
from tests.worlds.formulas import compiled

ROOT = Path(__file__).resolve().parents[2]
SERVICES = (ROOT / "examples" / "services.yaml").read_text(encoding="utf-8")


def test_a_word_as_it_looks() -> None:
    assert as_latin("st\u0430ff") == "staff"
    assert as_latin("\u041c\u0410\u0425") == "MAX"
    assert as_latin("\u03bf\uff42last") == "oblast"
    assert strange_letters("st\u0430ff_\u043e") == "3 = \u0430 (U+0430), 7 = \u043e (U+043E)"
    assert strange_letters("staff") == ""


@pytest.mark.parametrize(
    ("text", "right", "letters"),
    [
        ("st\u0430ff * 2", "staff", "3 = \u0430 (U+0430)"),
        ("m\u0430x(staff, 2)", "max", "2 = \u0430 (U+0430)"),
        ("\u0456f staff > 1 then 1 else 2", "if", "1 = \u0456 (U+0456)"),
        ("if staff > 1 th\u0435n 1 else 2", "then", "3 = \u0435 (U+0435)"),
        ("if staff > 1 \u043er left > 1 then 1 else 2", "or", "1 = \u043e (U+043E)"),
        ('if ready = "\u0443es" then 1 else 2', "yes", "1 = \u0443 (U+0443)"),
        ("count(kpi_done > 1 over k\u0440i)", "kpi", "2 = \u0440 (U+0440)"),
        ('convert(spent, "million_\u043azt")', "million_kzt", "9 = \u043a (U+043A)"),
        ('if staff > 1 then 1 else not_counted("few_\u0430nswers")', "few_answers", "5 = \u0430 (U+0430)"),
    ],
)
def test_in_a_formula_the_letter_is_named(text: str, right: str, letters: str) -> None:
    with pytest.raises(FormulaError) as refused:
        compiled(text)
    (problem,) = refused.value.problems
    assert problem.suggestion == right
    assert f"looks like {right}, but not all of its letters are Latin: {letters}." in str(problem)


@pytest.mark.parametrize(
    ("old", "new", "letters"),
    [
        ("    weight: 70\n", "    w\u0435ight: 70\n", "2 = \u0435 (U+0435)"),
        ("  - code: answers\n", "  - code: answ\u0435rs\n", "5 = \u0435 (U+0435)"),
        ("    supplier: body\n", "    supplier: b\u043edy\n", "2 = \u043e (U+043E)"),
        ("applies_to: all", "applies_to: {kinds: [\u043eblast]}", "1 = \u043e (U+043E)"),
    ],
)
def test_in_a_methodology_file_too(old: str, new: str, letters: str) -> None:
    assert old in SERVICES
    found = load(SERVICES.replace(old, new, 1))
    assert isinstance(found, list)
    assert any(letters in str(problem) for problem in found if isinstance(problem, FileProblem))


def notes(applies: str, *lines: str, formula: str = "min(in_time / rendered, 1) * 100") -> list[str]:
    text = SERVICES.replace("applies_to: all", f"applies_to: {applies}", 1)
    text = text.replace("formula: min(in_time / rendered, 1) * 100", f"formula: {formula}")
    methodology = load(text)
    assert not isinstance(methodology, list), methodology
    data = read_data("\n".join(["body,kind,item,value", *lines]), methodology)  # type: ignore[arg-type]
    assert all(not hasattr(one, "what") for one in data), data
    return list(data_notes(methodology, data))  # type: ignore[arg-type]


AKIMAT, SECOND = "akimat,oblast,answers,5", "second,oblast,answers,5"


@pytest.mark.parametrize(
    ("applies", "lines", "said"),
    [
        ("all", [AKIMAT, SECOND], []),
        ("{kinds: [oblast]}", [AKIMAT, SECOND], []),
        ("{kinds: [oblst]}", [AKIMAT, SECOND], ["no body of kind oblst (kinds there: oblast)", "measures no body"]),
        ("{kinds: [oblast, city]}", [AKIMAT, SECOND], ["no body of kind city"]),
        ("{kinds: [oblast]}", ["akimat,\u043eblast,answers,5"], ["oblast, but not all of its letters are Latin: 1 =", "measures no body"]),
        ("{kinds: [oblast]}", ["akimat,,answers,5"], ["fill in the column kind", "measures no body"]),
        ("{bodies: [akimt]}", [AKIMAT], ["no body akimt. Did you mean akimat?", "measures no body"]),
        ("all", [AKIMAT, "\u0430kimat,oblast,rendered,5"], ["column body: \u0430kimat looks like akimat"]),
        ("all", [AKIMAT, "x,\u043eblast,answers,5"], ["column kind: \u043eblast looks like oblast"]),
    ],
)  # fmt: skip
def test_indicators_that_measure_nobody_are_told(applies: str, lines: list[str], said: list[str]) -> None:
    found = notes(applies, *lines)
    assert len(found) == len(said), found
    assert all(part in one for part, one in zip(said, found, strict=True)), found


def test_a_body_compared_with_itself_alone_is_told() -> None:
    lines = [AKIMAT, SECOND, "third,obalst,answers,5"]
    found = notes("all", *lines, formula="min(in_time / peers_max(in_time), 1) * 100")
    assert len(found) == 1
    assert found[0].startswith("third is the only body of kind obalst: ")
