"""`python -m engine COMMAND …`: the same commands as manage.py has, where there is no Django."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence

from . import check, score, score_overall
from .console import Console
from .streams import fall_silent, speak_unicode

PROGRAM = "python -m engine"


def parser() -> ArgumentParser:
    """Wrong use ends with 2, as everywhere; the chosen command's ``run`` is among what is parsed."""
    made = ArgumentParser(
        prog=PROGRAM,
        description="Try methodologies on data files, with no database. See docs/methodology-format.md.",
    )
    commands = made.add_subparsers(metavar="COMMAND", required=True)
    for name, aliases, module in (
        ("score", (), score),
        ("score-overall", ("score_overall",), score_overall),  # as manage.py spells it
        ("check", (), check),
    ):
        command = commands.add_parser(name, aliases=aliases, help=module.HELP, description=module.HELP)
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return made


def main(arguments: Sequence[str]) -> None:
    """Run the command. SystemExit with its code, unless all is well; 1 also where the reader went away."""
    speak_unicode()
    options = vars(parser().parse_args(arguments))
    run = options.pop("run")
    try:
        run(Console(sys.stdout, sys.stderr, f"{PROGRAM} score", f"{PROGRAM} score-overall"), options)
    except BrokenPipeError:
        fall_silent()
        sys.exit(1)
