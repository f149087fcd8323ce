"""NCALayer: the signing program of the National Certification Authority on the reader's own computer.

The page's own script asks it over a web socket; docs/signing.md tells the messages.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reports.signing.ways import Way

WAY = Way(
    "ncalayer",
    _("Sign with NCALayer on this computer"),
    _("With your key of the National Certification Authority. NCALayer must be running."),
    connects=True,
)
