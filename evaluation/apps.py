"""Who: bodies, authorities, cycles, people; who may do what; the journal."""

from django.utils.translation import gettext_lazy as _

from evaluation import floors


class EvaluationConfig(floors.Floor):
    name = "evaluation"
    verbose_name = _("Evaluation")
