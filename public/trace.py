"""How a published score was obtained, as a tree for a page: from the stored trace, holding back what is not public.

Shown is what the trace says, no more: a value that rests on a document which is not open is said to be for official
use, and its document is not named; values of a year that is not public for the body, and of other bodies, are left
out. Nothing here computes a score; the sums beside the nodes are written from the stored shares and values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext

from blocks.compiled import compile_methodology
from blocks.content import methodology_of, text_of
from blocks.formulas import tree
from blocks.formulas.formula import Formula
from blocks.formulas.mathml import to_mathml
from blocks.formulas.words import in_words
from blocks.methodology import Methodology
from blocks.models.choices import Provenance
from blocks.units import unit_name
from evaluation.clock import ALMATY
from evaluation.presentation import DASH, MINUS, date_numeric_text, decimal_text
from public.selectors import PublicConclusion

UNSAID_UNITS = ("number", "ratio", "own")  # they say nothing beside a number
HAND_MARKS = {"reported": "report", "verified": "check", "statistics": "statistics", "survey": "statistics"}


@dataclass
class Input:
    """A value that was read: what it is, the value as text (or why it is not shown), what other hands gave."""

    name: str
    text: str
    beside: str = ""
    held_back: bool = False


@dataclass
class Node:
    """A node of the tree. ``value`` on the scale of points, or ``value_text`` instead of a number."""

    title: str
    code: str = ""
    note: str = ""
    chips: list[dict[str, str]] = field(default_factory=list)
    value: Decimal | None = None
    value_text: str = ""
    sum: str = ""
    words: str = ""
    math: SafeString | str = ""
    inputs: list[Input] = field(default_factory=list)
    papers: list[dict[str, str]] = field(default_factory=list)
    more: str = ""
    children: list[Node] = field(default_factory=list)


@dataclass(frozen=True)
class _Reader:
    """What the methodology and the page know: names in the reader's language, and what may be shown."""

    public: PublicConclusion
    methodology: Methodology
    names: Mapping[str, str]
    units: Mapping[str, str]
    choices: Mapping[tuple[str, str], str]
    reasons: Mapping[str, str]
    formulas: Mapping[str, Formula]

    def number(self, value: Decimal | str) -> str:
        return decimal_text(Decimal(value), get_language() or "en")


def score_tree(public: PublicConclusion) -> Node:
    """The tree of the conclusion's score, the block at its root."""
    reader = _reader(public)
    trace = public.conclusion.trace
    root = Node(
        title=gettext("Block %(number)s") % {"number": public.conclusion.block},
        note=_weights_note(trace["directions"]),
        value=public.conclusion.score,
        sum=_sum(trace["directions"], Decimal(1), trace.get("penalties", [])),
        children=[_direction(one, reader) for one in trace["directions"]],
    )
    taken = [one for one in trace.get("penalties", []) if Decimal(one.get("taken_off") or 0)]
    root.children += [_penalty(one, reader) for one in taken]
    if not taken and trace.get("penalties"):
        root.note += " · " + gettext("no penalty points")
    return root


def _reader(public: PublicConclusion) -> _Reader:
    methodology = methodology_of(public.conclusion.methodology)
    named = {item.code: text_of(item.name) for item in methodology.items}
    choices = {(i.code, c.code): text_of(c.name) for i in methodology.items for c in i.choices}
    reasons = {reason.code: text_of(reason.name) for reason in methodology.reasons}
    return _Reader(
        public=public,
        methodology=methodology,
        names=named
        | {
            "kpi.plan": gettext("plan of the key indicator"),
            "kpi.weight": gettext("weight of the key indicator"),
            "kpi.better": gettext("which way is better"),
        },
        units={
            item.code: unit_name(item.unit, methodology)
            for item in methodology.items
            if item.unit not in UNSAID_UNITS
        },
        choices=choices,
        reasons=reasons,
        formulas=_formulas(methodology),
    )


def _formulas(methodology: Methodology) -> Mapping[str, Formula]:
    compiled = compile_methodology(methodology)
    found = {ready.indicator.code: ready.formula for ready in compiled.indicators.values()}
    return found | {penalty.code: formula for penalty, formula in compiled.penalties}


# --- nodes -----------------------------------------------------------------------------------------------------


def _direction(part: Mapping[str, Any], reader: _Reader) -> Node:
    evaluator = reader.public.evaluators.get(part["code"])
    node = _branch(part, part["criteria"])
    if evaluator is not None:
        node.note = gettext("evaluated by: %(body)s") % {"body": evaluator[0].short_name}
    node.children = [_criterion(one, reader) for one in part["criteria"]]
    return node


