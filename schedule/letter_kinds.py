"""The kinds of letters and their words: every floor registers its own, an administrator may change them.

Changed words may use the names that the shipped ones use; ``faults_of`` says what keeps them from being used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class LetterText:
    """The words of one kind of letter: lazily translated, with ``%(name)s`` places for the context."""

    subject: Any
    text: Any


_texts: dict[str, LetterText] = {}
_PLACE = re.compile(r"%\((\w+)\)")
_WHOLE_PLACE = re.compile(r"%%|%\(\w+\)s")


def register(kind: str, subject: Any, text: Any) -> None:
    """Give the words of a kind of letter; called by a floor's ``letter_texts.py``."""
    _texts[kind] = LetterText(subject, text)


def registered() -> Mapping[str, LetterText]:
    """All kinds and their words."""
    return dict(_texts)


def words_of(kind: str) -> LetterText:
    """The shipped words of a kind. Unknown kinds are a programming error (KeyError)."""
    return _texts[kind]


def context_names(kind: str) -> frozenset[str]:
    """The names that the shipped words of ``kind`` use: the ones that changed words may use too."""
    words = _texts[kind]
    return frozenset(_PLACE.findall(f"{words.subject} {words.text}"))


def faults_of(kind: str, subject: str, text: str) -> dict[str, str]:
    """What is wrong with changed words of a letter, by field; empty when they compile."""
    if kind not in _texts:
        return {"kind": _("There is no letter of the kind “%(kind)s”.") % {"kind": kind}}
    known = context_names(kind)
    faults = {}
    for field, words in (("subject", subject), ("text", text)):
        for number, line in enumerate(words.splitlines(), start=1):
            sentence = _fault_of_line(line, known)
            if sentence:
                where = _("Line %(number)s: %(fault)s") % {"number": number, "fault": sentence}
                faults[field] = where if field == "text" else sentence
                break
    return faults


def _fault_of_line(line: str, known: frozenset[str]) -> str:
    """What keeps one line of a letter from compiling; empty when nothing does."""
    strange = sorted({name for name in _PLACE.findall(line) if name not in known})
    if "%" in _WHOLE_PLACE.sub("", line):
        return _("A percent sign stands for a value: write %(name)s, or %% for the sign itself.")
    if strange:
        return _("The letter does not know “%(name)s”. It knows: %(names)s.") % {
            "name": strange[0],
            "names": ", ".join(sorted(known)),
        }
    return ""
