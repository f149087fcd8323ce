"""What is the least, or the geometric mean, of its parts: in words and as mathematics on the page of a score's way (c9.4)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from blocks.models import Conclusion
from blocks.trace.nodes import TraceNode, read_trace
from tests.worlds.opened import opened
from tests.worlds.scored import Scored, scored

__all__ = ["opened", "scored"]

pytestmark = pytest.mark.slow
#: One part alone; two that are not counted.
NOTHING: list[list[tuple[str, str | None]]] = [[("100", "45")], [("50", None), ("50", None)]]
MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">'


def combined(conclusion: Conclusion, how: str, parts: list[tuple[str, str | None]]) -> TraceNode:
    """The first direction's first criterion, told as combined so of parts with these weights and values."""
    trace = json.loads(json.dumps(conclusion.trace))
    criterion: dict[str, Any] = trace["directions"][0]["criteria"][0]
    pattern = criterion["indicators"][0]
    pattern.pop("contribution", None)
    criterion["combine"] = how
    criterion["indicators"] = [
        pattern | {"weight": weight, "value": value, "state": "counted" if value else "not_counted"}
        for weight, value in parts
    ]
    conclusion.trace = trace
    with override("ru"):
        return read_trace(conclusion).root.children[0].children[0]


def test_how_a_score_was_combined_is_told_and_drawn(scored: Scored) -> None:
    conclusion = scored.conclude()
    thirds = combined(conclusion, "geometric", [("100/3", "60"), ("100/3", "90"), ("100/3", "40")])
    product = "<mrow><mn>60,00</mn><mo>×</mo><mn>90,00</mn><mo>×</mo><mn>40,00</mn></mrow>"
    assert thirds.formula == "среднее геометрическое из 60,00; 90,00; 40,00"
    assert thirds.math == f"{MATH}<mroot>{product}<mn>3</mn></mroot></math>"
    assert [[chip.text for chip in one.chips] for one in thirds.children] == [
        ["вес 100/3"]
    ] * 3  # brings no points
    unequal = combined(conclusion, "geometric", [("75", "16"), ("25", "81.5"), ("0", "10"), ("10", None)])
    assert unequal.formula == "среднее геометрическое из 16,00; 81,50"
    power = "<mrow><msup><mn>16,00</mn><mn>3</mn></msup><mo>×</mo><mn>81,50</mn></mrow>"
    assert unequal.math == f"{MATH}<mroot>{power}<mn>4</mn></mroot></math>"
    halves = combined(conclusion, "geometric", [("50", "40"), ("50", "90")])
    assert halves.math == f"{MATH}<msqrt><mrow><mn>40,00</mn><mo>×</mo><mn>90,00</mn></mrow></msqrt></math>"


def test_the_least_names_only_what_was_compared(scored: Scored) -> None:
    least = combined(scored.conclude(), "least", [("50", "45"), ("50", "60"), ("0", "1"), ("50", None)])
    assert least.formula == "наименьшее из 45,00; 60,00"
    assert "<mi>min</mi>" in least.math
    assert "<mn>45,00</mn><mo>; </mo><mn>60,00</mn>" in least.math
    with override("ru"):
        page = render_to_string("blocks/trace_tree.html", {"node": least})
    assert page.count(str(least.math)) == 1


def test_where_nothing_is_compared_nothing_is_drawn(scored: Scored) -> None:
    conclusion = scored.conclude()
    for parts in NOTHING:
        node = combined(conclusion, "least", parts)
        assert (node.formula, node.math) == ("", "")
    mean = combined(conclusion, "mean", [("50", "40"), ("50", "90")])
    assert mean.math == ""  # the sum beside it says it


def test_the_annex_draws_it_and_the_reading_names_what_is_no_mean(scored: Scored) -> None:
    conclusion = scored.conclude()
    mean = "Балл – среднее"
    with override("ru"):
        assert "Определяются иначе" not in read_trace(conclusion).reading
    combined(conclusion, "geometric", [("50", "40"), ("50", "90")])
    conclusion.trace["directions"][1]["combine"] = "least"
    with override("ru"):
        trace = read_trace(conclusion)
        paper = render_to_string("blocks/conclusion_annex.html", {"trace": trace})
    first, second = trace.root.children[:2]
    assert mean in trace.reading
    assert (
        f"Определяются иначе: критерий {first.children[0].code} – среднее геометрическое составляющих по их весам; "
        f"направление {second.code} – наименьшее из составляющих." in trace.reading
    )
    assert paper.count(str(first.children[0].math)) == 1
    assert "<msqrt>" in str(first.children[0].math)
