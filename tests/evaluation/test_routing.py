"""Who evaluates whom: the table of 2018 cell by cell, every exception, and never oneself (c23–c38, c9.2)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation import routing
from evaluation.routing import (
    BLOCKS,
    DIRECTIONS,
    NobodyImpartial,
    OutOfScope,
    Register,
    RoleVacant,
    RoutingError,
    block_lead,
    overall_maker,
    route,
    same_house,
)
from tests.worlds.routing import matrix, routes

ALL = frozenset({1, 2, 3})
TWO = frozenset({2})

#: The names that the table uses, as codes here.
NAMES = {
    "Ministry of National Economy": "economy",
    "Ministry of Finance": "finance",
    "Prime Minister's Chancellery": "chancellery",
    "Administration of the President": "administration",
    "Agency for Civil Service Affairs and Anti-Corruption": "agency",
    "the Agency": "agency",
    "the Agency itself": "agency",
    "Ministry of Information and Communications": "communications",
    "Committee on Legal Statistics and Special Records of the Prosecutor General's Office": "legal-statistics",
    "Prosecutor General's Office": "prosecutor",
    "Prosecutor General's Office (whole block)": "prosecutor",
    "bodies directly subordinate and accountable to the President": "national-bank",
    "working body of the Commission -> Commission -> President": "working-body",
}

COMPONENTS = {
    "quality of public services": "2.1",
    "handling of complaints and applications": "2.2",
    "quality of e-services; open data": "2.3",
    "personnel management": "3.1",
    "application of information technology": "3.2",
}

REGISTER = Register(
    roles={
        routing.PRESIDENTIAL_ADMINISTRATION: "administration",
        routing.PM_CHANCELLERY: "chancellery",
        routing.STATE_PLANNING: "economy",
        routing.CIVIL_SERVICE: "agency",
        routing.BUDGET_EXECUTION: "finance",
        routing.LEGAL_STATISTICS: "legal-statistics",
        routing.INFORMATISATION: "communications",
        routing.WORKING_BODY: "working-body",
        routing.INTEGRATOR: "integrator",
    },
    parents={"legal-statistics": "prosecutor", "statistics": "economy"},
    scopes={
        "agency": ALL,
        "prosecutor": TWO,
        "national-bank": frozenset({1, 2}),
        "communications": ALL,
        "agriculture": ALL,
        "finance": ALL,
        "economy": ALL,
        "akmola": ALL,
    },
    accountable=frozenset({"agency", "national-bank", "prosecutor"}),
    prosecutor_general="prosecutor",
)


def table() -> list[dict[str, str]]:
    path = Path(__file__).parents[1] / "data" / "evaluator_matrix.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def codes(cell: str) -> list[str]:
    """The bodies that a cell of the table names, without what it says of their support."""
    return [NAMES[name.split(" (supported")[0].strip()] for name in cell.split(";") if name.strip()]


def cells() -> Iterator[tuple[str, str, str, str, str, str]]:
    """(direction, body, evaluator, clause, whom the conclusion goes to, that clause) for every cell of blocks 2, 3."""
    for row in table():
        direction = COMPONENTS.get(row["component"])
        if direction is None:
            continue
        exceptions = codes(row["exception_body"])
        (ordinary,) = codes(row["ordinary_evaluator_2018"])
        (to,) = codes(row["conclusion_goes_to"])
        where = f"c{row['para']}"
        for body in REGISTER.scopes:
            if int(direction[0]) not in REGISTER.scopes[body]:
                continue
            # The whole block of the Prosecutor General's Office is said once, in the row of complaints.
            if body in exceptions or (body == "prosecutor" and direction[0] == "2"):
                prosecutor = body == "prosecutor"
                evaluator = "administration" if prosecutor else codes(row["evaluator_of_exception"])[0]
                clause = "c30" if prosecutor else f"c{row['exception_para']}"
            else:
                evaluator, clause = ordinary, f"c{row['decree_para']}"
            yield direction, body, evaluator, clause, to, where


@pytest.mark.clause("c28", "c30", "c31", "c32", "c35", "c36", "c37", "c38")
@pytest.mark.parametrize(("direction", "body", "evaluator", "clause", "to", "where"), list(cells()))
def test_blocks_2_and_3_cell_by_cell(
    direction: str, body: str, evaluator: str, clause: str, to: str, where: str
) -> None:
    found = route(body, direction, REGISTER)
    assert (found.evaluator, clause in found.clauses) == (evaluator, True)
    if (
        body == to
    ):  # where the table sends the conclusion to the body itself, the Decree is silent: never the body
        own = routing.LEADS[found.block][1]
        assert found.conclusion_to == route(body, own, REGISTER).evaluator != body
        assert routing.ON_THE_LEAD in found.assumptions
    else:
        assert (found.conclusion_to, where in found.clauses) == (to, True)


@pytest.mark.clause("c23", "c24", "c25")
@pytest.mark.parametrize("body", [body for body, blocks in REGISTER.scopes.items() if 1 in blocks])
def test_block_1_by_the_table(body: str) -> None:
    ordinary, president = (row for row in table() if row["component"] == "whole block")
    for direction, evaluator in zip(("1.1", "1.2"), codes(ordinary["ordinary_evaluator_2018"]), strict=True):
        found = route(body, direction, REGISTER)
        if body in REGISTER.accountable:
            expected = (*codes(president["evaluator_of_exception"]), f"c{president['exception_para']}")
        elif body in codes(ordinary["exception_body"]):
            expected = (*codes(ordinary["evaluator_of_exception"]), f"c{ordinary['exception_para']}")
        else:
            expected = (evaluator, f"c{ordinary['decree_para']}")
        assert (found.evaluator, found.clauses[0]) == expected


@pytest.mark.clause("c11", "c49")
def test_overall_by_the_table() -> None:
    row = table()[-1]
    (ordinary,), (goes_to,) = codes(row["ordinary_evaluator_2018"]), codes(row["conclusion_goes_to"])
    for body in REGISTER.scopes:
        found = overall_maker(body, REGISTER)
        if body == ordinary:
            assert (found.maker, found.assumptions) == (goes_to, (routing.ON_STATE_PLANNING,))
        else:
            assert (found.maker, found.clauses, found.assumptions) == (ordinary, ("c11", "c49"), ())


def test_the_table_of_the_register_is_whole() -> None:
    """Every body has a cell in every direction; empty exactly where the block does not apply."""
    found = matrix(REGISTER)
    assert [(c.body, c.direction) for c in found] == [(b, d) for b in REGISTER.scopes for d in DIRECTIONS]
    assert all((c.route is not None) == (c.block in REGISTER.scopes[c.body]) for c in found)
    assert [r.direction for r in routes("prosecutor", REGISTER)] == ["2.1", "2.2", "2.3"]


@pytest.mark.clause("c32", "c38")
@pytest.mark.parametrize(
    ("body", "block", "lead", "assumptions"),
    [
        ("agriculture", 1, "economy", {routing.LEAD_OF_BLOCK_1}),
        ("agriculture", 2, "agency", set()),
        ("agriculture", 3, "communications", set()),
        ("prosecutor", 2, "agency", set()),
        ("economy", 1, "chancellery", {routing.ON_THE_LEAD}),
        ("finance", 1, "chancellery", {routing.WHOLE_BLOCK_BY_EXCEPTION}),
        ("agency", 1, "administration", {routing.WHOLE_BLOCK_BY_EXCEPTION}),
        ("national-bank", 1, "administration", {routing.WHOLE_BLOCK_BY_EXCEPTION}),
        ("agency", 2, "administration", {routing.ON_THE_LEAD}),
        ("agency", 3, "communications", set()),
        ("communications", 2, "agency", set()),
        ("communications", 3, "chancellery", {routing.ON_THE_LEAD}),
    ],
)
def test_who_draws_up_the_conclusion(body: str, block: int, lead: str, assumptions: set[str]) -> None:
    found = block_lead(body, block, REGISTER)
    assert (found.lead, set(found.assumptions)) == (lead, assumptions)
    assert "c46" in found.clauses


def test_part_made_by_exception_goes_to_the_lead() -> None:
    found = route("prosecutor", "2.1", REGISTER)
    assert (found.evaluator, found.conclusion_to) == ("administration", "agency")
    assert found.assumptions == (routing.EXCEPTION_TO_LEAD,)


@pytest.mark.clause("c28", "c35")
def test_integrator_supports_electronic_services_and_technologies_only() -> None:
    supported = {r.direction for r in routes("agriculture", REGISTER) if r.supported_by == "integrator"}
    assert supported == {"2.3", "3.2"}
    house = replace(REGISTER, parents={**REGISTER.parents, "integrator": "communications"})
    assert all(r.supported_by is None for r in routes("communications", house))
    nobody = replace(REGISTER, roles={k: v for k, v in REGISTER.roles.items() if k != routing.INTEGRATOR})
    assert all(r.supported_by is None for r in routes("agriculture", nobody))
    assert "integrator" not in {r.evaluator for r in routes("agriculture", REGISTER)}


@pytest.mark.clause("c9.2")
@pytest.mark.parametrize(
    ("part", "whole", "direction", "evaluator", "clause"),
    [
        ("statistics", "economy", "1.1", "chancellery", "c24"),
        ("treasury", "finance", "1.1", "chancellery", "c24"),
        ("bureau", "agency", "2.1", "administration", "c30"),
        ("bureau", "agency", "3.1", "administration", "c36"),
        ("telecom", "communications", "2.3", "chancellery", "c31"),
        ("telecom", "communications", "3.2", "chancellery", "c37"),
        ("academy", "prosecutor", "2.2", "administration", "c30"),
        ("academy", "prosecutor", "2.3", "administration", "c30"),
    ],
)
def test_parts_are_treated_as_their_whole(
    part: str, whole: str, direction: str, evaluator: str, clause: str
) -> None:
    register = replace(
        REGISTER,
        parents={**REGISTER.parents, part: whole},
        scopes={**REGISTER.scopes, part: ALL},
    )
    found = route(part, direction, register)
    assert (found.evaluator, found.clauses[0]) == (evaluator, clause)
    assert routing.SAME_HOUSE in found.assumptions


@pytest.mark.clause("c9.2")
def test_complaints_in_the_house_of_legal_statistics_go_to_the_administration() -> None:
    """c30 excepts the Prosecutor General's Office by name; should legal statistics move, its new house is excepted too."""
    moved = replace(REGISTER, parents={"legal-statistics": "agriculture"}, prosecutor_general="prosecutor")
    found = route("agriculture", "2.2", moved)
    assert (found.evaluator, found.assumptions) == ("administration", (routing.SAME_HOUSE,))


