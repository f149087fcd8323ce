"""What the six milestones of c7 are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from schedule.milestones import Milestone

MILESTONE_LABELS = {
    Milestone.REPORTS: _("reports to the authorised bodies"),
    Milestone.CONCLUSIONS: _("conclusions to the evaluated bodies"),
    Milestone.AFTER_APPEALS: _("conclusions after appeals to state planning"),
    Milestone.BLOCK_CONCLUSIONS: _("block conclusions to the working body"),
    Milestone.OVERALL: _("overall evaluation to the working body"),
    Milestone.PRESIDENT: _("results to the President"),
}

#: The same where working days up to it are counted: «до срока представления заключений …» takes another case in Russian.
MILESTONE_TERMS = {
    Milestone.REPORTS: pgettext_lazy("up to the term", "reports to the authorised bodies"),
    Milestone.CONCLUSIONS: pgettext_lazy("up to the term", "conclusions to the evaluated bodies"),
    Milestone.AFTER_APPEALS: pgettext_lazy("up to the term", "conclusions after appeals to state planning"),
    Milestone.BLOCK_CONCLUSIONS: pgettext_lazy("up to the term", "block conclusions to the working body"),
    Milestone.OVERALL: pgettext_lazy("up to the term", "overall evaluation to the working body"),
    Milestone.PRESIDENT: pgettext_lazy("up to the term", "results to the President"),
}
