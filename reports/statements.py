"""What the first head states when signing, in words: truth, completeness, timeliness, each by itself (c64)."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from engine.manifest import STATEMENTS

WORDS: Final[dict[str, Any]] = {
    "truth": _("I have read the report; its information is true, and I answer for that in person."),
    "completeness": _("The report is complete: nothing that it asks for is left out."),
    "timeliness": _("I answer for the report being submitted in time."),
}


def stated() -> tuple[tuple[str, str], ...]:
    """Every statement's code with its words in the reader's language, in their order."""
    return tuple((code, str(WORDS[code])) for code in STATEMENTS)
