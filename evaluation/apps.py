"""Who: bodies, authorities, cycles, people; who may do what; the journal."""

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation import floors


class EvaluationConfig(floors.Floor):
    """The lowest floor with tables: every other one rests on it, and it knows none of them."""

    name = "evaluation"
    verbose_name = _("Evaluation")

    def ready(self) -> None:
        """Besides what every floor does: each text field of each form refuses signs that cannot be kept."""
        super().ready()
        from evaluation.storable import refuse_unstorable  # noqa: PLC0415 - needs the apps

        forms.CharField.default_validators = [refuse_unstorable]
