"""The stored trace of a conclusion as a tree of nodes for `templates/blocks/trace_tree.html`, and its proof.

    root = trace_root(conclusion, document_url=lambda pk: reverse("document", args=[pk]))     # the desk
    root = trace_root(conclusion)                                                             # the public: no documents

Made of the trace as it was stored with the conclusion; names of values come from the methodology, which is immutable.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from blocks.compiled import compile_methodology
from blocks.content import methodology_of
from blocks.formulas.words import in_words
from blocks.methodology import Methodology
from blocks.models import Conclusion, ConclusionState, Provenance
from blocks.models.choices import Block
from blocks.score_trace import to_json
from blocks.selectors.workspace import names_of
from blocks.valuation import score_of
from evaluation.models import Role
from evaluation.presentation import date_numeric_text, decimal_text

DocumentUrl = Callable[[int], str]
PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class Chip:
    """A short mark beside a title."""

    text: str
    tone: str = "neutral"


@dataclass(frozen=True)
class Read:
    """One value that a formula read: whose it is, where it comes from, and what other hands gave beside it."""

    name: str
    value: str
    hand: str
    beside: str
    documents: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True)
class TraceNode:
    """One step of the way: `value` is written already; `open` says whether it stands unfolded at first."""

    title: str
    value: str
    note: str = ""
    anchor: str = ""
    chips: tuple[Chip, ...] = ()
    formula: str = ""
    reads: tuple[Read, ...] = ()
    children: tuple[TraceNode, ...] = ()
    open: bool = False


def trace_root(
    conclusion: Conclusion, document_url: DocumentUrl | None = None, unfolded: str = ""
) -> TraceNode:
    """The whole tree. Without ``document_url`` neither documents nor hands are named. No query but the methodology's.

    ``unfolded``: the code of an indicator whose way down stands open at first.
    """
    return _Tree(conclusion, document_url, unfolded).root()


class _Tree:
    def __init__(self, conclusion: Conclusion, document_url: DocumentUrl | None, unfolded: str = "") -> None:
        self.unfolded = f"{unfolded}."
        self.conclusion, self.trace, self.document_url = conclusion, conclusion.trace, document_url
        self.methodology: Methodology = methodology_of(conclusion.methodology)
        self.names = names_of(self.methodology)
        self.language = get_language() or "kk"
        self.formulas = {indicator.code: compiled.formula for indicator, compiled in _ready(self.methodology)}

    def number(self, value: Any, places: int | None = None) -> str:
        number = Decimal(str(value))
        if places is None:
            number = number.quantize(PLACES, ROUND_HALF_UP).normalize()
            number = number.quantize(Decimal(1)) if number == number.to_integral() else number
        return decimal_text(number, self.language, places)

    def root(self) -> TraceNode:
        trace = self.trace
        directions = trace.get("directions", [])
        taken = [p for p in trace.get("penalties", []) if Decimal(p.get("taken_off") or 0)]
        formula = self.sum_of(directions)
        for penalty in taken:
            formula += f" − {self.number(penalty['taken_off'])}"
        chips = []
        if trace["methodology"].get("illustrative"):
            chips.append(Chip(_("illustrative methodology"), "waiting"))
        return TraceNode(
            title=_("Block %(number)s. %(name)s")
            % {"number": self.conclusion.block, "name": Block(self.conclusion.block).label},
            value=self.value(trace, trace.get("value")),
            note=_("weights of the directions: %(weights)s")
            % {"weights": " · ".join(self.number(d["weight"]) for d in directions)},
            anchor="block",
            chips=tuple(chips),
            formula=formula,
            children=(
                *(self.direction(one) for one in directions),
                *(self.penalty(one) for one in trace.get("penalties", [])),
            ),
            open=True,
        )

    def sum_of(self, parts: list[dict[str, Any]], whole: Decimal = Decimal(1)) -> str:
        """«0,55 × 84 + 0,45 × 77,5»: the parts that count, each with its share of the whole."""
        counted = [
            f"{self.number(Decimal(part['share']) / whole)} × {self.number(part['value'], 2)}"
            for part in parts
            if part.get("state") == "counted" and Decimal(part["share"])
        ]
        return " + ".join(counted)

    def is_unfolded(self, part: Mapping[str, Any]) -> bool:
        """Whether the part lies on the way to the indicator that was asked for: «2.1» on the way to «2.1.3.2»."""
        return self.unfolded.startswith(f"{part['code']}.")

    def value(self, part: Mapping[str, Any], value: Any) -> str:
        if part.get("state") == "counted" and value is not None:
            return self.number(value, 2)
        return {
            "not_counted": _("not counted"),
            "missing": _("missing"),
            "blocked": _("cannot be computed"),
        }.get(str(part.get("state")), "—")

    def direction(self, part: dict[str, Any]) -> TraceNode:
        uncounted = sum(
            1 for c in part["criteria"] for i in c["indicators"] if i.get("state") == "not_counted"
        )
        chips = [Chip(_("not counted: %(count)s") % {"count": uncounted}, "neutral")] if uncounted else []
        evaluator = part.get("evaluator", "")
        known = evaluator in Role.values
        return TraceNode(
            title=f"{part['code']} {self.words(part['name'])}",
            value=self.value(part, part.get("value")),
            note=_("scored by: %(who)s") % {"who": Role(evaluator).label} if known else "",
            anchor=f"d-{part['code']}",
            open=self.is_unfolded(part),
            chips=(self.weight(part), *chips),
            formula=self.sum_of(part["criteria"], _whole(part)),
            children=tuple(self.criterion(one) for one in part["criteria"]),
        )

    def criterion(self, part: dict[str, Any]) -> TraceNode:
        return TraceNode(
            title=f"{part['code']} {self.words(part['name'])}",
            value=self.value(part, part.get("value")),
            anchor=f"c-{part['code']}",
            open=self.is_unfolded(part),
            chips=(self.weight(part),),
            formula=self.sum_of(part["indicators"], _whole(part)),
            children=tuple(self.indicator(one) for one in part["indicators"]),
        )

    def indicator(self, part: dict[str, Any]) -> TraceNode:
        reasons = "; ".join(
            dict.fromkeys(
                str(r.get("text") or self.names.get(r.get("code", ""), r.get("code", "")))
                for r in part.get("reasons", [])
            )
        )
        chips = [self.weight(part)]
        if part.get("state") == "counted":
            chips.append(Chip(_("brings %(points)s") % {"points": self.number(part["contribution"], 2)}))
        formula = self.formulas.get(part["code"])
        words = in_words(formula.tree, self.names, _, self.number) if formula is not None else part["formula"]
        return TraceNode(
            title=f"{part['code']} {self.words(part['name'])}",
            value=self.value(part, part.get("value")),
            note=reasons,
            anchor=f"i-{part['code']}",
            open=self.is_unfolded(part),
            chips=tuple(chips),
            formula=words,
            reads=tuple(self.read(one) for one in part["inputs"]),
        )

    def penalty(self, part: dict[str, Any]) -> TraceNode:
        taken = Decimal(part.get("taken_off") or 0)
        return TraceNode(
            title=self.words(part["name"]),
            value=f"−{self.number(taken, 2)}" if taken else self.number(0),
            note=_("penalty"),
            anchor=f"p-{part['code']}",
            chips=(Chip(_("penalty"), "waiting"),) if taken else (),
            formula=part["formula"].strip(),
            reads=tuple(self.read(one) for one in part["inputs"]),
        )

    def weight(self, part: dict[str, Any]) -> Chip:
        return Chip(_("weight %(weight)s") % {"weight": self.number(part["weight"])})

    def words(self, name: Mapping[str, str]) -> str:
        return str(name.get(self.language[:2]) or name.get("ru") or "")

    def read(self, part: dict[str, Any]) -> Read:
        provenance = part.get("provenance") or {}
        name = self.names.get(part["item"], part["item"])
        for extra in (
            part.get("element"),
            _("last year") if part.get("years_back") else "",
            part.get("body"),
        ):
            name += f" · {extra}" if extra else ""
        hand = str(provenance.get("hand", ""))
        beside = ", ".join(
            f"{Provenance(other).label}: {self.given(given)}"
            for other, given in (provenance.get("beside") or {}).items()
        )
        documents: tuple[dict[str, str], ...] = ()
        if self.document_url is not None:
            documents = tuple(
                {
                    "text": document["title"],
                    "url": self.document_url(document["id"]),
                    "kind": "statistics" if hand == Provenance.STATISTICS else "report",
                }
                for document in provenance.get("documents", [])
            )
        return Read(
            name,
            self.given(part["value"]) if "value" in part else str(part.get("reason") or "—"),
            self.hand(hand, provenance.get("statistics")),
            beside,
            documents,
        )

    def hand(self, hand: str, statistics: Mapping[str, str] | None) -> str:
        """Whose the value is; of imported statistics their source, the day of retrieval and the file's checksum."""
        label = str(Provenance(hand).label) if hand in Provenance.values else ""
        if not statistics:
            return label
        day = date_numeric_text(date.fromisoformat(statistics["retrieved_on"]), self.language)
        words = _("%(source)s, retrieved on %(day)s, SHA-256 %(sha256)s") % {
            "source": statistics["source"],
            "day": day,
            "sha256": statistics["sha256"],
        }
        return f"{label}: {words}"

    def given(self, value: Any) -> str:
        return self.number(value) if _numeric(value) else self.names.get(str(value), str(value))


