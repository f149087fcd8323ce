"""Filters for what methodologies say. Load with ``{% load blocks %}``."""

from __future__ import annotations

from django import template

from blocks.content import text_of
from blocks.methodology import Words

register = template.Library()


@register.filter
def words(text: Words | None) -> str:
    """``{{ item.name|words }}``: a methodology's text in the reader's language."""
    return text_of(text)
