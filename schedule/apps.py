"""When: the calendar, the annual schedule and its milestones, deadlines, reminders."""

from django.utils.translation import gettext_lazy as _

from evaluation import floors


class ScheduleConfig(floors.Floor):
    """Just above ``evaluation``: floors with terms ask it for the last day and tell it their duties."""

    name = "schedule"
    verbose_name = _("Schedule")
