"""How often people press for each act of a year: the table in docs/roles.md, made by the walk at the pages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from django.utils.translation import override

from evaluation.models import Office

ROLES = Path(__file__).parents[2] / "docs" / "roles.md"
BEGIN, END = "<!-- presses: begin -->", "<!-- presses: end -->"


def as_table(presses: Mapping[tuple[str, str], int]) -> str:
    """Office, act, presses; offices in the order of `Office`, acts in that of the year."""
    lines = ["| office | act | presses |", "| --- | --- | --- |"]
    with override("en"):
        for office in Office:
            lines += [
                f"| {office.label} | {what} | {count} |"
                for (held, what), count in presses.items()
                if held == office
            ]
    return "\n".join(lines)


def in_the_roles() -> str:
    """The table as docs/roles.md has it."""
    return ROLES.read_text(encoding="utf-8").partition(f"{BEGIN}\n\n")[2].partition(f"\n\n{END}")[0]


def write_into_the_roles(presses: Mapping[tuple[str, str], int]) -> None:
    """Put the table into docs/roles.md."""
    before, _begin, rest = ROLES.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    ROLES.write_text(f"{before}{BEGIN}\n\n{as_table(presses)}\n\n{END}{after}", encoding="utf-8")
