"""Which acts are taking part in the evaluation of a body (c9.2, c9.3, c59): one list, named act by act.

    participation.counts("partialconclusion.save_marks", …)
    participation.excused("the body's own act", "report.sign", …)

Each floor says it of its acts in its ``rights.py``. Whoever did one of the acts that count, as the journal shows by
the body concerned, sits in no special commission on it. An act that nobody named counts for nothing, so that a test
asks for every act of the floors that evaluate, and for every function that writes a value or a mark
(`tests/whole/test_taking_part.py`): a new act is named here or there is no such act.
"""

from __future__ import annotations

_counts: set[str] = set()
_excused: dict[str, str] = {}


def counts(*acts: str) -> None:
    """These acts, by the codes of the journal, are taking part in the evaluation of the body concerned."""
    _counts.update(acts)


def excused(why: str, *acts: str) -> None:
    """These are not, and why: for whoever reads the list."""
    _excused.update(dict.fromkeys(acts, why))


def acts() -> frozenset[str]:
    """The codes of the acts that count."""
    return frozenset(_counts)


def excuses() -> dict[str, str]:
    """Code → why the act does not count."""
    return dict(_excused)
