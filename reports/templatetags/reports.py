"""Tags of the pages of reports. Load with ``{% load reports %}``."""

from __future__ import annotations

from django import template
from django.template.base import Node, Parser, Token
from django.template.context import Context

from reports.forms import ReportQuestionnaire
from reports.place_parts import PARTS
from reports.places import FormPlace

register = template.Library()


class _PlacePart(Node):
    def __init__(self, name: str) -> None:
        self.name = name

    def render(self, context: Context) -> str:
        """What a template renders, which escapes."""
        template = context.template.engine.get_template(self.name)  # type: ignore[union-attr]

        def rendered(place: FormPlace) -> str:
            with context.push(place=place):
                return str(template.render(context))

        form: ReportQuestionnaire = context["form"]
        return form.drawn.part(self.name, context["place"], rendered)


@register.tag
def place_part(parser: Parser, token: Token) -> Node:
    """``{% place_part "reports/report_place_control.html" %}``: a part of the place, drawn once for places alike."""
    name = token.split_contents()[1].strip('"')
    if name not in PARTS:
        raise template.TemplateSyntaxError(f"{name} is no part of a place")
    return _PlacePart(name)
