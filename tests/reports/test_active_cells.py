"""The cells of a table of text are looked through in time that grows with the table, however it was crafted."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.foreign import active_text

#: What an address was looked for by, before the search went on from each "!": quadratic, and the measure of it here.
ADDRESS = re.compile(r"['\[(=+\-@]\s{0,9}(?:\\\\|//|https?:|ftp:|file:)[^\n]{0,500}!", re.IGNORECASE)
PIECES = (
    "=",
    "//",
    "!",
    "\n",
    "a",
    "  ",
    "'",
    "\\\\",
    "HTTP:",
    "x" * 120,
    "x" * 499,
    "x" * 501,
    "=//",
    "[file:",
    "\t",
)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_an_address_is_found_wherever_the_plain_pattern_finds_one(text: str) -> None:
    assert active_text._holds_an_address(text) == (ADDRESS.search(text) is not None)


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("=//" * 100_000 + "\n!", 15),
        ("=//" * 100_000, 1),
        (("=//" + "x" * 501 + "!") * 100, 201),
        ("!" * 1_000_000, 1),
    ],
    ids=["one line", "no sign", "too far", "signs alone"],
)
def test_a_crafted_table_is_looked_through_once(
    monkeypatch: pytest.MonkeyPatch, text: str, most: int
) -> None:
    """Many addresses begun and few ended: the searches are counted, not the seconds."""
    asked: list[int] = []

    class Counted:
        def search(self, text: str, start: int = 0) -> Any:
            asked.append(start)
            return pattern.search(text, start)

    pattern = active_text._ADDRESS
    monkeypatch.setattr(active_text, "_ADDRESS", Counted())
    assert not active_text._holds_an_address(text)
    assert len(asked) <= most


FORMULA_PIECES = (
    "cmd",
    "|",
    "'",
    "!",
    "RTD",
    "(",
    "//",
    " ",
    "\n",
    "=",
    "A1",
    "\\\\",
    "x" * 499,
    "HTTP:",
    '"',
)


@given(
    st.lists(
        st.lists(st.sampled_from(FORMULA_PIECES), max_size=5).map(lambda said: "=" + "".join(said)),
        max_size=6,
    )
)
def test_formulas_looked_through_together_are_told_as_one_by_one(formulas: list[str]) -> None:
    one_by_one = any(map(active_text._holds_a_call, formulas))
    assert any(map(active_text._holds_a_call, active_text._bundles(iter(formulas)))) == one_by_one


@pytest.mark.parametrize(
    ("cells", "most"),
    [("=1\n" * 100_000, 101), ("=1;" * 100_000, 102), ('=1,=1;="1"\t' * 40_000, 801)],
)
def test_many_short_formulas_are_looked_through_in_bundles(
    monkeypatch: pytest.MonkeyPatch, cells: str, most: int
) -> None:
    """Beside words that look like a call: looked at by themselves, millions of cells took more than a minute."""
    asked: list[str] = []
    holds = active_text._holds_a_call

    def counted(text: str) -> bool:
        asked.append(text)
        return holds(text)

    monkeypatch.setattr(active_text, "_holds_a_call", counted)
    assert active_text.reaches_out_of_cells(f"{cells}\nсм. RTD (1)") == ""
    assert 1 < len(asked) <= most
