"""Content security policies: strict everywhere, looser for the admin only.

The admin's theme draws itself with Alpine.js, which evaluates the expressions written in its attributes, and
sets inline styles; without 'unsafe-eval' for scripts and 'unsafe-inline' for styles it does not work.
See docs/decisions/content-security-policy.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponseBase

STRICT: dict[str, Any] = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "manifest-src": [SELF],
    "frame-src": [SELF],
    "object-src": [NONE],
    "base-uri": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}

ADMIN: dict[str, Any] = {
    **STRICT,
    "script-src": [SELF, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
}

#: What pages of the portal may ask of the device: nothing, except passkeys and copying by a button.
PERMISSIONS: Final = {
    **dict.fromkeys(
        (
            "accelerometer", "autoplay", "bluetooth", "browsing-topics", "camera", "display-capture",
            "encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid", "identity-credentials-get",
            "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment",
            "picture-in-picture", "screen-wake-lock", "serial", "usb", "web-share", "xr-spatial-tracking",
        ),
        "()",
    ),
    "clipboard-write": "(self)",
    "publickey-credentials-create": "(self)",
    "publickey-credentials-get": "(self)",
}  # fmt: skip
PERMISSIONS_POLICY: Final = ", ".join(f"{name}={whom}" for name, whom in sorted(PERMISSIONS.items()))

_ADMIN_PATH = re.compile(r"^/[a-z]{2}/admin/")


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """django-csp's middleware, with ADMIN instead of STRICT below `/<language>/admin/`."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """django-csp asks for each response. ADMIN goes by the path; a policy of the view's own stands first."""
        parts = super().get_policy_parts(request, response, report_only)
        if parts.config is None and not report_only and _ADMIN_PATH.match(request.path_info):
            parts.config = ADMIN
        return parts


class PermissionsPolicyMiddleware:
    """Every answer tells the browser which of the device's means its page may use (``PERMISSIONS``)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """A header of the view's own stands first."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response
