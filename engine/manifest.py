"""What the first head signs of a report: one canonical text, the same bytes for the same report on any machine (c64).

JSON in UTF-8 with sorted keys and no spaces. A number is its decimal digits as a string, never a float; a moment is UTC
to the second. Whoever has the bytes needs nothing of the portal to read them or to compare their SHA-256.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

FORMAT: Final = "sarap-report-manifest/2"
#: What the first head states, each by itself (c64).
STATEMENTS: Final = ("truth", "completeness", "timeliness")


@dataclass(frozen=True)
class SignedDocument:
    """A document behind a value: its bytes by their checksum, its name, source and label."""

    sha256: str
    title: str
    source: int
    confidentiality: str


@dataclass(frozen=True)
class SignedValue:
    """One value as given: a number, an answer, or why it is not counted; its documents by their checksums.

    ``explanation``: what the preparer answers to a check that asks about it.
    """

    item: str
    language: str
    row: str
    status: str
    number: Decimal | None
    choice: str
    reason: str
    documents: tuple[str, ...]
    explanation: str = ""


@dataclass(frozen=True)
class SignedWarning:
    """What the first head was shown beside a value before signing: by its code, which check, or what is lacking."""

    item: str
    language: str
    row: str
    check: str


@dataclass(frozen=True)
class ReportManifest:
    """A report at one moment, with the methodology that asked it and what its first head states.

    ``statements``: the code of each with the words that were read.
    """

    body: str
    bin: str
    year: int
    block: int
    methodology_version: int
    methodology_sha256: str
    values: tuple[SignedValue, ...]
    documents: tuple[SignedDocument, ...]
    statements: tuple[tuple[str, str], ...]
    at: datetime
    warnings: tuple[SignedWarning, ...] = ()

    def to_bytes(self) -> bytes:
        """The canonical text. Raises ValueError if a statement is lacking or the moment has no zone."""
        if tuple(code for code, _words in self.statements) != STATEMENTS:
            raise ValueError("every statement of clause 64 is made, in their order")
        return canonical(
            {
                "format": FORMAT,
                "body": {"address": self.body, "bin": self.bin},
                "year": self.year,
                "block": self.block,
                "methodology": {"version": self.methodology_version, "sha256": self.methodology_sha256},
                "values": [_value(one) for one in sorted(self.values, key=lambda one: _cell(one))],
                "documents": [_document(one) for one in _each_once(self.documents)],
                "warnings": warnings_data(self.warnings),
                "statements": [{"code": code, "words": words} for code, words in self.statements],
                "at": _moment(self.at),
            }
        )


def warnings_data(warnings: Iterable[SignedWarning]) -> list[dict[str, str]]:
    """What was shown as a manifest keeps it: in the order of values, each once."""
    each = sorted(set(warnings), key=lambda one: (one.item, one.language, one.row, one.check))
    return [{"item": one.item, "language": one.language, "row": one.row, "check": one.check} for one in each]


def warnings_in(content: bytes) -> list[dict[str, str]]:
    """What a manifest says that its first head was shown."""
    found: list[dict[str, str]] = json.loads(content).get("warnings", [])
    return found


def canonical(plain: Any) -> bytes:
    """Plain values as canonical JSON. Raises TypeError for a float, or what JSON does not know."""
    _refuse_floats(plain)
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def sha256_of(content: bytes) -> str:
    """The checksum as it is shown and compared: 64 small hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def digits(number: Decimal) -> str:
    """A number in plain digits without idle zeros: the same text however many zeros a column keeps."""
    if not number.is_finite():
        raise ValueError("only a finite number can be signed")
    plain = format(number, "f")
    if number == 0:
        return "0"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def differences(before: bytes, after: bytes) -> list[str]:
    """The parts in which two manifests differ, by their names; the moment and the words of statements do not count.

    Nor do the warnings: the values of other bodies may change them, and the report is the same.
    """
    old, new = json.loads(before), json.loads(after)
    parts = ("format", "body", "year", "block", "methodology", "values", "documents")
    return [part for part in parts if old.get(part) != new.get(part)]


def _cell(value: SignedValue) -> tuple[str, str, str]:
    return (value.item, value.language, value.row)


def _each_once(documents: Iterable[SignedDocument]) -> list[SignedDocument]:
    return sorted(set(documents), key=lambda one: (one.sha256, one.title, one.source, one.confidentiality))


def _value(value: SignedValue) -> dict[str, Any]:
    return {
        "item": value.item,
        "language": value.language,
        "row": value.row,
        "status": value.status,
        "number": None if value.number is None else digits(value.number),
        "choice": value.choice,
        "reason": value.reason,
        "documents": sorted(value.documents),
        "explanation": value.explanation,
    }


def _document(document: SignedDocument) -> dict[str, Any]:
    return {
        "sha256": document.sha256,
        "title": document.title,
        "source": document.source,
        "confidentiality": document.confidentiality,
    }


def _moment(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("a moment without a zone is no moment")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _refuse_floats(plain: Any) -> None:
    if isinstance(plain, float):
        raise TypeError("a float has no one text: give a Decimal as digits")
    if isinstance(plain, dict):
        for one in plain.values():
            _refuse_floats(one)
    elif isinstance(plain, list | tuple):
        for one in plain:
            _refuse_floats(one)
