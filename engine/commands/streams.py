"""What a program here does with its screen, file or pipe, whoever starts it: manage.py or `python -m engine`."""

from __future__ import annotations

import io
import os
import sys


def speak_unicode() -> None:
    """What goes into a file or a pipe is UTF-8, as all files here are; a screen shows what it cannot as \\uXXXX."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def fall_silent() -> None:
    """The reader has seen enough, as with `| head`: what is left to write goes nowhere, and raises nothing."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
