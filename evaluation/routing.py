"""For any body, block and direction: who evaluates, under which clause, and who takes the conclusion (c23–c38).

    register = Register(roles={...}, parents={...}, scopes={...}, ...)
    route("ministry-of-agriculture", "2.3", register)       # Route
    block_lead("ministry-of-agriculture", 2, register)      # BlockLead: who draws up and delivers the conclusion
    overall_maker("ministry-of-agriculture", register)      # OverallMaker

Pure: plain values in, plain values out. Bodies are codes (slugs), roles the codes of the parts that law gives them,
directions "1.1" … "3.2". Nobody ever evaluates itself, nor a body of its own house (a body and all its parts), nor
draws up the conclusion on it; whoever is left for that is named with a code of `docs/assumptions.md` where the
Decree is silent. Errors: OutOfScope, RoleVacant, NobodyImpartial (all RoutingError).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

PRESIDENTIAL_ADMINISTRATION = "presidential_administration"
PM_CHANCELLERY = "pm_chancellery"
STATE_PLANNING = "state_planning"
CIVIL_SERVICE = "civil_service"
BUDGET_EXECUTION = "budget_execution"
LEGAL_STATISTICS = "legal_statistics"
INFORMATISATION = "informatisation"
WORKING_BODY = "commission_working_body"
INTEGRATOR = "service_integrator"

ROLES = (
    PRESIDENTIAL_ADMINISTRATION,
    PM_CHANCELLERY,
    STATE_PLANNING,
    CIVIL_SERVICE,
    BUDGET_EXECUTION,
    LEGAL_STATISTICS,
    INFORMATISATION,
    WORKING_BODY,
    INTEGRATOR,
)

SPLIT_OF_BLOCK_1 = "A-ROUTE-1"
LEAD_OF_BLOCK_1 = "A-ROUTE-2"
WHOLE_BLOCK_BY_EXCEPTION = "A-ROUTE-3"
EXCEPTION_TO_LEAD = "A-ROUTE-4"
ON_THE_LEAD = "A-ROUTE-5"
ON_STATE_PLANNING = "A-ROUTE-6"
SAME_HOUSE = "A-ROUTE-7"
LAST_RESORT = "A-ROUTE-8"
PRESIDENT_BEFORE_ROLE = "A-ROUTE-9"


@dataclass(frozen=True, slots=True)
class Direction:
    """A direction of a block: its ordinary evaluator, and who evaluates that evaluator's own house."""

    code: str
    block: int
    ordinary: str
    clause: str
    exception: str
    exception_clause: str
    supported: bool = False


DIRECTIONS: Mapping[str, Direction] = {
    direction.code: direction
    for direction in (
        Direction("1.1", 1, STATE_PLANNING, "c23", PM_CHANCELLERY, "c24"),
        Direction("1.2", 1, BUDGET_EXECUTION, "c23", PM_CHANCELLERY, "c24"),
        Direction("2.1", 2, CIVIL_SERVICE, "c28", PRESIDENTIAL_ADMINISTRATION, "c30"),
        Direction("2.2", 2, LEGAL_STATISTICS, "c28", PRESIDENTIAL_ADMINISTRATION, "c30"),
        Direction("2.3", 2, INFORMATISATION, "c28", PM_CHANCELLERY, "c31", supported=True),
        Direction("3.1", 3, CIVIL_SERVICE, "c35", PRESIDENTIAL_ADMINISTRATION, "c36"),
        Direction("3.2", 3, INFORMATISATION, "c35", PM_CHANCELLERY, "c37", supported=True),
    )
}

BLOCKS = (1, 2, 3)

#: The lead of a block: its role, its own direction, the clauses that make it the lead.
LEADS: Mapping[int, tuple[str, str, tuple[str, ...]]] = {
    1: (STATE_PLANNING, "1.1", ("c26",)),
    2: (CIVIL_SERVICE, "2.1", ("c32",)),
    3: (INFORMATISATION, "3.2", ("c38",)),
}

#: The parts whose conclusions c32 and c38 expressly send to the lead.
SENT_TO_LEAD = frozenset({"2.2", "2.3", "3.1"})


class RoutingError(Exception):
    """A question the register has no lawful answer to. ``code`` is stable; ``clause`` where the law says so."""

    code = "routing"

    def __init__(self, message: str, clause: str, **about: str | int) -> None:
        super().__init__(message)
        self.clause = clause
        self.about = about


class OutOfScope(RoutingError):
    """The body is not evaluated in this block, or not at all (A, D2). ``about``: body, block."""

    code = "out_of_scope"


class RoleVacant(RoutingError):
    """Nobody fills the role on the register's day (c10). ``about``: role."""

    code = "role_vacant"


