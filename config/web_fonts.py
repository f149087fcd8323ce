"""The fonts of pages: the letters of a typeface cut into slices, each small enough to be sent to everybody.

A page needs two slices of the upright Inter, `latin` and `cyrillic`, with both its axes. A browser takes a slice where a
page has letters of it (`unicode-range` in `static/css/fonts.css`), and the whole font only where a letter is in neither,
so that no page looks otherwise than before. Documents on paper keep the whole fonts.

They are made from the fonts' packages by fontTools, once: below `var/fonts/`, under a name that follows from the font,
the recipe and the versions of what presses it. The same input makes the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import os
from functools import cache
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from config import environment as env

#: Raised whenever the way in which slices are made changes.
RECIPE: Final = 1
#: Latin letters, figures, and every sign that the portal itself writes.
LATIN: Final = (
    *((0x20, 0x7E), (0xA0, 0xFF), (0x2009, 0x2009), (0x2010, 0x2026), (0x202F, 0x2030), (0x2039, 0x203A)),
    *((0x20B8, 0x20B8), (0x2116, 0x2116), (0x2190, 0x2193), (0x2212, 0x2212), (0x221A, 0x221A)),
    *((0x2260, 0x2260), (0x2264, 0x2265), (0x25B2, 0x25B2), (0x25BC, 0x25BC), (0x2713, 0x2713)),
)
#: The letters of Kazakh and Russian.
CYRILLIC: Final = (
    *((0x401, 0x401), (0x406, 0x406), (0x410, 0x44F), (0x451, 0x451), (0x456, 0x456), (0x492, 0x493)),
    *((0x49A, 0x49B), (0x4A2, 0x4A3), (0x4AE, 0x4B1), (0x4BA, 0x4BB), (0x4D8, 0x4D9), (0x4E8, 0x4E9)),
)
SLICES: Final = {"latin": LATIN, "cyrillic": CYRILLIC}
#: What a style sheet may ask of the letters: pairs, marks, and figures of one width.
_FEATURES: Final = ("kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "tnum")


def characters(name: str, in_font: set[int]) -> set[int]:
    """The characters of a slice, of those that the font has."""
    return in_font & {character for first, last in SLICES[name] for character in range(first, last + 1)}


def left_over(in_font: set[int]) -> set[int]:
    """The font's characters that no slice has: for them the whole of it is sent."""
    return in_font.difference(*(characters(name, in_font) for name in SLICES))


def unicode_range(found: set[int]) -> str:
    """Characters as a style sheet writes them: `U+20-7E, U+401`."""
    runs: list[list[int]] = []
    for character in sorted(found):
        if runs and runs[-1][1] == character - 1:
            runs[-1][1] = character
        else:
            runs.append([character, character])
    return ", ".join(f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}" for first, last in runs)


@cache
def slice_path(source: Path, name: str) -> Path:
    """The slice `name` of the font at `source` as a WOFF2 file, made now where it is not kept yet."""
    made_by = "/".join([f"{RECIPE}", *(version(package) for package in ("fonttools", "brotli"))])
    told = f"{made_by}/{name}/{SLICES[name]}/{_FEATURES}/".encode()
    digest = hashlib.sha256(told + source.read_bytes()).hexdigest()[:16]
    kept = env.var_dir() / "fonts" / f"{digest}.woff2"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=kept.parent, suffix=".part", delete=False) as part:
            part.write(cut(source, name))
        os.chmod(part.name, 0o644)
        os.replace(
            part.name, kept
        )  # whole or not at all: two processes may make it at once, with the same bytes
    return kept


def cut(source: Path, name: str) -> bytes:
    """The slice's bytes. Takes seconds; the same for the same font."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(source, recalcTimestamp=False)
    options = Options(layout_features=list(_FEATURES), notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters(name, set(font.getBestCmap())))
    subsetter.subset(font)
    font.flavor = "woff2"
    made = io.BytesIO()
    font.save(made)
    return made.getvalue()
