"""Which files are taken as evidence, and how a file shows that it is what its name says. Pure.

The kind is told twice, by the extension and by the bytes, and both must agree; what the sender's browser claims
counts for nothing.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, Final

_OOXML = "application/vnd.openxmlformats-officedocument."
_MACROS = ("vbaproject.bin", "vbadata.xml")
#: What a broken, encrypted or strangely packed archive makes the library stumble over.
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError)
MAX_PARTS = 10_000  # files inside an office document: far beyond any real one


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
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except _BROKEN:
        return None
    return names if len(names) <= MAX_PARTS else None


def _is_ooxml(main: str) -> Callable[[IO[bytes]], bool]:
    def test(file: IO[bytes]) -> bool:
        names = _names(file) or []
        if any(name.lower().rsplit("/", 1)[-1] in _MACROS for name in names):
            return False
        return "[Content_Types].xml" in names and main in names

    return test


def _is_odt(file: IO[bytes]) -> bool:
    names = _names(file) or []
    if "mimetype" not in names or any(name.startswith(("Basic/", "Scripts/")) for name in names):
        return False
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive, archive.open("mimetype") as entry:
            return entry.read(60).strip() == b"application/vnd.oasis.opendocument.text"
    except _BROKEN:
        return False


def _is_text(file: IO[bytes]) -> bool:
    """Text in UTF-8 or in Windows-1251, without control characters other than tabs and line ends."""
    file.seek(0)
    data = file.read()
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(unicodedata.category(c) == "Cc" and c not in "\t\r\n\f" for c in text)
    return False


KINDS: Final[Mapping[str, FileKind]] = {
    kind.extension: kind
    for kind in (
        FileKind("pdf", "application/pdf", _is_pdf),
        FileKind("png", "image/png", _starts(b"\x89PNG\r\n\x1a\n")),
        FileKind("jpg", "image/jpeg", _starts(b"\xff\xd8\xff")),
        FileKind("jpeg", "image/jpeg", _starts(b"\xff\xd8\xff")),
        FileKind("docx", f"{_OOXML}wordprocessingml.document", _is_ooxml("word/document.xml")),
        FileKind("xlsx", f"{_OOXML}spreadsheetml.sheet", _is_ooxml("xl/workbook.xml")),
        FileKind("odt", "application/vnd.oasis.opendocument.text", _is_odt),
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
