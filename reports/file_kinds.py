"""Which files are taken as evidence, and how a file shows that it is what its name says. Pure.

The kind is told twice, by the extension and by the bytes, and both must agree; what the sender's browser claims
counts for nothing. Then the file is opened by the library of its kind: what cannot be opened here cannot be judged.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, Final

from engine.foreign.active import found_in
from engine.foreign.active_text import holds_an_archive, is_of_another_kind, reaches_out_of_cells
from engine.foreign.archives import BROKEN, MAX_ENTRIES, is_locked, opened
from engine.foreign.child import Limits
from engine.foreign.gate import BEYOND, Unreadable, behind_gate
from engine.foreign.text import decoded
from engine.formulas.terms import gettext_noop, said
from reports import image_files, pdf_active
from reports.image_files import HUGE, MAX_POINTS, is_huge
from reports.office_text import main_part
from reports.opened_office import not_opened
from reports.pdf_files import is_cut_short, needs_password

#: A colour picture of as many points as are shown takes 480 MB when it is decoded.
_LIMITS: Final = Limits(seconds=10, memory=640 << 20)
_OOXML = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
#: Signs that text never holds; tabs, line and page ends are none of them.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class FileKind:
    """An extension, its content type, and the test that the bytes must pass."""

    extension: str
    content_type: str
    holds: Callable[[IO[bytes]], bool]


def _starts(*signatures: bytes) -> Callable[[IO[bytes]], bool]:
    def test(file: IO[bytes]) -> bool:
        file.seek(0)
        return file.read(max(map(len, signatures))).startswith(signatures)

    return test


def _is_pdf(file: IO[bytes]) -> bool:
    file.seek(0)
    return b"%PDF-" in file.read(1024)


def _names(file: IO[bytes]) -> list[str] | None:
    """The names inside a zip archive; None if it is none."""
    file.seek(0)
    data = file.read()
    if not data.startswith(b"PK\x03\x04"):
        return None  # programs tell it by what stands before the archive
    try:
        with opened(data) as archive:
            return archive.namelist()
    except BROKEN:
        return None


def _is_ooxml(main: str) -> Callable[[IO[bytes]], bool]:
    def test(file: IO[bytes]) -> bool:
        names = _names(file) or []
        return "[Content_Types].xml" in names and main_part(names, main) != ""

    return test


def _is_open_document(kind: str) -> Callable[[IO[bytes]], bool]:
    def test(file: IO[bytes]) -> bool:
        names = _names(file) or []
        if "mimetype" not in names:
            return False
        file.seek(0)
        try:
            with opened(file.read()) as archive, archive.open("mimetype") as entry:
                return entry.read(60).strip().decode("ascii", "replace") == f"{_OPEN}{kind}"
        except BROKEN:
            return False

    return test


def _is_text(file: IO[bytes]) -> bool:
    """Text in UTF-8, UTF-16 or Windows-1251, without control characters other than tabs and line ends."""
    file.seek(0)
    try:
        text = _text(file.read())
    except UnicodeDecodeError:
        return False
    return _CONTROL.search(text) is None and not is_of_another_kind(text)


def _text(data: bytes) -> str:
    try:
        return decoded(data)
    except Unreadable:
        return data.decode("cp1251")


def _is_locked_open_document(data: bytes) -> bool:
    with opened(data) as archive:
        if "META-INF/manifest.xml" not in archive.namelist():
            return False
        with archive.open("META-INF/manifest.xml") as manifest:
            return b"encryption-data" in manifest.read(1_000_000)


KINDS: Final[Mapping[str, FileKind]] = {
    kind.extension: kind
    for kind in (
        FileKind("pdf", "application/pdf", _is_pdf),
        FileKind("png", "image/png", _starts(b"\x89PNG\r\n\x1a\n")),
        FileKind("jpg", "image/jpeg", _starts(b"\xff\xd8\xff")),
        FileKind("jpeg", "image/jpeg", _starts(b"\xff\xd8\xff")),
        FileKind("docx", f"{_OOXML}wordprocessingml.document", _is_ooxml("word/document.xml")),
        FileKind("xlsx", f"{_OOXML}spreadsheetml.sheet", _is_ooxml("xl/workbook.xml")),
        FileKind("odt", f"{_OPEN}text", _is_open_document("text")),
        FileKind("ods", f"{_OPEN}spreadsheet", _is_open_document("spreadsheet")),
        FileKind("csv", "text/csv", _is_text),
        FileKind("txt", "text/plain", _is_text),
    )
}

#: How papers for official use name themselves in Russian and Kazakh, in full and in short.
_OFFICIAL_USE = re.compile(
    r"(?<![^\W_])(?:ДСП|ҚБП)(?![^\W_])|для\s+служебного\s+пользования|қызмет\s+бабында\s+пайдалану",
    re.IGNORECASE,
)


def says_official_use(*names: str) -> bool:
    """Whether one of the names, of a file or a document, says that it is for official use."""
    return any(_OFFICIAL_USE.search(unicodedata.normalize("NFC", name)) for name in names)


#: Why a file is not evidence, by code; ``kind`` is its extension.
FAULTS: Final[Mapping[str, str]] = {
    "content": gettext_noop("Its content is not that of a .{kind} file; save it anew in this format."),
    "locked": gettext_noop(
        "It opens only with a password, so nobody could check it. Take the password off and attach it anew."
    ),
    "cut_short": gettext_noop(
        "It is cut short: its end is missing. Copy or scan it anew, see that it opens, and attach that one."
    ),
    "macros": gettext_noop(
        "It holds macros: programs that would run on the machine of whoever opens it. Save it without macros, or as a "
        "PDF, and attach that."
    ),
    "embedded": gettext_noop(
        "Another file or a program’s object lies inside it, and nobody would see it when checking. Take it out, save the "
        "file anew, and attach what lay inside as a document of its own."
    ),
    "reaches_out": gettext_noop(
        "On opening, something from outside is fetched or started: a template or a picture from another address, data of "
        "another program. Break the links, save the file anew or as a PDF, and attach that."
    ),
    "scripts": gettext_noop(
        "The PDF holds a script, a form made by a program, or a command to start one. Print it into a new PDF (PDF/A) "
        "and attach that."
    ),
    "huge_picture": gettext_noop(
        "The picture has more than {points} million points, and few machines could show it. Scan or save it at a lower "
        "resolution."
    ),
    "no_picture": gettext_noop(
        "The picture in it is cut short or damaged, and cannot be shown whole. Copy or scan it anew, see that it opens, "
        "and attach that one."
    ),
    "no_pages": gettext_noop(
        "It begins as a PDF, and no page of it can be opened. Print or scan it into a new PDF, see that it opens, and "
        "attach that one."
    ),
    "no_text": gettext_noop(
        "The part of it that should hold the text is damaged or holds something else. Open it in the program that made "
        "it, save it anew, and attach that one."
    ),
    "no_sheets": gettext_noop(
        "Its list of sheets, or one of the sheets, is missing, damaged or holds something else. Open it in the program "
        "that made it, save it anew, and attach that one."
    ),
}


def fault_said(code: str, kind: str, translate: Callable[[str], str] = str) -> str:
    """Why a file of this kind is not evidence, and what to do, in the reader's language (`translate` is gettext)."""
    params = {"kind": kind, "points": str(MAX_POINTS // 1_000_000), "limit": f"{MAX_ENTRIES:,}"}
    parts = (FAULTS[code],) if code in FAULTS else BEYOND[code]
    return " ".join(said(part, params, translate) for part in parts)


def _why(unreadable: Unreadable) -> str:
    return unreadable.code if unreadable.code in BEYOND else "content"


def _warm_up() -> None:
    """What the examination needs from the disk: the library of ciphers, the reader of objects, those of pictures."""
    image_files.make_ready()
    pdf_active.make_ready()
    needs_password(
        b"trailer << /Encrypt << /Filter /Standard /R 6 /O (" + b"0" * 48 + b") /U (" + b"0" * 48 + b") >> >>"
    )


@behind_gate(_why, _LIMITS, ready=_warm_up)
def fault_of(extension: str, data: bytes) -> str:
    """Why the bytes are no evidence of this kind: a code for `fault_said`; empty when they are."""
    kind = KINDS[extension]
    if extension not in ("txt", "csv") and is_locked(data):
        return "locked"
    if not kind.holds(io.BytesIO(data)):
        return "content"
    if extension in ("csv", "txt"):
        return reaches_out_of_cells(_text(data))
    if extension == "pdf":
        if is_cut_short(data):
            return "cut_short"
        return "locked" if needs_password(data) else pdf_active.fault_in(data) or holds_an_archive(data)
    if extension in ("png", "jpg", "jpeg"):
        form = "png" if extension == "png" else "jpg"
        return HUGE if is_huge(data) else holds_an_archive(data) or image_files.not_shown(form, data)
    if extension in ("odt", "ods") and _is_locked_open_document(data):
        return "locked"
    return found_in(data) or not_opened(extension, data)


_FORBIDDEN = re.compile(r'[<>:"|?*;%\\/]')


def safe_name(name: str, longest: int = 120) -> str:
    """A file name to offer on downloading: no path, no control or bidirectional characters, at most ``longest``.

    The last extension is kept. An empty result is "document".
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    clean = "".join(c for c in last if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
    clean = re.sub(r"\s+", " ", _FORBIDDEN.sub("_", clean)).strip().rstrip(".")
    stem, dot, extension = clean.rpartition(".")
    if not dot:
        stem, extension = clean, ""
    stem = stem.strip(" .") or "document"
    suffix = f".{extension}" if extension else ""
    return stem[: longest - len(suffix)].rstrip() + suffix


def extension_of(name: str) -> str:
    """The lower-case extension of a file name, without the dot; empty if there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""
