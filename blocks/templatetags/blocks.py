"""Filters for what methodologies say and for stored numbers. Load with ``{% load blocks %}``."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.forms import BoundField
from django.urls import reverse
from django.utils.translation import get_language

from blocks.content import text_of
from blocks.methodology import Words
from blocks.models import PartialConclusion
from blocks.selectors.late import MARKS_STAND, conclusion_that_stands, open_places
from blocks.typed_numbers import trimmed
from evaluation import rights
from evaluation.models import User
from evaluation.presentation import decimal_text
from evaluation.templatetags.sarap import field as field_parts

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


@register.inclusion_tag("blocks/late_button.html")
def late_button(partial: PartialConclusion, user: User) -> dict[str, str]:
    """``{% late_button partial request.user %}``: to the page of late figures, for whoever may record one that is awaited.

    No query before the marks are approved, four at most after.
    """
    waits = (
        partial.state in MARKS_STAND
        and rights.may(user, "blocks.score_partialconclusion", partial)
        and conclusion_that_stands(partial) is not None
        and bool(open_places(partial))
    )
    return {"address": reverse("late_figures", args=[partial.pk]) if waits else ""}
