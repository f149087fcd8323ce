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
    try:
        if looks_like_workbook(source):
            return _methodology_or_none(read_workbook(source))
        refuse_other_kinds(source)
    except Unreadable as unreadable:
        code = "not_methodology" if unreadable.code in _NO_TABLE else unreadable.code
        return [FileProblem(code, "", 0, 1, unreadable.params)]
    return _methodology_or_none(load(source))


#: Kinds of files of which another reader says how to make a table of them: no methodology would come of it.
_NO_TABLE = ("paper", "web_page", "other_document")
#: What is wrong with a whole file that is something else: a table, a text; there is nothing in it to mend.
_SOMETHING_ELSE = {("other_document", ""), ("needs_mapping", "")}


def _methodology_or_none(
    found: MethodologyText | OverallMethodologyText | list[FileProblem],
) -> MethodologyText | OverallMethodologyText | list[FileProblem]:
    if isinstance(found, list) and {(one.code, one.path) for one in found} <= _SOMETHING_ELSE:
        return [FileProblem("not_methodology", "", 0, 1, {})]
    return found
