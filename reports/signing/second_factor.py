"""The portal's own second step when signing in stands for the signature."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reports.signing.ways import Way

WAY = Way(
    "second_factor",
    _("Confirm in the portal"),
    _(
        "You are signed in with a second step; the portal records who signed, when and what. No certificate is needed."
    ),
    at_once=True,
)
