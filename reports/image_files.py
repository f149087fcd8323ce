"""How many points a picture has, by its head alone: a small file can swell to more than a screen's machine holds. Pure."""

from __future__ import annotations

import struct
from typing import Final

#: Points of a picture: a sheet of A3 scanned at 600 points an inch has seventy million.
MAX_POINTS: Final = 120_000_000
MAX_SIDE: Final = 40_000
_PNG: Final = b"\x89PNG\r\n\x1a\n"
#: Marks of JPEG that begin a frame, and so tell its size.
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD9)})


def is_huge(data: bytes) -> bool:
    """Whether the head of a PNG or a JPEG tells of more points than are shown; False where it tells nothing."""
    width, height = _size(data)
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
