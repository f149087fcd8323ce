"""Appeals: objections, the special commissions that consider them, and their decisions (c57–c61)."""

from appeals.models.objections import Objection, ObjectionPoint, ObjectionState, PointOutcome
from appeals.models.special_commissions import (
    Seat,
    SpecialCommission,
    SpecialCommissionMember,
    SpecialCommissionState,
)

__all__ = [
    "Objection",
    "ObjectionPoint",
    "ObjectionState",
    "PointOutcome",
    "Seat",
    "SpecialCommission",
    "SpecialCommissionMember",
    "SpecialCommissionState",
]
