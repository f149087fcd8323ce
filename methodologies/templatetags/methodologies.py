"""Filters for what methodologies say and for stored numbers. Load with ``{% load methodologies %}``."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.forms import BoundField
from django.utils.translation import get_language

from engine.methodology import Words
from evaluation.presentation import decimal_text
from evaluation.templatetags.sarap import field as field_parts
from evaluation.typed_numbers import trimmed
from methodologies.content import text_of

register = template.Library()


@register.filter
def words(text: Words | None) -> str:
    """``{{ item.name|words }}``: a methodology's text in the reader's language."""
    return text_of(text)


@register.filter
def plain_number(number: Decimal) -> str:
    """``{{ kpi.plan|plain_number }}``: a stored number without the column's trailing zeros, as the language writes it."""
    return decimal_text(trimmed(number), get_language() or "kk")


@register.simple_tag
def control(bound: BoundField) -> str:
    """``{% control form.name__kk %}``: the control of a field alone, where label and errors stand in a row's own way."""
    return str(field_parts(bound)["control"])
