"""What the language refuses, where, and in which words."""

from __future__ import annotations

import pytest

from engine.formulas import DID_YOU_MEAN, MESSAGES, FormulaError, compile_formula
from engine.formulas.parser import parse
from engine.formulas.spelling import unparse
from engine.formulas.tree import MAX_LENGTH
from tests.worlds.formulas import SCOPE, compiled

LONG = "staff + " * 600 + "staff"
STEPS = "steps(spent / planned: >= 99% -> 100, >= 95% -> 80, else 0)"

# formula → code of the first problem, its column, the suggested word
REFUSED = [
    ("", "empty", 1, ""),
    ("   # only a remark", "empty", 1, ""),
    (LONG, "too_long", 1, ""),
    ("+".join(["1"] * 120), "too_deep", 1, ""),
    (("let a = sum(1, 2, 3, 4, 5, 6, 7, 8, 9); let b = sum(a, a, a, a, a, a, a, a); "
      "let c = sum(b, b, b, b, b, b, b, b, b, b); c"), "too_large", 86, ""),
    ("staff @ 2", "bad_character", 7, ""),
    ("staff $ 2", "bad_character", 7, ""),
    ("staff left", "unexpected", 7, ""),
    ("if staff < 5 thne 1 else 2", "unexpected", 14, "then"),
    ("if staff < 5 then 1 esle 2", "unexpected", 21, "else"),
    ("min(staff; 2)", "semicolon", 10, ""),
    ("=staff", "leading_equals", 1, ""),
    ("mean(kpi_fact ovr kpi)", "unexpected", 15, "over"),
    ("staff +", "unfinished", 8, ""),
    ("(staff", "unfinished", 7, ""),
    ("min(0,5 * staff, 1)", "decimal_comma", 5, ""),
    ("staff * 1 000", "split_number", 11, ""),
    ("if staff == 5 then 1 else 2", "wrong_sign", 10, ""),
    ("if staff => 5 then 1 else 2", "wrong_sign", 10, ""),
    ("staff ** 2", "wrong_sign", 7, ""),
    ("if staff > 1 && left > 1 then 1 else 2", "wrong_sign", 14, ""),
    ("if ready = 'yes' then 1 else 2", "wrong_sign", 12, ""),
    ("if ready = «yes» then 1 else 2", "wrong_sign", 12, ""),
    ("staff * .5", "wrong_sign", 9, ""),
    ("let x < 2; x", "wrong_sign", 7, ""),
    ('if ready = "yes then 1 else 2', "unclosed_text", 12, ""),
    ("rendred / in_time", "unknown_name", 1, "rendered"),
    ("Spent / planned", "unknown_name", 1, "spent"),
    ("mean(kpi.pln over kpi)", "unknown_name", 6, "kpi.plan"),
    ("fact / plan", "unknown_name", 1, "kpi_fact"),
    ("mim(staff, 2)", "unknown_function", 1, "min"),
    ("stps(staff: >= 1 -> 2, else 0)", "unknown_function", 1, "steps"),
    ("min + 1", "function_without_brackets", 1, ""),
    ("staff(2)", "not_a_function", 1, ""),
    ("mean(kpi_done over kpis)", "unknown_list", 15, "kpi"),
    ('if staff < 5 then not_counted("few") else 1', "unknown_reason", 31, "few_answers"),
    ('convert(spent, "milion_kzt")', "unknown_unit", 16, "million_kzt"),
    ('if ready = "yse" then 1 else 2', "unknown_choice", 12, "yes"),
    ('share("parly" among contacts over language)', "unknown_choice", 7, "partly"),
    ("let staff = 2; staff", "let_reserved", 5, ""),
    ("let min = 2; min", "let_reserved", 5, ""),
    ("let a = 1; let a = 2; a", "let_reserved", 16, ""),
    ("let a = 1; staff", "let_unused", 5, ""),
    ("clamp(staff, 1)", "argument_count", 1, ""),
    ("min(staff)", "too_few_arguments", 1, ""),
    ("mean(over kpi)", "too_few_arguments", 1, ""),
    ("abs(staff, 2)", "argument_count", 1, ""),
    ("steps(staff, 2)", "needs_rows", 1, ""),
    ("min(staff: 1 -> 2)", "takes_no_rows", 1, ""),
    ("abs(kpi_fact over kpi)", "takes_no_over", 1, ""),
    ('min("yes" among contacts over language)', "takes_no_among", 1, ""),
    ("mean(kpi_fact by kpi.weight over kpi)", "takes_no_by", 18, ""),
    ("weighted_mean(staff by 2, left)", "needs_by", 27, ""),
    ("steps(staff: >= 7 -> 100)", "needs_else", 1, ""),
    ("steps(staff: else 0, >= 7 -> 100)", "else_not_last", 14, ""),
    ("interpolate(staff: 0 -> 100, 10 -> 0, else 5)", "no_else_here", 44, ""),
    ("steps(staff: 7 -> 100, else 0)", "needs_sign", 14, ""),
    ("steps(staff: = 7 -> 100, else 0)", "needs_sign", 14, ""),
    ("interpolate(staff: >= 0 -> 100, 10 -> 0)", "no_sign_here", 20, ""),
    ("steps(staff: >= 7 -> 100, <= 3 -> 50, else 0)", "mixed_signs", 27, ""),
    ("steps(staff: >= 7 -> 100, >= 9 -> 50, else 0)", "step_unreachable", 27, ""),
    ("steps(staff: <= 7 -> 100, < 7 -> 50, else 0)", "step_unreachable", 27, ""),
    ("interpolate(staff: 0 -> 100, 5 -> 50, 5 -> 0)", "points_not_ordered", 1, ""),
    ("interpolate(staff: 0 -> 100)", "too_few_points", 1, ""),
    ('choose(ready: "yes" -> 1, "yes" -> 2, "no" -> 0)', "choice_twice", 27, ""),
    ('choose(ready: "yes" -> 1)', "choice_left_out", 1, ""),
    ("not_counted(staff) + 1", "needs_text", 13, ""),
    ("convert(spent, kzt)", "needs_text", 16, ""),
    ("share(ready among grade)", "needs_text", 7, ""),
    ("choose(ready: 1 -> 2, else 0)", "needs_text", 15, ""),
    ('staff + "yes"', "text_alone", 9, ""),
    ("staff + (left > 2)", "needs_number", 10, ""),
    ("ready * 100", "needs_number", 1, ""),
    ("if staff > 1 then ready else 1", "needs_number", 19, ""),
    ("steps(staff: >= 1 -> left > 2, else 0)", "needs_number", 22, ""),
    ("if (staff > 1) < 2 then 1 else 2", "needs_number", 5, ""),
    ("if staff then 1 else 2", "needs_condition", 4, ""),
    ("count(staff, left)", "needs_condition", 7, ""),
    ("if staff and left > 1 then 1 else 2", "needs_condition", 4, ""),
    ("points(staff)", "needs_choice_item", 8, ""),
    ("if ready < \"yes\" then 1 else 2", "compare_choice", 4, ""),
    ("if ready = grade then 1 else 2", "compare_choice", 4, ""),
    ("if staff > 1 then left > 1 else 5", "branches_differ", 1, ""),
    ("staff > 5", "result_not_number", 1, ""),
    ("ready", "result_not_number", 1, ""),
    ('not_counted("few_answers")', "always_not_counted", 1, ""),
    ("kpi_fact * 2", "outside_over", 1, ""),
    ("mean(kpi_fact over programme)", "outside_over", 6, ""),
    ("contacts", "outside_over", 1, ""),
    ("sum(sum(sum(kpi_done over kpi) * kpi.weight over kpi) * kpi.weight over kpi)", "over_too_deep", 22, ""),
    ("mean(peers_max(staff) over kpi)", "peers_inside_over", 6, ""),
    ("peers_max(peers_min(staff))", "peers_nested", 11, ""),
    ("previous(peers_min(staff))", "peers_nested", 10, ""),
    ("previous(previous(previous(previous(previous(previous(staff))))))", "previous_too_deep", 46, ""),
    ("spent + staff", "unit_clash", 9, ""),
    ("min(in_time, staff) * 2", "unit_clash", 14, ""),
    ("if spent > staff then 1 else 2", "unit_clash", 12, ""),
    ("turnover - left / staff", "unit_scale", 12, ""),
    ("spent - violations", "unit_scale", 9, ""),
    ("100 - 100 * violations / spent", "unit_scale", 26, ""),
    ("steps(turnover: <= 7% -> 100, else 0)", "unit_scale", 20, ""),
    ('points_of("9.9")', "unknown_indicator", 11, ""),
    ("points_of(staff)", "needs_text", 11, ""),
    ('points_of("circle")', "other_refused", 1, ""),
    ('points_of("broken")', "other_refused", 1, ""),
    ('mean(points_of("good") over kpi)', "other_in_place", 6, ""),
    ('previous(points_of("good"))', "other_in_place", 10, ""),
    ("if known(staff) then 1 else 2", "known_of_this_year", 4, ""),
    ("if known(staff - previous(staff)) then 1 else 2", "known_of_this_year", 4, ""),
    ("known(previous(staff))", "result_not_number", 1, ""),
    ("if known(previous(staff > 1)) then 1 else 2", "needs_number", 10, ""),
    ("peers_median(turnover) / coverage", "unit_scale", 26, ""),
    ("стандотклон(staff)", "unknown_function", 1, "peers_deviation"),
    ("turnover / coverage * 100", "unit_scale", 12, ""),
    ("coverage * turnover", "unit_scale", 12, ""),
    ("mean(turnover, coverage)", "unit_scale", 16, ""),
    ("max(turnover, 0) / coverage", "unit_scale", 20, ""),
    ("turnover / (left / staff)", "unit_scale", 13, ""),
    ("min(in_time / rendered, 1) / turnover", "unit_scale", 30, ""),
    ("(if staff > 5 then violations else 0) / spent", "unit_scale", 41, ""),
    ("(violations - 1) / spent", "unit_scale", 20, ""),
    ("previous(turnover) / coverage", "unit_scale", 22, ""),
    ('share("yes" among grade, ready) * turnover', "unit_scale", 35, ""),
    ("turnover - staff", "unit_clash", 12, ""),
    ("sum(kpi_fact over kpi)", "own_units", 5, ""),
    ("max(kpi_fact, kpi.plan over kpi)", "own_units", 5, ""),
    ("weighted_mean(kpi_done by kpi.plan over kpi)", "own_units", 27, ""),
    ("mean(2 * kpi_fact over kpi) / mean(kpi.plan over kpi)", "own_units", 6, ""),
    ("geometric_mean(programme_fact over programme)", "own_units", 16, ""),
    ('convert(staff, "kzt")', "cannot_convert", 1, ""),
    ("staff / 0", "divided_by_nought", 9, ""),
    ("clamp(5,10,0)", "commas", 7, ""),
    ("max(0,5, staff)", "decimal_comma", 5, ""),
    ("max(staff, 0,5)", "decimal_comma", 12, ""),
    ("round(1,0.5)", "commas", 7, ""),
    ("staff * 1e5", "exponent", 9, ""),
    ("staff * 2.5E-3", "exponent", 9, ""),
    ("staff * 1\u202f000", "split_number", 11, ""),
    ("staff * 1.5.2", "bad_character", 12, ""),
    ("staff\u200b", "bad_character", 6, ""),
    ("staff * １", "bad_character", 9, ""),
    ("staff * " + "9" * 31, "written_too_long", 9, ""),
    ("staff * 0." + "1" * 31 + "%", "written_too_long", 9, ""),
    ("let a = b; let b = 1; a + b", "let_order", 9, ""),
    ("let a = a; a", "let_order", 9, ""),
    ("если staff > 1 то 1 иначе 0", "unknown_word", 1, "if"),
    ("егер staff > 1 онда 1 әйтпесе 0", "unknown_word", 1, "if"),
    ("If staff > 1 then 1 else 0", "unknown_word", 1, "if"),
    ("iff staff > 1 then 1 else 0", "unknown_word", 1, "if"),
    ("if не ready = \"yes\" then 1 else 0", "unknown_word", 4, "not"),
    ("if staff > 1 онда 1 else 0", "unexpected", 14, "then"),
    ("if staff > 1 и left > 1 then 1 else 0", "unexpected", 14, "and"),
    ("if staff > 1 then 1 иначе 0", "unexpected", 21, "else"),
    ("if(staff > 1, 1, 0)", "if_in_brackets", 13, ""),
    ("IF(staff > 1, 1, 0)", "if_in_brackets", 1, ""),
    ("ЕСЛИ(staff > 1, 1, 0)", "if_in_brackets", 1, ""),
    ("СРЗНАЧ(staff, 2)", "unknown_function", 1, "mean"),
    ("орташа(staff, 2)", "unknown_function", 1, "mean"),
    ("average(staff, 2)", "unknown_function", 1, "mean"),
    ("средне(staff, 2)", "unknown_function", 1, "mean"),
    ("шкала(staff: >= 1 -> 2, else 0)", "unknown_function", 1, "steps"),
    ("sum(kpi_done over көрсеткіштер)", "unknown_list", 14, "kpi"),
    ("if ready = \"да\" then 1 else 0", "unknown_choice", 12, "yes"),
    ("share(\"ішінара\" among contacts over language)", "unknown_choice", 7, "partly"),
    ("points(ready)", "no_points", 1, ""),
]  # fmt: skip
COMPUTED = {
    "division_by_zero", "ln_of_not_positive", "sqrt_of_negative", "power_undefined", "geometric_mean_of_negative",
    "weights_not_positive", "negative_weight", "clamp_limits", "interpolation_order", "round_places",
    "number_too_large", "number_too_long", "too_much_work", "bad_number", "bad_choice", "outside_scale", "negative_penalty",
}  # fmt: skip