class NobodyImpartial(RoutingError):
    """Everybody whom the law leaves for it is of the body's own house (c9.2). ``about``: body."""

    code = "nobody_impartial"


@dataclass(frozen=True, slots=True)
class Register:
    """Who is who on one day.

    ``roles``: role → body code. ``parents``: body code → code of the body it is part of (only parts are listed).
    ``scopes``: evaluated body → numbers of the blocks that apply, in the order of lists.
    ``accountable``: bodies directly subordinate and accountable to the President (c25).
    ``prosecutor_general``: the code of the body that c30 names by its own name.
    """

    roles: Mapping[str, str]
    parents: Mapping[str, str] = field(default_factory=dict)
    scopes: Mapping[str, frozenset[int]] = field(default_factory=dict)
    accountable: frozenset[str] = frozenset()
    prosecutor_general: str | None = None

    def holder(self, role: str) -> str:
        """The body that fills ``role``. Raises RoleVacant."""
        try:
            return self.roles[role]
        except KeyError:
            raise RoleVacant(f"Nobody fills the role {role}.", "c10", role=role) from None


@dataclass(frozen=True, slots=True)
class Route:
    """One cell of the matrix. ``supported_by``: the service integrator's code where it may help, or None."""

    body: str
    block: int
    direction: str
    evaluator_role: str
    evaluator: str
    conclusion_to_role: str
    conclusion_to: str
    clauses: tuple[str, ...]
    assumptions: tuple[str, ...] = ()
    supported_by: str | None = None

    @property
    def is_exception(self) -> bool:
        """Whether somebody else than the direction's ordinary evaluator evaluates."""
        return self.evaluator_role != DIRECTIONS[self.direction].ordinary


@dataclass(frozen=True, slots=True)
class BlockLead:
    """Who draws up, approves and delivers the block's conclusion on a body (c32, c38, c46)."""

    body: str
    block: int
    role: str
    lead: str
    clauses: tuple[str, ...]
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OverallMaker:
    """Who makes the overall evaluation of a body (c11)."""

    body: str
    role: str
    maker: str
    clauses: tuple[str, ...]
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Choice:
    role: str
    holder: str
    clauses: tuple[str, ...]
    assumptions: tuple[str, ...] = ()


def same_house(a: str, b: str, register: Register) -> bool:
    """Whether two bodies are one house: the same body, a part and its whole, or parts of one whole (c9.2)."""
    return not _lineage(a, register).isdisjoint(_lineage(b, register))


def route(body: str, direction: str, register: Register) -> Route:
    """Who evaluates the body in the direction and who takes the conclusion. Raises RoutingError, KeyError (direction)."""
    part = DIRECTIONS[direction]
    _require_scope(body, part.block, register)
    chosen = _evaluator(body, part, register)
    lead = _lead(body, part.block, register)
    assumptions = (*chosen.assumptions, *lead.assumptions)
    if chosen.holder != lead.holder and part.block != 1 and direction not in SENT_TO_LEAD:
        assumptions = (*assumptions, EXCEPTION_TO_LEAD)
    support = _support(body, part, register)
    return Route(
        body=body,
        block=part.block,
        direction=direction,
        evaluator_role=chosen.role,
        evaluator=chosen.holder,
        conclusion_to_role=lead.role,
        conclusion_to=lead.holder,
        clauses=_unique(*chosen.clauses, *((part.clause,) if support else ()), *lead.clauses),
        assumptions=_unique(*assumptions),
        supported_by=support,
    )


def block_lead(body: str, block: int, register: Register) -> BlockLead:
    """Who draws up, approves and delivers the conclusion of the block on the body. Raises RoutingError."""
    _require_scope(body, block, register)
    lead = _lead(body, block, register)
    return BlockLead(
        body, block, lead.role, lead.holder, _unique(*lead.clauses, "c46"), _unique(*lead.assumptions)
    )


def overall_maker(body: str, register: Register) -> OverallMaker:
    """State planning (c11); on itself and its house the working body, to which the result goes anyway (c49)."""
    if not register.scopes.get(body):
        raise OutOfScope(f"{body} is not evaluated.", "c15", body=body)
    planning = register.holder(STATE_PLANNING)
    if not same_house(body, planning, register):
        return OverallMaker(body, STATE_PLANNING, planning, ("c11", "c49"))
    last = _working_body(body, register)
    return OverallMaker(body, last.role, last.holder, ("c11", "c9.2", "c49"), (ON_STATE_PLANNING,))


def _require_scope(body: str, block: int, register: Register) -> None:
    if block not in register.scopes.get(body, frozenset()):
        raise OutOfScope(f"Block {block} does not apply to {body}.", "A", body=body, block=block)


