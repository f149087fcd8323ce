"""What the parts, fields and choices of a methodology are called: for the editor and for the difference of versions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engine.methodology import LANGUAGES, MethodologyText, Words
from evaluation.models import Role
from methodologies.content import text_of
from methodologies.models import SourceKind
from methodologies.review import REQUIREMENT_LABELS
from methodologies.units import BUILT_IN, PERIODS, SUPPLIERS

PARTS: Final[Mapping[str, Any]] = {
    "head": _("General"),
    "direction": _("Direction"),
    "criterion": _("Criterion"),
    "indicator": _("Indicator"),
    "item": _("Data item"),
    "penalty": _("Deduction"),
    "unit": _("Unit of measurement"),
    "reason": _("Reason not to count"),
    "degree": _("Degree of effectiveness"),
}
NEW_PARTS: Final[Mapping[str, Any]] = {
    "indicator": _("New indicator"),
    "item": _("New data item"),
    "penalty": _("New deduction"),
    "unit": _("New unit of measurement"),
    "reason": _("New reason not to count"),
    "degree": _("New degree of effectiveness"),
}
FIELDS: Final[Mapping[str, Any]] = {
    "title": _("Title"),
    "note": _("Note"),
    "illustrative": _("Illustrative"),
    "renormalise": _("What becomes of the weight of what is not counted"),
    "floor": _("Deductions never bring the score below"),
    "languages": _("Languages that a formula runs over"),
    "rounding.indicator": _("Decimal places of an indicator"),
    "rounding.criterion": _("Decimal places of a criterion"),
    "rounding.direction": _("Decimal places of a direction"),
    "rounding.block": _("Decimal places of the block"),
    "rounding.overall": _("Decimal places of the overall score"),
    "missing_block": _("What becomes of the weight of a block that does not apply"),
    "code": _("Code"),
    "name": _("Name"),
    "weight": _("Weight"),
    "combine": _("How its parts are combined"),
    "definition": _("Definition"),
    "kind": _("Kind"),
    "source_kind": _("Kind of source"),
    "unit": _("Unit"),
    "better": _("Better is"),
    "applies_to.kinds": _("Measures these kinds of bodies"),
    "applies_to.bodies": _("Measures these bodies"),
    "applies_to": _("Measures"),
    "formula": _("Formula"),
    "practice": _("Practice it borrows from"),
    "limit": _("At most so many points"),
    "period": _("Period"),
    "supplier": _("Given by"),
    "role": _("Authority that answers for it"),
    "value": _("Kind of value"),
    "per": _("One value for each"),
    "evidence": _("Document asked for"),
    "default": _("Counts when nobody gave a value"),
    "minimum": _("Least lawful value"),
    "maximum": _("Greatest lawful value"),
    "counts": _("Which value counts"),
    "formerly": _("Codes of earlier years"),
    "jump": _("To explain: differs from last year by more than, per cent"),
    "sum_of": _("The sum of these items"),
    "outlier": _("To explain: so many times the median of comparable bodies"),
    "evidence_of_period": _("The document is not older than the period"),
    "stops": _("Checks that stop the hand-over"),
    "on_trial": _("Checks on trial"),
    "choices": _("Choices"),
    "points": _("Points given"),
    "base": _("Base unit"),
    "times": _("How many of the base unit"),
    "from": _("Reached from this many points"),
    "evaluator": _("Evaluated by"),
    **{f"requirements.{key}": label for key, label in REQUIREMENT_LABELS.items()},
}
INDICATOR_KINDS: Final[Mapping[str, Any]] = {
    "input": pgettext_lazy("indicator", "input"),
    "process": pgettext_lazy("indicator", "process"),
    "output": pgettext_lazy("indicator", "output"),
    "outcome": pgettext_lazy("indicator", "outcome"),
}
BETTER: Final[Mapping[str, Any]] = {"higher": _("more"), "lower": _("less")}
VALUE_KINDS: Final[Mapping[str, Any]] = {
    "number": _("a number"),
    "money": _("a sum of money"),
    "count": _("a count"),
    "share": _("a share"),
    "choice": _("a choice"),
}
PER: Final[Mapping[str, Any]] = {
    "none": _("the body as a whole"),
    "language": _("language"),
    "kpi": _("key performance indicator"),
    "programme": _("budget programme"),
}
COUNTS: Final[Mapping[str, Any]] = {
    "reverified": _("the re-verified value, where there is one"),
    "reported": _("the reported value"),
}
RENORMALISE: Final[Mapping[str, Any]] = {
    "within_parent": _("goes to the others of the same criterion"),
    "across_block": _("goes to all indicators of the block in proportion"),
    "none": _("stays and brings no points"),
}
COMBINE: Final[Mapping[str, Any]] = {
    "mean": _("the mean by weight"),
    "geometric": _("the geometric mean by weight; 0 when one part is 0"),
    "least": _("the least of the parts"),
}
MISSING_BLOCK: Final[Mapping[str, Any]] = {
    "renormalise": _("goes to the other blocks"),
    "zero": _("stays and brings no points"),
}
ROLES: Final[Mapping[str, Any]] = {role.value: role.label for role in Role}

LANGUAGE_NAMES: Final = {"kk": "Қазақша", "ru": "Русский", "en": "English"}

#: The words of coded values, by the field that holds them.
CHECKS: Final[Mapping[str, Any]] = {
    "jump": _("difference from last year"),
    "sum_of": _("a total that is not the sum"),
    "outlier": _("an outlier among comparable bodies"),
    "evidence_of_period": _("a document older than the period"),
}
CODED: Final[Mapping[str, Mapping[Any, Any]]] = {
    "kind": INDICATOR_KINDS,
    "better": BETTER,
    "value": VALUE_KINDS,
    "per": PER,
    "counts": COUNTS,
    "renormalise": RENORMALISE,
    "combine": COMBINE,
    "missing_block": MISSING_BLOCK,
    "period": PERIODS,
    "supplier": SUPPLIERS,
    "role": ROLES,
    "evaluator": ROLES,
    "source_kind": {kind.value: kind.label for kind in SourceKind},
}


def name_here(names: Mapping[str, str]) -> str:
    """A name of a document in the reader's language."""
    return text_of(Words(**{language: names[language] for language in LANGUAGES}))


def names_of(methodology: MethodologyText) -> dict[str, str]:
    """Code of a data item, a choice, a reason or a unit → its name in the reader's language, for formulas in words."""
    names = {code: str(words) for code, words in BUILT_IN.items()}
    names |= {unit.code: text_of(unit.name) for unit in methodology.units}
    names |= {reason.code: text_of(reason.name) for reason in methodology.reasons}
    for item in methodology.items:
        names.update({choice.code: text_of(choice.name) for choice in item.choices})
    names.update({item.code: text_of(item.name) for item in methodology.items})
    return names
