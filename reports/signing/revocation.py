"""Asking an authority whether a certificate is revoked (OCSP), at the address that the trust list names for it.

Never at an address that the certificate itself names: it is an answer from outside that decides whom the portal calls.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp

SECONDS: Final = 10
MOST: Final = 200_000


class Unreachable(Exception):
    """Nobody answered, or not with an answer; the message is the code of why."""


#: Asks about a certificate of an issuer, both as asn1crypto has them; the response as bytes. Raises Unreachable.
Asks = Callable[[Any, Any, str], bytes]


def request_for(certificate: Any, issuer: Any) -> bytes:
    """The question about one certificate, in DER."""
    ours, theirs = (x509.load_der_x509_certificate(one.dump()) for one in (certificate, issuer))
    # The response names the certificate by a hash of its issuer; responders know SHA-1 for that, and nothing is signed.
    question = ocsp.OCSPRequestBuilder().add_certificate(ours, theirs, hashes.SHA1())  # noqa: S303
    return question.build().public_bytes(serialization.Encoding.DER)


def ask(certificate: Any, issuer: Any, address: str) -> bytes:
    """The authority's response, in DER. Raises Unreachable."""
    if not address:
        raise Unreachable("no_responder")
    try:
        question = request_for(certificate, issuer)
    except ValueError as error:
        raise Unreachable("no_question") from error
    content = post(address, question, "application/ocsp-request")
    try:
        answered = ocsp.load_der_ocsp_response(content)
    except ValueError as error:
        raise Unreachable("no_answer") from error
    if answered.response_status != ocsp.OCSPResponseStatus.SUCCESSFUL:
        raise Unreachable("try_later")
    return content


def post(address: str, content: bytes, kind: str) -> bytes:
    """What an HTTP service answers, read within bounds and in time. Raises Unreachable."""
    if urlsplit(address).scheme not in ("http", "https"):
        raise Unreachable("no_responder")
    question = urllib.request.Request(address, content, {"Content-Type": kind})  # noqa: S310 - http or https, above
    try:
        with urllib.request.urlopen(question, timeout=SECONDS) as answer:  # noqa: S310
            found: bytes = answer.read(MOST + 1)
    except (urllib.error.URLError, HTTPException, OSError, ValueError) as error:
        raise Unreachable("unreachable") from error
    if len(found) > MOST:
        raise Unreachable("no_answer")
    return found
