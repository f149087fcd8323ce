"""Methodologies as records: draft, agreement, approval, editor; the list of key performance indicators."""

from django.utils.translation import gettext_lazy as _

from evaluation import floors


class MethodologiesConfig(floors.Floor):
    name = "methodologies"
    verbose_name = _("Methodologies")
