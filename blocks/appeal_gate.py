"""Whether a delivered conclusion may become final, or be counted again: the term of c57 has passed and nothing of an
appeal is open.

The floor of appeals lies above this one, so it tells what it knows through ``ask``: a function registered here
that answers with a refusal, or None.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evaluation import clock
from evaluation.presentation import moment_text
from evaluation.refusals import Refusal

Question = Callable[[Any], Refusal | None]
_questions: list[Question] = []


def ask(question: Question) -> Question:
    """Register a question that must be answered with None before a conclusion is final."""
    if question not in _questions:
        _questions.append(question)
    return question


def open_appeal(conclusion: Any) -> Refusal | None:
    """Why the conclusion may not become final yet; None if it may. A corrected version has no term of its own (c60)."""
    term = conclusion.objection_term
    if term is not None and clock.now() < term.due_at:
        return Refusal(
            "early",
            _("The body may object until %(until)s.")
            % {"until": moment_text(term.last_day, get_language() or "kk")},
            clause="c57",
            until=term.due_at,
            remedy=_("Send the conclusion to state planning, or count it again, after that."),
        )
    for question in _questions:
        refusal = question(conclusion)
        if refusal is not None:
            return refusal
    return None
