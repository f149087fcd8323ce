"""Score files alone: a methodology and data, with no database."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser

from blocks.methodology import Methodology, OverallMethodology
from blocks.methodology_format import load
from blocks.score_trace import to_json
from blocks.scoring import BLOCKED, score_bodies
from blocks.trial import report
from blocks.trial.data import read_data

SCORED, SOME_BLOCKED, USAGE, METHODOLOGY_REFUSED, DATA_REFUSED = range(5)


class Command(BaseCommand):
    """See docs/methodology-format.md, "Trying a methodology"."""

    help = (
        "Score the bodies of a data file by a methodology file, with no database. "
        "Exit codes: 0 every body is scored; 1 some cannot be (values missing, or a formula fails on them); "
        "2 wrong use or a file that cannot be read; 3 the methodology is refused; 4 the data are refused."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("methodology", metavar="METHODOLOGY.yaml")
        parser.add_argument("data", metavar="DATA.csv")
        parser.add_argument("--format", choices=("table", "json", "csv"), default="table", dest="shape")
        parser.add_argument("--trace", metavar="BODY", help="show how this body's score came about")
        parser.add_argument(
            "--year", type=int, help="the year to score, when it is not the methodology's cycle"
        )
        parser.add_argument(
            "--allow-other-items",
            action="store_true",
            help="let data items pass that the methodology does not know",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        methodology = self._methodology(options["methodology"])
        data = self._read(options["data"])
        if isinstance(methodology, OverallMethodology):
            self._stop(USAGE, ["This is the overall methodology; try it by manage.py score_overall."])
        found = read_data(data, methodology, year=options["year"], others=options["allow_other_items"])
        values = [v for v in found if not hasattr(v, "what")]
        if len(values) != len(found) or not found:
            self._stop(DATA_REFUSED, [str(p) for p in found], options["data"])
        body = options["trace"]
        if body is not None:
            known = [v.body for v in values]
            if body not in known:
                self._stop(USAGE, [f"There is no body {body} in the data. There are: {', '.join(known)}"])
        scores = score_bodies(methodology, values, trace=body is not None)
        if body is not None:
            scores = [s for s in scores if s.body == body]
        self.stdout.write(self._shown(methodology, scores, options["shape"], body))
        self._end(SOME_BLOCKED if any(s.state == BLOCKED for s in scores) else SCORED)

    def _shown(self, methodology: Methodology, scores: list[Any], shape: str, body: str | None) -> str:
        if shape == "csv":
            return report.long_csv(scores)
        if shape == "json":
            shown = to_json(scores[0]) if body is not None else report.summary(methodology, scores)
            return json.dumps(shown, ensure_ascii=False, indent=1)
        return report.trace_text(scores[0]) if body is not None else report.table(methodology, scores)

    def _read(self, name: str) -> bytes:
        try:
            return Path(name).read_bytes()
        except OSError as error:
            self._stop(USAGE, [f"The file cannot be read: {error.strerror}."], name)

    def _methodology(self, name: str) -> Methodology | OverallMethodology:
        loaded = load(self._read(name))
        if isinstance(loaded, list):
            self._stop(METHODOLOGY_REFUSED, [str(p) for p in loaded], name)
        return loaded

    def _stop(self, code: int, problems: list[str], name: str = "") -> NoReturn:
        for problem in problems:
            self.stderr.write(f"{name}: {problem}" if name else problem)
        sys.exit(code)

    def _end(self, code: int) -> None:
        if code:
            sys.exit(code)
