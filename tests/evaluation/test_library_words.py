"""The libraries' sentences that we translate are still theirs, letter for letter."""

from __future__ import annotations

from pathlib import Path

import django
import pytest
import unfold

from evaluation.library_words import DJANGO, THEME

DJANGO_ITSELF = Path(django.__file__).parent
FOLDERS = (Path(unfold.__file__).parent, DJANGO_ITSELF / "contrib" / "admin", DJANGO_ITSELF / "forms")


@pytest.fixture(scope="module")
def said() -> str:
    """Everything the two libraries' code and templates say, with Python's adjacent strings joined."""
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in FOLDERS
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".py", ".html")
    )
    squeezed = " ".join(text.split())
    return squeezed.replace('" "', "").replace("' '", "").replace("\\'", "'").replace('\\"', '"')


@pytest.mark.parametrize("sentence", [*THEME, *DJANGO])
def test_the_library_still_says_it(said: str, sentence: str) -> None:
    pieces = [piece.split(")s", 1)[-1].strip() for piece in sentence.split("%(")]
    assert [piece for piece in pieces if piece not in said] == []
