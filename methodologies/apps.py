"""Methodologies as records: draft, agreement, approval, editor; the list of key performance indicators."""

from django.utils.translation import gettext_lazy as _

from evaluation import floors


class MethodologiesConfig(floors.Floor):
    """Django's entry: as the app starts, opens ``rights`` and ``guards``, then registers what the floor offers."""

    name = "methodologies"
    verbose_name = _("Methodologies")
