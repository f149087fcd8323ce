"""A detached CMS signature, taken apart within bounds, and its arithmetic by ``cryptography``."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from asn1crypto import cms, pem, tsp, x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from reports.signing.oids import is_gost

#: Bytes of a signature with its chain, its time stamp and revocation answers: some tens of thousands in practice.
MOST: Final = 300_000
#: Certificates in one file; a chain has three or four.
MOST_CERTIFICATES: Final = 20
_HASHES: Final[dict[str, Any]] = {"sha256": hashes.SHA256, "sha384": hashes.SHA384, "sha512": hashes.SHA512}
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/=\s]+")
RSA_BITS: Final = 2048
BROKEN: Final = (ValueError, TypeError, KeyError, IndexError, OverflowError, RecursionError, AttributeError)


class Unreadable(ValueError):
    """The bytes are no signature that can be read; the message is the code of why."""


@dataclass(frozen=True)
class Signed:
    """One signer's part of a CMS: whose certificate, over what, by which algorithms."""

    signer: Any
    certificate: Any
    certificates: tuple[Any, ...]
    content: bytes | None
    content_type: str
    gost: bool

    @property
    def value(self) -> bytes:
        """The signature's own bytes: what a time stamp covers."""
        return bytes(self.signer["signature"].native)


def unwrapped(data: bytes) -> bytes:
    """DER, whether it came as itself, in PEM or in base64. Raises Unreadable."""
    if not data:
        raise Unreadable("empty")
    if len(data) > MOST:
        raise Unreadable("too_long")
    if pem.detect(data):
        try:
            return bytes(pem.unarmor(data)[2])
        except BROKEN as error:
            raise Unreadable("not_cms") from error
    if _BASE64.fullmatch(data):
        try:
            return base64.b64decode(b"".join(data.split()), validate=True)
        except binascii.Error as error:
            raise Unreadable("not_cms") from error
    return data


def read(data: bytes) -> Signed:
    """The one signer of a CMS. Raises Unreadable for anything else, whatever is broken in it."""
    try:
        return _read(unwrapped(data))
    except Unreadable:
        raise
    except BROKEN as error:
        raise Unreadable("not_cms") from error


def _read(der: bytes) -> Signed:
    info = cms.ContentInfo.load(der, strict=True)
    if info["content_type"].native != "signed_data":
        raise Unreadable("not_cms")
    signed = info["content"]
    signers = signed["signer_infos"]
    if len(signers) != 1:
        raise Unreadable("signers")
    found = [one.chosen for one in signed["certificates"] if one.name == "certificate"]
    if not found:
        raise Unreadable("no_certificate")
    if len(found) > MOST_CERTIFICATES:
        raise Unreadable("too_long")
    signer = signers[0]
    certificate = _of_signer(signer, found)
    content = signed["encap_content_info"]["content"]
    numbers = (
        signer["signature_algorithm"]["algorithm"].dotted,
        signer["digest_algorithm"]["algorithm"].dotted,
        certificate["tbs_certificate"]["subject_public_key_info"]["algorithm"]["algorithm"].dotted,
    )
    return Signed(
        signer,
        certificate,
        tuple(found),
        None if content.native is None else bytes(content),
        signed["encap_content_info"]["content_type"].dotted,
        is_gost(*numbers),
    )


def _of_signer(signer: Any, certificates: list[Any]) -> Any:
    named = signer["sid"]
    for one in certificates:
        if named.name == "issuer_and_serial_number":
            if (
                one.serial_number == named.chosen["serial_number"].native
                and one.issuer == named.chosen["issuer"]
            ):
                return one
        elif one.key_identifier == named.chosen.native:
            return one
    raise Unreadable("no_certificate")


def covers(signed: Signed, content: bytes) -> bool:
    """Whether the signature was made over ``content``, by the digest that its signed attributes name."""
    if signed.content is not None and signed.content != content:
        return False
    told = _attribute(signed, "message_digest")
    return told is None or bytes(told.native) == _digest(signed, content)


