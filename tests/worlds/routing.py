"""The matrix of evaluators cell by cell, as tests compare it with the Decree's."""

from __future__ import annotations

from dataclasses import dataclass

from evaluation.routing import DIRECTIONS, Register, Route, route


@dataclass(frozen=True, slots=True)
class Cell:
    """A body and a direction of the matrix; ``route`` is None where the block does not apply to the body (A)."""

    body: str
    block: int
    direction: str
    route: Route | None


def routes(body: str, register: Register) -> tuple[Route, ...]:
    """The routes of one body over the directions of the blocks that apply to it. Raises RoutingError."""
    applies = register.scopes.get(body, frozenset())
    return tuple(route(body, code, register) for code, part in DIRECTIONS.items() if part.block in applies)


def matrix(register: Register) -> tuple[Cell, ...]:
    """Every evaluated body × every direction, in the order of ``register.scopes``. Raises RoutingError."""
    return tuple(
        Cell(body, part.block, code, route(body, code, register) if part.block in applies else None)
        for body, applies in register.scopes.items()
        for code, part in DIRECTIONS.items()
    )
