"""Who is evaluated and who evaluates: bodies, the annex's scopes, roles in law and their holders (D2, A, c10, c15)."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from evaluation.identity_numbers import is_identity_number
from evaluation.models.base import Named, in_language
from evaluation.models.editions import new_course, new_edition
from evaluation.models.history import tracked
from evaluation.models.triggers import past_stays, stays_when


class DateRange(Func):
    """``daterange(valid_from, valid_until, '[]')`` for exclusion constraints; an open end is NULL."""

    function = "daterange"
    output_field = DateRangeField()


VALIDITY = DateRange(F("valid_from"), F("valid_until"), Value("[]"))


class Dated(models.Model):
    """A row true from one day until another, both inclusive; an open end is empty."""

    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def valid_on(day: object, prefix: str = "") -> Q:
        """The filter for rows true on ``day`` (a date)."""
        return Q(**{f"{prefix}valid_from__lte": day}) & (
            Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gte": day})
        )


def identity_number(text: str) -> None:
    """A field's validator: BIN or IIN. Raises ValidationError."""
    if not is_identity_number(text):
        raise ValidationError(
            _("Write the twelve digits as they are: the last of them does not fit the others.")
        )


class BodyKind(models.TextChoices):
    """What is entered in the register (D2, A); the three kinds of akimat are ``LOCAL_KINDS``."""

    CENTRAL = "central", _("central state body")
    OBLAST = "oblast", _("akimat of an oblast")
    CITY = "city", _("akimat of a city of republican significance")
    CAPITAL = "capital", _("akimat of the capital")
    APPARATUS = "apparatus", _("apparatus")
    PART = "part", _("part of a body")
    COMMISSION = "commission", _("Commission")
    ORGANISATION = "organisation", _("organisation")


LOCAL_KINDS = (BodyKind.OBLAST, BodyKind.CITY, BodyKind.CAPITAL)
#: The kinds whose effectiveness is evaluated; the others only evaluate.
MEASURED_KINDS = (BodyKind.CENTRAL, *LOCAL_KINDS)


@tracked()
class Body(Named, Dated):
    """A state body or organisation with a part in the evaluation; a committee points at the body it is part of."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    #: By it an electronic signature is known to be of this body; empty where nobody entered it.
    bin = models.CharField(
        _("business identification number (BIN)"), max_length=12, blank=True, validators=[identity_number]
    )
    kind = models.CharField(_("kind"), max_length=16, choices=BodyKind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    short_name_kk = models.CharField(_("short name in Kazakh"), max_length=200)
    short_name_ru = models.CharField(_("short name in Russian"), max_length=200)
    short_name_en = models.CharField(_("short name in English"), max_length=200)
    accountable_to_president = models.BooleanField(
        _("directly subordinate and accountable to the President"), default=False
    )
    order = models.PositiveSmallIntegerField(_("order in lists"), default=0)

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        ordering = ["order", "slug"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=BodyKind.values), name="body_kind_known"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="body_not_its_own_part"),
            models.CheckConstraint(
                condition=Q(bin="") | Q(bin__regex=r"^[0-9]{12}$"), name="body_bin_digits"
            ),
        ]
        triggers = [new_edition(), new_course()]

    @property
    def short_name(self) -> str:
        """The name as a results table shows it, in the reader's language."""
        return in_language(self, "short_name")

    @property
    def is_local(self) -> bool:
        """Whether it is an akimat: of an oblast, a city of republican significance or the capital."""
        return self.kind in LOCAL_KINDS


