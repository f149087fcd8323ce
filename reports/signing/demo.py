"""The demo's own authority: certificates with the roles that Kazakh ones carry, whose keys the demo's server keeps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from reports.signing import oids, revocation
from reports.signing.authority import Issued, Key, Responder, issue, load, name_of, save, sign
from reports.signing.ways import Way

WAY = Way(
    "demo",
    _("Sign with a certificate of the demo"),
    _(
        "The demo issues you a certificate with the role of a first head and signs with it here. It proves nothing outside."
    ),
    at_once=True,
)
#: The root is as old as the oldest year of the demo.
SINCE: Final = datetime(2010, 1, 1)  # noqa: DTZ001 - certificates count in UTC without saying so
LIFE: Final = timedelta(days=60 * 365)
ROOT_SERIAL, STAMPS_SERIAL, FIRST_SERIAL = 1, 2, 1000


def _folder() -> Path:
    folder = Path(settings.SIGNING_DEMO_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def _kept(
    name: str, key: Callable[[], Key], issuer: Issued | None, subject: x509.Name, **more: object
) -> Issued:
    """The certificate of this name with its key; issued where there is none yet."""
    place = _folder() / f"{name}.pem"
    if not place.exists():
        made = issue(subject, key(), issuer, SINCE, until=SINCE + LIFE, **more)  # type: ignore[arg-type]
        save(place, made)
    return load(place)


def _by_curve() -> Key:
    return ec.generate_private_key(ec.SECP256R1())


def _by_rsa() -> Key:
    return rsa.generate_private_key(65537, 2048)


def root() -> Issued:
    """The demo's root; its key stays on the demo's server."""
    return _kept(
        "root",
        _by_curve,
        None,
        name_of("Sarap demo authority (proves nothing)"),
        serial=ROOT_SERIAL,
        authority=True,
    )


def stamps() -> Issued:
    """The demo's time-stamp authority."""
    return _kept(
        "stamps",
        _by_curve,
        root(),
        name_of("Sarap demo time stamps"),
        serial=STAMPS_SERIAL,
        roles=["1.3.6.1.5.5.7.3.8"],
    )


def certificate_of(person: int, name: str, iin: str, body: str, bin_number: str) -> Issued:
    """The certificate of a first head of the demo: every second one by RSA, as both are in use."""
    return _kept(
        f"{person}-{bin_number}-{iin}",
        _by_rsa if person % 2 else _by_curve,
        root(),
        name_of(name, iin, body, bin_number),
        serial=FIRST_SERIAL + person,
        roles=[oids.ORGANISATION, oids.FIRST_HEAD],
    )


def signature(content: bytes, holder: Issued, at: datetime) -> bytes:
    """The demo's signature with its time stamp."""
    return sign(content, holder, at, stamp_by=stamps())


def answers(at: datetime) -> revocation.Asks:
    """Who answers of the demo's certificates that none is revoked; of others their own authority does."""
    ours, subject = Responder(root(), at), root().plain.subject

    def ask(certificate: Any, issuer: Any, address: str) -> bytes:
        return (ours if issuer.subject == subject else revocation.ask)(certificate, issuer, address)

    return ask
