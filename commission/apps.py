"""The overall evaluation, the Commission's report, recommendations, violations, publication."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommissionConfig(AppConfig):
    name = "commission"
    label = "commission"
    verbose_name = _("Commission")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from blocks import overall_gate
        from commission import desk, trial
        from commission.duties import commission_duties
        from commission.letter_texts import register_texts
        from commission.selectors import has_results_by
        from schedule import duties

        register_texts()
        desk.register_all()
        trial.register_all()
        overall_gate.ask(has_results_by)
        duties.register(commission_duties)