@tracked()
class Scope(Dated):
    """One row of the annex or of the list of local bodies: which blocks apply to a body, and what is left out (A, c15)."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="scopes", verbose_name=_("body"))
    number = models.PositiveSmallIntegerField(_("number in the list"))
    block1 = models.BooleanField(_("block 1 applies"), default=True)
    block2 = models.BooleanField(_("block 2 applies"), default=True)
    block3 = models.BooleanField(_("block 3 applies"), default=True)
    outside_kk = models.CharField(_("outside the evaluation, in Kazakh"), max_length=300, blank=True)
    outside_ru = models.CharField(_("outside the evaluation, in Russian"), max_length=300, blank=True)
    outside_en = models.CharField(_("outside the evaluation, in English"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("scope")
        verbose_name_plural = _("scopes")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(block1=True) | Q(block2=True) | Q(block3=True), name="scope_has_a_block"
            ),
            ExclusionConstraint(
                name="scope_once_per_body",
                expressions=[("body", RangeOperators.EQUAL), (VALIDITY, RangeOperators.OVERLAPS)],
            ),
        ]
        triggers = [new_edition(), new_course()]

    @property
    def blocks(self) -> tuple[int, ...]:
        """The numbers of the blocks that apply, in order."""
        return tuple(n for n, applies in ((1, self.block1), (2, self.block2), (3, self.block3)) if applies)

    @property
    def outside(self) -> str:
        """What the list leaves out of the body (A), in the reader's language, else in Russian; may be empty."""
        return in_language(self, "outside")

    def __str__(self) -> str:
        return f"{self.body} · {', '.join(map(str, self.blocks))}"


class Role(models.TextChoices):
    """The parts that law gives to bodies (c10, c12, c28); the seven authorities first."""

    PRESIDENTIAL_ADMINISTRATION = "presidential_administration", _("Presidential Administration")
    PM_CHANCELLERY = "pm_chancellery", _("Prime Minister's Chancellery")
    STATE_PLANNING = "state_planning", _("state planning")
    CIVIL_SERVICE = "civil_service", _("civil service")
    BUDGET_EXECUTION = "budget_execution", _("budget execution")
    LEGAL_STATISTICS = "legal_statistics", _("legal statistics")
    INFORMATISATION = "informatisation", _("informatisation")
    WORKING_BODY = "commission_working_body", _("working body of the Commission")
    INTEGRATOR = "service_integrator", _("service integrator")


AUTHORITY_ROLES = tuple(list(Role)[:7])


@tracked()
class RoleHolder(Dated):
    """Which body fills a role in law, and in which years (c10). One holder of a role at a time."""

    role = models.CharField(_("role"), max_length=40, choices=Role.choices)
    body = models.ForeignKey(Body, models.PROTECT, related_name="roles", verbose_name=_("body"))

    class Meta:
        verbose_name = _("holder of a role")
        verbose_name_plural = _("holders of roles")
        ordering = ["role", "valid_from"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_known"),
            ExclusionConstraint(
                name="role_held_once",
                expressions=[("role", RangeOperators.EQUAL), (VALIDITY, RangeOperators.OVERLAPS)],
            ),
        ]
        triggers = [past_stays(), new_edition(), new_course()]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.body}"


@tracked()
class Reorganisation(models.Model):
    """A body reorganised or abolished, and its successor (c54–c56); ``succession.py`` picks the rule from the date."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="reorganisations", verbose_name=_("body"))
    successor = models.ForeignKey(Body, models.PROTECT, related_name="inherited", verbose_name=_("successor"))
    took_effect_on = models.DateField(_("took effect on"))
    act = models.CharField(_("act"), max_length=300)

    class Meta:
        verbose_name = _("reorganisation")
        verbose_name_plural = _("reorganisations")
        constraints = [
            models.CheckConstraint(condition=~Q(body=F("successor")), name="successor_is_another_body"),
            models.UniqueConstraint(
                fields=["body", "successor", "took_effect_on"], name="reorganisation_once"
            ),
        ]
        triggers = [new_edition()]

    def __str__(self) -> str:
        return f"{self.body} → {self.successor}, {self.took_effect_on}"


@tracked()
class Cycle(models.Model):
    """One evaluation, of one reporting (calendar) year (D3, c6). Years stand side by side."""

    year = models.PositiveSmallIntegerField(
        _("reporting year"), unique=True, validators=[MinValueValidator(2010), MaxValueValidator(2100)]
    )
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    synthetic = models.BooleanField(_("data are synthetic"), default=False)

    class Meta:
        verbose_name = _("cycle")
        verbose_name_plural = _("cycles")
        ordering = ["-year"]
        triggers = [
            new_edition(),
            new_course(),
            stays_when("OLD.opened_at IS NOT NULL", "year", "opened_at", name="opened_stays"),
        ]

    @property
    def evaluation_year(self) -> int:
        """The year in which the evaluation is carried out: the one after the reporting year (c40)."""
        return self.year + 1

    def __str__(self) -> str:
        return str(self.year)
