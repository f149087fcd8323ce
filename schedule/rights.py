"""Who reads, drafts and approves the schedule (c8)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from evaluation import rights
from evaluation.models import Office

#: They see every body's terms and violations (c63, c66, c68).
SEES_ALL_TERMS = (
    Office.WORKING_BODY,
    Office.COMMISSION_MEMBER,
    Office.COORDINATOR,
    Office.HEAD_OF_ADMINISTRATION,
    Office.AUDITOR,
)
#: They see those of the bodies in which they hold the office.
SEES_OWN_TERMS = (Office.FIRST_HEAD, Office.PREPARER, Office.APPROVER, Office.EVALUATOR)


makes_schedules = rights.one_of(
    _(
        "This page is for state planning's coordinator, the Head of the Presidential Administration and the working "
        "body of the Commission. Anybody reads the approved schedule on its public page."
    ),
    rights.is_planning_coordinator,
    rights.is_head_of_administration,
    rights.is_working_body,
)


rights.grant("schedule.read_schedule", makes_schedules)
rights.grant("schedule.draft_schedule", rights.is_planning_coordinator)
rights.grant(
    "schedule.approve_schedule",
    rights.is_head_of_administration,
    rights.second_person("submitted", "schedule.draft", "schedule.save_dates", "schedule.submit"),
)
rights.grant("schedule.try_letters_again", rights.is_administrator)