def _criterion(part: Mapping[str, Any], reader: _Reader) -> Node:
    node = _branch(part, part["indicators"])
    node.children = [_indicator(one, reader) for one in part["indicators"]]
    return node


def _branch(part: Mapping[str, Any], children: list[Mapping[str, Any]]) -> Node:
    node = Node(title=_name(part), code=part["code"], chips=[_weight_chip(part)])
    _put_value(node, part)
    if node.value is not None and len(children) > 1:
        node.sum = _sum(children, Decimal(part["share"]))
    left = sum(1 for one in children if one["state"] == "not_counted")
    if left and node.value is not None:
        node.chips.append({"text": gettext("not counted: %(count)s") % {"count": left}, "tone": "neutral"})
    return node


def _indicator(part: Mapping[str, Any], reader: _Reader) -> Node:
    node = Node(title=_name(part), code=part["code"], chips=[_weight_chip(part)])
    _put_value(node, part)
    if part["state"] == "not_counted":
        why = _reasons(part, reader)
        if why:
            node.note = why
    _read_values(node, part, reader)
    return node


def _penalty(part: Mapping[str, Any], reader: _Reader) -> Node:
    off = decimal_text(Decimal(part["taken_off"]), get_language() or "en", 1)
    node = Node(
        title=_name(part),
        value_text=f"{MINUS}{off}",
        chips=[{"text": gettext("penalty"), "tone": "waiting"}],
    )
    _read_values(node, part, reader)
    return node


def _read_values(node: Node, part: Mapping[str, Any], reader: _Reader) -> None:
    """The formula in words, its values, and the formula with the values in it where one value stands for each name."""
    formula = reader.formulas.get(part["code"])
    own = [one for one in part.get("inputs", []) if not one.get("body")]
    others = {one["body"] for one in part.get("inputs", []) if one.get("body")}
    shown = [one for one in own if not one.get("years_back") or reader.public.tells_last_year]
    node.inputs = [_input(one, reader) for one in shown]
    papers = {paper["text"]: paper for one in shown for paper in _papers(one, reader)}
    node.papers = list(papers.values())
    if others:
        node.more = gettext("Compared with other bodies: %(count)s.") % {"count": len(others)}
    elif len(shown) < len(own):
        node.more = gettext("Values of the year before are not public.")
    if formula is None:
        return
    root = _that_counted(formula.tree)
    names = {**reader.names, **reader.reasons, **{code: name for (_i, code), name in reader.choices.items()}}
    node.words = in_words(root, names, gettext, reader.number)
    simple = own and not others and not any(one.get("element") or one.get("years_back") for one in own)
    if simple and part["state"] == "counted" and not any(one.held_back for one in node.inputs):
        values = {**reader.reasons, **{one["item"]: _short(one, reader) for one in own}}
        node.math = SafeString(to_mathml(root, values, gettext, reader.number))


def _that_counted(node: tree.Node) -> tree.Node:
    """Without the guard that leads to "not counted": the part of the formula that gives the points."""
    while isinstance(node, tree.If) and isinstance(node.then, tree.Call) and node.then.name == "not_counted":
        node = node.other
    return node


# --- values ----------------------------------------------------------------------------------------------------


def _input(one: Mapping[str, Any], reader: _Reader) -> Input:
    name = reader.names.get(one["item"], one["item"])
    if one.get("element"):
        element = reader.public.rows.get(one["element"]) or _language_name(one["element"]) or one["element"]
        name = f"{name}: {element}"
    if one.get("years_back"):
        name = gettext("%(name)s, the year before") % {"name": name}
    if _is_secret(one, reader):
        return Input(name, gettext("for official use, not shown"), held_back=True)
    if one["state"] == "missing":
        return Input(name, gettext("not given"))
    if one["state"] == "not_counted":
        return Input(name, gettext("not counted: %(reason)s") % {"reason": one.get("reason", "")})
    text = _short(one, reader)
    unit = reader.units.get(one["item"], "")
    if unit and (one["item"], one["value"]) not in reader.choices:
        text = f"{text} {unit}"
    if one["state"] == "default":
        return Input(name, gettext("%(value)s, as nothing else was recorded") % {"value": text})
    return Input(name, text, _beside(one, reader))


