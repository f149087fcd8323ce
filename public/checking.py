"""Checking a document against its published checksum: the digest of what a person gives, and how often they may ask.

Nothing of what is given is kept: an uploaded file is read once for its digest and dropped.
"""

from __future__ import annotations

import hashlib
from typing import Final

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

#: Checks from one address within a window of so many seconds.
CHECKS: Final = 30
WINDOW: Final = 600


def digest_of(upload: UploadedFile) -> str:
    """SHA-256 of the uploaded bytes, hex."""
    found = hashlib.sha256()
    for chunk in upload.chunks():
        found.update(chunk)
    return found.hexdigest()


def may_check(request: HttpRequest, what: str = "verify") -> bool:
    """Count this check; whether its address is still within ``CHECKS`` per ``WINDOW``. The address itself is not kept.

    ``what``: checks of each kind are counted apart.
    """
    address = get_adapter().get_client_ip(request)
    key = f"{what}:" + salted_hmac("public.checking", address).hexdigest()[:32]
    cache.add(key, 0, WINDOW)
    try:
        return int(cache.incr(key)) <= CHECKS
    except ValueError:  # the window ended between the two
        return True
