"""What a body is asked, from the shipped methodologies: every datum once, nothing that others supply (c18.4, c40)."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest

from engine.methodology import MethodologyText
from engine.methodology_format import load_or_raise
from engine.plain_document import methodology_from
from engine.questions import Respondent, burden_of, items_read, key_of, sheet_of
from methodologies.review import checked_document
from tests.worlds.opened import shipped, shipped_document

SCOPES = [blocks for size in (1, 2, 3) for blocks in combinations((1, 2, 3), size)]


@pytest.fixture(scope="module")
def methodologies() -> dict[int, MethodologyText]:
    found = {block: load_or_raise(shipped(str(block))) for block in (1, 2, 3)}
    return {block: one for block, one in found.items() if isinstance(one, MethodologyText)}


@pytest.mark.parametrize("subject", ["1", "2", "3", "overall"])
def test_the_stored_document_is_the_methodology(subject: str) -> None:
    assert methodology_from(checked_document(shipped_document(subject))) == load_or_raise(shipped(subject))


@pytest.mark.clause("c18", "c40")
@pytest.mark.parametrize("blocks", SCOPES, ids=str)
@pytest.mark.parametrize("kind", ["central", "oblast"])
def test_every_datum_is_asked_exactly_once(
    methodologies: dict[int, MethodologyText], blocks: tuple[int, ...], kind: str
) -> None:
    who = Respondent("body", kind, blocks, kpis=("k1", "k2"), programmes=("001", "002"))
    sheets = {block: sheet_of(methodologies, who, block) for block in blocks}
    asked = Counter(q.item.code for sheet in sheets.values() for q in sheet.questions())
    needed = {
        code
        for block in blocks
        for code, item in items_read(methodologies[block], "body", kind).items()
        if item.supplier == "body"
    }
    assert asked == Counter(needed)
    for block, sheet in sheets.items():
        shown = [*sheet.questions(), *sheet.questions(here=False)]
        assert len({q.item.code for q in shown}) == len(shown)
        assert all((q.asked_in == block) == q.here and q.asked_in <= block for q in shown)
        assert len(sheet.asked()) == sum(len(q.slots) for q in sheet.questions())
        burden = burden_of(methodologies, who, block)
        assert (burden.asked, burden.reused) == (len(list(sheet.questions())), len(shown) - burden.asked)


def test_items_repeat_by_their_rows(methodologies: dict[int, MethodologyText]) -> None:
    who = Respondent("body", "central", (1,), programmes=("001", "002"))
    cells = set(sheet_of(methodologies, who, 1).asked())
    assert {row for item, _language, row in cells if item == "programme_fact"} == {"001", "002"}
    assert ("goals_planned", "", "") in cells


@pytest.mark.clause("c20")
def test_an_indicator_of_others_asks_nothing(methodologies: dict[int, MethodologyText]) -> None:
    """Every indicator of a body either asks something, or uses what was asked, or is named as needing nothing."""
    for kind in ("central", "oblast"):
        who = Respondent("body", kind, (1, 2, 3), programmes=("001",))
        for block in (1, 2, 3):
            sheet = sheet_of(methodologies, who, block)
            named = [part.measure.code for part in sheet.parts] + [one.code for one in sheet.silent]
            lawful = [
                i.code for _d, _c, i in methodologies[block].indicators() if i.applies_to.covers("body", kind)
            ]
            assert sorted(named) == sorted(lawful)


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        (("rendered", "", ""), "rendered"),
        (("site_contacts", "kk", ""), "site_contacts.kk"),
        (("programme_fact", "", "001"), "programme_fact..001"),
        (("kpi_note", "ru", "k-1"), "kpi_note.ru.k-1"),
    ],
)
def test_a_cell_has_one_name(cell: tuple[str, str, str], key: str) -> None:
    assert key_of(*cell) == key
