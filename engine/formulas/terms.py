"""Sentences that can be said in any language: marked texts, and words inside them that are translated too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping


def gettext_noop(message: str) -> str:
    """Mark `message` for extraction into the catalogues; return it unchanged."""
    return message


class Term(str):
    """A parameter of a sentence that is itself said in the reader's language: words, joined by commas.

    As a string it is its English.
    """

    words: tuple[str, ...]

    def __new__(cls, words: str | Iterable[str]) -> Term:
        """From one word or several; as a string, these in English with commas between."""
        listed = (words,) if isinstance(words, str) else tuple(words)
        made = super().__new__(cls, ", ".join(listed))
        made.words = listed
        return made


def said(template: str, params: Mapping[str, str], translate: Callable[[str], str] = str) -> str:
    """`template` (a msgid) in the reader's language, filled in with `params`."""
    filled = {
        key: ", ".join(map(translate, value.words)) if isinstance(value, Term) else value
        for key, value in params.items()
    }
    return translate(template).format(**filled)
