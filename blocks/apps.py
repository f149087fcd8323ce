"""The three blocks: scores, partial conclusions, conclusions."""

from django.utils.translation import gettext_lazy as _

from evaluation import floors


class BlocksConfig(floors.Floor):
    """Django's entry: as the app starts, opens ``rights``, ``guards`` and ``tasks``, then registers its offers."""

    name = "blocks"
    verbose_name = _("Blocks")
