"""Workers take runs of neighbours of one module; in the order of layers, each layer is built once."""

from __future__ import annotations

import pytest

from tests.scheduler import runs_of
from tests.worlds.layers import commits, in_order, path_of


def test_a_module_met_twice_is_taken_twice() -> None:
    runs = runs_of(["a.py::one", "a.py::two[x::y]", "b.py::one", "a.py::three"])
    assert runs == {
        "a.py::one": "a.py 0",
        "a.py::two[x::y]": "a.py 0",
        "b.py::one": "b.py 1",
        "a.py::three": "a.py 2",
    }


def test_no_layer_is_left_and_built_again(request: pytest.FixtureRequest) -> None:
    """Of whatever this run holds: what was rolled back for good is asked for by nobody after."""
    items = [
        item
        for item in request.session.items
        if not (item.get_closest_marker("browser") or commits(item, getattr(item, "fixturenames", ())))
    ]
    in_order(items)
    left: set[str] = set()
    standing = ""
    for path in [path for item in items if (path := path_of(item))]:
        if path != standing:
            assert path not in left, path
            left.add(standing)
            standing = path
