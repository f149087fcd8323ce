"""How a field of a form stands on a page: its classes, and what the component around it is told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField


def field_context(bound: BoundField, label: str = "", hint: str | None = None) -> dict[str, Any]:
    """What ``components/field.html`` takes; ``label`` and ``hint`` say it in our words where the form is a library's."""
    widget = bound.field.widget
    if label:
        bound.label = label
    if hint is not None:
        bound.help_text = hint
    is_check = isinstance(widget, forms.CheckboxInput)
    is_group = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    if is_group:  # Django gives the class to the box around the choices too
        css = ""
    elif is_check:
        css = "form-check-input"
    else:
        css = "form-select" if isinstance(widget, forms.Select) else "form-control"
    wrong = "is-invalid" if css and bound.errors else ""
    css = " ".join(filter(None, [widget.attrs.get("class", ""), css, wrong]))
    attrs: dict[str, Any] = {"class": css} if css else {}
    if label:
        attrs["placeholder"] = False
    return {
        "field": bound,
        "control": bound.as_widget(attrs=attrs),
        "is_check": is_check,
        "is_group": is_group,
        "is_optional": not bound.field.required and not getattr(bound.field, "owed", False),
    }
