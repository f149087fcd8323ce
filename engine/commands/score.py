"""Score files alone: a methodology and data, with no database."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from engine.foreign.gate import read_here
from engine.methodology import MethodologyText, OverallMethodologyText
from engine.methodology_files import read_methodology
from engine.methodology_format import MAX_BYTES as MAX_METHODOLOGY_BYTES
from engine.methodology_format.layout import CYCLES
from engine.score_trace import to_json
from engine.scoring import BLOCKED, score_bodies
from engine.trial import report
from engine.trial.data import read_data
from engine.trial.notes import data_notes
from engine.trial.rows import MAX_BYTES

from .console import (
    METHODOLOGY_REFUSED,
    SOME_BLOCKED,
    USAGE,
    Console,
    add_decimal,
    decimal_of,
    refuse_data,
)

HELP = (
    "Score the bodies of a data file by a methodology file, with no database. "
    "Exit codes: 0 every body is scored; 1 some cannot be (values missing, or a formula fails on them); "
    "2 wrong use or a file that cannot be read; 3 the methodology is refused; 4 the data are refused."
)


def add_arguments(parser: ArgumentParser) -> None:
    """``--format`` arrives in ``run`` as ``shape``."""
    parser.add_argument("methodology", metavar="METHODOLOGY", help="a .yaml or .xlsx file")
    parser.add_argument("data", metavar="DATA", help="a .csv or .xlsx file")
    add_decimal(parser)
    parser.add_argument("--format", choices=("table", "json", "csv"), default="table", dest="shape")
    parser.add_argument("--trace", metavar="BODY", help="show how this body's score came about")
    parser.add_argument("--year", type=int, help="the year to score, when it is not the methodology's cycle")
    parser.add_argument(
        "--allow-other-items",
        action="store_true",
        help="let data items pass that the methodology does not know",
    )


def run(console: Console, options: Mapping[str, Any]) -> None:
    """SystemExit with a code of ``HELP``, unless all is well; 1 comes after all scores are written."""
    methodology = _methodology(console, options["methodology"])
    data = console.read(options["data"], MAX_BYTES)
    if isinstance(methodology, OverallMethodologyText):
        console.stop(USAGE, [f"This is the overall methodology; try it by {console.score_overall}."])
    year: int = methodology.cycle if options["year"] is None else options["year"]
    if year not in CYCLES:
        console.stop(USAGE, [f"--year {year}: write a year from {CYCLES[0]} to {CYCLES[-1]}."])
    found = read_data(
        data, methodology, year=year, others=options["allow_other_items"], decimal=decimal_of(options)
    )
    values = [v for v in found if not hasattr(v, "what")]
    if len(values) != len(found) or not found:
        refuse_data(console, found, options["data"])
    body = options["trace"]
    if body is not None:
        known = [v.body for v in values]
        if body not in known:
            console.stop(USAGE, [f"There is no body {body} in the data. There are: {', '.join(known[:50])}"])
    scores = score_bodies(methodology, values, trace=body is not None)
    if body is not None:
        scores = [s for s in scores if s.body == body]
    for note in report.weight_notes(methodology):
        console.complain(f"note: {note}", options["methodology"])
    for note in data_notes(methodology, values):
        console.complain(f"note: {note}", options["data"])
    console.show(_shown(methodology, scores, options["shape"], body, year))
    if any(s.state == BLOCKED for s in scores):
        sys.exit(SOME_BLOCKED)


def _methodology(console: Console, name: str) -> MethodologyText | OverallMethodologyText:
    loaded = read_here(read_methodology, console.read(name, MAX_METHODOLOGY_BYTES))
    if isinstance(loaded, list):
        console.stop(METHODOLOGY_REFUSED, loaded, name)
    return loaded


def _shown(methodology: MethodologyText, scores: list[Any], shape: str, body: str | None, year: int) -> str:
    if shape == "csv":
        return report.long_csv(scores)
    if shape == "json":
        shown = to_json(scores[0]) if body is not None else report.summary(methodology, scores, year)
        return json.dumps(shown, ensure_ascii=False, indent=1)
    return report.trace_text(scores[0]) if body is not None else report.table(methodology, scores, year)
