"""What of an Office or OpenDocument file would run, or reach out, on the machine of whoever opens it. Pure.

Told by what the file contains: the kinds that it declares of its parts, its links, the first bytes of every part and
the elements inside; a part's name is only one sign more. Every part is looked at, whatever it is called.
"""

from __future__ import annotations

import html
import re
import zipfile
from typing import Final
from urllib.parse import unquote
from xml.parsers import expat

from .archives import opened, refuse_entities
from .gate import Unreadable
from .xml_parts import MAX_DEPTH, MAX_ELEMENTS

MACROS, EMBEDDED, REACHES_OUT = "macros", "embedded", "reaches_out"
#: Bytes of all parts, unpacked: beyond any report, short of a bomb.
MAX_UNPACKED: Final = 300_000_000

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROJECT: Final = ("_VBA_PROJECT".encode("utf-16-le"), "VBA".encode("utf-16-le"))
_MACRO_PART = re.compile(r"vbaproject|vbadata|macroenabled|macrosheet|attachedtoolbars|/vba", re.IGNORECASE)
_OBJECT_PART = re.compile(r"activex|oleobject", re.IGNORECASE)
_MACRO_FOLDERS: Final = ("basic/", "scripts/", "dialogs/", "xl/macrosheets/", "xl/dialogsheets/")
#: Elements of a sheet beside its formulas, that are looked for without a pass over its cells.
_OF_SHEETS = re.compile(rb"<(?:\w+:)?(?:webPublishItem|ddeLink|oleLink)\b")
#: Links inside a package, by the last word of their type.
_MACRO_LINKS = frozenset(
    {
        "vbaproject",
        "wordvbadata",
        "xlmacrosheet",
        "xlintlmacrosheet",
        "dialogsheet",
        "attachedtoolbars",
        "extensibility",
        "webextension",
        "webextensiontaskpanes",
    }
)
_OBJECT_LINKS = frozenset(
    {"oleobject", "activexcontrol", "activexcontrolbinary", "control", "afchunk", "package"}
)
#: Links out of a package that a file of one's own machine may stand behind, and what a reader must press first.
_LOCAL_LINKS = frozenset(
    {"attachedtemplate", "externallinkpath", "externallinklong", "xlpathmissing", "image", "hyperlink"}
)
_WEB = re.compile(r"(?:https?|mailto|tel|ftp):", re.IGNORECASE)
_LOCAL = re.compile(
    r"file:///(?:[a-z]:[\\/]|(?![\\/]))|[a-z]:[\\/]|(?![a-z][a-z0-9+.-]+:)(?![\\/]{2})", re.IGNORECASE
)
#: Addresses that do more than open a page when they are pressed; others, those of legal databases too, are let be.
_NOT_PRESSED = re.compile(
    r"javascript:|vbscript:|data:|ms-[a-z-]+:|search(?:-ms)?:|shell:|[\\/]{2}|file:", re.IGNORECASE
)
#: Fields of Word that start a program or fetch what they show.
_FIELD = re.compile(r"\s*(?:DDEAUTO|DDE|LINK|INCLUDETEXT|DATABASE|QUOTE(?:\s+\d+){2,})\b", re.IGNORECASE)
_FIELD_PRESSED = re.compile(r"\s*HYPERLINK\s+(?!\\[a-z]\b)\"?\s*([^\"\s]+)", re.IGNORECASE)
_FIELD_OUT = re.compile(r"\s*(?:INCLUDEPICTURE|INCLUDE|IMPORT|RD)\s+\"?\s*(?:[a-z]{2,}:|\\\\)", re.IGNORECASE)
#: Formulas that call a program, another machine or a library.
_FORMULA = re.compile(
    r"[\w.'\]]\s*\|\s*(?:'[^']*'|\w+)\s*!"
    r"|(?<![A-Za-z0-9])(?:WEBSERVICE|IMAGE|RTD|CALL|REGISTER(?:\.ID)?|EXEC|DDE)\s*\(",
    re.IGNORECASE,
)
#: A table at another address, and a link to press that opens no page.
_FORMULA_OUT = re.compile(
    r"'\s*(?:\\\\|//|https?:|file:)[^']*'\s*!|'\s*(?:\\\\|//|https?:|ftp:|file://[^/])[^']*'\s*#|HYPERLINK\s*\(\s*\"\s*(?:\\\\|file:|javascript:|vbscript:|data:|ms-|search)",
    re.IGNORECASE,
)
_INSTRUCTIONS = frozenset({"instrText", "delInstrText"})
_FORMULAS = frozenset({"f", "formula", "formula1", "formula2", "definedName"})
#: Elements that are enough by themselves, of both families.
_ELEMENTS: Final = {
    "ddeLink": REACHES_OUT, "oleLink": REACHES_OUT, "dbPr": REACHES_OUT, "webPr": REACHES_OUT,
    "olapPr": REACHES_OUT, "textPr": REACHES_OUT, "oledbPr": REACHES_OUT, "dataFeedPr": REACHES_OUT,
    "webPublishItem": REACHES_OUT, "webVideoPr": REACHES_OUT, "dde-connection-decl": REACHES_OUT, "dde-connection": REACHES_OUT,
    "dde-source": REACHES_OUT, "dde-link": REACHES_OUT, "floating-frame": REACHES_OUT,
    "script": MACROS, "event-listener": MACROS, "customUI": MACROS, "webextension": MACROS,
    "object-ole": EMBEDDED, "plugin": EMBEDDED, "applet": EMBEDDED, "OLEObject": EMBEDDED, "altChunk": EMBEDDED,
}  # fmt: skip
#: Attributes of OpenDocument that are computed: of a cell, a name, a check of what is typed, a format.
_COMPUTED: Final = ("formula", "expression", "condition")
#: Attributes that hold an address, beside OpenDocument's ``href``.
_ADDRESSES: Final = ("src", "odcFile", "sourceFile", "destinationFile")
#: What a drawn shape does when it is pressed: a program, a macro of another file.
_PROGRAM = re.compile(r"ppaction://(?:program|macro|ole)", re.IGNORECASE)
_ELSEWHERE_S_MACRO = re.compile(r"[\\/:].*!|\.xl\w*'?!", re.IGNORECASE)
_OF_SCRIPTS = re.compile(r"(?:vnd\.sun\.star\.|macro:|javascript:|vbscript:|service:)", re.IGNORECASE)
_AUTOMATIC = re.compile(r"(?:_xlnm\.)?auto_(?:open|close|activate|deactivate)", re.IGNORECASE)


