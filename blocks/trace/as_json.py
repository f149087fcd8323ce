"""The stored trace as plain data for a reader with a `Sight`: the values of the page, none of those it holds back.

    trace = trace_as_json(conclusion, PublicSight(public))

What leaves is named here key by key, so that nothing leaves because somebody added it to the stored trace. Numbers
are strings of digits. An input is ``counted``, ``not_counted``, ``default`` or ``missing`` as it was stored, or
``withheld``: then nothing stands beside its name. A part whose points would tell such a value is ``withheld`` too. ``left_out`` says of how many values, and why, nothing is listed.
The computed ``steps`` of a formula are given where every value behind them is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import override

from blocks.models import Conclusion
from blocks.trace.reads import bodies_in
from blocks.trace.record import indicators_of
from blocks.trace.sight import Given, Sight, reasons_seen
from engine.methodology import DataItem, MethodologyText, Words
from evaluation.former_addresses import bodies_by_address
from evaluation.models import Body
from evaluation.models.base import LANGUAGES
from methodologies.content import methodology_of
from methodologies.models import KeyPerformanceIndicator

Told = dict[str, Any]

_DIGITS = ("value", "exact", "within")
_WHOLE = ("state", *_DIGITS, "before_penalties", "does_not_apply")
_METHODOLOGY = (
    "block", "cycle", "version", "title", "illustrative", "renormalise", "floor", "rounding",
    "order_number", "order_date", "sha256",
)  # fmt: skip
_BRANCH = ("code", "name", "weight", "share", "share_exact", "combine", "state", *_DIGITS, "evaluator")
_INDICATOR = (
    "code", "name", "weight", "share", "share_exact", "formula", "unit", "source_kind", "state", *_DIGITS, "contribution",
)  # fmt: skip
_PENALTY = (
    "code", "name", "formula", "limit", "state", *_DIGITS, "taken_off", "taken_off_exact", "taken_off_within",
)  # fmt: skip
#: What tells a part's points.
_POINTS = frozenset(
    {
        *_DIGITS,
        "state",
        "contribution",
        "taken_off",
        "taken_off_exact",
        "taken_off_within",
        "before_penalties",
    }
)
_PLACE = ("item", "element", "years_back", "body")
_HAND = ("hand", "order", "value", "given_at", "given_by", "statistics")
_CHECK = ("marked_by", "marked_at", "approved_by", "approved_at", "remade_by", "remade_at")
_STEP = ("part", "element", "years_back", "state", *_DIGITS)
_REASON = ("code", "text", "item", "element")


def trace_as_json(conclusion: Conclusion, sight: Sight) -> Told:
    """The way of the score. No query besides the methodology's."""
    trace = conclusion.trace
    whole = _told(trace, sight, "block", _WHOLE)
    if any(sight.withholds(f"penalty:{one['code']}") for one in trace.get("penalties", ())):
        whole.pop("before_penalties", None)  # with the score it would tell what was taken off
    return {
        "methodology": _some(trace["methodology"], _METHODOLOGY),
        **whole,
        "directions": [
            {
                **_told(direction, sight, "direction", _BRANCH),
                "criteria": [
                    {
                        **_told(criterion, sight, "criterion", _BRANCH),
                        "indicators": [
                            _part(one, sight, "indicator", _INDICATOR) for one in criterion["indicators"]
                        ],
                    }
                    for criterion in direction["criteria"]
                ],
            }
            for direction in trace.get("directions", ())
        ],
        "penalties": [_part(one, sight, "penalty", _PENALTY) for one in trace.get("penalties", ())],
    }


def _some(given: Given, keys: Iterable[str]) -> Told:
    """The named keys, those that are there, as far as they say anything."""
    return {key: given[key] for key in keys if given.get(key) not in (None, "")}


def _told(part: Given, sight: Sight, level: str, keys: Iterable[str]) -> Told:
    """The named keys; of a part whose points are withheld none that would tell them, and why."""
    name = f"{level}:{part.get('code', '')}"
    if not sight.withholds(name):
        return _some(part, keys)
    told = _some(part, (key for key in keys if key not in _POINTS))
    return {**told, "state": "withheld", "why": _in_languages(lambda _part: sight.withholds(name), part)}


