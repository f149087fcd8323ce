"""Whoever returns something says why: an empty remark is refused."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evaluation.refusals import FieldFault, Refusal


def refuse_without_words(words: str, sentence: str) -> None:
    """Raise the refusal ``sentence``, with the fault at "reason", if ``words`` are none."""
    if not words.strip():
        raise Refusal("incomplete", sentence, faults=[FieldFault("reason", _("Write the reason."))])
