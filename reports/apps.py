"""What comes in: reports, values, documents, official statistics."""

from django.utils.translation import gettext_lazy as _

from evaluation import floors


class ReportsConfig(floors.Floor):
    name = "reports"
    verbose_name = _("Reports")
