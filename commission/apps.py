"""The overall evaluation, the Commission's report, publication."""

from django.utils.translation import gettext_lazy as _

from evaluation import floors


class CommissionConfig(floors.Floor):
    """Django's entry: as the app starts, opens ``rights``, ``guards`` and ``tasks``, then registers its offers."""

    name = "commission"
    verbose_name = _("Commission")
