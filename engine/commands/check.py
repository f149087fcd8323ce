"""Check a report's workbook against a methodology, with no database: the portal's own checks and its own words."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from engine.foreign.gate import read_here
from engine.methodology import LANGUAGES, MethodologyText
from engine.methodology_files import read_methodology
from engine.methodology_format import MAX_BYTES as MAX_METHODOLOGY_BYTES
from engine.report_workbook.offline import check_offline
from engine.report_workbook.reading import ROOM, read_workbook

from .console import METHODOLOGY_REFUSED, USAGE, Console

HELP = (
    "Check the workbook of a report before it is uploaded, with no database: says every fault with its sheet and cell. "
    "Exit codes: 0 no errors; 1 errors; 2 wrong use or a file that cannot be read; 3 the methodology is refused."
)
WITH_ERRORS = 1


def add_arguments(parser: ArgumentParser) -> None:
    """The two files, the language of the sentences, and whether they are given as JSON."""
    parser.add_argument("methodology", metavar="METHODOLOGY", help="a .yaml or .xlsx file")
    parser.add_argument("workbook", metavar="WORKBOOK", help="the .xlsx file that the portal gave, filled in")
    parser.add_argument("--language", choices=LANGUAGES, default="kk", help="of the sentences (kk)")
    parser.add_argument("--json", action="store_true", dest="as_json", help="write the faults as JSON")


def run(console: Console, options: Mapping[str, Any]) -> None:
    """SystemExit 1 after the faults are written, where any of them is an error."""
    loaded = read_here(read_methodology, console.read(options["methodology"], MAX_METHODOLOGY_BYTES))
    if isinstance(loaded, list):
        console.stop(METHODOLOGY_REFUSED, loaded, options["methodology"])
    if not isinstance(loaded, MethodologyText):
        console.stop(
            USAGE, ["This is the overall methodology: no report is made by it."], options["methodology"]
        )
    data = console.read(options["workbook"], ROOM.size)
    language = options["language"]
    checked, _book = check_offline(loaded, read_here(read_workbook, data), language)
    if options["as_json"]:
        told = [fault.as_told(language) for fault in checked.faults]
        console.show(json.dumps({"faults": told}, ensure_ascii=False, indent=1))
    else:
        console.show("".join(f"{fault.line(language)}\n" for fault in checked.faults) or "\n")
    if checked.errors:
        sys.exit(WITH_ERRORS)
