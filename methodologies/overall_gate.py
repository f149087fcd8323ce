"""Whether an overall evaluation of the year was computed by a text already: from then on the year keeps it (c17, c18.5).

The floor of the overall evaluation lies above this one, so it tells what it knows through ``ask``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Question = Callable[[Any], bool]
_questions: list[Question] = []


def ask(question: Question) -> Question:
    """Register a question on an overall methodology: has anything been computed by it?"""
    if question not in _questions:
        _questions.append(question)
    return question


def is_in_use(methodology: Any) -> bool:
    """Whether a body's overall evaluation was computed by this text."""
    return any(question(methodology) for question in _questions)
