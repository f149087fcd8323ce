"""Appeals: objections and special commissions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AppealsConfig(AppConfig):
    name = "appeals"
    verbose_name = _("Appeals")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from appeals import desk
        from appeals.duties import appeal_duties
        from appeals.letter_texts import register_texts
        from appeals.selectors import open_objection_refusal
        from blocks import appeal_gate
        from schedule import duties

        appeal_gate.ask(open_objection_refusal)
        register_texts()
        desk.register_all()
        duties.register(appeal_duties)
