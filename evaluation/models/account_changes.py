"""Changes of accounts and offices that one administrator proposes and a second person confirms (c9.4, c12)."""

from __future__ import annotations

from typing import Any, Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from evaluation.conditions import only_if
from evaluation.laws import law
from evaluation.models.base import Record, guarded, state_field
from evaluation.models.bodies import Body
from evaluation.models.history import tracked
from evaluation.models.people import Membership, Office
from evaluation.models.triggers import OwnersTrigger, Refuses
from evaluation.state_sets import tones_of

#: Who is asked to confirm, as the tables of the docs name them. The first head: a second step of their own people.
SECONDS = (Office.ADMINISTRATOR, Office.AUDITOR, Office.COORDINATOR, Office.FIRST_HEAD)

#: Where ``fields`` of a second step keeps the numbers of what is taken off.
TAKEN_OFF = "taken_off"
#: Beside them: the proposal came from the machine, in the name of an administrator who can no longer sign in.
FROM_MACHINE: Final = "from_machine"


class AccountChangeState(models.TextChoices):
    """Nothing is changed before it is confirmed; what is decided or expired stays as it was."""

    PROPOSED = "proposed", _("waits for a second person")
    CONFIRMED = "confirmed", _("confirmed")
    REFUSED = "refused", _("refused")
    EXPIRED = "expired", _("expired")


TONES = tones_of(
    AccountChangeState,
    {
        AccountChangeState.PROPOSED: "waiting",
        AccountChangeState.CONFIRMED: "done",
        AccountChangeState.REFUSED: "refused",
        AccountChangeState.EXPIRED: "neutral",
    },
)


class ChangeKind(models.TextChoices):
    """What is proposed."""

    OFFICE = "office", _("an office is given")
    END = "end", _("an office ends")
    ACCOUNT = "account", _("an account is changed")
    SECOND_STEP = "second_step", _("a lost second step is taken off")
    ERASURE = "erasure", _("words of the journal are erased")


#: Who acted, as the account was called, and the details; the numbers by which the portal finds its way stay.
_ERASES = """
    IF NEW.kind = 'erasure' AND OLD.state = 'proposed' AND NEW.state = 'confirmed' THEN
        UPDATE evaluation_journalentry SET actor_name = '', details = '{}'
            WHERE id IN (SELECT jsonb_array_elements_text(NEW.fields->'entries')::bigint);
        UPDATE evaluation_journalsalt SET person = '', words = ''
            WHERE entry_id IN (SELECT jsonb_array_elements_text(NEW.fields->'entries')::bigint);
    END IF;
    RETURN NULL;
"""


@guarded
@tracked()
class AccountChange(Record):
    """One proposal. ``fields``: of an account, name → [before, after]; ``membership``: the office that ends, or was given.

    Of a second step ``fields`` holds the numbers of what is taken off, so that nothing set up later goes with it; of an
    erasure the ids of the journal's entries and the ground. The database erases them as it is confirmed (``_ERASES``):
    the portal's role may not, and the journal lets nothing else of them change.
    """

    ends = (AccountChangeState.CONFIRMED, AccountChangeState.REFUSED, AccountChangeState.EXPIRED)

    at_hand = ("person", "body", "proposed_by", "membership")

    kind = models.CharField(_("kind"), max_length=16, choices=ChangeKind.choices)
    state = state_field(AccountChangeState, AccountChangeState.PROPOSED)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="changes", verbose_name=_("account")
    )
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("body")
    )
    office = models.CharField(_("office"), max_length=32, choices=Office.choices, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    order_number = models.CharField(_("order number"), max_length=60, blank=True)
    order_date = models.DateField(_("order date"), null=True, blank=True)
    membership = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("membership")
    )
    fields: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    lapses_at = models.DateTimeField(_("lapses at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("change of an account")
        verbose_name_plural = _("changes of accounts")
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="account_change_by_two",
            ),
        ]
        triggers = [
            # What somebody confirms is what was proposed.
            Refuses(
                name="proposal_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "(OLD.kind, OLD.person_id, OLD.body_id, OLD.office, OLD.valid_from, OLD.valid_until, "
                    "OLD.order_number, OLD.order_date, OLD.fields, OLD.proposed_by_id, OLD.proposed_at) IS DISTINCT "
                    "FROM (NEW.kind, NEW.person_id, NEW.body_id, NEW.office, NEW.valid_from, NEW.valid_until, "
                    "NEW.order_number, NEW.order_date, NEW.fields, NEW.proposed_by_id, NEW.proposed_at)"
                ),
            ),
            OwnersTrigger(
                name="erases_words", when=pgtrigger.After, operation=pgtrigger.Update, func=_ERASES
            ),
        ]

    def __str__(self) -> str:
        if self.kind == ChangeKind.ACCOUNT:
            return f"{self.person.username}: {', '.join(sorted(self.fields))}"
        if self.kind in (ChangeKind.SECOND_STEP, ChangeKind.ERASURE):
            return f"{self.person.username}: {self.get_kind_display()}"
        return f"{self.person.username}: {self.get_office_display()}, {self.body}"

    @property
    def journal_subject_id(self) -> int | None:
        """The body in which the office is held."""
        return self.body_id

    @property
    def tone(self) -> str:
        """How its state is shown."""
        return TONES[AccountChangeState(self.state)]

    @transition(
        field=state,
        source=AccountChangeState.PROPOSED,
        target=AccountChangeState.CONFIRMED,
        conditions=[only_if("evaluation.change_is_open"), only_if("evaluation.change_still_fits")],
        custom=law(_("Confirm the change"), "c12", "evaluation.confirm_accountchange", None, SECONDS),
    )
    def confirm(self) -> None:
        """A second person stands behind it."""

    @transition(
        field=state,
        source=AccountChangeState.PROPOSED,
        target=AccountChangeState.REFUSED,
        custom=law(_("Refuse the change"), "c12", "evaluation.refuse_accountchange", None, SECONDS),
    )
    def refuse(self) -> None:
        """A second person does not stand behind it, or whoever proposed it takes it back."""

    @transition(
        field=state,
        source=AccountChangeState.PROPOSED,
        target=AccountChangeState.EXPIRED,
        conditions=[only_if("evaluation.change_has_lapsed")],
        custom=law(
            _("Record that nobody confirmed in time"),
            "c12",
            "evaluation.expire_accountchange",
            offices=(Office.ADMINISTRATOR, Office.AUDITOR, Office.COORDINATOR),
            by_itself=True,
        ),
    )
    def expire(self) -> None:
        """Nobody confirmed it in time; it has to be proposed anew."""
