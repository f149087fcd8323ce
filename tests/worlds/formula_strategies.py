"""Random formulas over the names of `tests.worlds.formulas`, and random values for them."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.worlds.formulas import DATA

NUMBER_ITEMS = ["in_time", "rendered", "spent", "staff", "left", "days_late"]
ROW_ITEMS = ["kpi_done", "kpi.weight", "kpi_fact / kpi.plan"]

written = st.one_of(
    st.integers(0, 120).map(str),
    st.decimals(0, 99, places=2, allow_nan=False).map(lambda d: format(d, "f")),
    st.integers(0, 100).map(lambda n: f"{n}%"),
)


def _steps(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda x, keys, values, sign, other: "steps({}: {}, else {})".format(
            x, ", ".join(f"{sign} {k} -> {v}" for k, v in zip(_order(keys, sign), values, strict=False)), other
        ),
        children, st.lists(st.integers(-50, 150), min_size=1, max_size=4, unique=True),
        st.lists(children, min_size=4, max_size=4), st.sampled_from([">=", ">", "<=", "<"]), children,
    )  # fmt: skip


def _order(keys: list[int], sign: str) -> list[int]:
    return sorted(keys, reverse=sign.startswith(">"))


def _interpolate(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda x, keys, values: "interpolate({}: {})".format(
            x, ", ".join(f"{k} -> {v}" for k, v in zip(sorted(keys), values, strict=False))
        ),
        children, st.lists(st.integers(-50, 150), min_size=2, max_size=4, unique=True),
        st.lists(children, min_size=4, max_size=4),
    )  # fmt: skip


def conditions(numbers: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Comparisons and their combinations."""
    compare = st.builds(
        "({} {} {})".format, numbers, st.sampled_from(["<", "<=", ">", ">=", "=", "<>"]), numbers
    )
    choice = st.builds(
        '(grade {} "{}")'.format, st.sampled_from(["=", "<>"]), st.sampled_from(["yes", "partly", "no"])
    )
    before = st.sampled_from(
        ["known(previous(staff))", "known(previous(left / staff))", "known(previous(grade))"]
    )
    simple = st.one_of(compare, choice, before)
    return st.one_of(
        simple,
        simple.map("not {}".format),
        st.builds("({} {} {})".format, simple, st.sampled_from(["and", "or"]), simple),
    )


def _extended(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    listed = st.lists(children, min_size=2, max_size=4).map(", ".join)
    return st.one_of(
        st.builds("({} {} {})".format, children, st.sampled_from("+-*/"), children),
        st.builds("{}({})".format, st.sampled_from(["min", "max", "sum", "mean", "geometric_mean"]), listed),
        st.builds("weighted_mean({} by {}, {} by {})".format, children, written, children, written),
        st.builds("{}({})".format, st.sampled_from(["abs", "ln", "exp", "sqrt"]), children),
        st.builds("clamp({}, 0, {})".format, children, written),
        st.builds("round({}, {})".format, children, st.integers(0, 5)),
        st.builds("({}) ^ {}".format, children, st.sampled_from(["2", "0.5", "-1", "3"])),
        st.builds("-({})".format, children),
        st.builds("(if {} then {} else {})".format, conditions(children), children, children),
        st.builds('otherwise((if {} then not_counted("few_answers") else {}), {})'.format, conditions(children), children, children),
        st.builds("count({}, {})".format, conditions(children), conditions(children)),
        st.builds("power({}, {})".format, children, written),
        st.builds("previous({})".format, children),
        st.builds('choose(grade: "yes" -> {}, "partly" -> {}, else {})'.format, children, children, children),
        _steps(children),
        _interpolate(children),
    )  # fmt: skip


row_numbers = st.recursive(
    st.one_of(written, st.sampled_from([*NUMBER_ITEMS, *ROW_ITEMS])), _extended, max_leaves=4
)
over_kpi = st.one_of(
    st.builds(
        "{}({} over kpi)".format,
        st.sampled_from(["min", "max", "sum", "mean", "geometric_mean"]),
        row_numbers,
    ),
    st.builds("weighted_mean({} by {} over kpi)".format, row_numbers, row_numbers),
    st.builds("{}({} over kpi)".format, st.sampled_from(["count", "share"]), conditions(row_numbers)),
    st.builds("mean({} over kpi where {})".format, row_numbers, conditions(row_numbers)),
    st.builds("mean(previous({}) over kpi)".format, row_numbers),
    st.builds('sum((if kpi.better = "lower" then {} else {}) over kpi)'.format, row_numbers, row_numbers),
    st.builds(
        "{}({}, mean({} over kpi where {}) over kpi)".format,
        st.sampled_from(["min", "mean", "sum"]),
        row_numbers,
        row_numbers,
        conditions(row_numbers),
    ),
    st.builds(
        "count({} over programme)".format,
        conditions(st.sampled_from(["programme_fact", "programme_plan", "staff"])),
    ),
    st.just('share("yes" among contacts, services over language)'),
    st.just("mean(points(contacts), points(services) over language)"),
    st.just("count(over kpi)"),
)
leaves = st.one_of(
    written, st.sampled_from(NUMBER_ITEMS), st.sampled_from(["points(grade)", "previous(staff)", "peers_max(left)"]), over_kpi,
    st.builds("{}({})".format, st.sampled_from(["peers_min", "peers_mean", "peers_deviation", "peers_rank_high"]), st.sampled_from(NUMBER_ITEMS)),
    st.builds("{}({})".format, st.sampled_from(["peers_max", "peers_count", "peers_rank_low", "peers_median"]), over_kpi),
    st.sampled_from(['convert(spent, "million_kzt")', 'convert(turnover, "ratio")']),
)  # fmt: skip
formulas = st.recursive(leaves, _extended, max_leaves=8)

number_texts = st.one_of(
    st.integers(-10, 200).map(str),
    st.decimals(-5, 500, places=3, allow_nan=False).map(lambda d: format(d, "f")),
)
CHOICES = {"grade", "contacts[kk]", "contacts[ru]", "services[kk]", "services[ru]"}
CODES = {"ready": ["yes", "no"], "kpi.better[a]": ["higher", "lower"], "kpi.better[b]": ["higher", "lower"]}


def _texts(name: str) -> st.SearchStrategy[str]:
    if name in CHOICES:
        return st.sampled_from(["yes", "partly", "no", "unlawful"])
    return st.sampled_from(CODES[name]) if name in CODES else number_texts


@st.composite
def given_values(draw: st.DrawFn) -> dict[str, str | None]:
    """Replacements of formulas.DATA: some values other, some not counted (None), some missing ("gone")."""
    found: dict[str, str | None] = {}
    for name in DATA:
        how = draw(st.sampled_from(["as is"] * 4 + ["other"] * 4 + ["not counted", "gone"]))
        if how != "as is":
            found[name] = {"not counted": None, "gone": "gone"}.get(how, draw(_texts(name)))
    return found
