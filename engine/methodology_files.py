"""A methodology in a file of either form: YAML, or a workbook."""

from __future__ import annotations

from engine.foreign.archives import looks_like_workbook, refuse_other_kinds
from engine.foreign.child import Limits
from engine.foreign.gate import Unreadable, behind_gate
from engine.formulas.parser import parse
from engine.methodology import MethodologyText, OverallMethodologyText
from engine.methodology_format import FileProblem, load
from engine.methodology_workbook import read_workbook


@behind_gate(
    lambda unreadable: [FileProblem(unreadable.code, "", 0, 1, unreadable.params)],
    Limits(seconds=10),
    ready=lambda: parse("1"),  # which reads the grammar
)
def read_methodology(source: bytes | str) -> MethodologyText | OverallMethodologyText | list[FileProblem]:
    """What the file holds, or every error in it. Never raises for bad input."""
    if isinstance(source, str):
        return load(source)
    if looks_like_workbook(source):
        return read_workbook(source)
    try:
        refuse_other_kinds(source)
    except Unreadable as unreadable:
        return [FileProblem(unreadable.code, "", 0, 1, unreadable.params)]
    return load(source)
