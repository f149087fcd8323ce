"""The ten kinds of source of c4, as choices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SourceKind(models.IntegerChoices):
    """c4.1–c4.10, by the number of the subitem."""

    REPORT = 1, _("reports of state bodies")
    ADMINISTRATION_CHECKS = 2, _("checks by the Presidential Administration and authorised bodies")
    ADMINISTRATION_CONTROL = 3, _("control of the President's acts and instructions")
    CHANCELLERY_CONTROL = 4, _("control of the Government's acts and instructions")
    CONTROL_ACTS = 5, _("control acts of state bodies")
    STATISTICS = 6, _("official statistics")
    EXPERTS = 7, _("conclusions of independent experts and public councils")
    RESEARCH = 8, _("sociological research and international ratings")
    NGO = 9, _("information of non-profit organisations")
    OTHER_OFFICIAL = 10, _("other official sources")
