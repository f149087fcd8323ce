"""Signing elsewhere: the manifest is downloaded, signed with whatever program, and the signature given here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reports.signing.ways import Way

WAY = Way(
    "upload",
    _("Sign in another program and give the file here"),
    _("Download the manifest, sign it as a detached signature (CMS), and choose the file of the signature."),
)
