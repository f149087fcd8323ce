"""What may come in as a workbook: bounded in size before it is unpacked, plain XML, nothing that runs or reaches out."""

from __future__ import annotations

import io
import zipfile

MAX_BYTES = 2_000_000
#: Of everything in the archive, unpacked: what a zip bomb would swell to.
MAX_UNPACKED = 12_000_000
MAX_PARTS = 200
MAX_ROWS = 5_000
MAX_COLUMNS = 200
MAX_SHEETS = 40
#: Parts that a table of values has no use for: macros, other programs' objects, links to other files.
_FORBIDDEN = ("vbaproject", "activex", "embeddings/", "externallinks/", "connections.xml", "querytables/")


class Unsafe(Exception):
    """The file is not opened; ``code`` names the sentence, with its ``params``."""

    def __init__(self, code: str, **params: str) -> None:
        self.code, self.params = code, params
        super().__init__(code)


def looks_like_workbook(data: bytes) -> bool:
    """Whether the bytes begin as an archive does, rather than as text."""
    return data[:4] == b"PK\x03\x04"


def refuse_unsafe(data: bytes) -> None:
    """Raise Unsafe unless the archive is small, whole, and holds nothing but parts of a table of values."""
    if len(data) > MAX_BYTES:
        raise Unsafe("too_big", size=str(len(data)), limit=str(MAX_BYTES))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise Unsafe("not_workbook") from error


def _check(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        raise Unsafe("swollen", limit=str(MAX_UNPACKED))
    # Python reads no more of a part than its entry declares, so the sum of what is declared bounds the memory.
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Unsafe("swollen", limit=str(MAX_UNPACKED))
    names = {part.filename.lower() for part in parts}
    if "xl/workbook.xml" not in names:
        raise Unsafe("not_workbook")
    strange = sorted(name for name in names if any(word in name for word in _FORBIDDEN))
    if strange:
        raise Unsafe("active_content", part=strange[0])
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")):
            text = archive.read(part)
            # entities are how XML swells and reaches out; in UTF-16 they would hide from a search for them
            if text[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in text[:100]:
                raise Unsafe("not_workbook")
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise Unsafe("active_content", part=part.filename)