def _ready(methodology: Methodology) -> list[tuple[Any, Any]]:
    compiled = compile_methodology(methodology)
    return [(one, compiled.indicators[id(one)]) for _d, _c, one in methodology.indicators()]


def _whole(part: Mapping[str, Any]) -> Decimal:
    return Decimal(part["share"]) or Decimal(1)


def _numeric(value: Any) -> bool:
    if not isinstance(value, str) or not value:
        return False
    return value.lstrip("-").replace(".", "", 1).isdecimal()


@dataclass(frozen=True)
class Recomputed:
    """What computing a conclusion again from the stored values gave. ``differs`` names what is not the same."""

    score: Decimal | None
    differs: tuple[str, ...]

    @property
    def same(self) -> bool:
        return not self.differs


def recompute(conclusion: Conclusion) -> Recomputed | None:
    """Compute the score and its trace anew and compare every digit; None for a version whose values were corrected."""
    if conclusion.state == ConclusionState.SUPERSEDED:
        return None
    score = score_of(conclusion.methodology, conclusion.body, conclusion.cycle, trace=True)
    fresh = json.loads(json.dumps(to_json(score)))
    differs = []
    stored = conclusion.score
    if score.value is None or stored is None or score.value != stored:
        differs.append(f"score: {stored} → {score.value}")
    for key in sorted({*fresh, *conclusion.trace}):
        if fresh.get(key) != conclusion.trace.get(key):
            differs.append(f"trace: {key}")
    return Recomputed(score.value, tuple(differs))