def _part(part: Given, sight: Sight, level: str, keys: Iterable[str]) -> Told:
    """An indicator or a penalty."""
    told = _told(part, sight, level, keys)
    reasons = [_some(reason, _REASON) for reason in reasons_seen(part, sight)]
    if reasons:
        told["reasons"] = reasons
    listed = [given for given in part.get("inputs", ()) if not sight.leaves_out(given)]
    told["inputs"] = [_input(given, sight) for given in listed]
    left_out = _left_out(part, sight)
    if left_out:
        told["left_out"] = left_out
    is_told = told.get("state") != "withheld"
    if "steps" in part and is_told and not left_out and not any(sight.hides(given) for given in listed):
        told["steps"] = [_some(step, _STEP) for step in part["steps"]]
    check = part.get("check")
    if check:
        told["check"] = {**_some(check, _CHECK), **_documents(check, sight)}
    return told


def _left_out(part: Given, sight: Sight) -> list[Told]:
    """Each reason for which values are not listed: in three languages, with how many values, of how many bodies."""
    found: dict[str, list[Given]] = {}
    for given in part.get("inputs", ()):
        sentence = sight.leaves_out(given)
        if sentence:
            found.setdefault(sentence, []).append(given)
    told = []
    for left in found.values():
        bodies = {one["body"] for one in left if one.get("body")}
        words = _in_languages(sight.leaves_out, left[0])
        told.append(
            {
                "why": {
                    language: sentence.replace("%(count)s", str(len(bodies)))
                    for language, sentence in words.items()
                },
                "values": len(left),
                **({"bodies": len(bodies)} if bodies else {}),
            }
        )
    return told


def _input(given: Given, sight: Sight) -> Told:
    told = _some(given, _PLACE)
    if sight.hides(given):
        return {**told, "state": "withheld", "why": _in_languages(sight.hides, given)}
    told |= _some(given, ("state", "value", "reason"))
    provenance = given.get("provenance")
    if provenance:
        told["provenance"] = _hand(provenance, sight)
        beside = {
            hand: _hand(other if isinstance(other, Mapping) else {"value": other}, sight)
            for hand, other in (provenance.get("beside") or {}).items()
        }
        if beside:
            told["provenance"]["beside"] = beside
    return told


def _hand(provenance: Given, sight: Sight) -> Told:
    return {**_some(provenance, _HAND), **_documents(provenance, sight)}


def _documents(holder: Given, sight: Sight) -> Told:
    named = [
        _some(document, ("title", "titles", "sha256"))
        for document in holder.get("documents", ())
        if sight.names(document)
    ]
    return {"documents": named} if named else {}


def _in_languages(sentence: Callable[[Given], str], given: Given) -> dict[str, str]:
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = sentence(given)
    return found


# --- names ------------------------------------------------------------------------------------------------------


def names_as_json(conclusion: Conclusion, told: Told) -> Told:
    """What the codes in a told trace stand for, in three languages: items, reasons, elements, bodies. Two queries."""
    methodology = methodology_of(conclusion.methodology)
    parts = [*indicators_of(told), *told["penalties"]]
    inputs = [given for part in parts for given in part["inputs"]]
    items = {given["item"] for given in inputs}
    elements = {given["element"] for given in inputs if given.get("element")}
    return {
        "items": {item.code: _item(item) for item in methodology.items if item.code in items},
        "reasons": {reason.code: _words(reason.name) for reason in methodology.reasons},
        "units": _units(methodology),
        "elements": _elements(conclusion, elements),
        "bodies": _bodies(told),
    }


def _words(words: Words) -> dict[str, str]:
    return {language: getattr(words, language) for language in LANGUAGES}


def _item(item: DataItem) -> Told:
    told: Told = {"name": _words(item.name), "unit": item.unit, "supplier": item.supplier}
    if item.choices:
        told["choices"] = {
            choice.code: {
                "name": _words(choice.name),
                **({} if choice.points is None else {"points": format(choice.points, "f")}),
            }
            for choice in item.choices
        }
    return told


def _units(methodology: MethodologyText) -> Told:
    """The methodology's own units."""
    return {unit.code: _words(unit.name) for unit in methodology.units}


def _elements(conclusion: Conclusion, codes: set[str]) -> Told:
    """The key indicators among the elements, by code; a language or a programme is its own name."""
    listed = KeyPerformanceIndicator.objects.filter(
        body_id=conclusion.body_id,
        cycle__year__in=[conclusion.cycle.year, conclusion.cycle.year - 1],
        code__in=codes,
    )
    return {kpi.code: _names(kpi) for kpi in listed.order_by("cycle__year")}


def _bodies(told: Told) -> Told:
    found = bodies_by_address(bodies_in(told))
    ordered = sorted(found.items(), key=lambda pair: (pair[1].order, pair[0]))
    return {slug: _names(body) for slug, body in ordered}


def _names(named: Body | KeyPerformanceIndicator) -> dict[str, str]:
    return {language: getattr(named, f"name_{language}") for language in LANGUAGES}
