"""Lists that go by pages. Load with ``{% load lists %}``."""

from __future__ import annotations

from django import template

register = template.Library()


@register.simple_tag
def page_address(number: int, query: str = "", name: str = "", anchor: str = "") -> str:
    """Where another page of the same list is: ``query`` ("year=2018") is kept, ``name`` is the page's own parameter."""
    kept = f"{query}&" if query else ""
    return f"?{kept}{name or 'page'}={number}" + (f"#{anchor}" if anchor else "")
