"""The three blocks: scores, partial conclusions, conclusions."""

from django.utils.translation import gettext_lazy as _

from evaluation import floors


class BlocksConfig(floors.Floor):
    name = "blocks"
    verbose_name = _("Blocks")
