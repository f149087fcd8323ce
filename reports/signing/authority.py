"""An authority of one's own: issues certificates as Kazakh ones are, signs, stamps, and answers of revocation.

For the demo, whose keys its own server keeps, and for tests. It proves nothing about anybody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as plain
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
LIFE: Final = timedelta(days=20 * 365)
#: What whoever signs by a certificate of the demo reads in it.
POLICY: Final = "1.3.6.1.4.1.55555.1"


@dataclass
class Issued:
    """A certificate with its key: as ``cryptography`` signs with it, and as ``asn1crypto`` reads it."""

    certificate: x509.Certificate
    key: Key

    @property
    def plain(self) -> Any:
        """The certificate as signatures carry it."""
        return plain.Certificate.load(self.certificate.public_bytes(serialization.Encoding.DER))


def load(place: Path) -> Issued:
    """A certificate with its key from one PEM file. Raises TypeError for a key of another kind."""
    content = place.read_bytes()
    key = serialization.load_pem_private_key(content, None)
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise TypeError(f"{place} holds a key that the demo never made")
    return Issued(x509.load_pem_x509_certificate(content), key)


def save(place: Path, issued: Issued) -> None:
    """Writes the file that ``load`` reads, for its owner alone."""
    private = issued.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    fresh = place.with_suffix(".new")
    fresh.touch(0o600)
    fresh.write_bytes(private + issued.certificate.public_bytes(serialization.Encoding.PEM))
    fresh.rename(place)


def name_of(person: str, iin: str = "", body: str = "", bin_number: str = "") -> x509.Name:
    """A holder's name as Kazakh certificates write it: IIN in the serial number, BIN in the organisational unit."""
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, person[:64])]
    if iin:
        parts.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, f"IIN{iin}"))
    if body:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, body[:64]))
    if bin_number:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, f"BIN{bin_number}"))
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "KZ"), *parts])


def issue(
    name: x509.Name,
    key: Key,
    issuer: Issued | None,
    since: datetime,
    *,
    until: datetime | None = None,
    serial: int,
    roles: Sequence[str] = (),
    authority: bool = False,
) -> Issued:
    """A certificate by ``issuer``; without one, a root that signs itself. ``roles``: extended key usages."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer.certificate.subject if issuer else name)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(since)
        .not_valid_after(until or since + LIFE)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(_usage(authority), critical=True)
    )
    if issuer is not None:
        theirs = issuer.key.public_key()
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(theirs), critical=False
        )
    if roles:
        usages = [x509.ObjectIdentifier(role) for role in roles]
        stamps = list(roles) == [ExtendedKeyUsageOID.TIME_STAMPING.dotted_string]
        builder = builder.add_extension(x509.ExtendedKeyUsage(usages), critical=stamps)
    return Issued(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)


def _usage(authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def sign(
    content: bytes,
    signer: Issued,
    at: datetime,
    *,
    chain: Sequence[Issued] = (),
    stamp_by: Issued | None = None,
) -> bytes:
    """A detached CMS signature over ``content``, in DER; with ``stamp_by``, a time stamp in it."""
    info = _signer_info(content, signer, at, "data")
    if stamp_by is not None:
        token = stamp(info["signature"].native, stamp_by, at)
        info["unsigned_attrs"] = cms.CMSAttributes(
            [{"type": "signature_time_stamp_token", "values": [cms.ContentInfo.load(token)]}]
        )
    return _signed_data(info, [signer, *chain], {"content_type": "data"})


def stamp(value: bytes, by: Issued, at: datetime) -> bytes:
    """A time-stamp token over a signature's bytes."""
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": POLICY,
            "message_imprint": {
                "hash_algorithm": {"algorithm": "sha256"},
                "hashed_message": hashlib.sha256(value).digest(),
            },
            "serial_number": 1,
            "gen_time": at,
        }
    )
    content = info.dump()
    carried = {"content_type": "tst_info", "content": core.ParsableOctetString(content)}
    return _signed_data(_signer_info(content, by, at, "tst_info"), [by], carried)


def _signer_info(content: bytes, signer: Issued, at: datetime, kind: str) -> Any:
    own = signer.plain
    attributes = cms.CMSAttributes(
        [
            {"type": "content_type", "values": [kind]},
            {"type": "signing_time", "values": [cms.Time({"utc_time": core.UTCTime(at)})]},
            {"type": "message_digest", "values": [hashlib.sha256(content).digest()]},
            {
                "type": "signing_certificate_v2",
                "values": [
                    tsp.SigningCertificateV2(
                        {
                            "certs": [
                                tsp.ESSCertIDv2(
                                    {
                                        "hash_algorithm": {"algorithm": "sha256"},
                                        "cert_hash": hashlib.sha256(own.dump()).digest(),
                                    }
                                )
                            ]
                        }
                    )
                ],
            },
        ]
    )
    curve = isinstance(signer.key, ec.EllipticCurvePrivateKey)
    return cms.SignerInfo(
        {
            "version": "v1",
            "sid": {"issuer_and_serial_number": {"issuer": own.issuer, "serial_number": own.serial_number}},
            "digest_algorithm": {"algorithm": "sha256"},
            "signed_attrs": attributes,
            "signature_algorithm": algos.SignedDigestAlgorithm(
                {"algorithm": "sha256_ecdsa" if curve else "sha256_rsa"}
            ),
            "signature": _made(signer.key, attributes.dump()),
        }
    )


def _made(key: Key, over: bytes) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(over, padding.PKCS1v15(), hashes.SHA256())
    return key.sign(over, ec.ECDSA(hashes.SHA256()))


def _signed_data(info: Any, carried: Sequence[Issued], content: dict[str, Any]) -> bytes:
    signed = cms.SignedData(
        {
            "version": "v1" if content["content_type"] == "data" else "v3",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": content,
            "certificates": [one.plain for one in carried],
            "signer_infos": [info],
        }
    )
    found: bytes = cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump()
    return found


@dataclass
class Responder:
    """Answers whether certificates of one issuer are revoked: serial number → when."""

    issuer: Issued
    at: datetime
    gone: dict[int, datetime] = field(default_factory=dict)

    def __call__(self, certificate: Any, issuer: Any, address: str) -> bytes:
        """As ``revocation.ask``; nothing goes over a network."""
        ours, theirs = (x509.load_der_x509_certificate(one.dump()) for one in (certificate, issuer))
        when = self.gone.get(ours.serial_number)
        built = (
            ocsp.OCSPResponseBuilder()
            .add_response(
                cert=ours,
                issuer=theirs,
                algorithm=hashes.SHA1(),  # noqa: S303 - names the certificate; nothing is signed by it
                cert_status=ocsp.OCSPCertStatus.REVOKED if when else ocsp.OCSPCertStatus.GOOD,
                this_update=self.at,
                next_update=self.at + timedelta(days=1),
                revocation_time=when,
                revocation_reason=x509.ReasonFlags.key_compromise if when else None,
            )
            .responder_id(ocsp.OCSPResponderEncoding.HASH, self.issuer.certificate)
        )
        return built.sign(self.issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