@pytest.mark.clause("c9.2")
def test_when_the_exception_conflicts_too_the_working_body_evaluates() -> None:
    house = replace(
        REGISTER,
        parents={"agency": "administration"},
        scopes={"agency": ALL},
        accountable=frozenset(),
    )
    found = route("agency", "3.1", house)
    assert (found.evaluator, found.assumptions) == ("working-body", (routing.LAST_RESORT,))
    assert block_lead("agency", 2, house).lead == "working-body"
    last = replace(house, parents={"agency": "administration", "working-body": "administration"})
    with pytest.raises(NobodyImpartial) as refused:
        route("agency", "3.1", last)
    assert (refused.value.clause, refused.value.about) == ("c9.2", {"body": "agency"})
    planning = replace(REGISTER, parents={"economy": "working-body"})
    with pytest.raises(NobodyImpartial):
        overall_maker("economy", planning)


def test_administration_in_the_house_gives_way_to_the_chancellery_in_block_1() -> None:
    register = replace(REGISTER, parents={"national-bank": "administration"})
    found = route("national-bank", "1.1", register)
    assert (found.evaluator, found.assumptions[0]) == ("chancellery", routing.SAME_HOUSE)


def test_a_body_under_the_president_that_evaluates_block_1() -> None:
    register = replace(REGISTER, accountable=frozenset({"economy"}))
    found = route("economy", "1.2", register)
    assert (found.evaluator, found.clauses[0]) == ("administration", "c25")
    assert routing.PRESIDENT_BEFORE_ROLE in found.assumptions
    assert block_lead("economy", 1, register).lead == "administration"


