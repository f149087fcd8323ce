#!/usr/bin/env python
"""Django's command line. Starts the embedded servers first when the command needs a database."""

import io
import os
import sys


def speak_unicode() -> None:
    """What goes into a file or a pipe is UTF-8, as all files here are; a screen shows what it cannot as \\uXXXX."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def main() -> None:
    """Run the command; without addresses in the environment, start the embedded servers first."""
    speak_unicode()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    from config import first_run, servers
    from config.environment import EnvironmentRefused

    try:
        first_run.compile_stale_catalogs()
        if servers.wanted_by(sys.argv):
            servers.ensure_unless_given()
            first_run.bring_up_to_date(sys.argv[1])
        execute_from_command_line(sys.argv)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough, as with `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except (EnvironmentRefused, servers.ServersRefused) as refusal:
        sys.exit(str(refusal))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:  # Ctrl-C is no fault of the program's: no traceback, the shell's usual code
        sys.exit(130)
