"""Authorities and first heads with certificates as Kazakh ones are: fixed keys, fixed times, nothing by chance."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa

from reports.signing import oids
from reports.signing.authority import Issued, Responder, issue, name_of, sign
from reports.signing.trust import Authority
from reports.signing.verify import Expected, Means

SIGNED_AT = datetime(2019, 2, 20, 9, 0, tzinfo=UTC)
SINCE = SIGNED_AT - timedelta(days=300)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BIN, OTHER_BIN = "000000000017", "000000000029"
IIN, OTHER_IIN = "000000500018", "000000500020"
HEAD_SERIAL = 77
EXPECTED = Expected(BIN, IIN)


def key(number: int) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(number, ec.SECP256R1())


@cache
def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)  # the one key by chance: it is nowhere compared


@cache
def root() -> Issued:
    return issue(name_of("Root"), key(11), None, SINCE, serial=1, authority=True)


@cache
def below() -> Issued:
    return issue(name_of("Below"), key(12), root(), SINCE, serial=2, authority=True)


@cache
def stamps() -> Issued:
    return issue(name_of("Stamps"), key(14), root(), SINCE, serial=4, roles=["1.3.6.1.5.5.7.3.8"])


@cache
def stranger() -> Issued:
    return issue(name_of("Stranger"), key(15), None, SINCE, serial=5, authority=True)


def head(
    *,
    iin: str = IIN,
    bin_number: str = BIN,
    roles: tuple[str, ...] = (oids.ORGANISATION, oids.FIRST_HEAD),
    issuer: Issued | None = None,
    since: datetime = SINCE,
    until: datetime | None = None,
    by: Any = None,
) -> Issued:
    """The certificate of a first head, with what a test wants otherwise."""
    named = name_of("Head", iin, "Ministry", bin_number)
    return issue(
        named, by or key(13), issuer or root(), since, until=until, serial=HEAD_SERIAL, roles=list(roles)
    )


@dataclass
class Away:
    """An authority that does not answer until it is back."""

    back: bool = False
    gone: dict[int, datetime] = field(default_factory=dict)
    at: datetime = SIGNED_AT + HOUR

    def __call__(self, certificate: Any, issuer: Any, address: str) -> bytes:
        from reports.signing.revocation import Unreachable

        if not self.back:
            raise Unreachable("unreachable")
        return Responder(root(), self.at, self.gone)(certificate, issuer, address)


def means(gone: dict[int, datetime] | None = None, **more: Any) -> Means:
    """The trust list of tests with an authority that answers."""
    return Means(
        [Authority(root().plain, "http://ocsp.invalid")],
        Responder(root(), SIGNED_AT + HOUR, gone or {}),
        **more,
    )


def signature(content: bytes, by: Issued | None = None, at: datetime = SIGNED_AT, **more: Any) -> bytes:
    return sign(content, by or head(), at, **more)
