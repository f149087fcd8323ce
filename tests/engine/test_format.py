"""Methodology files are read with every error at its place and with what to write instead."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path

import pytest

from engine import methodology as m
from engine.formulas import DID_YOU_MEAN
from engine.formulas import MESSAGES as FORMULA_MESSAGES
from engine.methodology_format import FileProblem, FormatError, load, load_or_raise
from engine.methodology_format.nodes import MAX_BYTES
from engine.methodology_format.problems import MESSAGES
from engine.methodology_format.reading import MAX_PROBLEMS
from engine.methodology_format.rules import MAX_FORMULAS

ROOT = Path(__file__).resolve().parents[2]
SERVICES = (ROOT / "examples" / "services.yaml").read_text(encoding="utf-8")
WHOLE = (ROOT / "examples" / "overall.yaml").read_text(encoding="utf-8")


def problems(text: str | bytes) -> list[FileProblem]:
    found = load(text)
    assert isinstance(found, list), "the file was taken"
    return found


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


# --- every error, at its line, with what to write instead ---------------------------------------------------------
W = "{kk: а, ru: б, en: c}"
BROKEN = [
    # (base, replaced, by, code, text that the line of the error begins with (after by), part of what / instead)
    (SERVICES, "format: 1\n", "format: 2\n", "not_one_of", "format: 2", "1"),
    (SERVICES, "format: 1\n", "", "missing_key", "cycle:", "format"),
    (SERVICES, "cycle: 2018", "cycle: soon", "needs_number", "cycle: soon", "2018"),
    (SERVICES, "cycle: 2018", "cycle: 2018.5", "needs_whole", "cycle:", "2018.5"),
    (SERVICES, "cycle: 2018", "cycle: 1890", "too_small", "cycle:", "2010 or more"),
    (SERVICES, "rounding: {indicator: 2,", "rounding: {indicator: 12,", "too_large", "rounding", "10 or less"),
    (SERVICES, "floor: 0", f"floor: 1{'0' * 40}", "too_many_digits", "floor", "30 digits"),
    (SERVICES, "block: 2\n", "block: 4\n", "not_one_of", "block: 4", "1, 2, 3"),
    (SERVICES, "renormalise: within_parent", "renormalise: within_parents", "not_one_of", "renormalise", "within_parent?"),
    (SERVICES, "illustrative: true", "illustrative: yes", "needs_boolean", "illustrative", "true or false"),
    (SERVICES, "languages: [kk, ru]", "languages: kk", "needs_list", "languages", "dash"),
    (SERVICES, "languages: [kk, ru]", "languages: []", "too_few", "languages", "at least one"),
    (SERVICES, "languages: [kk, ru]", "languages: [kk, kk]", "repeated", "languages", "kk"),
    (SERVICES, "languages: [kk, ru]", "langages: [kk, ru]", "unknown_key", "langages", "languages"),
    (SERVICES, "    weight: 70\n", "    weight: 70\n    weight: 60\n", "duplicate_key", "    weight: 60", "already in line"),
    (SERVICES, "    weight: 70\n", "    wieght: 70\n", "unknown_key", "    wieght", "Did you mean weight?"),
    (SERVICES, "    weight: 70\n", "    weight: -70\n", "too_small", "    weight: -70", "0 or more"),
    (SERVICES, "    weight: 70\n", "    weight: 70,5\n", "needs_number", "    weight: 70,5", "Write 70.5"),
    (SERVICES, "    weight: 70\n", "    weight: 70 %\n", "needs_number", "    weight: 70 %", "Write 70"),
    (SERVICES, "    weight: 70\n", "    weight: much\n", "needs_number", "    weight: much", "not much"),
    (SERVICES, 'code: "2.1"', "code: 2.1", "number_as_text", "  - code: 2.1", '"2.1"'),
    (SERVICES, 'code: "2.1"', 'code: "2 1"', "bad_code", '  - code: "2 1"', "letters, digits"),
    (SERVICES, 'code: "2.3"\n', 'code: "2.1"\n', "duplicate_code", None, "stood already in line"),
    (SERVICES, "evaluator: civil_service", "evaluator: civil_servise", "not_one_of", "    evaluator: civil_servise",
     "civil_service?"),
    (SERVICES, "  en: Example. Public services", "  en: ''", "blank", "  en: ''", "empty"),
    (SERVICES, "  en: Example. Public services\n", "", "missing_key", "  kk: Мысал", "en"),
    (SERVICES, "  en: Example. Public services", "  en: [a]", "needs_text", "  en: [a]", "a list"),
    (SERVICES, "title:\n  kk: Мысал. Мемлекеттік қызметтер\n  ru: Пример. Государственные услуги\n  en: Example. Public services",
     "title: Services", "needs_mapping", "title: Services", "kk"),
    (SERVICES, "applies_to: all", "applies_to: some", "bad_applies", "            applies_to: some", "kinds: [oblast]"),
    (SERVICES, "applies_to: all", "applies_to: {kinds: [a, a]}", "repeated", "            applies_to", "a stands twice"),
    (SERVICES, "source_kind: 1\n", "source_kind: 11\n", "too_large", "            source_kind: 11", "10 or less"),
    (SERVICES, "            unit: grade", "            unit: grades", "unknown_unit", "            unit: grades", "grade?"),
    (SERVICES, "    unit: grade\n    period", "    unit: metre\n    period", "unknown_unit", "    unit: metre", "Declare it"),
    (SERVICES, "  - code: grade\n", "  - code: person\n", "built_in_unit", "  - code: person", "built in"),
    (SERVICES, "    name: {kk: баға, ru: оценка, en: grade}", "    name: {kk: баға, ru: оценка, en: grade}\n    base: mark",
     "unit_base", "    base: mark", "mark"),
    (SERVICES, "    name: {kk: баға, ru: оценка, en: grade}", "    name: {kk: баға, ru: оценка, en: grade}\n    times: 0",
     "too_small", "    times: 0", "0.001"),
    (SERVICES, "  - code: answers\n", "  - code: min\n", "reserved_code", "  - code: min", "min_value"),
    (SERVICES, "  - code: answers\n", "  - code: Answers\n", "bad_code", "  - code: Answers", "small Latin"),
    (SERVICES, "    unit: number\n", "    unit: own\n", "own_unit", "    unit: own", "per: kpi"),
    (SERVICES, "    supplier: survey\n    role: civil_service\n", "    supplier: survey\n", "needs_role", "  - code: answers",
     "civil_service"),
    (SERVICES, "    value: number\n    minimum: 1", "    value: choice\n    minimum: 1", "needs_choices", "    value: choice\n    min",
     "choices"),
    (SERVICES, "    value: count\n    evidence",
     f"    value: count\n    choices: [{{code: a, name: {W}}}]\n    evidence", "choices_without_choice", "    choices: [{code: a", "value: choice"),
    (SERVICES, "    value: count\n    default: 0", "    value: count\n    default: none", "bad_default", "    default: none",
     "none is not"),
    (SERVICES, "    value: count\n    default: 0", "    value: count\n    default: 0.5", "bad_default", "    default: 0.5",
     "0.5 is not"),
    (SERVICES, "    value: count\n    default: 0", "    value: share\n    default: 0", "share_unit", "    value: share",
     "unit: percent"),
    (SERVICES, "    value: count\n    default: 0", "    value: money\n    default: 0", "money_unit", "    value: money",
     "thousand_kzt"),
    (SERVICES, "    value: count\n    default: 0", "    value: count\n    minimum: -3", "limit_below_kind", "    minimum: -3",
     "no value is below 0"),
    (SERVICES, "    unit: number\n    period: year\n    supplier: survey\n    role: civil_service\n    value: count",
     "    unit: percent\n    period: year\n    supplier: survey\n    role: civil_service\n    value: share\n    maximum: 120",
     "limit_above_kind", "    maximum: 120", "Write 100 or less"),
    (SERVICES, "    unit: number\n    period: year\n    supplier: survey\n    role: civil_service\n    value: count",
     "    unit: ratio\n    period: year\n    supplier: survey\n    role: civil_service\n    value: share\n    default: 7",
     "bad_default", "    default: 7", "7 is not"),
    (SERVICES, "    minimum: 1\n    maximum: 5", "    minimum: 6\n    maximum: 5", "limits_crossed", "    minimum: 6", "Exchange"),
    (SERVICES, "    per: language\n", "    per: language\n    maximum: 3\n", "limits_of_choice", "    maximum: 3", "numbers"),
    (SERVICES, "            weight: 100\n            applies_to: all\n            formula: mean(",
     "            weight: 0\n            applies_to: all\n            formula: mean(", "no_weight", "          - code: \"2.3.1.1\"", "above 0"),
    (SERVICES, "formula: min(in_time / rendered, 1) * 100", "formula: min(in_tme / rendered, 1) * 100", "formula",
     "            formula: min(in_tme", "Did you mean in_time?"),
    (SERVICES, "              max(100 - 50 * rate, 0)\n", "              mx(100 - 50 * rate, 0)\n", "formula",
     "              mx(100", "Did you mean max?"),
    (SERVICES, "    formula: report_days_late", "    formula: report_days", "formula", "    formula: report_days", "report_days_late"),
    (SERVICES, "    value: count\n    default: 0", "    value: count\n    formerly: [late, answers]\n    default: 0",
     "former_code_taken", "    formerly", "answers is the code of another item"),
    (SERVICES, "en: partly}", "en: partly}, formerly: [late, no]", "former_choice_taken", "      - {code: partly", "no is the code of another"),
    (SERVICES, "kk: үлгі", "kk: үлгі", "", None, ""),
    (WHOLE, "from: 50", "from: 75", "degrees_order", "  - {code: low, from: 75", "75"),
    (WHOLE, "from: 0,", "from: 10,", "degrees_end", "  - {code: high", "0 to 10"),
    (WHOLE, "- {block: 2, weight: 25}", "- {block: 1, weight: 25}", "duplicate_code", "  - {block: 1, weight: 25}", "1"),
    (WHOLE, "block: overall", "block: whole", "not_one_of", "block: whole", "1, 2, 3"),
    (SERVICES, "format: 1", "format: &a 1", "alias", "format: &a 1", "Anchors"),
    (SERVICES, "cycle: 2018", "cycle: !!python/object:os.system 2018", "tag", "cycle:", "Leave it out"),
    (SERVICES, "cycle: 2018", "cycle: 2018\n--- \nformat: 1", "several_documents", "---", "one methodology per file"),
    (SERVICES, "cycle: 2018", "cycle: {2018", "not_yaml", None, "indentation"),
    (SERVICES, "cycle: 2018", "cycle: " + "[" * 30 + "]" * 30, "too_nested", "cycle", "layout"),
]  # fmt: skip
BROKEN += [
    (SERVICES, "  en: Example. Public services", '  en: "Example\\0"', "unprintable", "  en:", "U+0000"),
    (SERVICES, "  en: Example. Public services", "  en: Exam\u202eple", "unprintable", "  en:", "U+202E"),
]  # fmt: skip
BROKEN += [
    (SERVICES, "formula: min(in_time / rendered, 1) * 100", 'formula: min(points_of("2.1.1.2"), 50)', "", None, ""),
    (SERVICES, "formula: min(in_time / rendered, 1) * 100", 'formula: min(points_of("2.3.1.1"), 50)', "formula",
     "            formula: min(points_of", "There is no other indicator 2.3.1.1 in this direction"),
    (SERVICES.replace("applies_to: all", "applies_to: {kinds: [oblast]}", 1),
     "              max(100 - 50 * rate, 0)", '              min(max(100 - 50 * rate, 0), points_of("2.1.1.1"))', "other_applies",
     None, "does not measure the same bodies"),
]  # fmt: skip
BROKEN += [
    (SERVICES.replace("renormalise: within_parent", "renormalise: none"), "\n    weight: 70\n", "\n    weight: 70\n    combine: least\n",
     "combine_renormalise", "    combine: least", "within_parent"),
    (SERVICES, "\n    weight: 70\n", "\n    weight: 70\n    combine: harmonic\n", "not_one_of", "    combine: harmonic", "mean, geometric, least"),
]  # fmt: skip
SUM_OF = "    value: count\n    default: 0"
BROKEN += [
    (SERVICES, SUM_OF, SUM_OF + "\n    jump: 20\n    stops: [outlier]", "check_not_declared", "    stops", "outlier"),
    (SERVICES, SUM_OF, SUM_OF + "\n    jump: 20\n    on_trial: [jump]\n    stops: [jump]", "check_on_trial_stops",
     "    on_trial", "stops nothing"),
    (SERVICES, SUM_OF, SUM_OF + "\n    sum_of: [strangers]", "sum_part_unknown", "    sum_of", "strangers"),
    (SERVICES, SUM_OF, SUM_OF + "\n    sum_of: [rendered]", "sum_part_unlike", "    sum_of", "same unit"),
    (SERVICES, SUM_OF, SUM_OF + "\n    evidence_of_period: true", "check_without_document", "    evidence_of_period",
     "too old"),
    (SERVICES, SUM_OF, SUM_OF + "\n    jump: -1", "too_small", "    jump", "0"),
    (SERVICES, "    per: language\n", "    per: language\n    jump: 3\n", "check_of_choice", "    jump: 3", "numbers"),
]  # fmt: skip
BROKEN = [b for b in BROKEN if b[3]]


@pytest.mark.parametrize(("base", "old", "new", "code", "begins", "says"), BROKEN)
def test_each_error_at_its_line_with_what_to_write(
    base: str, old: str, new: str, code: str, begins: str | None, says: str
) -> None:
    assert old in base
    text = base.replace(old, new, 1)
    found = problems(text)
    problem = next((p for p in found if p.code == code), None)
    assert problem is not None, [str(p) for p in found]
    assert says in f"{problem.what} {problem.instead}"
    assert "{" not in problem.what.replace("{{", "").split("Write")[0]
    if begins is not None:
        assert text.split("\n")[problem.line - 1].startswith(begins.split("\n")[0])


@pytest.mark.parametrize(
    ("raw", "code"),
    [(b"", "empty_file"), (b"# nothing\n", "empty_file"), (b"\xff\xfe\x00", "not_text"), (b"a" * (MAX_BYTES + 1), "too_big"),
     (b"- 1\n- 2\n", "needs_mapping"), (b"format\n", "needs_mapping"), (b"\x00", "not_yaml"), (b"\t- a", "not_yaml")],
)  # fmt: skip
def test_files_that_are_something_else(raw: bytes, code: str) -> None:
    assert [p.code for p in problems(raw)] == [code]


def test_every_message_is_reached() -> None:
    reached = {b[3] for b in BROKEN} | {"empty_file", "not_text", "too_big", "needs_mapping"}
    reached |= {"too_many", "formulas_too_long"}
    assert reached == set(MESSAGES)


def test_all_errors_at_once_in_the_order_of_lines() -> None:
    text = (
        SERVICES.replace("cycle: 2018", "cycle: soon")
        .replace("    weight: 70\n", "    wieght: 70\n")
        .replace("min(in_time /", "min(in_tme /")
        .replace("            unit: grade", "            unit: grades")
        .replace("    supplier: body\n", "    supplier: bdy\n", 1)
    )
    found = problems(text)
    assert [p.line for p in found] == sorted(p.line for p in found)
    assert [(p.code, p.path) for p in found] == [
        ("needs_number", "cycle"),
        ("missing_key", "directions[2.1]"),
        ("unknown_key", "directions[2.1].wieght"),
        ("formula", "directions[2.1].criteria[2.1.1].indicators[2.1.1.1].formula"),
        ("unknown_unit", "directions[2.1].criteria[2.1.1].indicators[2.1.1.3].unit"),
        ("not_one_of", "items[rendered].supplier"),
    ]
    formula = found[3]
    assert formula.formula is not None
    assert formula.formula.suggestion == "in_time"
    assert str(formula).startswith(f"line {line_of(text, 'in_tme')}: directions[2.1].criteria[2.1.1]")
    with pytest.raises(FormatError, match="line 5: cycle: A number is needed here, not soon"):
        load_or_raise(text)


def test_a_formula_error_in_a_block_text_has_the_line_of_the_file() -> None:
    text = SERVICES.replace("max(100 - 50 * rate, 0)", "max(100 - 50 * rat, 0)")
    unused, problem = problems(text)
    assert (unused.formula and unused.formula.code, unused.line) == ("let_unused", line_of(text, "let rate"))
    assert (problem.formula and problem.formula.code, problem.line) == ("unknown_name", unused.line + 1)
    assert "Did you mean rate?" in problem.what


# --- what is read ------------------------------------------------------------------------------------------------
def test_what_is_read() -> None:
    services = load_or_raise(SERVICES)
    assert isinstance(services, m.MethodologyText)
    assert (services.cycle, services.version, services.block) == (2018, 1, 2)
    assert services.rounding == m.Rounding(indicator=2, block=2)
    first = services.directions[0].criteria[0].indicators[0]
    assert (first.code, first.weight, first.better, first.applies_to) == (
        "2.1.1.1",
        Decimal(50),
        "higher",
        m.AppliesTo(),
    )
    site = next(i for i in services.items if i.code == "site_contacts")
    assert [(c.code, c.points) for c in site.choices] == [("yes", 1), ("partly", Decimal("0.9")), ("no", 0)]
    whole = load_or_raise(WHOLE)
    assert isinstance(whole, m.OverallMethodologyText)
    assert [d.from_ for d in whole.degrees] == [90, 70, 50, 0]


def test_numbers_are_read_exactly_and_yes_is_a_word() -> None:
    text = SERVICES.replace("points: 0.9", "points: 0.90000000000000000001").replace(
        'code: "yes"', "code: yes"
    )
    loaded = load_or_raise(text)
    assert isinstance(loaded, m.MethodologyText)
    choices = next(i for i in loaded.items if i.code == "site_contacts").choices
    assert choices[0].code == "yes"
    assert choices[1].points == Decimal("0.90000000000000000001")


def test_a_byte_order_mark_and_windows_lines_are_read() -> None:
    assert load(SERVICES.replace("\n", "\r\n").encode("utf-8-sig")) == load(SERVICES)


def test_errors_are_said_in_the_readers_language_formulas_included() -> None:
    russian = {
        MESSAGES["needs_number"][0]: "Здесь нужно число, а не {found}.", "a list": "список",
        MESSAGES["needs_number"][1]: "Напишите {example}", DID_YOU_MEAN: "Может быть, {suggestion}?",
        FORMULA_MESSAGES["unknown_name"]: "Нет данных с именем {name}.",
    }  # fmt: skip
    text = SERVICES.replace("cycle: 2018", "cycle: [1]").replace("min(in_time /", "min(in_tme /")
    number, formula = problems(text)
    assert number.said_what(lambda s: russian.get(s, s)) == "Здесь нужно число, а не список."
    assert number.said_instead(lambda s: russian.get(s, s)) == "Напишите 2018"
    assert (
        formula.said_what(lambda s: russian.get(s, s)) == "Нет данных с именем in_tme. Может быть, in_time?"
    )


def test_a_file_that_is_wrong_all_over_is_told_so_in_seconds() -> None:
    began = time.process_time()
    found = problems(SERVICES + "".join(f"wieght{n}: {n}\n" for n in range(40_000)))
    assert [p.code for p in found[-2:]] == ["unknown_key", "too_many"]
    assert len(found) == MAX_PROBLEMS + 1
    assert "1,000" in found[-1].what
    assert time.process_time() - began < 20


def test_formulas_have_a_length_in_all() -> None:
    one = SERVICES[SERVICES.index('          - code: "2.3.1.1"') : SERVICES.index("penalties:")]
    long = one.replace("formula: ", "formula: 0 * (" + " + ".join(["answers"] * 90) + ") + ")
    many = "".join(long.replace('"2.3.1.1"', f'"x{n}"') for n in range(110))
    text = SERVICES.replace("penalties:", many + "penalties:")
    found = problems(text)
    assert [p.code for p in found] == ["formulas_too_long"]
    assert f"{MAX_FORMULAS:,}" in found[0].what
