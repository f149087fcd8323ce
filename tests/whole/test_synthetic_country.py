"""The synthetic country: copies of bodies with all that hangs on them, for measurements; never in production."""

from __future__ import annotations

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from blocks.models import Conclusion, Mark
from commission.models import PublicationItem
from config.country import COPIED, enlarge
from evaluation.models import Body, JournalEntry, Membership, Scope
from evaluation.models.triggers import StandingTrigger
from reports.models import DatumValue, Report
from tests.worlds.published import Published, published
from tests.worlds.roles import owners_role

__all__ = ["published"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def test_a_copied_body_has_everything_of_its_own(published: Published) -> None:
    before, acts = Scope.objects.count(), JournalEntry.objects.count()
    with owners_role():
        assert enlarge(before + 3) == 3
    assert JournalEntry.objects.count() == acts
    made = Body.objects.filter(slug__startswith="synthetic-").order_by("pk")
    assert [body.slug for body in made] == ["synthetic-1", "synthetic-2", "synthetic-3"]
    assert all(body.name_ru.startswith("Синтетический орган") for body in made)
    patterns = Body.objects.filter(scopes__isnull=False).exclude(pk__in=made).order_by("order", "slug")
    for copy, pattern in zip(made, patterns, strict=False):
        for model in (Report, DatumValue, Conclusion, Membership):
            assert model._default_manager.filter(body=copy).count() == (
                model._default_manager.filter(body=pattern).count()
            )
        of_copy = Mark.objects.filter(partial__assignment__body=copy)
        assert of_copy.count() == Mark.objects.filter(partial__assignment__body=pattern).count() > 0
        # The evaluators are those of the country; the reporting people are the copy's own.
        signers = set(Report.objects.filter(body=copy).values_list("signed_by__memberships__body", flat=True))
        assert signers == {copy.pk}
        assert not Conclusion.objects.filter(body=copy, lead=copy).exists()
        assert PublicationItem.objects.filter(overall__body=copy).exists()
    answer = Client().get("/ru/bodies/synthetic-1/")
    assert answer.status_code == 200
    assert "Синтетический орган 1" in answer.content.decode()


def test_the_guards_stand_again(published: Published) -> None:
    with owners_role():
        enlarge(Scope.objects.count() + 1)
    tables = {one.model for one in COPIED}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal")
        state = dict(cursor.fetchall())
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchall() == [("origin",)]
    for model, trigger in pgtrigger.registered():
        if model in tables:
            wanted = "A" if isinstance(trigger, StandingTrigger) else "O"
            assert state[trigger.get_pgid(model)] == wanted, trigger


def test_never_in_production(settings: object) -> None:
    settings.PRODUCTION = True  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="production"):
        call_command("make_country", bodies=3700)
