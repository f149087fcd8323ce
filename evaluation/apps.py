"""Who: bodies, authorities, cycles, people; who may do what; the journal."""

from django.utils.translation import gettext_lazy as _

from evaluation import floors


class EvaluationConfig(floors.Floor):
    """The lowest floor with tables: every other one rests on it, and it knows none of them."""

    name = "evaluation"
    verbose_name = _("Evaluation")
