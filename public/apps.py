"""What the public reads: results pages, body pages, verification."""

from django.utils.translation import gettext_lazy as _

from evaluation import floors


class PublicConfig(floors.Floor):
    """The floor of readers without an account. It has no tables and shows what floors below published."""

    name = "public"
    verbose_name = _("Public")