def _is_secret(one: Mapping[str, Any], reader: _Reader) -> bool:
    given = one.get("provenance") or {}
    ids = [document["id"] for document in given.get("documents", [])]
    place = (one["item"], one.get("element", ""))
    return place in reader.public.secret_places or any(pk not in reader.public.documents for pk in ids)


def _short(one: Mapping[str, Any], reader: _Reader) -> str:
    value = one.get("value")
    if value is None:
        return DASH
    chosen = reader.choices.get((one["item"], value))
    if chosen is not None:
        return chosen
    if value in ("higher", "lower"):
        return gettext("higher") if value == "higher" else gettext("lower")
    return reader.number(value)


def _beside(one: Mapping[str, Any], reader: _Reader) -> str:
    """What other hands had given: "reported by the body: 54"."""
    beside = (one.get("provenance") or {}).get("beside") or {}
    told = []
    for hand, value in beside.items():
        text = _short({**one, "value": value}, reader) if _is_number(value) else value
        told.append(gettext("%(hand)s: %(value)s") % {"hand": Provenance(hand).label, "value": text})
    return "; ".join(told)


def _papers(one: Mapping[str, Any], reader: _Reader) -> list[dict[str, str]]:
    """Chips of where the value comes from: the hand, the day, the open documents by name; none for a secret one."""
    given = one.get("provenance") or {}
    hand = given.get("hand", "")
    if _is_secret(one, reader):
        return []
    if hand == "order":
        return [{"text": gettext("list of key indicators, order %(order)s") % given, "kind": "other"}]
    if hand not in Provenance.values:
        return []
    day = datetime.fromisoformat(given["given_at"]).astimezone(ALMATY).date()
    said = f"{Provenance(hand).label}, {date_numeric_text(day, get_language() or 'en')}"
    kind = HAND_MARKS.get(hand, "other")
    titles = [reader.public.documents[document["id"]] for document in given.get("documents", [])]
    return [{"text": f"{said} · {title}", "kind": kind} for title in titles] or [{"text": said, "kind": kind}]


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).lstrip("-").isdigit()


def _language_name(code: str) -> str:
    return {"kk": gettext("in Kazakh"), "ru": gettext("in Russian")}.get(code, "")


def _reasons(part: Mapping[str, Any], reader: _Reader) -> str:
    told = [
        reader.reasons.get(one["code"], "") or one["text"]
        for one in part.get("reasons", [])
        if (one["item"], one.get("element", "")) not in reader.public.secret_places
    ]
    return "; ".join(dict.fromkeys(filter(None, told)))


# --- words and sums --------------------------------------------------------------------------------------------


def _name(part: Mapping[str, Any]) -> str:
    code = (get_language() or "kk")[:2]
    return str(part["name"].get(code) or part["name"]["ru"])


def _put_value(node: Node, part: Mapping[str, Any]) -> None:
    if part["state"] == "counted":
        node.value = Decimal(part["value"])
    else:
        node.value_text = pgettext("indicator", "not counted")


def _weight_chip(part: Mapping[str, Any]) -> dict[str, str]:
    weight = decimal_text(Decimal(part["weight"]), get_language() or "en")
    return {"text": gettext("weight %(weight)s") % {"weight": weight}, "tone": "done"}


def _weights_note(parts: list[Mapping[str, Any]]) -> str:
    weights = " · ".join(decimal_text(Decimal(one["weight"]), get_language() or "en") for one in parts)
    return gettext("weights of the directions: %(weights)s") % {"weights": weights}


def _sum(
    parts: list[Mapping[str, Any]], whole: Decimal, penalties: list[Mapping[str, Any]] | None = None
) -> str:
    """What the value is made of: "0.4 × 84.0 + 0.6 × 77.5"; only parts that count, shares within the whole."""
    language = get_language() or "en"
    counted = [one for one in parts if one["state"] == "counted" and Decimal(one["share"])]
    if not whole or not counted:
        return ""
    terms = [
        f"{decimal_text(_trimmed(Decimal(one['share']) / whole), language)} × "
        f"{decimal_text(Decimal(one['value']), language, 2)}"
        for one in counted
    ]
    text = " + ".join(terms)
    for penalty in penalties or []:
        off = Decimal(penalty.get("taken_off") or 0)
        if off:
            text += f" {MINUS} {decimal_text(off, language)}"
    return text


def _trimmed(share: Decimal) -> Decimal:
    """A share with at most four decimals, without zeros at its end."""
    return Decimal(format(share.quantize(Decimal("0.0001")).normalize(), "f"))
