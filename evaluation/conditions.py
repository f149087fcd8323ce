"""The conditions of transitions: a model names them, ``guards.py`` of its floor says why they do not hold.

    conditions=[only_if("reports.values_are_complete")]     # in the model: a name, nothing that reaches up

    @guard                                                  # in reports/guards.py, registered when the app starts
    def values_are_complete(report): ...                    # None, or the refusal

A system check (``evaluation.checks``) refuses a name that nobody registered, or that two did.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from evaluation.refusals import Refusal

#: A question about one record: None when the condition holds, otherwise the refusal to raise.
Explain = Callable[[Any], Refusal | None]

_guards: dict[str, list[Explain]] = {}


def guard(explain: Explain) -> Explain:
    """Register a guard under "<floor>.<its name>" and give it back as it is."""
    name = f"{explain.__module__.partition('.')[0]}.{explain.__name__}"
    _guards.setdefault(name, []).append(explain)
    return explain


def registered(name: str) -> list[Explain]:
    """Whatever was registered under ``name``: exactly one function in a sound portal."""
    return _guards.get(name, [])


class Condition:
    """A transition's condition by name. The page's button, the act and the tables of the docs ask the same one."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.__name__ = name

    def explain(self, record: Any) -> Refusal | None:
        """Why the condition does not hold for ``record``; None if it does."""
        return _guards[self.name][0](record)

    def __call__(self, record: Any) -> bool:
        """What django-fsm asks. Inside ``perform`` it was answered a moment ago, on this very row."""
        return record.__dict__.get("_guards_hold", False) or self.explain(record) is None


def only_if(name: str) -> Condition:
    """The condition that ``name`` ("<floor>.<guard>") is registered for."""
    return Condition(name)
