"""A check of a report's values: its code, whether it stops, what is wanted instead; and what it finds, at its cell.

    CHECK = Check("R-NUM-04", ERROR, Words(kk="…", ru="…", en="…"))
    fault = CHECK.at("Мәндер", "D7", found="12,5")
    fault.wanted("ru")                     # "Это количество: напишите целое число."

The sentences stand here in the three languages, so that the command on a closed network says the portal's own words.
A fault without a sheet, a cell or a known code cannot be made, nor a refusal without a fault: a person who is refused
is always told where to look.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from engine.methodology import LANGUAGES, Words

ERROR, WARNING = "error", "warning"
#: Signs of what stands in a cell that are told.
MAX_FOUND: Final = 120
_CODE = re.compile(r"R-[A-Z]{3,4}-[0-9]{2}")
_CELL = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")
_GROUPS: Final = {"kk": "\u00a0", "ru": "\u00a0", "en": ","}

Param = str | Decimal | Words


@dataclass(frozen=True)
class Check:
    """One thing that may be wrong. ``words`` hold {places} for parameters; ``kind`` is ERROR or WARNING."""

    code: str
    kind: str
    words: Words

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.code) or self.kind not in (ERROR, WARNING):
            raise ValueError(f"no check is called {self.code!r} or is {self.kind!r}")
        if self.code in _KNOWN:
            raise ValueError(f"two checks are called {self.code}")
        _KNOWN[self.code] = self

    def at(self, sheet: str, cell: str, found: str = "", kind: str = "", /, **params: Param) -> Fault:
        """What the check found in a cell. ``kind``: where a methodology says that it stops, or only warns."""
        return Fault(sheet, cell, self.code, shown(found), kind or self.kind, params)

    def found(self, kind: str = "", /, **params: Param) -> Finding:
        """The same of a value, without its cell."""
        return Finding(self, params, kind)


_KNOWN: dict[str, Check] = {}


def check_of(code: str) -> Check:
    """The check that has this code; KeyError for none."""
    return _KNOWN[code]


def known_codes() -> list[str]:
    """The codes of every check, in order."""
    return sorted(_KNOWN)


@dataclass(frozen=True)
class Fault:
    """What a check found: sheet and cell, what stands there, and, by the code, what is wanted instead."""

    sheet: str
    cell: str
    code: str
    found: str = ""
    kind: str = ERROR
    params: Mapping[str, Param] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.sheet.strip() or not _CELL.fullmatch(self.cell) or self.code not in _KNOWN:
            raise ValueError(f"a fault names sheet, cell and code: {(self.sheet, self.cell, self.code)}")
        if self.kind not in (ERROR, WARNING):
            raise ValueError(f"a fault is an error or a warning: {self.kind!r}")

    @property
    def stops(self) -> bool:
        """Whether nothing is taken in while it stands."""
        return self.kind == ERROR

    def wanted(self, language: str) -> str:
        """What is wanted instead, in the language."""
        return said(_KNOWN[self.code].words, language, self.params)

    def as_data(self) -> dict[str, Any]:
        """For keeping; `fault_from` makes it again."""
        return {
            "sheet": self.sheet, "cell": self.cell, "code": self.code, "found": self.found, "kind": self.kind,
            "params": {key: _param_data(value) for key, value in self.params.items()},
        }  # fmt: skip

    def as_told(self, language: str) -> dict[str, str]:
        """For whoever reads it by a program: the fault in the language."""
        return {
            "sheet": self.sheet, "cell": self.cell, "code": self.code, "kind": self.kind, "found": self.found,
            "wanted": self.wanted(language),
        }  # fmt: skip

    def line(self, language: str) -> str:
        """The fault in one line, as the command writes it."""
        found = f" «{self.found}»" if self.found else ""
        return f"{self.sheet}!{self.cell} {self.code}{found}: {self.wanted(language)}"


@dataclass(frozen=True)
class Finding:
    """What a check says of a value, wherever it stands: a form shows it at its field, a workbook at its cell."""

    check: Check
    params: Mapping[str, Param] = field(default_factory=dict)
    kind: str = ""

    @property
    def stops(self) -> bool:
        """Whether the value is not taken in, or the report not handed over."""
        return (self.kind or self.check.kind) == ERROR

    def sentence(self, language: str) -> str:
        """What is wanted instead, in the language."""
        return said(self.check.words, language, self.params)

    def at(self, sheet: str, cell: str, found: str = "") -> Fault:
        """The same of a cell of a workbook."""
        return self.check.at(sheet, cell, found, self.kind, **self.params)


@dataclass(frozen=True)
class Refused:
    """Why a workbook is not taken in: at least one error."""

    faults: tuple[Fault, ...]

    def __post_init__(self) -> None:
        if not any(fault.stops for fault in self.faults):
            raise ValueError("a refusal names at least one error with its cell")


def fault_from(data: Mapping[str, Any]) -> Fault:
    """The fault that `Fault.as_data` told of. ValueError, KeyError for what is none."""
    params = {key: _param_from(value) for key, value in data["params"].items()}
    return Fault(data["sheet"], data["cell"], data["code"], data["found"], data["kind"], params)


def _param_data(value: Param) -> Any:
    if isinstance(value, Decimal):
        return {"number": format(value, "f")}
    if isinstance(value, Words):
        return {language: getattr(value, language) for language in LANGUAGES}
    return value


def _param_from(data: Any) -> Param:
    if not isinstance(data, Mapping):
        return str(data)
    return Decimal(data["number"]) if "number" in data else Words(data["kk"], data["ru"], data["en"])


def said(words: Words, language: str, params: Mapping[str, Param] | None = None) -> str:
    """The words in the language, filled in: numbers as the language writes them."""
    template = str(getattr(words, language if language in LANGUAGES else "kk"))
    filled = {
        key: said(value, language)
        if isinstance(value, Words)
        else number_text(value, language)
        if isinstance(value, Decimal)
        else value
        for key, value in (params or {}).items()
    }
    return template.format(**filled) if filled else template


def number_text(number: Decimal, language: str) -> str:
    """A number as the language writes it: 12 345,6 in kk and ru, 12,345.6 in en."""
    whole, _point, decimals = format(abs(number), "f").partition(".")
    decimals = decimals.rstrip("0")
    if len(whole) > 4 or (language == "en" and len(whole) > 3):
        whole = f"{int(whole):,}".replace(",", _GROUPS.get(language, "\u00a0"))
    sign = "−" if number < 0 else ""
    return sign + whole + (("." if language == "en" else ",") + decimals if decimals else "")


def shown(text: str) -> str:
    """What stands in a cell as it may be told: in one line, without signs that command a screen, not too long."""
    tidy = "".join(
        " " if sign in "\n\r\t" else "�" if unicodedata.category(sign).startswith("C") else sign
        for sign in text[: MAX_FOUND + 1]
    ).strip()
    return tidy if len(tidy) <= MAX_FOUND else f"{tidy[: MAX_FOUND - 1]}…"


def in_order(faults: Sequence[Fault], sheets: Sequence[str]) -> tuple[Fault, ...]:
    """The faults as a person meets them: errors first, then by sheet, row and column."""
    order = {title: number for number, title in enumerate(sheets)}

    def place(fault: Fault) -> tuple[bool, int, int, int, str]:
        letters = fault.cell.rstrip("0123456789")
        return (
            not fault.stops,
            order.get(fault.sheet, len(order)),
            int(fault.cell[len(letters) :]),
            sum((ord(letter) - 64) * 26**power for power, letter in enumerate(reversed(letters))),
            fault.code,
        )

    return tuple(sorted(faults, key=place))
