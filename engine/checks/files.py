"""What is said of a file that is not read: each code of the gate before foreign files has its check."""

from __future__ import annotations

from engine.checks import (
    file_active,
    file_busy,
    file_damaged,
    file_locked,
    file_old,
    file_open,
    file_other,
    file_size,
    file_text,
)
from engine.checks.base import Check

_MODULES = (
    file_other, file_old, file_open, file_text, file_active, file_locked, file_damaged, file_size, file_busy,
)  # fmt: skip
_BY_CODE: dict[str, Check] = {code: module.CHECK for module in _MODULES for code in module.READS}


def check_of_unreadable(code: str) -> Check:
    """The check that speaks for a code of the gate; what has no check of its own is a damaged file."""
    return _BY_CODE.get(code, file_damaged.CHECK)
