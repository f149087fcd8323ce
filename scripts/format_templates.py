"""Lay the templates out: one tag a line, at most 120 characters. ``docs/decisions/template-format.md`` says why.

A line breaks only where the page does not change: beside block elements, where white space stands already, and
inside a tag. What cannot be broken (a long template tag, the text of ``<pre>``) is reported, not mended.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.template_format.layout import WIDTH, layout
from scripts.template_format.styles import Styles
from scripts.template_format.syntax import Library

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"


def main(arguments: list[str] | None = None) -> int:
    """Exit status: 0 when every template is laid out, 1 when one is not, or holds what cannot be mended."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--check", action="store_true", help="change nothing; fail when something would change"
    )
    parser.add_argument("files", nargs="*", type=Path, help="templates; all of them when none is named")
    asked = parser.parse_args(arguments)
    styles = Styles.of(ROOT / "static" / "css")
    faults = 0
    for file in asked.files or sorted(TEMPLATES.rglob("*.html")):
        for fault in faults_of(file, styles, mend=not asked.check):
            sys.stdout.write(f"{file}{fault}\n")
            faults += 1
    return 1 if faults else 0


def faults_of(file: Path, styles: Styles, *, mend: bool) -> Iterator[str]:
    """What is wrong with a template; its layout is mended on the way when asked for."""
    before = file.read_text()
    after = layout(before, Library(TEMPLATES, styles))
    if after != before:
        if mend:
            file.write_text(after)
        else:
            yield ": not formatted; `make format`"
    for number, line in enumerate(after.splitlines(), 1):
        if len(line) > WIDTH:
            yield f":{number}: {len(line)} characters, {WIDTH} at most; part it by hand"


if __name__ == "__main__":
    sys.exit(main())
