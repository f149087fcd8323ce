"""Addresses that are keys: whoever has one reads a calendar or sets a password. No log keeps them.

Plain Python, for the server's own log besides (`deploy/gunicorn.conf.py`); the proxy's says the same in
`deploy/Caddyfile`.
"""

from __future__ import annotations

import logging
import re
from typing import Final

#: What comes before a key in an address; the key lasts until the next sign that no key has.
BEFORE: Final = (r"/feeds/", r"/password/reset/key/")
_KEY: Final = re.compile(rf"({'|'.join(BEFORE)})[^/\s\"'?#]+")
HIDDEN: Final = "…"


def hidden(text: str) -> str:
    """The text with its keys left out."""
    return _KEY.sub(rf"\1{HIDDEN}", text)


class LineFormatter(logging.Formatter):
    """A line of the log, traces of errors included, without keys."""

    def format(self, record: logging.LogRecord) -> str:
        """Called for each record, after which its text is written."""
        return hidden(super().format(record))
