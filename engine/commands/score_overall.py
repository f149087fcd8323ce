"""Try an overall methodology on block scores from a file, with no database."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from engine import overall
from engine.foreign.gate import read_here
from engine.formulas.arithmetic import plain
from engine.methodology import OverallMethodologyText
from engine.methodology_files import read_methodology
from engine.methodology_format import MAX_BYTES as MAX_METHODOLOGY_BYTES
from engine.trial.data import read_block_results
from engine.trial.report import aligned
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
    "Work out the overall evaluation from block scores in a data file (items block1, block2, block3), "
    "with no database. Exit codes as of the command score."
)


def add_arguments(parser: ArgumentParser) -> None:
    """As of the command ``score``, without CSV, a trace or another year."""
    parser.add_argument("methodology", metavar="OVERALL", help="a .yaml or .xlsx file")
    parser.add_argument("data", metavar="DATA", help="a .csv or .xlsx file")
    add_decimal(parser)
    parser.add_argument("--format", choices=("table", "json"), default="table", dest="shape")


def run(console: Console, options: Mapping[str, Any]) -> None:
    """SystemExit as of ``score``: 1, after the writing, where a block's score is missing."""
    methodology = read_here(read_methodology, console.read(options["methodology"], MAX_METHODOLOGY_BYTES))
    if isinstance(methodology, list):
        console.stop(METHODOLOGY_REFUSED, methodology, options["methodology"])
    if not isinstance(methodology, OverallMethodologyText):
        console.stop(USAGE, [f"This is the methodology of one block; try it by {console.score}."])
    data = read_block_results(console.read(options["data"], MAX_BYTES), decimal_of(options))
    if isinstance(data, list):
        refuse_data(console, data, options["data"])
    scores = {body: overall.score_overall(methodology, blocks) for body, blocks in data.items()}
    if options["shape"] == "json":
        shown = [{"body": body, **score.to_json()} for body, score in scores.items()]
        console.show(json.dumps(shown, ensure_ascii=False, indent=1))
    else:
        console.show(_table(methodology, scores))
    if any(score.state == overall.MISSING for score in scores.values()):
        sys.exit(SOME_BLOCKED)


def _table(methodology: OverallMethodologyText, scores: dict[str, overall.OverallScore]) -> str:
    names = {d.code: d.name.en for d in methodology.degrees}
    rows = [["body", "overall", "degree", *(f"block {w.block}" for w in methodology.blocks)]]
    for body, score in scores.items():
        blocks = [plain(p.value) if p.value is not None else p.state.replace("_", " ") for p in score.parts]
        value = plain(score.value) if score.value is not None else score.state.replace("_", " ")
        rows.append([body, value, names.get(score.degree, ""), *blocks])
    return aligned(rows)
