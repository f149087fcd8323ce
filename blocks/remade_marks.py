"""Why a mark was made anew after its approval: kept as a code, said in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from engine.formulas import NotCounted, Reason


@dataclass(frozen=True)
class Remade:
    """The ``code`` kept with a mark that is no longer counted, the journal's ``verb``, and the clause of the act."""

    code: str
    verb: str
    clause: str


ON_APPEAL: Final = Remade("corrected_on_appeal", "correct_marks", "c61")
WITH_LATE_FIGURES: Final = Remade("counted_again", "recount_marks", "c47")

#: In place of the points of an indicator that does not concern the body any more.
NOT_ASKED: Final = NotCounted((Reason(code="not_asked"),))

#: Code → what it says.
WORDS: Final[Mapping[str, Any]] = {
    ON_APPEAL.code: _("corrected on appeal"),
    WITH_LATE_FIGURES.code: _("counted again with figures that arrived"),
    "not_asked": _("the indicator does not concern the body any more"),
}
