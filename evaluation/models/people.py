"""People: accounts, dated offices, declared interests (c9.2, c12, c44, c59)."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Case, Func, Q, Value, When
from django.db.models.functions import Concat, Lower
from django.utils.translation import gettext_lazy as _

from evaluation.models.base import in_language
from evaluation.models.bodies import VALIDITY, Body, Dated
from evaluation.models.history import tracked
from evaluation.models.triggers import past_stays

#: The e-mail address without spaces and in small letters, as two accounts of one person are known by it.
MAILBOX = Lower(Func("email", Value("[[:space:]]"), Value(""), Value("g"), function="regexp_replace"))


class User(AbstractUser):
    """A person with an account. In the demo an account is named by its office, never by a person."""

    title_kk = models.CharField(_("office title in Kazakh"), max_length=250, blank=True)
    title_ru = models.CharField(_("office title in Russian"), max_length=250, blank=True)
    title_en = models.CharField(_("office title in English"), max_length=250, blank=True)
    language = models.CharField(
        _("language of letters"),
        max_length=2,
        choices=[("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")],
        default="kk",
    )
    #: Whose account it is: one for all accounts with one e-mail address (A-PERSON-1); an account without one is alone.
    #: Read through `evaluation.persons`.
    person_key = models.GeneratedField(
        expression=Case(
            When(email__regex="[^[:space:]]", then=MAILBOX), default=Concat(Value("="), "username")
        ),
        output_field=models.CharField(_("person"), max_length=255),
        db_persist=True,
        db_index=True,
    )

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["username"]

    @property
    def title(self) -> str:
        """The office that the account is named by; its login where nobody wrote one."""
        return in_language(self, "title") or super().get_full_name() or self.username

    def get_full_name(self) -> str:
        """What libraries call a person by, in the admin's corner for one: the office, as everywhere else."""
        return self.title

    def __str__(self) -> str:
        return self.title


class Office(models.TextChoices):
    """What a person may be in a body. An administrator keeps accounts and registers and decides nothing in content."""

    PREPARER = "preparer", _("preparer")
    FIRST_HEAD = "first_head", _("first head")
    EVALUATOR = "evaluator", _("evaluator")
    APPROVER = "approver", _("approver")
    METHODOLOGIST = "methodologist", _("methodologist")
    COORDINATOR = "coordinator", _("coordinator")
    WORKING_BODY = "working_body", _("member of the working body")
    COMMISSION_MEMBER = "commission_member", _("member of the Commission")
    SPECIAL_COMMISSION_MEMBER = "special_commission_member", _("member of a special commission")
    HEAD_OF_ADMINISTRATION = "head_of_administration", _("Head of the Presidential Administration")
    EXPERT = "expert", _("independent expert")
    INTEGRATOR = "integrator", _("service integrator")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")


#: Offices that neither decide, sign and publish nor read what others may not: a password is enough.
PASSWORD_OFFICES = frozenset({Office.PREPARER, Office.EXPERT, Office.INTEGRATOR})
#: All others need a second step when signing in, and so does an office that is yet to come.
MFA_OFFICES = frozenset(Office) - PASSWORD_OFFICES


@tracked()
class Membership(Dated):
    """A person holds an office in a body, from a day until a day."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name=_("account"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="memberships", verbose_name=_("body"))
    office = models.CharField(_("office"), max_length=32, choices=Office.choices)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["user", "office"]
        constraints = [
            models.CheckConstraint(condition=Q(office__in=Office.values), name="office_known"),
            ExclusionConstraint(
                name="membership_once",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("body", RangeOperators.EQUAL),
                    ("office", RangeOperators.EQUAL),
                    (VALIDITY, RangeOperators.OVERLAPS),
                ],
            ),
        ]
        triggers = [past_stays()]

    def __str__(self) -> str:
        return f"{self.get_office_display()}, {self.body}"


@tracked()
class InterestDeclaration(Dated):
    """A person's declared interest in a body: they take no part in evaluating it (c9.2)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="interests", verbose_name=_("account"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="interests", verbose_name=_("body"))
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        verbose_name = _("declared interest")
        verbose_name_plural = _("declared interests")

    def __str__(self) -> str:
        return f"{self.user}: {self.body}"
