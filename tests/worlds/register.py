"""The register as tests read it."""

from __future__ import annotations

from evaluation.models import Body
from evaluation.selectors import scopes_of


def in_order(year: int) -> list[Body]:
    """The bodies evaluated for a reporting year, in the order of lists (D2, A, c15)."""
    return sorted(
        (scope.body for scope in scopes_of(year).values()), key=lambda body: (body.order, body.slug)
    )
