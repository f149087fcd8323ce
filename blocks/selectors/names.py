"""What a direction is called: its code alone tells nobody what is evaluated."""

from __future__ import annotations

from blocks.models import PartialConclusion
from methodologies.content import methodology_of, text_of


def direction_name(partial: PartialConclusion) -> str:
    """ "2.1 Quality of public services": the direction's code and name. No query once the methodology is known."""
    methodology = methodology_of(partial.methodology)
    found = next((one for one in methodology.directions if one.code == partial.direction), None)
    return f"{partial.direction} {text_of(found.name)}" if found is not None else partial.direction
