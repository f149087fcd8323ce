"""Numbers for the demo: a BIN for each body and an IIN for who signs, which fit and belong to nobody."""

from __future__ import annotations

from datetime import date
from typing import Final

from evaluation.identity_numbers import synthetic
from evaluation.models import Body, User
from reports.models import Signatory

#: Numbers of people begin above those of bodies.
PEOPLE: Final = 50_000
SINCE: Final = date(2010, 1, 1)


def enter_demo_numbers(body: Body, person: User) -> None:
    """Enter what the register lacks of the body and of who signs for it. Two queries, four the first time."""
    if not body.bin:
        body.bin = synthetic(body.pk)
        Body.objects.filter(pk=body.pk, bin="").update(bin=body.bin)
    Signatory.objects.get_or_create(
        body=body, user=person, defaults={"iin": synthetic(PEOPLE + person.pk), "valid_from": SINCE}
    )
