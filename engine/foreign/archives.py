"""What a file is by its bytes, and what may come in as a workbook: bounded before it is unpacked, plain XML, nothing
that runs or reaches out."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from .gate import Unreadable

MAX_BYTES = 2_000_000
#: Of everything in the archive, unpacked: what a zip bomb would swell to.
MAX_UNPACKED = 12_000_000
MAX_PARTS = 200
#: Names in the directory of any archive: far beyond those of any real document.
MAX_ENTRIES = 10_000
#: How an entry of the directory begins.
_ENTRY = b"PK\x01\x02"
MAX_ROWS = 5_000
MAX_COLUMNS = 200
MAX_SHEETS = 40


@dataclass(frozen=True)
class Room:
    """How large a workbook may be: its bytes, all of it unpacked, how much smaller a large part may be packed, its parts,
    the elements of a sheet."""

    size: int = MAX_BYTES
    unpacked: int = MAX_UNPACKED
    ratio: int = 1_000_000
    parts: int = MAX_PARTS
    elements: int = 1_000_000


#: Parts that a table of values has no use for: macros, other programs' objects, links to other files.
_FORBIDDEN = ("vbaproject", "activex", "embeddings/", "externallinks/", "connections.xml", "querytables/")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: How the old container of Office names what it holds.
_LOCKED, _OLD_SHEETS = (name.encode("utf-16-le") for name in ("EncryptedPackage", "Workbook"))
#: What a broken, encrypted or strangely packed archive makes the library raise.
BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError)


def looks_like_workbook(data: bytes) -> bool:
    """Whether the bytes begin as an archive does, rather than as text."""
    return data[:4] == b"PK\x03\x04"


def is_locked(data: bytes) -> bool:
    """Whether it is an Office document that opens only with a password: such are no archives but a container."""
    return data.startswith(_OLE) and _LOCKED in data


def refuse_other_kinds(data: bytes) -> None:
    """Raise Unreadable for a file that is told by its bytes to be neither text nor .xlsx, with what to save it as."""
    if is_locked(data):
        raise Unreadable("locked")
    if data.startswith(_OLE):
        raise Unreadable("old_workbook" if _OLD_SHEETS in data else "not_workbook")
    if data.startswith(b"%PDF-"):
        raise Unreadable("paper")
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<?xml")):
        raise Unreadable("web_page")


def opened(file: bytes) -> zipfile.ZipFile:
    """The archive; of one with a directory of hundreds of thousands of names not even the directory is read.

    Raises Unreadable, and what a broken archive makes the library raise (`BROKEN`).
    """
    if file.count(_ENTRY) > MAX_ENTRIES:
        raise Unreadable("too_many_parts", limit=f"{MAX_ENTRIES:,}")
    return zipfile.ZipFile(io.BytesIO(file))


#: What most readers take in.
USUAL_ROOM = Room()


def refuse_unsafe(data: bytes, room: Room = USUAL_ROOM) -> None:
    """Raise Unreadable unless the archive is small, whole, and holds nothing but parts of a table of values."""
    if len(data) > room.size:
        raise Unreadable("too_big", size=str(len(data)), limit=str(room.size))
    refuse_other_kinds(data)
    try:
        with opened(data) as archive:
            _check(archive, room)
    except BROKEN as error:
        raise Unreadable("not_workbook") from error


def _check(archive: zipfile.ZipFile, room: Room) -> None:
    parts = archive.infolist()
    if len(parts) > room.parts:
        raise Unreadable("swollen", limit=str(room.unpacked))
    # Python reads no more of a part than its entry declares, so the sum of what is declared bounds the memory.
    if sum(part.file_size for part in parts) > room.unpacked or any(
        part.file_size > max(1_000_000, room.ratio * part.compress_size) for part in parts
    ):
        raise Unreadable("swollen", limit=str(room.unpacked))
    names = {part.filename.lower() for part in parts}
    if "xl/workbook.bin" in names:
        raise Unreadable("old_workbook")
    if "xl/workbook.xml" not in names:
        raise Unreadable(_other_kind(archive, names))
    strange = sorted(name for name in names if any(word in name for word in _FORBIDDEN))
    if strange:
        raise Unreadable("active_content", part=strange[0])
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")):
            refuse_entities(archive.read(part), part.filename)


def _other_kind(archive: zipfile.ZipFile, names: set[str]) -> str:
    """What an archive is that is no workbook: a table of LibreOffice, a text or a presentation, or nothing known."""
    if "mimetype" in names and "content.xml" in names:
        return "open_document" if b"spreadsheet" in archive.read("mimetype")[:100] else "other_document"
    return "other_document" if names & {"word/document.xml", "ppt/presentation.xml"} else "not_workbook"


def refuse_entities(xml: bytes, part: str) -> None:
    """Raise Unreadable for XML with entities: by them it swells and reaches out; in UTF-16 they would hide."""
    if xml[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in xml[:100]:
        raise Unreadable("not_workbook")
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", xml):
        raise Unreadable("active_content", part=part)
