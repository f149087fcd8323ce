"""Data items that nobody supplies: a reason not to approve a methodology, because its indicators could never be counted (c18.1).

An item is supplied when the authority that answers for it has a holder in the year, and, where a formula reads last
year's value, when last year's methodologies asked for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from engine.compiled import MethodologyError, compile_methodology
from engine.formulas import tree
from engine.methodology import DataItem, MethodologyText
from evaluation.models import Role, RoleHolder
from evaluation.selectors import register_day
from methodologies.content import methodology_of, text_of
from methodologies.models import Methodology, MethodologyState, Subject

Fault = tuple[str, str]


def unsupplied(record: Methodology, methodology: MethodologyText) -> list[Fault]:
    """The items that nobody supplies, each at its path. Two queries, and what a process has not built yet."""
    year = record.cycle.year
    held = set(
        RoleHolder.objects.filter(RoleHolder.valid_on(register_day(year))).values_list("role", flat=True)
    )
    faults = [
        (
            f"items[{item.code}].role",
            _("Nobody supplies “%(item)s”: no body is “%(role)s” in %(year)s.")
            % {"item": text_of(item.name), "role": Role(item.role).label, "year": year},
        )
        for item in methodology.items
        if item.role and item.role not in held
    ]
    last_year = Methodology.objects.filter(cycle__year=year - 1, state=MethodologyState.APPROVED).defer(
        "document"
    )
    earlier = [methodology_of(one) for one in last_year if one.subject != Subject.OVERALL]
    if any(one.block == methodology.block for one in earlier):
        asked = {item.code for one in earlier for item in one.items}
        faults += [
            (
                f"items[{item.code}].default",
                _(
                    "Nobody supplied last year's “%(item)s”, which a formula reads: the methodologies of %(year)s "
                    "do not ask for it. Give it a default, or do without last year's value."
                )
                % {"item": text_of(item.name), "year": year - 1},
            )
            for item in _read_of_last_year(methodology)
            if asked.isdisjoint({item.code, *item.formerly}) and item.default is None
        ]
    return faults


def _read_of_last_year(methodology: MethodologyText) -> Iterator[DataItem]:
    """The items whose value of an earlier year some formula reads, in the methodology's order."""
    try:
        compiled = compile_methodology(methodology)
    except MethodologyError:
        return
    formulas = [ready.formula for ready in compiled.indicators.values()]
    formulas += [formula for _penalty, formula in compiled.penalties]
    read = {
        one.item
        for formula in formulas
        for one in formula.reads
        if one.years_back and one.item not in _asked_whether_known(formula.tree)
    }
    yield from (item for item in methodology.items if item.code in read)


def _asked_whether_known(root: tree.Node) -> set[str]:
    """The items of which a formula asks whether last year is known: it has a way for those that are not."""
    calls = (node for node in tree.walk(root) if isinstance(node, tree.Call) and node.name == "known")
    return {one.code for call in calls for one in tree.walk(call) if isinstance(one, tree.Name)}
