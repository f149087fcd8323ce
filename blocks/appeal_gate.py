"""Whether a delivered conclusion may become final, or be counted again: the term of c57 has passed and nothing of an
appeal is open.

The floor of appeals lies above this one, so it tells what it knows through ``ask``: a function registered here
that answers for many conclusions at once with refusals by id.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evaluation import clock
from evaluation.presentation import moment_text
from evaluation.refusals import Refusal

#: Conclusions → what is open about them, by the conclusion's id. A fixed number of queries.
Question = Callable[[Sequence[Any]], dict[int, Refusal]]
_questions: list[Question] = []


def ask(question: Question) -> Question:
    """Register a question that must have no answer about a conclusion before it is final."""
    if question not in _questions:
        _questions.append(question)
    return question


def open_appeal(conclusion: Any) -> Refusal | None:
    """Why the conclusion may not become final yet; None if it may. A corrected version has no term of its own (c60)."""
    return open_appeals([conclusion]).get(conclusion.pk)


def open_appeals(conclusions: Sequence[Any]) -> dict[int, Refusal]:
    """The same for many conclusions, by id, of those whose appeal is open. As many queries as for one."""
    found: dict[int, Refusal] = {}
    rest = []
    for conclusion in conclusions:
        term = conclusion.objection_term
        if term is None or clock.now() >= term.due_at:
            rest.append(conclusion)
            continue
        found[conclusion.pk] = Refusal(
            "early",
            _("The body may object until %(until)s.")
            % {"until": moment_text(term.last_day, get_language() or "kk")},
            clause="c57",
            until=term.due_at,
            remedy=_("Send the conclusion to state planning, or count it again, after that."),
        )
    for question in _questions if rest else ():
        for pk, refusal in question(rest).items():
            found.setdefault(pk, refusal)
    return found
