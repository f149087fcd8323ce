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
        "proposed it nor whom it concerns. A change of one's own account one may confirm oneself; that a lost second "
        "step is taken off, the first head of the person's body."
    ),
    "c12",
)
def is_second_person(user: User, change: Any) -> bool:
    """Neither by another account with the same address: one person is one person."""
    if same_person(user, change.proposed_by):
        return False
    if change.kind == "account" and user.pk == change.person_id:
        return True
    if same_person(user, change.person):
        return False
    return confirms_accounts(user, None) or (change.kind == "second_step" and is_head_of(user, change.person))


def is_head_of(user: User, person: User) -> bool:
    """Whether the user is the first head of a body in which the person holds an office today."""
    return not standing(user).bodies(Office.FIRST_HEAD).isdisjoint(standing(person).bodies())


@because(_("This change does not concern your own second step."))
def keeps_own_second_step(user: User, change: Any) -> bool:
    """Whose second step is to be taken off may say that it is not lost."""
    return bool(change.kind == "second_step" and user.pk == change.person_id)


def reads_change(user: User, change: Any) -> bool:
    """Those who confirm, whom it concerns, who proposed it, and the head of the one who lost a second step."""
    if user.pk in (change.person_id, change.proposed_by_id) or confirms_accounts(user, None):
        return True
    return change.kind == "second_step" and is_head_of(user, change.person)


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
grant("evaluation.send_password_links_again", keeps_accounts)
grant("evaluation.confirm_accountchange", is_second_person)
grant(
    "evaluation.refuse_accountchange",
    one_of(is_second_person.sentence, is_second_person, keeps_accounts, keeps_own_second_step),
)
grant(
    "evaluation.expire_accountchange", one_of(confirms_accounts.sentence, confirms_accounts, keeps_accounts)
)
