"""What the six milestones of c7 are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from schedule.milestones import Milestone

MILESTONE_LABELS = {
    Milestone.REPORTS: _("reports to the authorised bodies"),
    Milestone.CONCLUSIONS: _("conclusions to the evaluated bodies"),
    Milestone.AFTER_APPEALS: _("conclusions after appeals to state planning"),
    Milestone.BLOCK_CONCLUSIONS: _("block conclusions to the working body"),
    Milestone.OVERALL: _("overall evaluation to the working body"),
    Milestone.PRESIDENT: _("results to the President"),
}
