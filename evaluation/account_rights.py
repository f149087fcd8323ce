"""Who keeps accounts and offices, and who is the second person behind a change of them (A-ACCT-4)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from evaluation.models.people import Office, User
from evaluation.persons import same_person
from evaluation.rights import because, grant, is_planning_coordinator, one_of, standing


@because(
    _(
        "A second person confirms it: another administrator, the auditor or state planning's coordinator, neither who "
        "proposed it nor whom it concerns. A change of one's own account one may confirm oneself."
    ),
    "c12",
)
def is_second_person(user: User, change: Any) -> bool:
    """Neither by another account with the same address: one person is one person."""
    if same_person(user, change.proposed_by):
        return False
    if change.kind == "account" and user.pk == change.person_id:
        return True
    return not same_person(user, change.person) and confirms_accounts(user, None)


@because(
    _("Only administrators, the auditor and state planning's coordinator see proposed changes of accounts.")
)
def confirms_accounts(user: User, _obj: Any) -> bool:
    """By an office of today."""
    return standing(user).holds(Office.ADMINISTRATOR, Office.AUDITOR) or is_planning_coordinator(user, None)


@because(_("Only an administrator keeps accounts and offices."))
def keeps_accounts(user: User, _obj: Any) -> bool:
    """Holds the office today, in whatever body."""
    return standing(user).holds(Office.ADMINISTRATOR)


grant("evaluation.propose_accountchange", keeps_accounts)
grant("evaluation.confirm_accountchange", is_second_person)
grant(
    "evaluation.refuse_accountchange",
    one_of(is_second_person.sentence, is_second_person, keeps_accounts),
)
grant(
    "evaluation.expire_accountchange", one_of(confirms_accounts.sentence, confirms_accounts, keeps_accounts)
)
