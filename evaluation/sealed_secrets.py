"""Secrets of code generators and recovery codes, as the database keeps them: encrypted, with a key that lies elsewhere.

allauth asks through its adapter (`config/accounts.py`). The first of ``settings.SECOND_STEP_KEYS`` encrypts, all of them
decrypt, so that a key is changed without anybody's generator failing (docs/operations.md). Behind them stands one that
follows from the portal's secret, which is the only one where none is named. What stands in the open is not believed: whoever can write the table could have put
a secret of their own there.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable
from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

from evaluation.refusals import Refusal

logger = logging.getLogger(__name__)

#: Stands before what is encrypted, so that it is told from a secret in the open.
MARK: Final = "sealed1:"
#: The keys of an authenticator's data that hold a secret; ``migrated_codes`` is a list of them.
_SECRETS: Final = ("secret", "seed", "migrated_codes")


def _keys() -> MultiFernet:
    named = [base64.b64decode(key) for key in settings.SECOND_STEP_KEYS]
    known = [*named, settings.SECRET_KEY.encode()]
    derived = (HKDF(hashes.SHA256(), 32, salt=None, info=b"sarap second step").derive(key) for key in known)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])


def seal(text: str) -> str:
    """Encrypted with the first key."""
    return MARK + _keys().encrypt(text.encode()).decode()


def opened(sealed: str) -> str:
    """What was sealed. Raises a Refusal that tells the person what to do where no key of the settings opens it."""
    try:
        return _opened(sealed)
    except InvalidToken:
        logger.error("A second step is not sealed by any key of SARAP_SECOND_STEP_KEYS.")
    raise Refusal(
        "state",
        _("The code cannot be checked: the portal has lost the key of the second step."),
        remedy=_("Sign in with a passkey, or tell the portal's administrator."),
    )


def _opened(sealed: str) -> str:
    if not sealed.startswith(MARK):
        raise InvalidToken
    return _keys().decrypt(sealed.removeprefix(MARK).encode()).decode()


def reseal(rows: Any) -> tuple[int, int]:
    """Encrypt the secrets of these authenticators with the first key, those in the open too; how many, and unreadable."""
    done = lost = 0
    for row in rows.select_for_update().order_by("pk").iterator():
        try:
            data = _each(row.data, lambda text: seal(_opened(text) if text.startswith(MARK) else text))
        except InvalidToken:
            lost += 1
            continue
        if data != row.data:
            row.data = data
            row.save(update_fields=["data"])
            done += 1
    return done, lost


def unseal(rows: Any) -> None:
    """Put the secrets into the open again, for a version of before."""
    for row in rows.select_for_update().order_by("pk").iterator():
        row.data = _each(row.data, _opened)
        row.save(update_fields=["data"])


def unreadable(rows: Any) -> int:
    """How many of these authenticators no key of the settings opens."""
    lost = 0
    for row in rows.iterator():
        try:
            _each(row.data, _opened)
        except InvalidToken:
            lost += 1
    return lost


def _each(data: dict[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    found = dict(data)
    for name in _SECRETS:
        if name in found:
            kept = found[name]
            found[name] = [change(one) for one in kept] if isinstance(kept, list) else change(kept)
    return found
