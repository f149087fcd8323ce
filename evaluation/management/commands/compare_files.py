"""`manage.py compare_files`: every stored file with its record, at once; with --build-again what the portal makes itself."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluation import kept_files


class Command(BaseCommand):
    """After restoring media: names every file that is missing or damaged, and ends with 1 while there is one."""

    help = "Compare every stored file with the checksum of its record."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``--build-again`` queues lost PDFs, which the worker makes anew from the unchanged records."""
        parser.add_argument("--build-again", action="store_true", help="queue lost PDFs to be made anew")

    def handle(self, *args: Any, build_again: bool, **options: Any) -> None:
        """Faults to stderr, one a line: what is wrong, the path, the records."""
        compared, _faults = kept_files.sweep(everything=True)
        if build_again:
            queued = kept_files.build_lost_again()
            self.stdout.write(f"{queued} PDFs wait to be made anew")
        left = kept_files.faulty(at_most=1000)
        for one in left:
            self.stderr.write(f"{one.row.fault}: {one.row.path} {'; '.join(one.names)}")
        self.stdout.write(f"{compared} files compared, {len(left)} with a fault")
        if left:
            raise CommandError("some files are not whole")
