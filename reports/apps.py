"""What comes in: reports, values, documents, official statistics."""

from django.utils.translation import gettext_lazy as _

from evaluation import floors


class ReportsConfig(floors.Floor):
    """Django's entry: as the app starts, opens ``rights`` and ``guards``, then registers what the floor offers."""

    name = "reports"
    verbose_name = _("Reports")
