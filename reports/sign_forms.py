"""The forms of the sign-off page: the statements of c64 with the way to sign, and the signature that is given for it."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from engine.manifest import STATEMENTS
from evaluation.forms import RevisionForm
from reports.signing.cms import MOST
from reports.signing.ways import ways
from reports.statements import WORDS

_LACKING: Final = {"required": _("Tick the statement: signing without it is not possible.")}


class SignForm(RevisionForm):
    """The first head's own statements, each ticked by itself (c64), and the way to sign."""

    truth = forms.BooleanField(label=WORDS["truth"], error_messages=_LACKING)
    completeness = forms.BooleanField(label=WORDS["completeness"], error_messages=_LACKING)
    timeliness = forms.BooleanField(label=WORDS["timeliness"], error_messages=_LACKING)
    way = forms.ChoiceField(label=_("How to sign"), widget=forms.RadioSelect)
    #: The mark of what warned when the page was made: what is signed has been seen.
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = list(ways().values())
        way: Any = self.fields["way"]
        way.choices = [(one.code, one.label) for one in offered]
        way.initial = offered[0].code
        if len(offered) == 1:
            way.widget, way.required = forms.HiddenInput(), False

    def clean_way(self) -> str:
        """The way chosen; the only one where there is no choice."""
        return self.cleaned_data["way"] or next(iter(ways()))

    @property
    def statements(self) -> list[str]:
        """The codes of the statements that are ticked."""
        return [code for code in STATEMENTS if self.cleaned_data.get(code)]


class SignatureForm(forms.Form):
    """A signature over the frozen manifest: the file of it, or its base64 as the signing program gives it."""

    manifest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    way = forms.CharField(widget=forms.HiddenInput, max_length=20)
    file = forms.FileField(
        label=_("File of the signature"),
        help_text=_("Usually .p7s, .cms or .sig; a few kilobytes."),
        required=False,
    )
    cms = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2 * MOST)

    def clean(self) -> dict[str, Any]:
        """One of both is there, and no longer than a signature is."""
        data = super().clean() or {}
        if self.errors:
            return data
        upload = data.get("file")
        if upload is not None and upload.size > MOST:
            self.add_error("file", _t("The file is longer than any signature is."))
        elif upload is None and not data.get("cms"):
            self.add_error("file", _t("Choose the file of the signature."))
        return data

    @property
    def signature(self) -> bytes:
        """What was given, read within its bounds."""
        upload = self.cleaned_data.get("file")
        return upload.read(MOST + 1) if upload is not None else self.cleaned_data["cms"].encode()
