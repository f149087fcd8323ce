"""The ways to sign, by the setting SIGNING_WAYS: which of them a first head is offered, in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from django.conf import settings


@dataclass(frozen=True)
class Way:
    """``at_once``: signed by the button; else an electronic signature is given for the frozen manifest afterwards.

    ``connects``: the page may reach the signing program on the reader's own computer.
    """

    code: str
    label: Any
    help: Any
    at_once: bool = False
    connects: bool = False


#: Code → the module that has it, as its ``WAY``.
MODULES: Final = {
    "second_factor": "reports.signing.second_factor",
    "demo": "reports.signing.demo",
    "ncalayer": "reports.signing.ncalayer",
    "upload": "reports.signing.upload",
}
SECOND_FACTOR: Final = "second_factor"


def ways() -> dict[str, Way]:
    """The ways on offer, in the order of the setting; without a choice, the portal's own second step."""
    return {code: way(code) for code in settings.SIGNING_WAYS or [SECOND_FACTOR] if code in MODULES}


def way(code: str) -> Way:
    """One way, offered or not. Raises KeyError for a code that none has."""
    found: Way = import_module(MODULES[code]).WAY
    return found


def faults(chosen: Sequence[str], *, demo_mode: bool) -> list[str]:
    """What is wrong with the setting, in words for whoever runs the portal."""
    found = [
        f"SIGNING_WAYS names {code!r}; there are: {', '.join(MODULES)}."
        for code in chosen
        if code not in MODULES
    ]
    if "demo" in chosen and not demo_mode:
        found.append("SIGNING_WAYS offers the demo's own authority: the portal would sign in anybody's name.")
    return found