@pytest.mark.clause("A", "c10")
def test_what_the_register_cannot_answer() -> None:
    with pytest.raises(OutOfScope) as outside:
        route("prosecutor", "1.1", REGISTER)
    assert outside.value.about == {"body": "prosecutor", "block": 1}
    with pytest.raises(OutOfScope):
        block_lead("national-bank", 3, REGISTER)
    with pytest.raises(OutOfScope):
        overall_maker("administration", REGISTER)
    vacant = replace(REGISTER, roles={k: v for k, v in REGISTER.roles.items() if k != routing.CIVIL_SERVICE})
    with pytest.raises(RoleVacant) as nobody:
        route("agriculture", "2.1", vacant)
    assert nobody.value.about == {"role": routing.CIVIL_SERVICE}


BODIES = [f"b{number}" for number in range(12)]


@st.composite
def registers(draw: st.DrawFn) -> Register:
    """Any register at all: roles held by anybody, parts of anything (loops too), any scopes."""
    roles = {role: draw(st.sampled_from(BODIES)) for role in routing.ROLES}
    parents = draw(st.dictionaries(st.sampled_from(BODIES), st.sampled_from(BODIES), max_size=8))
    blocks = st.frozensets(st.sampled_from(BLOCKS), min_size=1)
    return Register(
        roles=roles,
        parents=parents,
        scopes=draw(st.dictionaries(st.sampled_from(BODIES), blocks, min_size=1)),
        accountable=draw(st.frozensets(st.sampled_from(BODIES), max_size=4)),
        prosecutor_general=draw(st.none() | st.sampled_from(BODIES)),
    )


