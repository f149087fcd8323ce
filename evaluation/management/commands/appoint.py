"""`manage.py appoint ADDRESS OFFICE BODY`: the first accounts of a portal, made by whoever runs its machine.

All others are made in the admin, by two persons. The act is in the journal, by nobody of the portal; every auditor is
told. The person gets a link by which they set the password.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from evaluation import clock, password_links
from evaluation.acting import note
from evaluation.models import Body, LinkPurpose, Membership, Office, User


class Command(BaseCommand):
    """Gives one office, from today on, to a new account or to the one with this address."""

    help = "Give an office from the machine itself: for a portal's first administrator and auditor"

    def add_arguments(self, parser: CommandParser) -> None:
        """Address, office, the body's address in the register; order and title."""
        parser.add_argument("address", help="e-mail address; also the name of a new account")
        parser.add_argument("office", choices=[Office.ADMINISTRATOR.value, Office.AUDITOR.value])
        parser.add_argument("body", help="the body's address in the register, as in bodies/<body>/")
        parser.add_argument("--order", required=True, help="the order by which the person is appointed")
        parser.add_argument("--title", required=True, help="what the person is called in the portal")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses a second one of the same office: from then on the portal's own door is open."""
        body = Body.objects.filter(slug=options["body"]).first()
        if body is None:
            raise CommandError(f"The register has no body “{options['body']}”.")
        held = Membership.valid_on(clock.today())
        if Membership.objects.filter(held, office=options["office"], user__is_active=True).exists():
            raise CommandError(
                "Somebody holds this office already; others are proposed and confirmed in the portal."
            )
        title = options["title"]
        with transaction.atomic():
            person = User.objects.filter(email__iexact=options["address"]).first()
            if person is None:
                person = User(username=options["address"], email=options["address"], language="ru")
                person.title_kk = person.title_ru = person.title_en = title
                person.set_unusable_password()
                person.save()
                note(person, "added", None, "c12", details={"by": "the machine"})
            given = Membership.objects.create(
                user=person,
                body=body,
                office=options["office"],
                valid_from=clock.today(),
                source=options["order"],
            )
            note(given, "added", None, "c12", details={"by": "the machine", "order": options["order"]})
            password_links.ask(person, LinkPurpose.SENT)
        sent = password_links.deliver()  # now, if the mail server answers; else by the worker
        said = "is sent" if sent else "waits for the mail server; the worker tries again"
        self.stdout.write(f"{person.username}: {given}. The link for the password {said}.")
