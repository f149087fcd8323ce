"""What the public reads: results pages, body pages, verification."""

from django.utils.translation import gettext_lazy as _

from evaluation import floors


class PublicConfig(floors.Floor):
    name = "public"
    verbose_name = _("Public")
