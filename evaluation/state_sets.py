"""Sets of states, and the tones in which states are shown, declared beside the states themselves.

    class ReportState(models.TextChoices): ...

    OWED = states_in("OWED", ReportState, inside=(DRAFT, RETURNED), outside=(SIGNED, ACCEPTED))
    TONES = tones_of(ReportState, {DRAFT: "neutral", ...})

A set says of every state whether it is inside; a system check (``evaluation.checks``) refuses a state that a set or
the tones do not know. So nobody adds a state and forgets who must hear of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from django.db import models

StateT = TypeVar("StateT", bound=models.TextChoices)

#: What was declared: the states, what declares them, what is said of which states (with repetitions).
_declared: list[tuple[type[models.TextChoices], str, list[str]]] = []


def states_in(
    name: str, states: type[StateT], *, inside: Iterable[StateT], outside: Iterable[StateT]
) -> tuple[StateT, ...]:
    """The set ``name``: its members in the order given. ``outside`` are all others, so that none is forgotten."""
    members = tuple(inside)
    _declared.append((states, name, [*members, *outside]))
    return members


def tones_of(states: type[StateT], tones: Mapping[StateT, str]) -> dict[StateT, str]:
    """State → the tone of its chip ("neutral", "waiting", "done", "refused", "accepted"); every state has one."""
    _declared.append((states, "tones", list(tones)))
    return dict(tones)


def values_of(members: Iterable[models.TextChoices]) -> list[str]:
    """The states as the database keeps them: for constraints, whose migrations hold plain text."""
    return [member.value for member in members]


def faults() -> list[str]:
    """What is wrong with the declarations, in sentences: states that are not named, or named twice."""
    found = []
    for states, name, named in _declared:
        where = f"{states.__module__}.{states.__qualname__}: {name}"
        missing = [state.value for state in states if state not in named]
        twice = sorted({state for state in named if named.count(state) > 1})
        if missing:
            found.append(f"{where} does not know {', '.join(missing)}.")
        if twice:
            found.append(f"{where} names {', '.join(twice)} more than once.")
    return found
