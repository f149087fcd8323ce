"""Appeals: objections and special commissions."""

from django.utils.translation import gettext_lazy as _

from evaluation import floors


class AppealsConfig(floors.Floor):
    name = "appeals"
    verbose_name = _("Appeals")