def found_in(data: bytes, inside: bool = False) -> str:
    """What of the package is active: "macros", "embedded", "reaches_out", or nothing. Raises Unreadable, `BROKEN`."""
    with opened(data) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
            raise Unreadable("too_much_memory")
        charts = _parts_of_charts(archive)
        found = {_of_part(archive.read(part), part.filename, charts, inside) for part in archive.infolist()}
    return next((kind for kind in (MACROS, EMBEDDED, REACHES_OUT) if kind in found), "")


def _parts_of_charts(archive: zipfile.ZipFile) -> frozenset[str]:
    """The last names of the tables that charts are drawn from: such a workbook lies in every document with a chart."""
    found: set[str] = set()
    for name in archive.namelist():
        if re.search(r"/charts/_rels/[^/]+\.rels$", name):
            found.update(
                re.findall(r'Target="[^"]*?([^"/]+)"', archive.read(name).decode("utf-8", "replace"))
            )
    return frozenset(found)


def _of_part(data: bytes, name: str, charts: frozenset[str], inside: bool) -> str:
    lower = name.lower()
    if _MACRO_PART.search(lower.rsplit("/", 1)[-1]) or lower.startswith(_MACRO_FOLDERS):
        return MACROS
    if data.startswith(_OLE):
        return MACROS if any(sign in data for sign in _PROJECT) else EMBEDDED
    of_chart = lower.endswith(".xlsx") and name.rsplit("/", 1)[-1] in charts
    if data.startswith(b"PK\x03\x04") and of_chart and not inside:
        return found_in(data, inside=True)
    if "activex/" in lower or ("embeddings/" in lower and not (name.endswith("/") or of_chart)):
        return EMBEDDED
    if data.startswith((b"PK\x03\x04", b"MZ", b"{\\rtf", b"%PDF-", b"\x7fELF")):
        return EMBEDDED
    is_utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
    if is_utf16:
        order = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}.get(data[:2], "utf-16")
        data = data.decode(order, "replace").encode()
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    is_xml = lower.endswith((".xml", ".rels", ".vml", ".svg"))
    if not start.startswith(b"<"):
        if is_xml and start:
            raise Unreadable("damaged")  # in an alphabet that only the program it is made for knows
        return ""
    if start.startswith((b"<html", b"<!doctype html", b"<script")):
        return EMBEDDED
    if lower.startswith("xl/worksheets/") and lower.endswith(".xml") and b"<![CDATA[" not in data:
        return REACHES_OUT if _OF_SHEETS.search(data) else _of_rows(data)
    if lower.endswith((".xml", ".rels")):
        refuse_entities(data, name)
    return _Elements().of(data, is_utf16)