@pytest.mark.parametrize(("text", "code", "column", "suggestion"), REFUSED)
def test_refused_with_place_and_nearest_word(text: str, code: str, column: int, suggestion: str) -> None:
    with pytest.raises(FormulaError) as refused:
        compiled(text)
    problem = refused.value.problems[0]
    assert (problem.code, problem.line, problem.column, problem.suggestion) == (code, 1, column, suggestion)
    assert "{" not in str(problem)
    assert str(problem)[-1] in ".…?"


def test_every_message_is_reached() -> None:
    """No message is written for an error that cannot happen; those of computing are in test_formulas_values."""
    assert {code for _, code, _, _ in REFUSED} | COMPUTED == set(MESSAGES)


def test_all_problems_of_a_formula_are_told_at_once_in_order() -> None:
    with pytest.raises(FormulaError) as refused:
        compiled("min(rendred, 1) +\n  steps(spent / plannd: 5 -> 1)\n + staff / spent + kpi_fact")
    found = [(p.line, p.column, p.code) for p in refused.value.problems]
    assert found == [
        (1, 5, "unknown_name"), (2, 3, "needs_else"), (2, 17, "unknown_name"), (2, 25, "needs_sign"),
        (3, 20, "outside_over"),
    ]  # fmt: skip


def test_sentences_say_what_to_do() -> None:
    def sentence(text: str) -> str:
        with pytest.raises(FormulaError) as refused:
            compiled(text)
        return str(refused.value.problems[0])

    assert sentence("rendred / 2") == (
        "Nothing is called rendred here: no data item and no let name. Did you mean rendered?"
    )
    assert sentence("100 - 100 * violations / spent") == (
        "One quantity in two units: 100 * violations is in million_kzt, spent in thousand_kzt. "
        'Write convert(spent, "million_kzt").'
    )
    assert sentence("min(0,5 * staff, 1)") == (
        "0,5 can be read in two ways. Write 0.5 for a decimal number, or put a space after the comma."
    )
    assert sentence("staff * 1 000 000").endswith("1000000.")
    assert sentence("kpi_fact * 2").endswith("e.g. mean(kpi_fact over kpi).")


