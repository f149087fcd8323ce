"""Try an overall methodology on block scores from a file, with no database."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser

from blocks.formulas.arithmetic import plain
from blocks.methodology import OverallMethodology
from blocks.methodology_format import load
from blocks.trial.data import read_block_results
from blocks.trial.report import aligned
from commission.overall import MISSING, OverallScore, score_overall

SCORED, SOME_BLOCKED, USAGE, METHODOLOGY_REFUSED, DATA_REFUSED = range(5)


class Command(BaseCommand):
    """See docs/methodology-format.md, "Trying a methodology"."""

    help = (
        "Work out the overall evaluation from block scores in a data file (items block1, block2, block3), "
        "with no database. Exit codes as of the command score."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("methodology", metavar="OVERALL.yaml")
        parser.add_argument("data", metavar="DATA.csv")
        parser.add_argument("--format", choices=("table", "json"), default="table", dest="shape")

    def handle(self, *args: Any, **options: Any) -> None:
        methodology = load(self._read(options["methodology"]))
        if isinstance(methodology, list):
            self._stop(METHODOLOGY_REFUSED, [str(p) for p in methodology], options["methodology"])
        if not isinstance(methodology, OverallMethodology):
            self._stop(USAGE, ["This is the methodology of one block; try it by manage.py score."])
        data = read_block_results(self._read(options["data"]))
        if isinstance(data, list):
            self._stop(DATA_REFUSED, [str(p) for p in data], options["data"])
        scores = {body: score_overall(methodology, blocks) for body, blocks in data.items()}
        if options["shape"] == "json":
            shown = [{"body": body, **score.to_json()} for body, score in scores.items()]
            self.stdout.write(json.dumps(shown, ensure_ascii=False, indent=1))
        else:
            self.stdout.write(_table(methodology, scores))
        if any(score.state == MISSING for score in scores.values()):
            sys.exit(SOME_BLOCKED)

    def _read(self, name: str) -> bytes:
        try:
            return Path(name).read_bytes()
        except OSError as error:
            self._stop(USAGE, [f"The file cannot be read: {error.strerror}."], name)

    def _stop(self, code: int, problems: list[str], name: str = "") -> NoReturn:
        for problem in problems:
            self.stderr.write(f"{name}: {problem}" if name else problem)
        sys.exit(code)


def _table(methodology: OverallMethodology, scores: dict[str, OverallScore]) -> str:
    names = {d.code: d.name.en for d in methodology.degrees}
    rows = [["body", "overall", "degree", *(f"block {w.block}" for w in methodology.blocks)]]
    for body, score in scores.items():
        blocks = [plain(p.value) if p.value is not None else p.state.replace("_", " ") for p in score.parts]
        value = plain(score.value) if score.value is not None else score.state.replace("_", " ")
        rows.append([body, value, names.get(score.degree, ""), *blocks])
    return aligned(rows)
