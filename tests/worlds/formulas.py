"""A small methodology's names and one body's values, for the tests of formulas."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from engine.formulas import Datum, Formula, Item, Scope, Values, compile_formula, make_peers
from engine.formulas.scope import Other
from engine.formulas.units import Unit

ANSWERS = {"yes": Decimal(1), "partly": Decimal("0.9"), "no": Decimal(0)}
ITEMS = (
    Item("in_time", unit="service"),
    Item("rendered", unit="service"),
    Item("spent", unit="thousand_kzt"),
    Item("planned", unit="thousand_kzt"),
    Item("violations", unit="million_kzt"),
    Item("staff", unit="person"),
    Item("left", unit="person"),
    Item("turnover", unit="percent"),
    Item("coverage", unit="ratio"),
    Item("days_late", unit="working_day", default=Decimal(0)),
    Item("kpi_fact", unit="own", per="kpi"),
    Item("kpi_done", unit="number", per="kpi"),
    Item("programme_fact", unit="own", per="programme"),
    Item("programme_plan", unit="own", per="programme"),
    Item("contacts", "choice", per="language", choices=ANSWERS),
    Item("services", "choice", per="language", choices=ANSWERS),
    Item("ready", "choice", choices={"yes": None, "no": None}),
    Item("grade", "choice", choices=ANSWERS),
)
SCOPE = Scope(
    {i.code: i for i in ITEMS},
    {"few_answers", "no_services"},
    {"service": Unit("service", "service")},
    {
        "good": Other("in_time / rendered * 33.333", 1),
        "circle": Other('points_of("circle") + 1'),
        "broken": Other("stff"),
    },
)

DATA = {
    "in_time": "90", "rendered": "100", "spent": "970", "planned": "1000", "violations": "0.0485",
    "staff": "200", "left": "14", "turnover": "7", "coverage": "0.5", "ready": "yes", "grade": "partly",
    "kpi_fact[a]": "5", "kpi.plan[a]": "10", "kpi.weight[a]": "1", "kpi.better[a]": "higher",
    "kpi_fact[b]": "20", "kpi.plan[b]": "10", "kpi.weight[b]": "3", "kpi.better[b]": "lower",
    "kpi_done[a]": "5", "kpi_done[b]": "20",
    "programme_fact[1]": "3", "programme_plan[1]": "4", "programme_fact[2]": "9", "programme_plan[2]": "6",
    "contacts[kk]": "yes", "contacts[ru]": "partly", "services[kk]": "no", "services[ru]": "yes",
}  # fmt: skip
ELEMENTS = {"kpi": ["a", "b"], "programme": ["1", "2"], "language": ["kk", "ru"]}


def datum(text: str | None) -> Datum:
    """A number or a code from its text; None is not counted."""
    if text is None:
        return Datum(None, "statistics are not out")
    return Datum(Decimal(text) if text[0] in "-0123456789" else text)


def data(given: Mapping[str, str | None]) -> dict[str | tuple[str, str], Datum]:
    """Values by item, or by "item[element]"."""
    found: dict[str | tuple[str, str], Datum] = {}
    for name, text in given.items():
        code, _, element = name.rstrip("]").partition("[")
        found[(code, element) if element else code] = datum(text)
    return found


def values(
    instead: Mapping[str, str | None] | None = None, *, without: tuple[str, ...] = (), body: str = "b1",
    kind: str = "oblast", previous: Mapping[str, str | None] | None = None, **elements: list[str] | None,
) -> Values:  # fmt: skip
    """The body's values with some replaced or left out; `previous` are last year's replacements."""
    given = {k: v for k, v in {**DATA, **(instead or {})}.items() if k not in without}
    lists = {d: e for d, e in {**ELEMENTS, **elements}.items() if e is not None}
    earlier = None
    if previous is not None:
        earlier = Values(data({**DATA, **previous}), body=body, kind=kind, year=2017, elements=ELEMENTS)
    found = Values(data(given), body=body, kind=kind, year=2018, elements=lists, previous=earlier)
    make_peers([found])
    return found


def compiled(text: str) -> Formula:
    """A formula over the names above."""
    return compile_formula(text, SCOPE)