def outcome(question: object, *args: object) -> object:
    """The answer, or that there is nobody left."""
    try:
        return question(*args)  # type: ignore[operator]
    except NobodyImpartial:
        return None


@pytest.mark.clause("c9.2")
@given(registers())
def test_nobody_evaluates_their_own_house_in_any_register(register: Register) -> None:
    for body, blocks in register.scopes.items():
        for direction, part in DIRECTIONS.items():
            if part.block not in blocks:
                continue
            found = outcome(route, body, direction, register)
            if isinstance(found, routing.Route):
                for other in (found.evaluator, found.conclusion_to, found.supported_by):
                    assert other is None or not same_house(body, other, register)
                assert register.roles[found.evaluator_role] == found.evaluator
                assert register.roles[found.conclusion_to_role] == found.conclusion_to
                assert found.conclusion_to == block_lead(body, part.block, register).lead
                assert found.clauses
                assert not found.is_exception or found.evaluator_role in (
                    routing.PRESIDENTIAL_ADMINISTRATION,
                    routing.PM_CHANCELLERY,
                    routing.WORKING_BODY,
                )
        maker = outcome(overall_maker, body, register)
        if isinstance(maker, routing.OverallMaker):
            assert not same_house(body, maker.maker, register)


@pytest.mark.clause("c9.2")
@given(registers())
def test_only_a_conflict_of_everybody_leaves_nobody(register: Register) -> None:
    """A body is left without an evaluator only if the working body is of its own house."""
    for body in register.scopes:
        if not same_house(body, register.roles[routing.WORKING_BODY], register):
            assert routes(body, register)
            assert overall_maker(body, register)


@given(registers(), st.sampled_from(BODIES), st.sampled_from(BODIES))
def test_same_house_is_mutual_and_spans_whole_and_parts(register: Register, a: str, b: str) -> None:
    assert same_house(a, a, register)
    assert same_house(a, b, register) == same_house(b, a, register)
    if (whole := register.parents.get(a)) is not None:
        assert same_house(a, whole, register)
        if register.parents.get(b) == whole:
            assert same_house(a, b, register)


@given(registers())
def test_without_conflicts_the_law_alone_answers(register: Register) -> None:
    """A body that holds no role, is part of nothing and stands under nobody gets the ordinary evaluators."""
    plain = replace(register, parents={}, scopes={"plain": ALL}, accountable=frozenset())
    for found in routes("plain", plain):
        assert not found.is_exception
        assert set(found.assumptions) <= {routing.SPLIT_OF_BLOCK_1, routing.LEAD_OF_BLOCK_1}


def test_errors_say_the_clause() -> None:
    assert all(issubclass(kind, RoutingError) for kind in (OutOfScope, RoleVacant, NobodyImpartial))
    with pytest.raises(RoutingError) as refused:
        route("unknown", "2.1", REGISTER)
    assert refused.value.clause == "A"
