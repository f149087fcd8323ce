"""The overall evaluation, the Commission's report, publication."""

from django.utils.translation import gettext_lazy as _

from evaluation import floors


class CommissionConfig(floors.Floor):
    name = "commission"
    verbose_name = _("Commission")