def is_genuine(signed: Signed, content: bytes) -> str:
    """Empty if the key of the certificate made the signature; else the code of why not."""
    try:
        return _is_genuine(signed, content)
    except (InvalidSignature, UnsupportedAlgorithm, *BROKEN):
        return "forged"


def _is_genuine(signed: Signed, content: bytes) -> str:
    attributes = signed.signer["signed_attrs"]
    if len(attributes):
        kind = _attribute(signed, "content_type")
        if kind is None or kind.dotted != signed.content_type or _attribute(signed, "message_digest") is None:
            return "forged"
        over = b"\x31" + attributes.dump()[1:]  # signed as the set it is, not under its tag in the file
    else:
        over = content
    bound = _attribute(signed, "signing_certificate_v2")
    if bound is not None and not _names(bound["certs"][0], signed.certificate):
        return "other_certificate"
    name = signed.signer["digest_algorithm"]["algorithm"].native
    if name not in _HASHES:
        return "weak"
    key = serialization.load_der_public_key(signed.certificate.public_key.dump())
    algorithm = signed.signer["signature_algorithm"]
    return _verified(key, signed.value, over, algorithm, _HASHES[name]())


def _verified(key: Any, value: bytes, over: bytes, algorithm: Any, digest: Any) -> str:
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size < RSA_BITS:
            return "weak"
        if algorithm.signature_algo == "rsassa_pss":
            salt = algorithm["parameters"]["salt_length"].native
            key.verify(value, over, padding.PSS(padding.MGF1(digest), salt), digest)
        else:
            key.verify(value, over, padding.PKCS1v15(), digest)
        return ""
    if isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(value, over, ec.ECDSA(digest))
        return ""
    return "unknown_algorithm"


def _names(reference: Any, certificate: Any) -> bool:
    name = reference["hash_algorithm"]["algorithm"].native
    return (
        name in _HASHES
        and bytes(reference["cert_hash"].native) == hashlib.new(name, certificate.dump()).digest()
    )


def _digest(signed: Signed, content: bytes) -> bytes:
    name = signed.signer["digest_algorithm"]["algorithm"].native
    return hashlib.new(name, content).digest() if name in _HASHES else b""


def _attribute(signed: Signed, name: str) -> Any:
    """The one value of a signed attribute; None if it is not there. Raises ValueError if it has several."""
    found = [one["values"] for one in signed.signer["signed_attrs"] if one["type"].native == name]
    if not found:
        return None
    if len(found) != 1 or len(found[0]) != 1:
        raise ValueError(f"{name} stands more than once")
    return found[0][0]


@dataclass(frozen=True)
class Stamp:
    """A time stamp inside a signature: when, and the token, which is a CMS by itself."""

    at: datetime
    token: Signed
    content: bytes


def stamp_of(signed: Signed) -> Stamp | None:
    """The time stamp over this very signature; None if there is none. Raises Unreadable for one over something else."""
    try:
        found = [
            one["values"]
            for one in signed.signer["unsigned_attrs"]
            if one["type"].native == "signature_time_stamp_token"
        ]
        if not found:
            return None
        token = _read(found[0][0].dump())
        info = tsp.TSTInfo.load(token.content or b"", strict=True)
        imprint = info["message_imprint"]
        name = imprint["hash_algorithm"]["algorithm"].native
        if (
            not token.gost
            and bytes(imprint["hashed_message"].native) != hashlib.new(name, signed.value).digest()
        ):
            raise Unreadable("stamp_of_other")
        return Stamp(info["gen_time"].native, token, token.content or b"")
    except Unreadable:
        raise
    except BROKEN as error:
        raise Unreadable("stamp_broken") from error


def certificate_from(pem_or_der: bytes) -> x509.Certificate:
    """A certificate of the trust list. Raises Unreadable."""
    try:
        der = pem.unarmor(pem_or_der)[2] if pem.detect(pem_or_der) else pem_or_der
        found = x509.Certificate.load(der, strict=True)
        found.native  # noqa: B018 - reads all of it, so that what is broken shows here
        return found
    except BROKEN as error:
        raise Unreadable("not_a_certificate") from error
