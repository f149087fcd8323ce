"""What the style sheets say of white space: classes that stand as blocks, and classes that lay out their children."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LAID_OUT: Final = {"flex", "grid", "inline-flex", "inline-grid"}
BLOCK: Final = {"block", "flex", "grid"}


@dataclass(frozen=True)
class Styles:
    """Class names by what their ``display`` means for the white space around and inside."""

    blocks: frozenset[str] = frozenset()
    layouts: frozenset[str] = frozenset()  # white space between the children of these is not shown
    boxes: frozenset[str] = frozenset({"btn"})  # in a line, but begin and end a line of their own inside

    @classmethod
    def of(cls, folder: Path) -> Styles:
        """Only a class that has a rule of its own counts, and only what no other rule takes back."""
        own: set[str] = set()
        said: dict[str, set[str]] = {}
        for file in sorted(folder.glob("*.css")):
            rules = re.sub(r"/\*.*?\*/\s*", "", file.read_text(), flags=re.DOTALL)
            for start, selectors, display in re.findall(
                r"^([ \t]*)([^{}@\s][^{}@]*)\{[^{}]*\bdisplay:\s*([\w-]+)", rules, flags=re.MULTILINE
            ):
                for selector in selectors.split(","):
                    last = re.split(r"[\s>+~]+", selector.strip())[-1]
                    if "::" in last or display == "none":
                        continue
                    for name in re.findall(r"\.([\w-]+)", last):
                        said.setdefault(name, set()).add(display)
                    if not start and re.fullmatch(r"\.[\w-]+", selector.strip()):
                        own.add(selector.strip()[1:])
        return cls(
            frozenset(name for name in own if said.get(name, {""}) <= BLOCK),
            frozenset(name for name in own if said.get(name, {""}) <= LAID_OUT),
        )


def classes(opening: str) -> set[str]:
    """The class names of an opening tag that it has in any case."""
    found = re.search(r'\bclass="([^"{]*)', opening)
    return set(found.group(1).split()) if found else set()
