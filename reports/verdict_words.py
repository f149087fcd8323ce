"""What was found of a signature, in words: which question failed or waits, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

QUESTIONS: Final[dict[str, Any]] = {
    "readable": _("The file is an electronic signature"),
    "manifest": _("It was made over this very manifest"),
    "genuine": _("It was made with the key of its certificate"),
    "stamp": _("Its time stamp"),
    "trusted": _("The certificate comes from an authority that the portal believes"),
    "in_force": _("The certificate was in force at the time of signing"),
    "revoked": _("The certificate was not revoked at the time of signing"),
    "use": _("The certificate is for signing"),
    "role": _("The certificate gives the role of a first head"),
    "body": _("The certificate is of this body"),
    "person": _("The certificate is of the person who signs"),
}
_AGAIN: Final = _("Sign the manifest anew and give the new signature.")
_HEADS_KEY: Final = _("Sign with your own key as first head of this body.")
_WAITS: Final = _("The portal asks again by itself; you need do nothing.")
_OTHER_KEY: Final = _(
    "Sign with a certificate that is in force; the certification authority issues a new one."
)
_REGISTER: Final = _("An administrator enters it in the register; then the portal checks again by itself.")
#: Code → the sentence, and what to do.
WHY: Final[dict[str, tuple[Any, Any]]] = {
    "empty": (_("The file is empty."), _AGAIN),
    "too_long": (_("The file is longer than any signature is."), _AGAIN),
    "not_cms": (_("The file is not a CMS signature, or it is damaged."), _AGAIN),
    "signers": (_("The file has not exactly one signer."), _AGAIN),
    "no_certificate": (_("The signature does not carry its certificate."), _AGAIN),
    "other_content": (
        _("Something else was signed, or the manifest was changed after it was downloaded."),
        _("Download the manifest again and sign the file as it is, without opening it in an editor."),
    ),
    "forged": (_("The signature does not fit the certificate's key."), _AGAIN),
    "other_certificate": (_("The signature names another certificate than it carries."), _AGAIN),
    "weak": (_("The key or the algorithm is too weak."), _OTHER_KEY),
    "unknown_algorithm": (_("The algorithm is not known here."), _OTHER_KEY),
    "no_stamp": (_("There is none: the time of receipt counts."), ""),
    "stamp_not_read": (_("It is by an algorithm that is not read here: the time of receipt counts."), ""),
    "stamp_not_believed": (
        _("Its authority is not in the portal's list: the time of receipt counts."),
        "",
    ),
    "stamp_of_other": (_("The time stamp is of another signature."), _AGAIN),
    "stamp_broken": (_("The time stamp is damaged."), _AGAIN),
    "unknown_authority": (
        _("The certificate leads to no authority of the portal's list."),
        _(
            "Sign with a key of the National Certification Authority, or ask the administrator about the list."
        ),
    ),
    "untrusted": (_("The chain of certificates does not hold."), _OTHER_KEY),
    "expired": (_("The certificate had expired."), _OTHER_KEY),
    "not_yet": (_("The certificate was not in force yet."), _OTHER_KEY),
    "revoked": (_("The certificate had been revoked."), _OTHER_KEY),
    "no_responder": (
        _("The portal has no address at which the authority answers."),
        _(
            "An administrator enters the address in the list of authorities; then the portal checks again by itself."
        ),
    ),
    "unreachable": (_("The certification authority did not answer."), _WAITS),
    "try_later": (_("The certification authority asks to try later."), _WAITS),
    "no_answer": (_("The certification authority gave no answer that can be used."), _WAITS),
    "no_question": (_("The question to the certification authority could not be put."), _WAITS),
    "gost_unknown": (
        _("Signatures by the algorithms of Kazakhstan (GOST) are not checked by this portal yet."),
        _("An administrator connects NCANode; then the portal checks again by itself."),
    ),
    "undecided": (_("The checking service could not decide."), _WAITS),
    "by_ncanode": (_("The checking service found the signature not valid."), _AGAIN),
    "not_for_signing": (_("The certificate is for signing in, not for signing."), _HEADS_KEY),
    "delegated": (_("It gives the right to sign, and the order is recorded."), ""),
    "no_delegation": (
        _("The certificate gives the right to sign, and no order about it is recorded."),
        _("Sign with a first head's key, or have the administrator record the order."),
    ),
    "other_role": (
        _("The certificate gives neither the role of a first head nor the right to sign."),
        _HEADS_KEY,
    ),
    "other_body": (_("The certificate names another organisation."), _HEADS_KEY),
    "other_person": (_("The certificate names another person than the register does."), _HEADS_KEY),
    "no_bin_in_register": (_("The register has no BIN of this body."), _REGISTER),
    "no_iin_in_register": (_("The register does not say who signs for this body."), _REGISTER),
}


@dataclass(frozen=True)
class Found:
    """One question with its answer, for a page: ``tone`` of its mark, the sentence, what to do."""

    question: Any
    outcome: str
    sentence: Any
    remedy: Any


def found_of(answers: Iterable[Sequence[str]]) -> list[Found]:
    """The answers as stored ([question, outcome, why]), in words."""
    return [
        Found(QUESTIONS.get(question, question), outcome, *WHY.get(why, ("", "")))
        for question, outcome, why in answers
    ]
