"""Appeals: objections and special commissions."""

from django.utils.translation import gettext_lazy as _

from evaluation import floors


class AppealsConfig(floors.Floor):
    """Django's entry: as the app starts, opens ``rights`` and ``guards``, then registers what the floor offers."""

    name = "appeals"
    verbose_name = _("Appeals")
