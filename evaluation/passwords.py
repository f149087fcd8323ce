"""Links by which a person sets their own password: nobody else ever knows one, the administrator neither."""

from __future__ import annotations

from typing import Final

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from evaluation.models import LinkPurpose, User

#: The templates of the letter: the person asked for the link, or an administrator sends it.
_WORDS: Final = {LinkPurpose.FORGOTTEN: "password_reset_key", LinkPurpose.SENT: "password_link"}


def link_of(person: User) -> str:
    """The address where the person sets a password: once, within ``PASSWORD_RESET_TIMEOUT``."""
    names = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    with override(person.language):
        return settings.BASE_URL.rstrip("/") + reverse("account_reset_password_from_key", kwargs=names)


def message_with_link(person: User, purpose: LinkPurpose) -> EmailMessage:
    """To the address on record, in the person's language. Not a letter of the portal: the inbox keeps no keys."""
    words = _WORDS[purpose]
    told = {"password_reset_url": link_of(person), "user": person}
    with override(person.language):
        subject = render_to_string(f"account/email/{words}_subject.txt", told)
        text = render_to_string(f"account/email/{words}_message.txt", told)
    return EmailMessage(" ".join(subject.split()), text.strip(), to=[person.email])
