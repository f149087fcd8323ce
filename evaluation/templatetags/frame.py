"""Filters of the frame's own pages. Load with ``{% load frame %}``."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from evaluation import decree

register = template.Library()


@register.filter
def marked(text: str, query: str) -> SafeString:
    """``{{ paragraph|marked:query }}``: the text with the words of the search marked."""
    return decree.marked(text, query)
