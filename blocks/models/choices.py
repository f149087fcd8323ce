"""The three blocks of c16, their directions, and the ten kinds of source of c4, as choices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Block(models.IntegerChoices):
    GOALS = 1, _("Achievement of goals")
    INTERACTION = 2, _("Interaction with individuals and legal entities")
    DEVELOPMENT = 3, _("Organisational development")


BLOCK_CLAUSES = {1: "c21", 2: "c27", 3: "c34"}


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


class Confidentiality(models.TextChoices):
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


class Language(models.TextChoices):
    KK = "kk", "Қазақша"
    RU = "ru", "Русский"
    EN = "en", "English"
