"""Reads of the lowest floor: the register on a day, the evaluated bodies of a year, the matrix of evaluators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from evaluation import routing, succession
from evaluation.models import Body, Reorganisation, RoleHolder, Scope
from evaluation.models.base import LANGUAGES
from evaluation.routing_words import refusal_of


def register_day(year: int) -> date:
    """The day on which the register is read for a reporting year: its last (A-ROUTE-11)."""
    return date(year, 12, 31)


def scopes_of(year: int) -> dict[int, Scope]:
    """Body id → its scope for a reporting year. One query; ``scope.body`` is at hand."""
    rows = _scopes(register_day(year)).select_related("body")
    return {scope.body_id: scope for scope in rows}


def called(bodies: QuerySet[Body], words: str) -> QuerySet[Body]:
    """Those in whose names, in any language, or addresses every one of the ``words`` stands; all without words."""
    for word in words.split():
        wanted = Q(slug__icontains=word)
        for field in ("name", "short_name"):
            for code in LANGUAGES:
                wanted |= Q(**{f"{field}_{code}__icontains": word})
        bodies = bodies.filter(wanted)
    return bodies


@dataclass(frozen=True)
class RegisterView:
    """The register on a day: the pure value for the rules, and the records behind its codes."""

    day: date
    register: routing.Register
    bodies: Mapping[str, Body]
    scopes: Mapping[str, Scope]


def register_on(day: date) -> RegisterView:
    """Who is who on ``day``. Three queries, whatever the number of bodies."""
    bodies = {body.pk: body for body in Body.objects.all()}
    scopes = {
        bodies[scope.body_id].slug: scope for scope in _scopes(day).order_by("body__order", "body__slug")
    }
    roles = {
        role: bodies[body].slug
        for role, body in RoleHolder.objects.filter(RoleHolder.valid_on(day)).values_list("role", "body_id")
    }
    register = routing.Register(
        roles=roles,
        parents={
            body.slug: bodies[body.parent_id].slug for body in bodies.values() if body.parent_id is not None
        },
        scopes={slug: frozenset(scope.blocks) for slug, scope in scopes.items()},
        accountable=frozenset(body.slug for body in bodies.values() if body.accountable_to_president),
        prosecutor_general=_prosecutor_general(bodies, roles),
    )
    return RegisterView(day, register, {body.slug: body for body in bodies.values()}, scopes)


@dataclass(frozen=True)
class MatrixRow:
    """One body: its routes by direction (None where the block does not apply), leads by block, overall maker."""

    body: Body
    scope: Scope
    routes: Mapping[str, routing.Route | None]
    leads: Mapping[int, routing.BlockLead]
    overall: routing.OverallMaker


@dataclass(frozen=True)
class RoutingMatrix:
    """The whole matrix of a year. ``body(code)`` gives the record behind a code of a route."""

    year: int
    view: RegisterView
    rows: tuple[MatrixRow, ...]

    def body(self, code: str) -> Body:
        """The record at hand, no query; KeyError for an address that is not in the register."""
        return self.view.bodies[code]

    @property
    def assumptions(self) -> tuple[str, ...]:
        """The codes of all assumptions that act in it, in order."""
        found = {code for row in self.rows for code in row.overall.assumptions}
        found |= {code for row in self.rows for lead in row.leads.values() for code in lead.assumptions}
        found |= {code for row in self.rows for r in row.routes.values() if r for code in r.assumptions}
        return tuple(sorted(found, key=lambda code: int(code.rsplit("-", 1)[1])))


def routing_matrix(year: int, day: date | None = None) -> RoutingMatrix:
    """Who evaluates every body in every direction of a reporting year (c23–c25, c28, c30, c31, c35–c38), by the register on ``day``.

    ``day`` is the last day of the year unless named. Three queries. Raises Refusal when the register has a gap.
    """
    view = register_on(day or register_day(year))
    register = view.register
    try:
        rows = tuple(
            MatrixRow(
                body=view.bodies[slug],
                scope=view.scopes[slug],
                routes={
                    code: routing.route(slug, code, register) if part.block in applies else None
                    for code, part in routing.DIRECTIONS.items()
                },
                leads={block: routing.block_lead(slug, block, register) for block in sorted(applies)},
                overall=routing.overall_maker(slug, register),
            )
            for slug, applies in register.scopes.items()
        )
    except routing.RoutingError as error:
        raise refusal_of(error) from error
    return RoutingMatrix(year, view, rows)


@dataclass(frozen=True)
class Inheritance:
    """A reorganisation and what it means for the evaluation of a year (c54–c56)."""

    reorganisation: Reorganisation
    succession: succession.Succession


def inheritances(year: int, reports_due_on: date, successor: Body | None = None) -> list[Inheritance]:
    """The reorganisations with a rule for ``year``, of all bodies or towards one successor, by date. One query."""
    rows = Reorganisation.objects.select_related("body", "successor").order_by("took_effect_on", "body__slug")
    if successor is not None:
        rows = rows.filter(successor=successor)
    found = [
        Inheritance(row, succession.succession(row.took_effect_on, year, reports_due_on))
        for row in rows.filter(took_effect_on__gte=date(year, 1, 1), took_effect_on__lte=reports_due_on)
    ]
    return [one for one in found if one.succession.clause]


def _scopes(day: date) -> QuerySet[Scope]:
    return Scope.objects.filter(Scope.valid_on(day), Body.valid_on(day, "body__"))


def _prosecutor_general(bodies: Mapping[int, Body], roles: Mapping[str, str]) -> str | None:
    """c30 names the Prosecutor General's Office by its name: it is the body that legal statistics is part of (A-ROUTE-10)."""
    parents = {body.slug: body.parent_id for body in bodies.values()}
    code = roles.get(routing.LEGAL_STATISTICS)
    seen: set[str] = set()
    while code is not None and code not in seen and (above := parents[code]) is not None:
        seen.add(code)
        code = bodies[above].slug
    return code
