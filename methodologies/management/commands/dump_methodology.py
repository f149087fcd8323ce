"""`manage.py dump_methodology YEAR SUBJECT`: a stored methodology as a file, YAML to the screen or into a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from evaluation.refusals import Refusal
from methodologies.files import file_of
from methodologies.models import Methodology, MethodologyState, Subject


class Command(BaseCommand):
    """See docs/methodology-format.md, "Loading and dumping"."""

    help = "Write a stored methodology as YAML or as an Excel workbook. Loading the file gives the same methodology."

    def add_arguments(self, parser: CommandParser) -> None:
        """Called by Django; a version is chosen by ``--number``, as ``--version`` is Django's own."""
        parser.add_argument("year", type=int, help="reporting year")
        parser.add_argument("subject", choices=Subject.values, help="block, or overall")
        parser.add_argument(
            "--number", type=int, metavar="N", help="version; otherwise the one in force, or the latest"
        )
        parser.add_argument(
            "--output", metavar="FILE", help="a file; .xlsx makes a workbook. Otherwise the screen"
        )
        parser.add_argument(
            "--language", choices=("kk", "ru", "en"), default="ru", help="of the workbook's headings"
        )

    def handle(self, *args: Any, year: int, subject: str, **options: Any) -> None:
        """The version in force, else the latest. CommandError: code 2 for none, or no writing; 1 for a refusal."""
        found = Methodology.objects.filter(cycle__year=year, subject=subject).select_related("cycle")
        if options["number"] is not None:
            found = found.filter(version=options["number"])
        in_force = found.filter(state=MethodologyState.APPROVED).first()
        record = in_force or found.order_by("-version").first()
        if record is None:
            raise CommandError(f"There is no such methodology: {year}, {subject}.", returncode=2)
        name = options["output"]
        form = "xlsx" if name and name.endswith(".xlsx") else "yaml"
        try:
            with translation.override(options["language"]):
                data = file_of(record, form)
            if name:
                Path(name).write_bytes(data)
            else:
                self.stdout.write(data.decode(), ending="")
                self.stdout.flush()
        except Refusal as refusal:
            raise CommandError(str(refusal.sentence)) from refusal
        except BrokenPipeError:
            raise  # the reader has seen enough: manage.py ends quietly
        except OSError as error:
            told = f"{name or 'The output'}: The file cannot be written: {error.strerror}."
            raise CommandError(told, returncode=2) from error
