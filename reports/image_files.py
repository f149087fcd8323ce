"""Whether a picture opens and can be shown: Pillow decodes it to its last row, within a bound of points. Pure.

The points are counted by the head alone before anything is decoded: a small file can swell to more than a screen's
machine holds.
"""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Mapping
from typing import Final

# Pillow loads the readers of the formats when the first picture comes, and a child can open no file: so they are named.
from PIL import Image, JpegImagePlugin, MpoImagePlugin, PngImagePlugin

#: Points of a picture: a sheet of A3 scanned at 600 points an inch has seventy million.
MAX_POINTS: Final = 120_000_000
MAX_SIDE: Final = 40_000
#: How Pillow calls the formats; a photograph of a telephone may hold a second one, and is then of a format of its own.
_FORMATS: Final[Mapping[str, tuple[str, ...]]] = {
    "png": (PngImagePlugin.PngImageFile.format,),
    "jpg": (JpegImagePlugin.JpegImageFile.format, MpoImagePlugin.MpoImageFile.format),
}
HUGE, NO_PICTURE = "huge_picture", "no_picture"
_PNG: Final = b"\x89PNG\r\n\x1a\n"
#: Marks of JPEG that begin a frame, and so tell its size.
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD9)})


def is_huge(data: bytes) -> bool:
    """Whether the head of a PNG or a JPEG tells of more points than are shown; False where it tells nothing."""
    return _is_beyond(*_size(data))


def not_shown(kind: str, data: bytes) -> str:
    """Why a "png" or a "jpg" cannot be shown whole: "huge_picture", "no_picture"; empty when it can."""
    try:
        with warnings.catch_warnings(action="ignore", category=Image.DecompressionBombWarning):
            with Image.open(io.BytesIO(data), formats=_FORMATS[kind]) as picture:
                if _is_beyond(*picture.size):
                    return HUGE
                picture.verify()
            with Image.open(io.BytesIO(data), formats=_FORMATS[kind]) as picture:
                # of a JPEG all is decoded and an eighth kept: its end is reached, without the memory of the whole
                picture.draft(None, (1, 1))
                picture.load()
    except MemoryError:
        raise
    except Image.DecompressionBombError:
        return HUGE
    except Exception:  # each format raises what it likes: of a part, a checksum, a table, its own end
        return NO_PICTURE
    return ""


def make_ready() -> None:
    """Do once what opens files: the decoders are looked for when the first picture is decoded."""
    for kind, form in (("png", "PNG"), ("jpg", "JPEG")):
        made = io.BytesIO()
        Image.new("L", (1, 1)).save(made, form)
        not_shown(kind, made.getvalue())


def _is_beyond(width: int, height: int) -> bool:
    return max(width, height) > MAX_SIDE or width * height > MAX_POINTS


def _size(data: bytes) -> tuple[int, int]:
    if data.startswith(_PNG):
        return struct.unpack(">II", data[16:24]) if data[12:16] == b"IHDR" and len(data) >= 24 else (0, 0)
    largest = (0, 0)
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        mark = data[at + 1]
        if mark == 0xFF:  # filling
            at += 1
        elif mark in _ALONE:
            at += 2
        elif mark == 0xDA:  # the picture itself
            break
        else:
            if mark in _FRAMES:
                height, width = struct.unpack(">HH", data[at + 5 : at + 9])
                largest = max(largest, (width, height), key=lambda size: size[0] * size[1])
            at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    return largest
