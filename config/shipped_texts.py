"""The Kazakh and Russian that is shipped beside the catalogues: formats, recommendations, methodologies, the demo's year.

Found by its language alone, so that a new file is under the rules of wording (`tests/whole/test_wording.py`) and of
spelling (`config/spelling.py`) from its first day. The clauses of the Decree stand under no language: they are quoted
as they are written.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from yaml import CSafeLoader

from config.environment import ROOT

LANGUAGES = ("kk", "ru", "en")
_DATA = ("fixtures", "examples")
#: Folders whose Python carries texts in several languages, which no catalogue has.
_CODE = ("config/walk",)
_KAZAKH = re.compile("[әғқңөұүһі]", re.IGNORECASE)
_CYRILLIC = re.compile("[а-я]", re.IGNORECASE)


def shipped_texts(language: str) -> Iterator[tuple[str, str]]:
    """Every text of the language with the file that has it."""
    for folder in _DATA:
        for path in sorted((ROOT / folder).rglob("*.yaml")):
            content = _content(path)
            for text in under(content, language):
                yield str(path.relative_to(ROOT)), text
    for folder in _CODE:
        for path in sorted((ROOT / folder).glob("*.py")):
            for text in in_code(path.read_text(encoding="utf-8"), language):
                yield str(path.relative_to(ROOT)), text


@cache
def _content(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=CSafeLoader)


def under(node: Any, language: str, inside: bool = False) -> Iterator[str]:
    """The texts that stand under the language's key, however deep."""
    if isinstance(node, str) and inside:
        yield node
    elif isinstance(node, dict):
        for key, below in node.items():
            yield from under(below, language, key == language or (inside and key not in LANGUAGES))
    elif isinstance(node, list):
        for below in node:
            yield from under(below, language, inside)


def in_code(source: str, language: str) -> Iterator[str]:
    """The string literals of Python that are of the language, told by their letters."""
    literals = (node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant))
    for text in literals:
        if not isinstance(text, str) or not _CYRILLIC.search(text):
            continue
        if language == ("kk" if _KAZAKH.search(text) else "ru"):
            yield text
