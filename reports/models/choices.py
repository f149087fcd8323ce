"""Who gave a value, and who may read a document, as choices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Confidentiality(models.TextChoices):
    """How far a document may go: public pages and files name open ones only."""

    OPEN = "open", _("open")
    OFFICIAL_USE = "official_use", _("for official use")


class Provenance(models.TextChoices):
    """Who gave a value. Of several, the one found on appeal counts, then the checked one, then the authority's and
    statistics', then the report's."""

    REPORTED = "reported", _("reported by the body")
    REGISTER = "register", _("authority's register")
    STATISTICS = "statistics", _("official statistics")
    SURVEY = "survey", _("survey")
    VERIFIED = "verified", _("verified by the evaluator")
    APPEAL = "appeal", _("found on appeal")
