"""Methodology files are written without loss, and the JSON Schema says what the loader accepts."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from engine import methodology as m
from engine.methodology_format import dump, json_schema, load, load_or_raise
from engine.methodology_format.layout import METHODOLOGY, OVERALL
from engine.methodology_format.nodes import compose, plain_data
from engine.methodology_format.reading import Reading
from tests.worlds.methodology_strategies import block_methodologies, overall_methodologies, texts

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
SERVICES, GOALS, WHOLE = (
    (ROOT / "examples" / f"{name}.yaml").read_text(encoding="utf-8")
    for name in ("services", "goals", "overall")
)
NAMES = ("services", "goals", "features", "overall")
SHIPPED = sorted((ROOT / "fixtures" / "methodologies").glob("20*/*.yaml"))


# --- round trip ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", [*SHIPPED, *(ROOT / "examples" / f"{n}.yaml" for n in NAMES)],
                         ids=lambda p: f"{p.parent.name}/{p.stem}")  # fmt: skip
def test_what_is_shipped_loads_and_comes_back_the_same(path: Path) -> None:
    methodology = load_or_raise(path.read_bytes())
    written = dump(methodology)
    assert load_or_raise(written) == methodology
    assert dump(load_or_raise(written)) == written


CALM = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
SCHEMA = jsonschema.Draft202012Validator(json_schema())


@CALM
@given(st.one_of(block_methodologies(), overall_methodologies()))
def test_dump_and_load_are_identity(methodology: m.MethodologyText | m.OverallMethodologyText) -> None:
    written = dump(methodology)
    assert load_or_raise(written) == methodology
    assert dump(load_or_raise(written)) == written
    SCHEMA.validate(plain_data(compose(written)[0]))


@CALM
@given(texts)
@example("yes")
@example("1.1")
@example("09")
@example("~")
@example("'\"")
@example("a\tb\u2028c\u00a0d")
@example(" лидирует\n\n пробел ")
@example("# нет")
@example("- {kk: x}")
def test_any_text_survives(text: str) -> None:
    services = load_or_raise(SERVICES)
    changed = replace(services, title=m.Words(text, text, text))
    assert load_or_raise(dump(changed)) == changed


@CALM
@given(st.one_of(st.text(max_size=200), st.binary(max_size=200)))
@example("a: &x [*x]")
@example("? [a]\n: b")
@example("{")
@example("- - - -")
def test_no_input_crashes_the_loader(text: str | bytes) -> None:
    found = load(text)
    assert isinstance(found, list)
    for problem in found:
        assert problem.line >= 1
        assert problem.what
        assert problem.instead


# --- the schema ----------------------------------------------------------------------------------------------------
def test_the_schema_in_docs_is_current() -> None:
    """Write it anew by: python -m engine.methodology_format > docs/methodology.schema.json"""
    written = json.loads((ROOT / "docs" / "methodology.schema.json").read_text(encoding="utf-8"))
    assert written == json_schema()
    jsonschema.Draft202012Validator.check_schema(written)


def shape_accepts(text: str) -> bool:
    """Whether the loader finds the shape right (what codes mean to one another aside)."""
    root, doubles = compose(text)
    reading = Reading()
    overall = root.kind == "mapping" and "block" in root.keys and root.keys["block"].value == "overall"
    (OVERALL if overall else METHODOLOGY).read(root, "", reading)
    return not reading.problems and not doubles


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    children = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(p for k, v in children for p in places(v, (*path, k)))]


PLAIN = [plain_data(compose(t)[0]) for t in (SERVICES, GOALS, WHOLE)]
STRANGE: list[Any] = [
    None, True, 0, -1, 11, 10**31, Decimal("1.5"), "", " ", "x", "all", "overall", "2.1", [], [1], ["kk"], {}, {"kk": "a"},
    {"kk": "a", "ru": "b", "en": "c"}, {"kinds": []}, {"kinds": ["a"]}, {"bodies": ["a b"]},
]  # fmt: skip


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(PLAIN), st.data())
def test_the_schema_accepts_what_the_loader_accepts(document: Any, data: st.DataObject) -> None:
    """Files changed anywhere: a value replaced, a key taken away or added."""
    changed = copy.deepcopy(document)
    path = data.draw(st.sampled_from([p for p in places(changed) if p]))
    owner = changed
    for key in path[:-1]:
        owner = owner[key]
    how = data.draw(st.sampled_from(["replace", "remove", "add"]))
    if how == "replace":
        owner[path[-1]] = data.draw(st.sampled_from(STRANGE))
    elif how == "remove":
        del owner[path[-1]]
    elif isinstance(owner, dict):
        owner[data.draw(st.sampled_from(["extra", "code", "weight", "note"]))] = data.draw(
            st.sampled_from(STRANGE)
        )
    text = yaml.dump(_plain(changed), Dumper=_Exact, allow_unicode=True)
    seen = plain_data(compose(text)[0])
    too_long = any(isinstance(v, int) and abs(v) >= 10**31 for v in _scalars(seen))
    if not too_long:  # the number of digits is bounded by the loader alone
        assert shape_accepts(text) == SCHEMA.is_valid(seen), text


class _Exact(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


_Exact.add_representer(Decimal, lambda d, v: d.represent_scalar("tag:yaml.org,2002:float", format(v, "f")))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    return [_plain(v) for v in value] if isinstance(value, list) else value


def _scalars(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [s for v in value.values() for s in _scalars(v)]
    return [s for v in value for s in _scalars(v)] if isinstance(value, list) else [value]
