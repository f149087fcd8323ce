"""An upload examined: measured, and read in a process of its own (`file_kinds.py`). That takes seconds: nothing is locked."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from engine.foreign.scanner import INFECTED, Scan, scan
from evaluation.refusals import FieldFault, Refusal
from reports.file_kinds import KINDS, extension_of, fault_of, fault_said

_log = logging.getLogger(__name__)
_CHUNK: Final = 1 << 20


@dataclass(frozen=True)
class Examined:
    """What the bytes of an upload are."""

    size: int
    sha256: str
    content_type: str
    #: What the virus scanner said; None where the portal has none.
    scan: Scan | None = None


def not_taken(filename: str, sentence: str) -> Refusal:
    """The refusal of a file, with what is wrong with it."""
    return Refusal(
        "file",
        _("The file “%(name)s” is not taken. %(why)s") % {"name": filename, "why": sentence},
        clause="c4",
        faults=[FieldFault("file", sentence)],
    )


def examine(filename: str, upload: Any) -> Examined:
    """Measure the bytes, see that they are what the name says, and ask the virus scanner. Raises Refusal "file"."""
    kind = KINDS.get(extension_of(filename))
    taken = ", ".join(KINDS)
    if kind is None:
        raise not_taken(filename, _("Files of these kinds are taken: %(kinds)s.") % {"kinds": taken})
    limit: int = settings.DOCUMENT_MAX_BYTES
    too_big = _("It is larger than %(limit)s MB; divide it or scan it at a lower resolution.") % {
        "limit": limit >> 20
    }
    checksum, size = hashlib.sha256(), 0
    upload.seek(0)
    while chunk := upload.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            raise not_taken(filename, too_big)
        checksum.update(chunk)
    if not size:
        raise not_taken(filename, _("It is empty."))
    upload.seek(0)
    fault = fault_of(kind.extension, upload.read())
    if fault:
        raise not_taken(filename, fault_said(fault, kind.extension, _))
    found = _scanned(upload)
    if found is not None and found.state == INFECTED:
        _log.warning("a file for evidence was refused: %s, SHA-256 %s", found.told, checksum.hexdigest())
        raise not_taken(
            filename,
            _("The virus scanner found “%(what)s” in it. Clean your machine, and send the file anew.")
            % {"what": found.told},
        )
    return Examined(size, checksum.hexdigest(), kind.content_type, found)


def _scanned(upload: Any) -> Scan | None:
    """The scanner's answer on the upload; None where the portal has no scanner."""
    if settings.SCANNER is None:
        return None
    upload.seek(0)
    return scan(settings.SCANNER, upload)
