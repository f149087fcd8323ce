"""Filters for what methodologies say and for stored numbers. Load with ``{% load blocks %}``."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.translation import get_language

from blocks.content import text_of
from blocks.methodology import Words
from blocks.typed_numbers import trimmed
from evaluation.presentation import decimal_text

register = template.Library()


@register.filter
def words(text: Words | None) -> str:
    """``{{ item.name|words }}``: a methodology's text in the reader's language."""
    return text_of(text)


@register.filter
def plain_number(number: Decimal) -> str:
    """``{{ kpi.plan|plain_number }}``: a stored number without the column's trailing zeros, as the language writes it."""
    return decimal_text(trimmed(number), get_language() or "kk")
