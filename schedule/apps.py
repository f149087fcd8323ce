"""When: the calendar, the annual schedule and its milestones, deadlines, reminders."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScheduleConfig(AppConfig):
    name = "schedule"
    label = "schedule"
    verbose_name = _("Schedule")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from evaluation import demo, journal
        from evaluation import desk as the_desk
        from schedule import checks, demo_stops, desk, nexts, violations  # noqa: F401  the checks register themselves
        from schedule.letter_texts import register_texts

        register_texts()
        desk.register_all()
        journal.register(violations.JOURNAL)
        demo.register(demo_stops.last_days)
        the_desk.register_next(nexts.nexts)
