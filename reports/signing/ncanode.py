"""Signatures by Kazakhstan's own algorithms: NCANode checks them, beside the portal, over HTTP.

No library of the portal knows GOST 34.310, and the one that does may not be passed on. NCANode is run by whoever runs
the portal; without it such a signature "could not be checked".
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from reports.signing.revocation import Unreachable, post

PATH: Final = "/cms/verify"
#: How NCANode calls a signature that it could not judge.
UNDECIDED: Final = "INDETERMINATE"


@dataclass(frozen=True)
class Judged:
    """What NCANode says of a signature: ``valid`` None where it could not judge; revoked; the stamp's time."""

    valid: bool | None
    revoked: bool | None
    stamped_at: datetime | None
    said: dict[str, Any]


def judge(address: str, cms: bytes, content: bytes) -> Judged:
    """Asks NCANode about the signature over ``content``. Raises Unreachable: away, or its answer is none."""
    if not address:
        raise Unreachable("gost_unknown")
    question = {
        "cms": base64.b64encode(cms).decode(),
        "data": base64.b64encode(content).decode(),
        "revocationCheck": ["OCSP"],
    }
    answer = post(address.rstrip("/") + PATH, json.dumps(question).encode(), "application/json")
    try:
        return _read(json.loads(answer))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise Unreachable("no_answer") from error


def _read(said: dict[str, Any]) -> Judged:
    if int(said.get("status", 200)) != 200:
        raise Unreachable("no_answer")
    signer = said["signers"][0]
    undecided = UNDECIDED in str(signer.get("status", "")).upper()
    certificate = signer.get("certificate") or signer["certificates"][0]
    answers = [bool(one.get("revoked")) for one in certificate.get("revocations") or ()]
    valid = None if undecided else bool(said["valid"])
    return Judged(
        valid,
        any(answers) if answers else None,
        _moment((signer.get("tsp") or {}).get("genTime")),
        {"valid": said["valid"], "signer": {"status": signer.get("status"), "tsp": signer.get("tsp")}},
    )


def _moment(told: Any) -> datetime | None:
    if told is None:
        return None
    if isinstance(told, int):
        return datetime.fromtimestamp(told / 1000, UTC)
    found = datetime.fromisoformat(str(told))
    return found if found.tzinfo else found.replace(tzinfo=UTC)
