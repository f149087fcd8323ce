"""The language of formulas: small, safe, exact.

    scope = Scope(items={"done": Item("done"), "planned": Item("planned")})
    formula = compile_formula("min(done / planned, 1) * 100", scope)
    formula.evaluate(Values({"done": Datum(Decimal(3)), "planned": Datum(Decimal(4))}))   # Counted(Decimal("75.00"))

Nothing here evaluates Python, touches files or knows Django. Reference: docs/methodology-format.md.
"""

from .errors import DID_YOU_MEAN, KIND_WORDS, MESSAGES, FormulaError, Problem
from .evaluator import Step
from .formula import Formula, compile_formula
from .outcome import Counted, Failed, Missing, MissingItem, NotCounted, Outcome, Reason
from .scope import Read, Scope
from .values import Datum, Item, Peers, Values, make_peers

__all__ = [
    "DID_YOU_MEAN", "KIND_WORDS", "MESSAGES", "Counted", "Datum", "Failed", "Formula", "FormulaError", "Item",
    "Missing", "MissingItem", "NotCounted", "Outcome", "Peers", "Problem", "Read", "Reason", "Scope", "Step", "Values",
    "compile_formula", "make_peers",
]  # fmt: skip
