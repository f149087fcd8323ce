"""The form of "verify a document": a checksum or a file, one of the two."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from public.selectors_files import SHA256


class VerifyForm(forms.Form):
    """Either the SHA-256 of the file or the file itself."""

    checksum = forms.CharField(
        label=_("SHA-256 of the file"),
        help_text=_("64 digits and letters from a to f."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=_("or the PDF itself"),
        help_text=_("It is read once for its checksum and not kept."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def clean_checksum(self) -> str:
        """64 hex digits in lower case; spaces and capitals are forgiven. Empty when nothing was pasted."""
        text = re.sub(r"\s", "", self.cleaned_data["checksum"]).lower()
        if text and not SHA256.fullmatch(text):
            raise ValidationError(_("This is not a SHA-256: it has 64 digits and letters from a to f."))
        return text

    def clean_file(self) -> UploadedFile | None:
        """Refused above DOCUMENT_MAX_BYTES, before it is read; None when no file was chosen."""
        upload: UploadedFile | None = self.cleaned_data["file"]
        limit = settings.DOCUMENT_MAX_BYTES
        if upload is not None and (upload.size or 0) > limit:
            raise ValidationError(
                _t("The file is larger than %(limit)s: no published conclusion is.")
                % {"limit": filesizeformat(limit)}
            )
        return upload

    def clean(self) -> dict[str, Any]:
        """One of the two is wanted, asked for when neither field is wrong; of both, the file counts."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("checksum") and not cleaned.get("file"):
            raise ValidationError(_("Paste the checksum or choose the file."))
        return cleaned
