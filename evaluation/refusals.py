"""A refusal: the one way in which the portal says no. A sentence with what, where, why and what to do instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

#: The remedy for a file whose numbers can be read in two ways.
SIGN_CAN_BE_CHOSEN = gettext_lazy(
    "For numbers that can be read in two ways, the decimal sign of the file can be chosen below."
)
_STATUS = {
    "right": 403,
    "stale": 409,
    "state": 409,
    "late": 409,
    "early": 409,
    "large": 413,
    "address": 404,
    "request": 400,
    "lost": 503,
    "disk": 507,
}


@dataclass(frozen=True)
class FieldFault:
    """One fault at one place of a form, a table or a workbook: where it is and what to write instead."""

    field: str
    sentence: str


class Refusal(Exception):
    """An act that the law, a right, a state or a deadline does not allow.

    ``code`` is stable and never translated ("late", "right", "state", "stale", "incomplete", …); ``sentence`` is
    what a person reads; ``clause`` where the law says so; ``until`` the passed deadline (aware); ``remedy`` what
    the person can do instead; ``faults`` the single places to mend.
    """

    def __init__(
        self,
        code: str,
        sentence: Any,
        *,
        clause: str = "",
        until: datetime | None = None,
        remedy: Any = "",
        faults: Sequence[FieldFault] = (),
    ) -> None:
        super().__init__(str(sentence))
        self.code = code
        self.sentence = str(sentence)
        self.clause = clause
        self.until = until
        self.remedy = str(remedy)
        self.faults = tuple(faults)

    @property
    def status(self) -> int:
        """The HTTP status that carries this refusal."""
        return _STATUS.get(self.code, 422)

    def __str__(self) -> str:
        return f"{self.sentence} {self.remedy}".strip()
