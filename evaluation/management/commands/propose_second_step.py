"""`manage.py propose_second_step ADDRESS --order`: for the only administrator, who has lost the second step.

Nobody in the portal can propose then that it is taken off. Whoever runs the machine proposes it, in the administrator's
name and by order; who confirms is a second person in the portal as ever: the auditor, state planning's coordinator or
the administrator's first head. All of them are told, and the act is in the journal with its order.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evaluation import clock
from evaluation.account_actions import reset_second_step
from evaluation.models import Membership, Office, User
from evaluation.persons import account_ids
from evaluation.refusals import Refusal


class Command(BaseCommand):
    """Takes nothing off by itself."""

    help = "Propose from the machine itself that the only administrator's lost second step is taken off"

    def add_arguments(self, parser: CommandParser) -> None:
        """Address and order."""
        parser.add_argument("address", help="e-mail address of the administrator's account")
        parser.add_argument("--order", required=True, help="the order by which it is asked")

    def handle(self, *args: Any, address: str, order: str, **options: Any) -> None:
        """Refuses where another administrator can propose it in the portal, and for all other accounts."""
        held = Membership.objects.filter(
            Membership.valid_on(clock.today()), office=Office.ADMINISTRATOR, user__is_active=True
        )
        mine = held.filter(user__email__iexact=address).select_related("user").first()
        if mine is None:
            raise CommandError(
                f"No administrator has the address “{address}”. For everybody else an administrator proposes it in the portal."
            )
        person: User = mine.user
        if held.exclude(user__in=account_ids(person)).exists():
            raise CommandError("There is another administrator, who proposes it in the portal.")
        if not order.strip():
            raise CommandError("Name the order by which it is asked.")
        try:
            change = reset_second_step(person, person, order.strip())
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(
            f"Proposed (No. {change.pk}). It is taken off when the auditor, state planning's coordinator or the first head "
            f"confirms it at desk/accounts/{change.pk}/."
        )
