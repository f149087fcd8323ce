"""Names, kinds and units: everything that can be known of a formula before any data.

`check(tree, scope)` returns what the formula reads, or raises FormulaError with every problem, in the text's order.
Longer than other files on purpose: one checker, one method for each construct of the language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from . import tree, units
from .check_rows import Found, choice_problems, choose_problems, point_problems, step_problems
from .errors import KIND_WORDS, FormulaError, Problem, nearest, place
from .functions import FUNCTIONS, MAX_YEARS_BACK, PEERS
from .mistaken_words import nearest_word
from .parser import Parsed
from .scope import Checked, Read, Scope, literal
from .spelling import brief
from .tree import Node
from .units import BARE, RATIO, WRITTEN, Measure
from .values import DIMENSIONS, KPI_ITEMS, Item


@dataclass(frozen=True)
class _Type:
    kind: str  # number | boolean | code | never | any (a part already found wrong)
    measure: Measure = BARE
    item: Item | None = None


_UNKNOWN_LIST = "?"
_ANY = _Type("any", WRITTEN)
_NEVER = _Type("never", WRITTEN)
_PERCENT = units.of(units.BUILT_IN["percent"])
_HUNDRED = Decimal(100)
_IN_ITS_UNIT = ("peers_min", "peers_max", "peers_mean", "peers_median", "peers_deviation")
_OWN_EXAMPLE = {"kpi": "kpi_fact / kpi.plan", "programme": "programme_fact / programme_plan"}


@dataclass(frozen=True)
class _Where:
    """Where in the formula we are: inside which list, how many years back, inside a question to peers."""

    over: str = ""
    overs: int = 0
    years_back: int = 0
    peers: bool = False


class _Checker:
    def __init__(self, scope: Scope, lets: Sequence[str]) -> None:
        self.scope, self.lets = scope, lets
        self.units = scope.all_units()
        self.problems: dict[tuple[str, int], Problem] = {}
        self.reads: dict[Read, None] = {}
        self.factors: dict[int, Fraction] = {}

    # --- problems ---------------------------------------------------------------------------------------------
    def problem(self, code: str, node: Node, suggestion: str = "", **params: str) -> _Type:
        found = Problem(code, params, node.start, node.end, suggestion=suggestion)
        self.problems.setdefault((code, node.start), found)
        return _ANY

    def note(self, found: Iterable[Found]) -> None:
        """Take in the problems that check_rows found."""
        for code, node, suggestion, params in found:
            self.problem(code, node, suggestion, **params)

    def number(self, node: Node, where: _Where) -> Measure:
        """The measure of `node`, which must be a number."""
        found = self.type(node, where)
        if found.kind in ("boolean", "code"):
            self.problem("needs_number", node, found=brief(node), kind=KIND_WORDS[found.kind])
            return WRITTEN
        return found.measure

    def condition(self, node: Node, where: _Where) -> None:
        """`node` must be a condition."""
        found = self.type(node, where)
        if found.kind not in ("boolean", "any"):
            self.problem("needs_condition", node, found=brief(node), kind=KIND_WORDS[found.kind])

    def choice(self, name: str, node: Node, where: _Where) -> Item | None:
        """The choice item that `node` is."""
        found = self.type(node, where)
        if found.kind == "code":
            return found.item
        if found.kind != "any":
            self.problem("needs_choice_item", node, name=name, found=brief(node))
        return None

    def together(
        self, parts: Sequence[tuple[Node, Measure]],
        common: Callable[[Measure, Measure], Measure] = units.together,
    ) -> Measure:  # fmt: skip
        """The common measure of parts that are compared, averaged, or (with units.total) added."""
        first, measure = parts[0]
        for node, other in parts[1:]:
            try:
                measure = common(measure, other)
            except units.ScaleClash as clash:
                self.scale_clash(first, node, clash)
                return WRITTEN
            except units.UnitClash:
                self.problem("unit_clash", node, left=brief(first), left_unit=str(measure),
                             right=brief(node), right_unit=str(other))  # fmt: skip
                return WRITTEN
        return measure

    def scale_clash(self, left: Node, right: Node, clash: units.ScaleClash) -> None:
        self.problem("unit_scale", right, left=brief(left), left_unit=clash.left,
                     right=brief(right), right_unit=clash.right, to=clash.left)  # fmt: skip

    # --- nodes ------------------------------------------------------------------------------------------------
    def type(self, node: Node, where: _Where) -> _Type:
        match node:
            case tree.Number():
                return _Type("number", units.WRITTEN_PERCENT if node.percent else WRITTEN)
            case tree.Text():
                return self.problem("text_alone", node, text=node.value)
            case tree.Name():
                return self.name(node, where)
            case tree.PointsOf():
                return self.other(node, where)
            case tree.Named():
                return self.type(node.body, where)
            case tree.Minus():
                return _Type("number", self.number(node.operand, where))
            case tree.Binary():
                return self.binary(node, where)
            case tree.Compare():
                return self.compare(node, where)
            case tree.Logic():
                self.condition(node.left, where)
                self.condition(node.right, where)
                return _Type("boolean")
            case tree.Negation():
                self.condition(node.operand, where)
                return _Type("boolean")
            case tree.If():
                return self.conditional(node, where)
            case tree.Among():
                return self.among(node, where)
            case tree.Table():
                return self.table(node, where)
            case tree.Call():
                return self.call(node, where)
        raise TypeError(node)

    def name(self, node: tree.Name, where: _Where) -> _Type:
        item = self.scope.item(node.code)
        if item is None:
            if node.code in FUNCTIONS:
                return self.problem("function_without_brackets", node, name=node.code)
            if node.code in self.lets:
                return self.problem("let_order", node, name=node.code)
            known = [
                *self.lets,
                *self.scope.items,
                *(KPI_ITEMS if where.over == "kpi" or "." in node.code else ()),
            ]
            return self.problem("unknown_name", node, nearest(node.code, known), name=node.code)
        if item.per != "none" and item.per != where.over and where.over != _UNKNOWN_LIST:
            example = f"mean({node.code} over {item.per})"
            if item.kind == "choice":
                example = f'share("{next(iter(item.choices), "yes")}" among {node.code} over {item.per})'
            return self.problem("outside_over", node, item=node.code, per=item.per, example=example)
        self.reads.setdefault(Read(node.code, where.years_back, where.peers))
        if item.kind == "choice":
            return _Type("code", BARE, item)
        unit = self.units.get(item.unit)
        return _Type("number", units.of(unit) if unit else WRITTEN)

    def binary(self, node: tree.Binary, where: _Where) -> _Type:
        left, right = self.number(node.left, where), self.number(node.right, where)
        if node.operator in "+-":
            return _Type("number", self.together([(node.left, left), (node.right, right)], units.total))
        if node.operator == "^":
            return _Type("number", self.raised(left, node.right))
        if node.operator == "/" and literal(node.right) == 0:
            return self.problem("divided_by_nought", node.right)
        if node.operator == "/" and left.powers == _PERCENT.powers and literal(node.right) == _HUNDRED:
            return _Type("number", replace(RATIO, free=left.free))  # what everybody writes by hand
        try:
            return _Type("number", units.times(left, right, 1 if node.operator == "*" else -1))
        except units.ScaleClash as clash:
            self.scale_clash(node.left, node.right, clash)
            return _ANY

    def raised(self, base: Measure, exponent: Node) -> Measure:
        power = literal(exponent)
        if power is not None and power == power.to_integral_value() and abs(power) < 10:
            return units.raised(base, Fraction(int(power)))
        return WRITTEN if base.free or base.powers else BARE

    def compare(self, node: tree.Compare, where: _Where) -> _Type:
        texts = [p for p in (node.left, node.right) if isinstance(p, tree.Text)]
        if texts:
            other = node.right if node.left is texts[0] else node.left
            example = 'item = "yes"'
            if len(texts) == 2 or node.operator not in ("=", "<>"):
                return self.problem("compare_choice", node, example=example)
            item = self.choice(node.operator, other, where)
            self.note(choice_problems(texts, [item] if item else []))
            return _Type("boolean")
        parts = [(p, self.type(p, where)) for p in (node.left, node.right)]
        if any(t.kind == "code" for _, t in parts):
            return self.problem("compare_choice", node, example='item = "yes"')
        for part, found in parts:
            if found.kind == "boolean":
                self.problem("needs_number", part, found=brief(part), kind=KIND_WORDS["boolean"])
        self.together([(p, t.measure) for p, t in parts])
        return _Type("boolean")

    def conditional(self, node: tree.If, where: _Where) -> _Type:
        self.condition(node.condition, where)
        return self.either(node, node.then, node.other, where)

    def either(self, node: Node, one: Node, two: Node, where: _Where) -> _Type:
        """Two outcomes of one kind, of which one is taken."""
        first, second = self.type(one, where), self.type(two, where)
        for part, found in ((one, first), (two, second)):
            if found.kind == "code":
                return self.problem("needs_number", part, found=brief(part), kind=KIND_WORDS["code"])
        if first.kind in ("never", "any"):
            return second
        if second.kind in ("never", "any"):
            return first
        if first.kind != second.kind:
            return self.problem(
                "branches_differ", node, kind=KIND_WORDS[first.kind], other=KIND_WORDS[second.kind]
            )
        if first.kind == "boolean":
            return first
        return _Type("number", self.together([(one, first.measure), (two, second.measure)]))

    # --- lists ------------------------------------------------------------------------------------------------
    def inside(self, over: tree.Over | None, where: _Where) -> _Where:
        """Where the values of a call stand; checks `over` and its condition."""
        if over is None:
            return where
        if over.dimension not in DIMENSIONS:
            self.problem("unknown_list", over, nearest_word(over.dimension, DIMENSIONS), name=over.dimension)
            return replace(where, over=_UNKNOWN_LIST)
        if where.overs >= 2:
            self.problem("over_too_deep", over)
        inner = replace(where, over=over.dimension, overs=where.overs + 1)
        if over.condition:
            self.condition(over.condition, inner)
        return inner

    def among(self, node: tree.Among, where: _Where) -> _Type:
        inner = self.inside(node.over, where)
        items = [self.choice(node.name, a, inner) for a in node.arguments]
        self.note(choice_problems(node.codes, [i for i in items if i]))
        return _Type("number", RATIO if node.name == "share" else BARE)

    # --- tables -----------------------------------------------------------------------------------------------
    def table(self, node: tree.Table, where: _Where) -> _Type:
        function = FUNCTIONS.get(node.name)
        if function is None or not function.rows:
            return self.not_rows(node)
        if node.name == "choose":
            self.note(choose_problems(node, self.choice("choose", node.subject, where)))
        else:
            subject = self.number(node.subject, where)
            keys = [(r.key, self.number(r.key, where)) for r in node.rows]
            self.together([(node.subject, subject), *keys])
            self.note(step_problems(node) if node.name == "steps" else point_problems(node))
        outcomes = [r.value for r in node.rows] + ([node.other] if node.other else [])
        found = _NEVER
        for one in outcomes:
            kind = self.type(one, where)
            if kind.kind in ("boolean", "code"):
                self.problem("needs_number", one, found=brief(one), kind=KIND_WORDS[kind.kind])
            elif kind.kind == "number" and found.kind == "number":
                found = _Type("number", self.together([(outcomes[0], found.measure), (one, kind.measure)]))
            elif kind.kind == "number":
                found = kind
        return found

    def not_rows(self, node: tree.Table) -> _Type:
        if node.name in FUNCTIONS:
            return self.problem("takes_no_rows", node, name=node.name, example=FUNCTIONS[node.name].example)
        tables = [n for n, f in FUNCTIONS.items() if f.rows]
        return self.problem("unknown_function", node, nearest_word(node.name, tables), name=node.name)

    # --- functions --------------------------------------------------------------------------------------------
    def call(self, node: tree.Call, where: _Where) -> _Type:
        function = FUNCTIONS.get(node.name)
        if function is None:
            if self.scope.item(node.name):
                return self.problem("not_a_function", node, name=node.name)
            if nearest_word(node.name, ("if",)):
                return self.problem("if_in_brackets", node)
            return self.problem("unknown_function", node, nearest_word(node.name, FUNCTIONS), name=node.name)
        if function.rows:
            return self.problem("needs_rows", node, name=node.name, example=function.example)
        if node.over and not function.over:
            return self.problem("takes_no_over", node, name=node.name)
        least = (0 if node.name == "count" else 1) if node.over else function.least
        given = len(node.arguments)
        if given < least or (function.most is not None and given > function.most):
            code = "too_few_arguments" if function.most is None else "argument_count"
            return self.problem(code, node, name=node.name, expected=str(least), given=str(given))
        if node.name in _OWN_WAY:
            return _OWN_WAY[node.name](self, node, where)
        if node.name in PEERS:
            return self.peers(node, where)
        inner = self.inside(node.over, where)
        if node.name in ("count", "share"):
            for argument in node.arguments:
                self.condition(argument, inner)
            return _Type("number", RATIO if node.name == "share" else BARE)
        parts = [(a, self.number(a, inner)) for a in node.arguments]
        weights = [(w, self.number(w, inner)) for w in node.weights]
        if weights:
            self.together(weights)
        if node.over and (own := [part for part, measure in parts + weights if units.is_own(measure)]):
            return self.problem("own_units", own[0], found=brief(own[0]), per=node.over.dimension,
                                name=node.name, example=_OWN_EXAMPLE[node.over.dimension])  # fmt: skip
        if node.name == "round":
            return _Type("number", parts[0][1])
        if node.name == "power":
            return _Type("number", self.raised(parts[0][1], node.arguments[1]))
        if node.name in ("ln", "exp"):
            return _Type("number")
        if node.name == "sqrt":
            return _Type("number", units.raised(parts[0][1], Fraction(1, 2)))
        return _Type("number", self.together(parts, units.total if node.name == "sum" else units.together))

    def not_counted(self, node: tree.Call, where: _Where) -> _Type:
        reason = node.arguments[0]
        if not isinstance(reason, tree.Text):
            return self.problem("needs_text", reason, name=node.name, example=FUNCTIONS[node.name].example)
        if reason.value not in self.scope.reasons:
            suggestion = nearest(reason.value, self.scope.reasons)
            self.problem("unknown_reason", reason, suggestion, name=reason.value)
        return _NEVER

    def otherwise(self, node: tree.Call, where: _Where) -> _Type:
        return self.either(node, node.arguments[0], node.arguments[1], where)

    def convert(self, node: tree.Call, where: _Where) -> _Type:
        measure = self.number(node.arguments[0], where)
        to = node.arguments[1]
        if not isinstance(to, tree.Text):
            return self.problem("needs_text", to, name=node.name, example=FUNCTIONS[node.name].example)
        unit = self.units.get(to.value)
        if unit is None:
            return self.problem("unknown_unit", to, nearest(to.value, self.units), name=to.value)
        try:
            self.factors[id(node)] = units.conversion(measure, unit, self.units)
        except units.UnitClash:
            found = brief(node.arguments[0])
            return self.problem(
                "cannot_convert", node, found=found, from_unit=str(measure), to_unit=unit.code
            )
        return _Type("number", replace(units.of(unit), free=measure.free))

    def points_of(self, node: tree.Call, where: _Where) -> _Type:
        """One that could not be filled in (others.py), and why."""
        text = node.arguments[0]
        if not isinstance(text, tree.Text):
            return self.problem("needs_text", text, name=node.name, example=FUNCTIONS[node.name].example)
        if text.value not in self.scope.others:
            near = nearest(text.value, self.scope.others)
            return self.problem("unknown_indicator", text, near, name=text.value)
        return self.problem("other_refused", text, name=text.value)

    def other(self, node: tree.PointsOf, where: _Where) -> _Type:
        """The points of another indicator: its formula is checked in its own place; here is only what it reads."""
        if where.over or where.peers or where.years_back:
            return self.problem("other_in_place", node, name=node.name)
        apart = _Checker(self.scope, ())
        apart.type(node.body, _Where())
        if apart.problems:
            return self.problem("other_refused", node, name=node.code)
        self.reads.update(apart.reads)
        self.factors.update(apart.factors)
        return _Type("number", WRITTEN)

    def points(self, node: tree.Call, where: _Where) -> _Type:
        item = self.choice("points", node.arguments[0], where)
        for code, worth in item.choices.items() if item else ():
            if worth is None:
                return self.problem("no_points", node, item=item.code if item else "", name=code)
        return _Type("number")

    def previous(self, node: tree.Call, where: _Where) -> _Type:
        if where.years_back >= MAX_YEARS_BACK:
            return self.problem("previous_too_deep", node, limit=str(MAX_YEARS_BACK))
        return self.type(node.arguments[0], replace(where, years_back=where.years_back + 1))

    def known(self, node: tree.Call, where: _Where) -> _Type:
        """Only of earlier years: what this year lacks is missing, and never scored by another way."""
        asked = node.arguments[0]
        if not any(isinstance(n, tree.Call) and n.name == "previous" for n in _outermost(asked)):
            return self.problem("known_of_this_year", node, example=FUNCTIONS["known"].example)
        self.number_or_choice(asked, where)
        return _Type("boolean")

    def number_or_choice(self, node: Node, where: _Where) -> None:
        """`node` has a value: it is no condition."""
        found = self.type(node, where)
        if found.kind == "boolean":
            self.problem("needs_number", node, found=brief(node), kind=KIND_WORDS["boolean"])

    def peers(self, node: tree.Call, where: _Where) -> _Type:
        if where.over:
            return self.problem("peers_inside_over", node, per=where.over)
        if where.peers or where.years_back:
            return self.problem("peers_nested", node, name=node.name)
        measure = self.number(node.arguments[0], replace(where, peers=True))
        return _Type("number", measure if node.name in _IN_ITS_UNIT else BARE)


_OWN_WAY = {
    "not_counted": _Checker.not_counted,
    "otherwise": _Checker.otherwise,
    "convert": _Checker.convert,
    "points": _Checker.points,
    "points_of": _Checker.points_of,
    "previous": _Checker.previous,
    "known": _Checker.known,
}


def _outermost(node: Node) -> Iterator[Node]:
    """The part itself, under its let names."""
    while isinstance(node, tree.Named):
        node = node.body
    yield node


def _placed(problems: Iterator[Problem], text: str) -> Iterator[Problem]:
    for problem in sorted(problems, key=lambda p: (p.start, p.end)):
        line, column = place(text, problem.start)
        yield replace(problem, line=line, column=column)


def check(parsed: Parsed, scope: Scope, text: str) -> Checked:
    """What the formula reads and gives. Raises FormulaError with every problem found."""
    checker = _Checker(scope, parsed.lets)
    for problem in parsed.unused:
        checker.problems[problem.code, problem.start] = problem
    root = parsed.root
    found = checker.type(root, _Where())
    if found.kind in ("boolean", "code"):
        checker.problem("result_not_number", root, kind=KIND_WORDS[found.kind])
    elif found.kind == "never":
        checker.problem("always_not_counted", root)
    if checker.problems:
        raise FormulaError(_placed(iter(checker.problems.values()), text))
    return Checked(tuple(checker.reads), found.measure, checker.factors)
