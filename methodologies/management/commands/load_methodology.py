"""`manage.py load_methodology FILE --by USERNAME`: take a methodology in as a draft, or only check the file."""

from __future__ import annotations

import sys
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser

from engine.commands.console import printable
from engine.methodology import MethodologyText
from engine.methodology_format import MAX_BYTES
from engine.trial.rows import read_bytes
from evaluation.models import Cycle, User
from evaluation.refusals import Refusal
from methodologies.actions import import_methodology
from methodologies.actions.drafts import refuse_in_open_year
from methodologies.review import document_of, read_methodology

USAGE, METHODOLOGY_REFUSED, ACT_REFUSED = 2, 3, 5


class Command(BaseCommand):
    """See docs/methodology-format.md, "Loading and dumping"."""

    help = (
        "Take a methodology (YAML or .xlsx) in as the open draft of its year and block, or as the next version, by the "
        "rights of a methodologist. A bad file is refused whole, with every error at its line or cell. "
        "Exit codes: 0 taken in; 2 wrong use or a file that cannot be read; 3 the methodology is refused; "
        "5 the act is refused: a right or a state."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Called by Django; ``--by`` may be left out, because ``--check`` does without a person."""
        parser.add_argument("file", metavar="FILE", help="the methodology, YAML or .xlsx")
        parser.add_argument("--by", metavar="USERNAME", help="the methodologist who takes it in")
        parser.add_argument("--check", action="store_true", help="only check the file; nothing is written")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ends by SystemExit with a code of ``help`` unless all is well; acts by the rights of ``--by``."""
        try:
            source = read_bytes(options["file"], MAX_BYTES)
        except OSError as error:
            self._stop(USAGE, f"{options['file']}: The file cannot be read: {error.strerror}.")
        found = read_methodology(source)
        if isinstance(found, list):
            self._stop(METHODOLOGY_REFUSED, *(f"{options['file']}: {problem}" for problem in found))
        if options["check"]:
            self.stdout.write(f"{found.cycle}, {found.block}: the file is sound.")
            return
        by = User.objects.filter(username=options["by"] or "").first()
        cycle = Cycle.objects.filter(year=found.cycle).first()
        if by is None:
            who = f"There is no user {options['by']}." if options["by"] else ""
            self._stop(
                USAGE, who, "Name the methodologist who takes it in: --by USERNAME (or only look: --check)."
            )
        if cycle is None:
            years = ", ".join(
                str(year) for year in Cycle.objects.order_by("year").values_list("year", flat=True)
            )
            self._stop(
                USAGE,
                f"There is no reporting year {found.cycle} (there are: {years or 'none'}). Begin its draft on the page "
                "“Methodologies at work”, which opens the year, or write another year as cycle.",
            )
        try:
            refuse_in_open_year(cycle, found.block if isinstance(found, MethodologyText) else None)
            record = import_methodology(cycle, document_of(source), by)
        except Refusal as refusal:
            told = [refusal.sentence, *(fault.sentence for fault in refusal.faults)]
            self._stop(ACT_REFUSED, *map(str, told), str(refusal.remedy or ""))
        self.stdout.write(
            f"{cycle.year}, {record.subject}: taken in as version {record.version}, {record.digest}."
        )

    def _stop(self, code: int, *sentences: str) -> NoReturn:
        for sentence in filter(None, sentences):
            self.stderr.write(printable(sentence))
        sys.exit(code)