@pytest.mark.parametrize(
    "text",
    [
        "import os", "__import__(\"os\")", "staff.__class__", "lambda: 1", "[x for x in y]", "open(\"a\")", "eval(\"1\")",
        "staff; 1", "exec(1)", "{}", "staff if left else 1", "print(1)", "1 if True else 2", "f\"{staff}\"",
    ],
)  # fmt: skip
def test_python_is_not_evaluated(text: str) -> None:
    with pytest.raises(FormulaError):
        compiled(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("spent÷planned × 100", "spent / planned * 100"),
        ("if staff ≤ 5 then 1 else −1", "if staff <= 5 then 1 else -1"),
        ("if staff != 5 then 1 else 2", "if staff <> 5 then 1 else 2"),
        ("2 ^ 3 ^ 2", "2 ^ 3 ^ 2"),
        ("(2 ^ 3) ^ 2", "(2 ^ 3) ^ 2"),
        ("-2 ^ 2", "-2 ^ 2"),
        ("(-2) ^ 2", "(-2) ^ 2"),
        ("1 - (2 - 3)", "1 - (2 - 3)"),
        ("(1 - 2) - 3", "1 - 2 - 3"),
        ("7 %", "7%"),
        ("7.5%", "7.5%"),
        ("let r = left / staff; r * r", "left / staff * (left / staff)"),
        ("not (staff > 1 or left > 1) and staff > 2", "not (staff > 1 or left > 1) and staff > 2"),
        ("(if staff > 1 then 1 else 2) + 1", "(if staff > 1 then 1 else 2) + 1"),
        (STEPS.replace("->", "→"), STEPS),
        ("max(staff,\n    left) # the greater", "max(staff, left)"),
        ('share("yes","no" among contacts , services over language)',
         'share("yes", "no" among contacts, services over language)'),
        ("mean( kpi_fact over kpi where kpi_fact > 0 )", "mean(kpi_fact over kpi where kpi_fact > 0)"),
    ],
)  # fmt: skip
def test_spelling(text: str, plain: str) -> None:
    assert unparse(parse(text)) == plain
    assert unparse(parse(plain)) == plain


