"""What the lowest floor itself puts into the menu: the desk, the registers, the demo's doors."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluation import (
    clock,
    desk,
    edition,
    journal,
    navigation,
    password_links,
    sign_in_journal,
    work_queues,
    year_steps,
)
from evaluation.account_rights import confirms_accounts, is_second_person
from evaluation.file_desk import lost_files
from evaluation.frame import cycles_at_hand
from evaluation.models import AccountChange, AccountChangeState, ChangeKind, Membership, Office
from evaluation.navigation import Group, NavItem
from evaluation.next_year import year_in_preparation
from evaluation.persons import of_person
from evaluation.rights import standing
from evaluation.role_holders import holders_at_hand
from evaluation.year_step import sections, steps

ACCOUNT_ACTS = {
    "accountchange.propose": _("Change of an account proposed"),
    "accountchange.confirm": _("Change of an account confirmed"),
    "accountchange.refuse": _("Change of an account refused"),
    "journalentry.erase": _("Words of an entry erased"),
    "accountchange.expire": _("Nobody confirmed the change of an account"),
    "membership.added": _("Office given"),
    "membership.ended": _("Office ended"),
}


def proposed_changes() -> QuerySet[AccountChange]:
    """The changes of accounts that somebody may still confirm. No query."""
    return AccountChange.objects.filter(state=AccountChangeState.PROPOSED, lapses_at__gt=clock.now())


def changes_to_confirm(user: Any) -> QuerySet[AccountChange]:
    """Of them: those whose second person the user is, as ``is_second_person`` says of one. No query."""
    own = Q(kind=ChangeKind.ACCOUNT, person_id=user.pk)
    return proposed_changes().filter(own | ~of_person("person", user)).exclude(of_person("proposed_by", user))


def account_turns(user: Any) -> list[desk.Turn]:
    """Proposed changes of accounts that this person may confirm. One query, two where there are any."""
    if not user.is_authenticated:
        return []
    waiting = proposed_changes()
    if not confirms_accounts(user, None):
        own = Q(person_id=user.pk)
        if bodies := standing(user).bodies(Office.FIRST_HEAD):
            held = Membership.objects.filter(Membership.valid_on(clock.today()), body__in=bodies)
            own |= Q(kind=ChangeKind.SECOND_STEP, person__in=held.values("user"))
        waiting = waiting.filter(own)
    # mostly there is none: to write the query of the people costs more than to find that out
    if not (found := list(waiting.values_list("pk", flat=True))):
        return []
    waiting = waiting.filter(pk__in=found).select_related("person", "body", "proposed_by")
    return [
        desk.Turn(
            title=_("A change of an account waits for a second person"),
            text=str(change),
            clause="c12",
            url=reverse("account_change", args=[change.pk]),
            action_label=_("Look at it"),
            due_at=change.lapses_at,
            waiting_since=change.proposed_at,
        )
        for change in waiting
        if is_second_person(user, change)
    ]


def menu(user: Any) -> list[NavItem]:
    """The desk for everybody signed in; the registers and the journal for those who keep or read them."""
    if not user.is_authenticated:
        return []
    items = [
        NavItem(_("Desk"), reverse("desk"), 0, Group.MINE),
        NavItem(_("Who evaluates whom"), reverse("routing_latest"), 75, Group.REFERENCE),
    ]
    held = standing(user)
    if held.offices:
        year = year_in_preparation(clock.today())
        label = _("The year %(year)s") % {"year": year}
        items.append(NavItem(label, reverse("desk_year", args=[year]), 5, Group.YEAR))
    if held.holds(Office.ADMINISTRATOR):
        items.append(NavItem(_("Registers"), reverse("admin:index"), 80, Group.DOCUMENTS))
        items.append(NavItem(_("Work in the background"), reverse("work"), 82, Group.DOCUMENTS))
    elif held.holds(Office.AUDITOR):
        address = reverse("admin:evaluation_journalentry_changelist")
        items.append(NavItem(_("Journal"), address, 80, Group.DOCUMENTS))
    if confirms_accounts(user, None):
        address = reverse("account_changes")
        items.append(
            NavItem(
                _("Changes of accounts"), address, 79, Group.DOCUMENTS, lambda: (changes_to_confirm(user),)
            )
        )
    if held.holds(Office.AUDITOR):
        items.append(NavItem(_("Who did what"), reverse("audit"), 78, Group.DOCUMENTS))
    return items


def demo_links(_user: Any) -> list[NavItem]:
    """The demo bar's ways to the accounts and the clock."""
    return [
        NavItem(_("Sign in as any office"), reverse("demo"), 10),
        NavItem(_("Clock"), reverse("demo_clock"), 20),
    ]


def footer(_user: Any) -> list[NavItem]:
    """Who evaluates whom, beside the Decree."""
    return [NavItem(_("Who evaluates whom"), reverse("routing_latest"), 10)]


def register() -> None:
    """Called when the app starts."""
    sign_in_journal.connect()
    journal.register(sign_in_journal.ACTS | ACCOUNT_ACTS)
    desk.register(account_turns)
    desk.register_reading(cycles_at_hand)
    desk.register_reading(holders_at_hand)
    desk.register(lost_files)
    work_queues.register(password_links.QUEUE)
    desk.register_sections(sections)
    year_steps.register(steps)
    navigation.register(menu)
    navigation.register_footer(footer)
    navigation.register_demo(demo_links)
    clock.read_along(edition.ALONG, edition.along())
