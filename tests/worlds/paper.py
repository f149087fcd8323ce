"""Documents on paper as they are read."""

from __future__ import annotations

import subprocess


def text_of(pdf: bytes) -> str:
    """The text of a PDF, every run of white space as one space."""
    told = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(told.stdout.decode().split())