#: Of an alphabet that is not known nothing was read: another program may know it.
_UNKNOWN_ALPHABETS: Final = frozenset(
    expat.errors.codes[said]
    for said in (expat.errors.XML_ERROR_UNKNOWN_ENCODING, expat.errors.XML_ERROR_INCORRECT_ENCODING)
)


class _Elements:
    """One pass over the elements of a part, with what fields and formulas say put together."""

    def __init__(self) -> None:
        self.found = ""
        self.count = self.depth = 0
        self.is_svg = False
        self.text: list[str] | None = None
        self.fields: list[list[str]] = []

    def of(self, data: bytes, is_recoded: bool) -> str:
        """What the part holds, so far as it can be read. Raises Unreadable."""
        parser = expat.ParserCreate("utf-8" if is_recoded else None)
        parser.buffer_text = True
        parser.StartElementHandler = self._starts
        parser.EndElementHandler = self._ends
        parser.CharacterDataHandler = self._says
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:  # what stands before the fault was read
            if error.code in _UNKNOWN_ALPHABETS:
                raise Unreadable("damaged") from error
        self._check_fields()
        return self.found

    def _starts(self, tag: str, given: dict[str, str]) -> None:
        self.count, self.depth = self.count + 1, self.depth + 1
        if self.count > MAX_ELEMENTS:
            raise Unreadable("too_many_elements", limit=f"{MAX_ELEMENTS:,}")
        if self.depth > MAX_DEPTH:
            raise Unreadable("too_deep")
        name = tag.rpartition(":")[2]
        if name in _ELEMENTS and not (name == "script" and tag.startswith("m:")):
            self.found = self.found or _ELEMENTS[name]
        values = {key.rpartition(":")[2]: value for key, value in given.items()}
        if name == "Relationship":
            self.found = self.found or _of_link(values)
        elif name in ("Override", "Default") and "ContentType" in values:
            self.found = self.found or _of_kind(values["ContentType"])
        elif name == "fldChar":
            self._field(values.get("fldCharType", ""))
        elif name == "fldSimple":
            self.found = self.found or _of_field(values.get("instr", ""))
        elif name in _INSTRUCTIONS or name in _FORMULAS:
            self.text = []
            if name == "definedName" and _runs(values):
                self.found = self.found or MACROS
        else:
            self._links_of(name, values)
            self._presses_of(tag, values)
            for key in _COMPUTED:
                self.found = self.found or _of_formula(values.get(key, ""))
            if name == "condition":
                self.found = self.found or _of_formula(values.get("value", ""))

    def _links_of(self, name: str, values: dict[str, str]) -> None:
        """Links of OpenDocument, which stand on the elements themselves; those that a reader presses may go out."""
        if any(_is_elsewhere(unquote(values.get(key, "").strip())) for key in _ADDRESSES):
            self.found = self.found or REACHES_OUT
        address = unquote(values.get("href", "").strip())
        if not address:
            return
        if _OF_SCRIPTS.match(address):
            self.found = self.found or MACROS
        elif name == "a":
            self.found = self.found or _of_pressed(address)
        elif _is_elsewhere(address):
            self.found = self.found or REACHES_OUT

    def _presses_of(self, tag: str, values: dict[str, str]) -> None:
        """What a drawing does when it is shown or pressed."""
        self.is_svg = self.is_svg or tag.rpartition(":")[2] == "svg"
        if (
            _PROGRAM.match(values.get("action", ""))
            or _ELSEWHERE_S_MACRO.search(values.get("macro", ""))
            or (self.is_svg and any(key.lower().startswith("on") for key in values))
        ):
            self.found = self.found or MACROS

    def _says(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def _ends(self, tag: str) -> None:
        self.depth -= 1
        if self.text is None:
            return
        name = tag.rpartition(":")[2]
        if name in _INSTRUCTIONS:
            if not self.fields:
                self.fields.append([])
            self.fields[-1].extend(self.text)
            self.text = None
        elif name in _FORMULAS:
            self.found = self.found or _of_formula("".join(self.text))
            self.text = None

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append([])
        elif self.fields and kind == "end":
            said = "".join(self.fields.pop())
            self.found = self.found or _of_field(said)

    def _check_fields(self) -> None:
        for said in self.fields:
            self.found = self.found or _of_field("".join(said))


def _is_elsewhere(address: str) -> bool:
    """Whether what is shown lies at another address, and not in the file or on the reader's machine."""
    if not address or address.startswith(("#", "data:image/")):
        return False
    return _WEB.match(address) is not None or _LOCAL.match(address) is None


def _of_field(said: str) -> str:
    if _FIELD.match(said) or _FIELD_OUT.match(said):
        return REACHES_OUT
    pressed = _FIELD_PRESSED.match(said)
    return _of_pressed(pressed[1].replace("\\\\", "\\")) if pressed else ""


def _runs(name: dict[str, str]) -> bool:
    """Whether a name of a workbook is that of a macro, or runs by itself."""
    own = any(name.get(key) in ("1", "true") for key in ("macro", "xlm", "vbProcedure"))
    return own or _AUTOMATIC.match(name.get("name", "")) is not None


def _of_kind(said: str) -> str:
    return MACROS if _MACRO_PART.search(said) else EMBEDDED if _OBJECT_PART.search(said) else ""


def _of_link(values: dict[str, str]) -> str:
    kind = values.get("Type", "").rsplit("/", 1)[-1].lower()
    target = unquote(values.get("Target", "").strip())
    if kind in _MACRO_LINKS:
        return MACROS
    if values.get("TargetMode", "").lower() != "external":
        return EMBEDDED if kind in _OBJECT_LINKS - {"package"} else ""
    if kind == "hyperlink":
        return _of_pressed(target)
    return "" if kind in _LOCAL_LINKS and not _WEB.match(target) and _LOCAL.match(target) else REACHES_OUT


def _of_pressed(address: str) -> str:
    return REACHES_OUT if _NOT_PRESSED.match(address) and not _LOCAL.match(address) else ""


def _of_formula(said: str) -> str:
    if _FORMULA.search(re.sub(r'"[^"]*"', '""', said)) or _FORMULA_OUT.search(said):
        return REACHES_OUT
    return ""


def _of_rows(data: bytes) -> str:
    """The formulas of a sheet, without a pass over its millions of cells."""
    for said in re.findall(rb"<(?:\w+:)?(?:f|formula\d?)\b[^>]*>([^<]*)</", data):
        if found := _of_formula(html.unescape(said.decode("utf-8", "replace"))):
            return found
    return ""
