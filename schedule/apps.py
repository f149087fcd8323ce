"""When: the calendar, the annual schedule and its milestones, deadlines, reminders."""

from django.utils.translation import gettext_lazy as _

from evaluation import floors


class ScheduleConfig(floors.Floor):
    name = "schedule"
    verbose_name = _("Schedule")
