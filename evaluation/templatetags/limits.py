"""How long what is typed into a field may be, for inputs that templates write by themselves."""

from __future__ import annotations

from django import template
from django.apps import apps

register = template.Library()


@register.simple_tag
def longest(model: str, field: str) -> int:
    """``maxlength="{% longest "blocks.Mark" "rationale" %}"``: the limit of the model's field."""
    limit: int = apps.get_model(model)._meta.get_field(field).max_length
    return limit
