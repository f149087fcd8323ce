"""The benchmark computes what it says it computes; how fast is for `make bench` to say."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.slow

PATH = Path(__file__).resolve().parents[2] / "bench" / "bench_scoring.py"


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_scoring", PATH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench_scoring"] = module
    spec.loader.exec_module(module)
    return module


def test_both_ways_give_the_same_digits(bench: ModuleType) -> None:
    data = bench.make_data(5, seed=7)
    methodologies = [bench.methodology(b) for b in bench.NAMES]
    bench.check_equal(methodologies, data, bench.as_values(data))
    wrong = [{**data[0], "done_1_0": data[0]["done_1_0"] / 2}, *data[1:]]
    with pytest.raises(SystemExit, match="do not compute the same"):
        bench.check_equal(methodologies, wrong, bench.as_values(data))


def test_its_methodology_has_the_size_that_it_names(bench: ModuleType) -> None:
    assert sum(1 for _ in bench.methodology(1).indicators()) == bench.INDICATORS
    assert len(bench.NAMES) == bench.BLOCKS
    assert len(bench.make_data(bench.BODIES)) == bench.BODIES
    assert {i.formula.split("(")[0].split(" ")[0] for _, _, i in bench.methodology(1).indicators()} == {
        "min", "steps", "max", "clamp", "if",
    }  # fmt: skip


def test_every_ratio_has_its_goal(bench: ModuleType) -> None:
    result = bench.measure(rounds=1, growth=(1, 2))
    ratios = {name for name in result if not name.endswith("_ms")}
    assert ratios == {"quick", "traced", "growth_2x", "memory_2x"}
    assert {name.split("_")[0] for name in ratios} == set(bench.GOALS)
    assert all(value > 0 for value in result.values())
