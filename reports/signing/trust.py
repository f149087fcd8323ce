"""Whom the portal believes: certificates of authorities as data, and how a certificate leads back to one of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509 import ocsp
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    ExpiredError,
    NotYetValidError,
    OCSPValidationError,
    PathBuildingError,
    RevokedError,
    ValidationError,
)
from pyhanko_certvalidator.revinfo.validate_ocsp import verify_ocsp_response

from reports.signing.cms import BROKEN

#: Certificates that a signature may bring between its own and the trust list: one or two in practice.
MOST_BETWEEN: Final = 4


@dataclass(frozen=True)
class Authority:
    """An authority of the trust list: its certificate, and where it answers whether a certificate is revoked.

    A self-signed one is a root; any other only helps to lead back to a root. ``responder``: an address, empty where
    nobody answers.
    """

    certificate: Any
    responder: str = ""

    @property
    def is_root(self) -> bool:
        """Whether trust begins here."""
        return str(self.certificate.self_signed) in ("maybe", "yes")


@dataclass(frozen=True)
class Led:
    """Where a certificate leads: the way as the library has it, the certificates from itself to below the root, or the
    code of why not."""

    path: Any = None
    chain: tuple[Any, ...] = ()
    why: str = ""
    expired: bool = False


def lead(certificate: Any, others: Iterable[Any], authorities: Sequence[Authority], at: datetime) -> Led:
    """The way from the certificate to a root, as it was valid at ``at``; revocation is not asked here."""
    try:
        between = _issuers(certificate, others, at)
        validator = CertificateValidator(
            certificate, intermediate_certs=between, validation_context=_context(authorities, at, ())
        )
        path = _apart(validator.async_validate_path)
    except ExpiredError:
        return Led(why="expired", expired=True)
    except NotYetValidError:
        return Led(why="not_yet", expired=True)
    except PathBuildingError:
        return Led(why="unknown_authority")
    except (ValidationError, *BROKEN):
        return Led(why="untrusted")
    return Led(path, tuple(path.iter_certs(include_root=False))[::-1])


def _issuers(certificate: Any, others: Iterable[Any], at: datetime) -> list[Any]:
    """Who issued the certificate, who issued theirs, and so on: by the signature, not by the name alone.

    The library looks for ways by names, and tries each of them: twenty certificates of one name would never end.
    """
    left, below = [one for one in others if one.dump() != certificate.dump()], certificate
    found: list[Any] = []
    while len(found) < MOST_BETWEEN:
        able = [one for one in left if _issued(one, below)]
        if not able:
            break
        below = next((one for one in able if one.not_valid_before <= at <= one.not_valid_after), able[0])
        found.append(below)
        left.remove(below)
    return found


def _issued(issuer: Any, certificate: Any) -> bool:
    try:
        theirs, its = (x509.load_der_x509_certificate(one.dump()) for one in (issuer, certificate))
        its.verify_directly_issued_by(theirs)
    except (InvalidSignature, UnsupportedAlgorithm, *BROKEN):
        return False
    return True


def revoked(led: Led, authorities: Sequence[Authority], at: datetime, responses: Sequence[bytes]) -> str:
    """Empty if the responses show that nothing of the chain was revoked at ``at``; else "revoked" or "no_answer".

    Whether the certificate itself names a responder does not matter: the trust list does.
    """
    try:
        answered = max(at, *(ocsp.load_der_ocsp_response(one).this_update_utc for one in responses))
        # As of the answers' own time: what was revoked after the signature does not speak against it.
        context = _context(authorities, answered, responses, led.chain)
        for certificate in led.chain:
            try:
                _apart(partial(verify_ocsp_response, certificate, led.path, context))
            except RevokedError as found:
                if found.revocation_dt <= at:
                    return "revoked"
    except (OCSPValidationError, ValidationError, TypeError, *BROKEN):
        return "no_answer"
    return ""


def _context(
    authorities: Sequence[Authority], at: datetime, responses: Sequence[bytes], chain: Sequence[Any] = ()
) -> ValidationContext:
    return ValidationContext(
        trust_roots=[one.certificate for one in authorities if one.is_root],
        other_certs=[*(one.certificate for one in authorities if not one.is_root), *chain],
        moment=at,
        allow_fetching=False,
        ocsps=list(responses),
        revocation_mode="soft-fail",
        retroactive_revinfo=True,
    )


def _apart(question: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """In a thread of its own: the caller may stand in an event loop already."""
    with ThreadPoolExecutor(max_workers=1) as apart:
        return apart.submit(lambda: asyncio.run(question())).result()