def test_reads_name_item_year_and_peers() -> None:
    formula = compiled("if days_late > 0 then previous(staff) + left else peers_max(left)")
    assert [(r.item, r.years_back, r.peers) for r in formula.reads] == [
        ("days_late", 0, False), ("staff", 1, False), ("left", 0, False), ("left", 0, True),
    ]  # fmt: skip


def test_the_unit_of_the_result_is_known() -> None:
    assert compiled("spent / staff").unit == "thousand_kzt / person"
    assert compiled('convert(violations, "thousand_kzt") / spent').unit == "1"
    assert compiled("staff * staff").unit == "person ^ 2"
    assert compiled("sqrt(staff * staff)").unit == "person"


def test_brackets_cost_no_stack() -> None:
    half = MAX_LENGTH // 2 - 5
    text = "(" * half + "staff" + ")" * half
    assert unparse(compile_formula(text, SCOPE).tree) == "staff"


def test_sentences_are_said_in_the_readers_language_words_inside_included() -> None:
    russian = {
        MESSAGES["unexpected"]: "{found} здесь не ожидается; ожидается: {expected}.",
        MESSAGES["needs_number"]: "Здесь нужно число, а {found} — {kind}.",
        "a sign of arithmetic": "знак действия", "a choice": "выбор", DID_YOU_MEAN: "Может быть, {suggestion}?",
    }  # fmt: skip

    def sentence(text: str) -> str:
        with pytest.raises(FormulaError) as refused:
            compiled(text)
        return refused.value.problems[0].sentence(lambda s: russian.get(s, s))

    assert sentence("if staff < 5 thne 1 else 2") == (
        "thne здесь не ожидается; ожидается: then, знак действия, and, or. Может быть, then?"
    )
    assert sentence("ready * 100") == "Здесь нужно число, а ready — выбор."


def test_a_comma_between_digits_is_advised_as_what_it_may_be() -> None:
    with pytest.raises(
        FormulaError, match=r"^1:5 0,5 can be read in two ways\. Write 0\.5 for a decimal number"
    ):
        compiled("max(0,5, staff)")
