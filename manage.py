#!/usr/bin/env python
"""Django's command line. Starts the embedded servers first when the command needs a database."""

import os
import sys

from engine.commands.streams import fall_silent, speak_unicode


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
    except BrokenPipeError:
        fall_silent()
        sys.exit(1)
    except (EnvironmentRefused, servers.ServersRefused) as refusal:
        sys.exit(str(refusal))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:  # Ctrl-C is no fault of the program's: no traceback, the shell's usual code
        sys.exit(130)
