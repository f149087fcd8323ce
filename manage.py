#!/usr/bin/env python
"""Django's command line. Starts the embedded servers first when the command needs a database."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    from config.servers import ensure_for

    ensure_for(sys.argv)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
