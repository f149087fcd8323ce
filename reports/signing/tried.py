"""A signature is a file that somebody outside made: it is read in the child first (`engine/foreign/gate.py`), within its
bounds. Only what ends there is read where the portal works, and verified (`verify.py`).
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric import ec

from engine.foreign.child import Limits
from engine.foreign.gate import behind_gate
from reports.signing import authority, cms, oids


def _warm_up() -> None:
    """What a reading takes from the disk: the libraries of certificates, ciphers and stamps."""
    at = datetime(2020, 1, 1, tzinfo=UTC)
    root = authority.issue(
        authority.name_of("A"), ec.generate_private_key(ec.SECP256R1()), None, at, serial=1
    )
    _read(authority.sign(b"1", root, at, stamp_by=root), b"1")


@behind_gate(lambda unreadable: unreadable.code, Limits(seconds=3), ready=_warm_up)
def beyond(data: bytes, content: bytes) -> str:
    """Empty where the signature over ``content`` was read to its end, whatever is wrong with it; else the gate's code."""
    _read(data, content)
    return ""


def _read(data: bytes, content: bytes) -> None:
    """All that `verify` reads of it without asking anybody; what is wrong it says itself."""
    with suppress(*cms.BROKEN):
        signed = cms.read(data)
        oids.holder_of(signed.certificate)
        cms.covers(signed, content)
        cms.is_genuine(signed, content)
        cms.stamp_of(signed)
