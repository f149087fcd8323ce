"""Who: bodies, authorities, cycles, people; who may do what; the journal."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    name = "evaluation"
    label = "evaluation"
    verbose_name = _("Evaluation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from evaluation import checks, own_items  # noqa: F401  the checks register themselves

        own_items.register_all()
