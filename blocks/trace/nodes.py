"""The stored trace of a conclusion as a tree of nodes: for the desk, for the public page, and for the annex of the PDF.

    trace = read_trace(conclusion, Sight(lambda pk: reverse("document", args=[pk])))     # the desk
    trace = read_trace(conclusion, PublicSight(public))                                  # public: holds back

Made of the trace as it was stored with the conclusion; names come from the methodology, which is immutable. Readers
differ by what they may see (`sight.Sight`) and by nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blocks.models import Conclusion
from blocks.trace.reads import Read, Reader
from blocks.trace.sight import Sight, reasons_seen
from blocks.trace.tree import Chip, Trace, TraceNode
from engine.compiled import compile_methodology
from engine.formulas import tree
from engine.formulas.formula import Formula
from engine.formulas.mathml import combined_to_mathml, to_mathml
from engine.formulas.words import in_words
from engine.methodology import MethodologyText
from engine.weights import in_proportion, weight_of
from evaluation.models import Block, Role
from evaluation.presentation import DASH, MINUS, date_of_act_text
from methodologies.content import text_of

#: How a value was made of its parts where it is not their mean by weight.
COMBINED: Final = {
    "geometric": gettext_lazy("the geometric mean of %(values)s"),
    "least": gettext_lazy("the least of %(values)s"),
}

__all__ = ["Chip", "Trace", "TraceNode", "read_trace"]

Part = dict[str, Any]
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def read_trace(
    conclusion: Conclusion, sight: Sight | None = None, unfolded: str = "", *, official: bool = False
) -> Trace:
    """The trace for a reader with this sight. Two queries besides the methodology's.

    ``unfolded``: the code of an indicator whose way down stands open at first. ``official``: offices and bodies by
    their full names, as a document has them.
    """
    made = _Tree(conclusion, sight or Sight(), unfolded, official)
    root = made.root()
    record = conclusion.trace["methodology"]
    documents = tuple(made.reader.documents.values())
    return Trace(root, made.methodology(), made.reading(), record.get("sha256", ""), documents)


class _Tree:
    def __init__(self, conclusion: Conclusion, sight: Sight, unfolded: str, official: bool) -> None:
        self.conclusion, self.trace, self.sight = conclusion, conclusion.trace, sight
        self.unfolded = f"{unfolded}."
        self.reader = Reader(conclusion, sight, official)
        self.number = self.reader.number
        self.formulas = _formulas(self.reader.methodology)
        self.definitions = {
            one.code: text_of(one.definition) for _d, _c, one in self.reader.methodology.indicators()
        }

    def methodology(self) -> str:
        """ "“Title”, version 2, approved by order No. 1-18/7 of 26 November 2018"."""
        record = self.trace["methodology"]
        named = _("“%(title)s”, version %(version)s") % {
            "title": self.words(record["title"]),
            "version": record["version"],
        }
        if not record.get("order_date"):
            return named
        day = date_of_act_text(date.fromisoformat(record["order_date"]), self.reader.language)
        order = _("approved by order No. %(number)s of %(day)s")
        return f"{named}, {order % {'number': record['order_number'], 'day': day}}"

    def reading(self) -> str:
        """How a score follows from what stands under it, and where it was rounded, as the methodology says."""
        rules = {
            "within_parent": _(
                "A score is the mean of its parts by their weights; what is not counted leaves the sum of the weights."
            ),
            "across_block": _(
                "A score is the mean of its parts by their weights; the weight of what is not counted is shared among "
                "all others of the block."
            ),
            "none": _(
                "A score is the mean of its parts by their weights; what is not counted brings nothing."
            ),
        }
        levels = {
            "indicator": _("indicators"),
            "criterion": _("criteria"),
            "direction": _("directions"),
            "block": _("block"),
        }
        record = self.trace["methodology"]
        places = record.get("rounding") or {}
        named = [
            f"{word} – {places[level]}" for level, word in levels.items() if places.get(level) is not None
        ]
        told = [rules[record["renormalise"]]] if record.get("renormalise") in rules else []
        otherwise = self.otherwise()
        if otherwise:
            told.append(_("Combined otherwise: %(parts)s.") % {"parts": "; ".join(otherwise)})
        if named:
            rounded = _("Rounded half up, decimal places: %(levels)s; nothing else is rounded.")
            told.append(rounded % {"levels": ", ".join(named)})
        told.append(_("“Brings” is the part of the block's score that comes from the indicator."))
        return " ".join(told)

    def otherwise(self) -> list[str]:
        """The directions and criteria that are no mean by weight, each with what it is instead."""
        ways = {
            "geometric": _("the geometric mean of its parts by their weights"),
            "least": _("the least of its parts"),
        }
        told = []
        for direction in self.trace.get("directions", []):
            if direction.get("combine") in ways:
                told.append((_("direction %(code)s – %(way)s"), direction))
            criteria = [one for one in direction["criteria"] if one.get("combine") in ways]
            told += [(_("criterion %(code)s – %(way)s"), one) for one in criteria]
        return [words % {"code": one["code"], "way": ways[one["combine"]]} for words, one in told]

    # --- nodes ----------------------------------------------------------------------------------------------

    def root(self) -> TraceNode:
        trace = self.trace
        directions, penalties = trace.get("directions", []), trace.get("penalties", [])
        taken = [
            one
            for one in penalties
            if Decimal(one.get("taken_off") or 0) or self.sight.withholds(f"penalty:{one['code']}")
        ]
        formula = self.sum_of(directions, "direction")
        for penalty in taken:
            formula += f" {MINUS} {self.told(penalty, 'penalty', 'taken_off')}"
        note = _("weights of the directions: %(weights)s") % {
            "weights": " · ".join(self.weight_text(one) for one in directions)
        }
        if (
            penalties
            and not taken
            and not any(self.sight.withholds(f"penalty:{one['code']}") for one in penalties)
        ):
            note += " · " + _("no penalty points")
        illustrative = trace["methodology"].get("illustrative")
        return TraceNode(
            title=_("Block %(number)s. %(name)s")
            % {"number": self.conclusion.block, "name": Block(self.conclusion.block).label},
            value=self.value(trace, trace.get("value"), "block"),
            note=note,
            anchor="block",
            chips=(Chip(_("illustrative methodology"), "waiting"),) if illustrative else (),
            formula=formula,
            children=(
                *(self.direction(one) for one in directions),
                *(self.penalty(one) for one in penalties),
            ),
            open=True,
        )

    def direction(self, part: Part) -> TraceNode:
        indicators = [indicator for criterion in part["criteria"] for indicator in criterion["indicators"]]
        return TraceNode(
            title=self.words(part["name"]),
            code=part["code"],
            value=self.value(part, part.get("value"), "direction"),
            note=self.evaluator(part, indicators),
            anchor=f"d-{part['code']}",
            open=True,
            chips=(self.weight(part), *self.uncounted(indicators)),
            formula=self.sum_of(part["criteria"], "criterion", _whole(part), part.get("combine", "mean")),
            math=self.combined(part["criteria"], "criterion", part.get("combine", "mean")),
            children=tuple(self.criterion(one) for one in part["criteria"]),
        )

    def criterion(self, part: Part) -> TraceNode:
        return TraceNode(
            title=self.words(part["name"]),
            code=part["code"],
            value=self.value(part, part.get("value"), "criterion"),
            anchor=f"c-{part['code']}",
            open=True,
            chips=(self.weight(part), *self.uncounted(part["indicators"])),
            formula=self.sum_of(part["indicators"], "indicator", _whole(part), part.get("combine", "mean")),
            math=self.combined(part["indicators"], "indicator", part.get("combine", "mean")),
            children=tuple(self.indicator(one) for one in part["indicators"]),
        )

    def indicator(self, part: Part) -> TraceNode:
        chips = [self.weight(part)]
        is_told = not self.sight.withholds(f"indicator:{part['code']}")
        if is_told and part.get("state") == "counted" and "contribution" in part:
            brings = _("brings %(points)s") % {"points": self.number(part["contribution"], 2)}
            chips.append(Chip(brings))
        check = part.get("check") or {}
        reads, left_out = self.inputs(part, check)
        words, math, legend = self.formula(part, reads)
        return TraceNode(
            title=self.words(part["name"]),
            code=part["code"],
            value=self.value(part, part.get("value"), "indicator"),
            note=self.reasons(part),
            anchor=f"i-{part['code']}",
            open=self.unfolded.startswith(f"{part['code']}."),
            chips=tuple(chips),
            plain=self.definitions.get(part["code"], ""),
            words=words,
            math=math,
            legend=legend,
            reads=reads,
            left_out=left_out,
            check=self.reader.check(check),
            proofs=self.reader.sources(check.get("documents", ())),
        )

    def penalty(self, part: Part) -> TraceNode:
        taken = Decimal(part.get("taken_off") or 0)
        check = part.get("check") or {}
        reads, left_out = self.inputs(part, check)
        words, math, legend = self.formula(part, reads)
        is_told = not self.sight.withholds(f"penalty:{part['code']}")
        shown = f"{MINUS}{self.number(taken, 2)}" if taken else self.number(0)
        return TraceNode(
            title=self.words(part["name"]),
            value=shown if is_told else _("withheld"),
            anchor=f"p-{part['code']}",
            chips=(Chip(_("penalty"), "waiting" if taken and is_told else "neutral"),),
            words=words,
            math=math,
            legend=legend,
            reads=reads,
            left_out=left_out,
            check=self.reader.check(check),
        )

    # --- what is beside a node ------------------------------------------------------------------------------

    def inputs(self, part: Part, check: Mapping[str, Any]) -> tuple[tuple[Read, ...], tuple[str, ...]]:
        """The values that are listed, and what is said of those that are not."""
        told: dict[str, set[str]] = {}
        reads = []
        for given in part.get("inputs", ()):
            sentence = self.sight.leaves_out(given)
            if sentence:
                told.setdefault(sentence, set()).add(given.get("body", ""))
            else:
                reads.append(self.reader.read(given, check))
        sentences = tuple(
            sentence % {"count": len(bodies)} if "%(count)s" in sentence else sentence
            for sentence, bodies in told.items()
        )
        order = {
            element: place
            for place, element in enumerate(dict.fromkeys(("", *(one.element for one in reads))))
        }
        return tuple(sorted(reads, key=lambda one: order[one.element])), sentences

    def formula(self, part: Part, reads: Sequence[Read]) -> tuple[str, SafeString | str, str]:
        """The formula in words; as mathematics, with the values in it where one value stands for each name, else with
        signs; and what the signs stand for."""
        formula = self.formulas.get(part["code"])
        if formula is None:
            return str(part["formula"]).strip(), "", ""
        names, inputs = self.reader.names, part.get("inputs", [])
        words = in_words(formula.tree, names, _, self.number)
        several = any(one.get("element") or one.get("years_back") or one.get("body") for one in inputs)
        if inputs and not several and part.get("state") == "counted" and not any(one.hidden for one in reads):
            values = {one["item"]: self.reader.short(one) for one in inputs}
            math = to_mathml(_that_counted(formula.tree), names | values, _, self.number)
            return words, SafeString(math), ""
        items = list(dict.fromkeys(read.item for read in formula.reads))
        signs = {item: f"x{str(number).translate(SUBSCRIPTS)}" for number, item in enumerate(items, 1)}
        math = to_mathml(formula.tree, names | signs, _, self.number)
        legend = "; ".join(f"{sign} – {names.get(item, item)}" for item, sign in signs.items())
        return words, SafeString(math), legend

    def told(self, part: Part, level: str, key: str = "value") -> str:
        """The points in a sum; a sign of omission where they are withheld."""
        if self.sight.withholds(f"{level}:{part['code']}"):
            return "…"
        return self.number(part[key]) if key == "taken_off" else self.number(part[key], 2)

    def sum_of(
        self, parts: Sequence[Part], level: str, whole: Decimal = Decimal(1), how: str = "mean"
    ) -> str:
        """«0,55 × 84 + 0,45 × 77,5»: the parts that count, each with its share of the whole; empty for one part alone."""
        if len(parts) == 1:
            return ""
        if how in COMBINED:
            values = "; ".join(self.told(one, level) for one in _taking_part(parts))
            return COMBINED[how] % {"values": values} if values else ""
        counted = [
            f"{self.number(Decimal(part['share']) / whole)} × {self.told(part, level)}"
            for part in parts
            if part.get("state") == "counted" and Decimal(part["share"])
        ]
        return " + ".join(counted)

    def combined(self, parts: Sequence[Part], level: str, how: str) -> SafeString | str:
        """As mathematics what is no mean by weight; empty for one part alone, like ``sum_of``."""
        counted = _taking_part(parts)
        if how not in COMBINED or len(parts) == 1 or not counted:
            return ""
        times = in_proportion([weight_of(str(one["weight"])) for one in counted])
        return SafeString(combined_to_mathml(how, [self.told(one, level) for one in counted], times))

    def value(self, part: Mapping[str, Any], value: Any, level: str) -> str:
        if self.sight.withholds(f"{level}:{part.get('code', '')}"):
            return _("withheld")
        if part.get("state") == "counted" and value is not None:
            return self.number(value, 2)
        return {
            "not_counted": _("not counted"),
            "missing": _("missing"),
            "blocked": _("cannot be computed"),
        }.get(str(part.get("state")), DASH)

    def evaluator(self, part: Part, indicators: Sequence[Part]) -> str:
        """Who evaluated the direction: the authority, or, where no mark names it, the role in law."""
        marked = next((one["check"]["marked_by"]["body"] for one in indicators if one.get("check")), "")
        role = part.get("evaluator", "")
        who = self.reader.full_name(marked) or (Role(role).label if role in Role.values else "")
        return _("evaluated by: %(body)s") % {"body": who} if who else ""

    def reasons(self, part: Part) -> str:
        """Why an indicator is not counted; nothing of what a value that is held back would tell."""
        names = self.reader.names
        told = [
            names.get(said := str(reason.get("text") or reason.get("code", "")), said)
            for reason in reasons_seen(part, self.sight)
        ]
        return "; ".join(dict.fromkeys(filter(None, told)))

    def weight(self, part: Part) -> Chip:
        return Chip(_("weight %(weight)s") % {"weight": self.weight_text(part)})

    def weight_text(self, part: Part) -> str:
        """A fraction stays one: 100/3."""
        weight = str(part["weight"])
        return weight if "/" in weight else self.number(weight)

    @staticmethod
    def uncounted(indicators: Sequence[Part]) -> tuple[Chip, ...]:
        count = sum(1 for one in indicators if one.get("state") == "not_counted")
        return (Chip(_("not counted: %(count)s") % {"count": count}),) if count else ()

    def words(self, name: Mapping[str, str]) -> str:
        return str(name.get(self.reader.language[:2]) or name.get("ru") or "")


def _formulas(methodology: MethodologyText) -> Mapping[str, Formula]:
    compiled = compile_methodology(methodology)
    found = {ready.indicator.code: ready.formula for ready in compiled.indicators.values()}
    return found | {penalty.code: formula for penalty, formula in compiled.penalties}


def _that_counted(node: tree.Node) -> tree.Node:
    """Without the guard that leads to "not counted": the part of the formula that gives the points."""
    while isinstance(node, tree.If) and isinstance(node.then, tree.Call) and node.then.name == "not_counted":
        node = node.other
    return node


def _taking_part(parts: Sequence[Part]) -> list[Part]:
    """The parts that count and have a weight: of what is no mean, a part without weight is not one of those compared."""
    return [one for one in parts if one.get("state") == "counted" and weight_of(str(one["weight"]))]


def _whole(part: Mapping[str, Any]) -> Decimal:
    return Decimal(part["share"]) or Decimal(1)
