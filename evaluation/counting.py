"""Small counts in words, as they stand in a heading: «два дела», «екі іс», "two matters". Pure.

The words are locale data: the Russian ones agree with a neuter noun («одно дело»), which every heading that uses
them has.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import get_language

from evaluation.presentation import base_language

_WORDS: Final = {
    "kk": ("бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз", "он"),
    "ru": ("одно", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять"),
    "en": ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
}


def count_in_words(count: int, language: str | None = None) -> str:
    """``2`` → «два» up to ten, digits above it; in the active language unless one is named."""
    words = _WORDS[base_language(language or get_language())]
    return words[count - 1] if 1 <= count <= len(words) else str(count)
