"""Whether a file of Office or OpenDocument opens: what its readers read first is there, whole, and what it should be. Pure.

Of a document that is the part with its text; of a workbook the list of sheets, every sheet that it names, and what
their cells name in turn. Every such part is parsed to its end, as the readers do, but nothing of it is kept: a file of
twenty megabytes opens in a moment.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from typing import Any, Final
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

from engine.foreign.archives import opened
from engine.foreign.workbook import SHEETS, Parts, sheets_named
from reports.office_text import main_part

NO_TEXT, NO_SHEETS = "no_text", "no_sheets"
#: The part that is opened, and the elements that must stand in it, one inside the other.
_MAIN: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "docx": ("word/document.xml", ("document", "body")),
    "odt": ("content.xml", ("document-content", "body", "text")),
    "ods": ("content.xml", ("document-content", "body", "spreadsheet")),
    "xlsx": ("xl/workbook.xml", ("workbook", "sheets", "sheet")),
}
#: What cells of a workbook name: their texts and their formats, where the file has them.
_NAMED: Final = (("xl/sharedstrings.xml", "sst"), ("xl/styles.xml", "styleSheet"))


def not_opened(extension: str, data: bytes) -> str:
    """Why the file cannot be opened: "no_text", "no_sheets"; empty when it can."""
    part, path = _MAIN[extension]
    with opened(data) as archive:
        name = main_part(archive.namelist(), part)
        is_whole = name != "" and _Part(path).is_whole(archive, name)
        if is_whole and extension == "xlsx":
            is_whole = _has_its_sheets(archive, name)
    return "" if is_whole else NO_SHEETS if extension in ("xlsx", "ods") else NO_TEXT


def _has_its_sheets(archive: zipfile.ZipFile, main: str) -> bool:
    parts = Parts(archive)
    try:
        named = [(kind, path.lower()) for _sheet, kind, path in sheets_named(parts, main)]
    except ParseError:  # the relations of the list
        return False
    wanted = [(kind, path) for kind, path in named if kind in SHEETS]
    if not wanted or any(path not in parts.names for _kind, path in wanted):
        return False
    inside = [(path, root) for path, root in _NAMED if path in parts.names]
    inside += [(path, kind) for kind, path in wanted]
    return all(_Part((root,)).is_whole(archive, parts.names[path]) for path, root in inside)


class _Part:
    """One pass over a part: the elements of the path are looked for, then only the end."""

    def __init__(self, path: tuple[str, ...]) -> None:
        self.path = path
        self.depth = self.found = 0
        self.parser: Any = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._starts
        self.parser.EndElementHandler = self._ends

    def is_whole(self, archive: zipfile.ZipFile, name: str) -> bool:
        """Whether the part is XML to its end, with the elements of the path."""
        try:
            with archive.open(name) as stream:
                self.parser.ParseFile(stream)
        except expat.ExpatError:
            return False
        return self.found == len(self.path)

    def _starts(self, tag: str, _given: dict[str, str]) -> None:
        if self.found == self.depth and tag.rpartition(" ")[2] == self.path[self.depth]:
            self.found += 1
        self.depth += 1
        if self.found == len(self.path):
            self.parser.StartElementHandler = self.parser.EndElementHandler = None

    def _ends(self, _tag: str) -> None:
        self.depth -= 1
        self.found = min(self.found, self.depth)