def _lineage(body: str, register: Register) -> set[str]:
    """The body and everything it is part of. A loop in the register ends the climb: its members are one house."""
    found = {body}
    above = register.parents.get(body)
    while above is not None and above not in found:
        found.add(above)
        above = register.parents.get(above)
    return found


def _evaluator(body: str, part: Direction, register: Register) -> _Choice:
    """The evaluator whom the law names; if it is of the body's house, the direction's exception; then the working body."""
    named = _named(body, part, register)
    if not same_house(body, named.holder, register):
        return named
    if named.role != part.exception:
        exception = register.holder(part.exception)
        if not same_house(body, exception, register):
            return _Choice(part.exception, exception, (part.exception_clause, "c9.2"), (SAME_HOUSE,))
    return _working_body(body, register)


def _named(body: str, part: Direction, register: Register) -> _Choice:
    """Whom c23–c25, c28, c30, c31 and c35–c37 name, exceptions first."""

    def of_house(role: str) -> bool:
        return same_house(body, register.holder(role), register)

    def by_exception(*assumptions: str) -> _Choice:
        return _Choice(part.exception, register.holder(part.exception), (part.exception_clause,), assumptions)

    def through_house(*names: str | None) -> tuple[str, ...]:
        # The clause excepts the body itself; its parts and its whole follow by c9.2.
        return () if body in names else (SAME_HOUSE,)

    if part.block == 1:
        evaluators = (STATE_PLANNING, BUDGET_EXECUTION)
        evaluates_block = any(of_house(role) for role in evaluators)
        if body in register.accountable:
            both = (PRESIDENT_BEFORE_ROLE,) if evaluates_block else ()
            return _Choice(
                PRESIDENTIAL_ADMINISTRATION,
                register.holder(PRESIDENTIAL_ADMINISTRATION),
                ("c25",),
                both,
            )
        if evaluates_block:
            return by_exception(*through_house(*(register.holder(role) for role in evaluators)))
        return _Choice(part.ordinary, register.holder(part.ordinary), (part.clause,), (SPLIT_OF_BLOCK_1,))
    prosecutor = register.prosecutor_general
    if part.block == 2 and prosecutor is not None and same_house(body, prosecutor, register):
        return _Choice(
            PRESIDENTIAL_ADMINISTRATION,
            register.holder(PRESIDENTIAL_ADMINISTRATION),
            ("c30",),
            through_house(prosecutor),
        )
    if of_house(part.ordinary):
        # c30 excepts no evaluator of complaints but the Prosecutor General's Office: elsewhere it is our reading.
        unnamed = (SAME_HOUSE,) if part.ordinary == LEGAL_STATISTICS else ()
        return by_exception(*unnamed, *through_house(register.holder(part.ordinary)))
    return _Choice(part.ordinary, register.holder(part.ordinary), (part.clause,))


def _lead(body: str, block: int, register: Register) -> _Choice:
    """Who takes the parts of the block and draws up its conclusion.

    Where one evaluator has the whole of block 1 by exception (c24, c25), there are no parts: its conclusion is the
    block's. On the lead's own house it is the one that evaluates the lead's own direction by exception.
    """
    role, own, clauses = LEADS[block]
    evaluator = _evaluator(body, DIRECTIONS[own], register)
    if block == 1:
        other = _evaluator(body, DIRECTIONS["1.2"], register)
        if evaluator.role != role and evaluator.holder == other.holder:
            assumption = ON_THE_LEAD if _leads(body, role, register) else WHOLE_BLOCK_BY_EXCEPTION
            return _Choice(
                evaluator.role, evaluator.holder, evaluator.clauses, (assumption, *evaluator.assumptions)
            )
    if _leads(body, role, register):
        return _Choice(
            evaluator.role,
            evaluator.holder,
            (*evaluator.clauses, "c9.2"),
            (ON_THE_LEAD, *evaluator.assumptions),
        )
    return _Choice(role, register.holder(role), clauses, (LEAD_OF_BLOCK_1,) if block == 1 else ())


def _leads(body: str, role: str, register: Register) -> bool:
    return same_house(body, register.holder(role), register)


def _working_body(body: str, register: Register) -> _Choice:
    holder = register.holder(WORKING_BODY)
    if same_house(body, holder, register):
        raise NobodyImpartial(f"Nobody is left who may evaluate {body}.", "c9.2", body=body)
    return _Choice(WORKING_BODY, holder, ("c9.2",), (LAST_RESORT,))


def _support(body: str, part: Direction, register: Register) -> str | None:
    """The integrator helps in e-services and IT and decides nothing (c28, c35); never in its own house (A-ROUTE-12)."""
    integrator = register.roles.get(INTEGRATOR)
    if not part.supported or integrator is None or same_house(body, integrator, register):
        return None
    return integrator


def _unique(*values: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
