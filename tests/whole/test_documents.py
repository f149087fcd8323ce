"""The generated tables of the documentation are those that the code gives now."""

from __future__ import annotations

import pytest

from config import documents


@pytest.mark.parametrize("name", ["architecture.md", "clauses.md", "states.md"])
def test_generated_tables_are_not_stale(name: str) -> None:
    written = (documents.FOLDER / name).read_text(encoding="utf-8")
    assert written == documents.documents()[name], "run manage.py write_docs"


def test_every_transition_names_its_law() -> None:
    for model in documents.machines():
        for name, move in documents.transitions_of(model):
            law = move.custom["law"]
            assert law.clause, f"{model.__name__}.{name} has no clause"
            assert law.offices, f"{model.__name__}.{name} has no office"
