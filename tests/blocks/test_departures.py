"""Departures from the methodology: seen in the record, kept as violations with the official, settled when mended (c66)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from blocks import departures, tasks
from blocks.departures import departures_of
from blocks.models import Mark
from evaluation import clock
from evaluation.models import InterestDeclaration, JournalEntry
from reports.models import DatumValue
from schedule.models import Violation
from schedule.violations import record_departures
from tests.blocks.test_conclusions import corrected
from tests.worlds.elements import elements
from tests.worlds.scored import MARCH, Scored, scored
from tests.worlds.unguarded import unguarded

__all__ = ["scored"]


def acts() -> list[str]:
    return sorted(departure.act for departure in departures_of(2018))


def past_the_portal(indicator: str, **changed: Any) -> None:
    """An approved mark, changed as only the owner of the tables can: the database refuses it to anybody else."""
    with unguarded(Mark):
        assert Mark.objects.filter(indicator=indicator).update(**changed) == 1


def test_an_evaluation_by_the_methodology_departs_from_nothing(scored: Scored) -> None:
    scored.conclude()
    assert departures_of(2018) == []


def test_a_version_corrected_on_appeal_departs_from_nothing(scored: Scored) -> None:
    _old, new = corrected(scored)
    assert new.version == 2
    assert departures_of(2018) == []


@pytest.mark.clause("c66", "c68")
def test_a_mark_changed_past_the_portal_is_recorded_with_the_official_who_approved(scored: Scored) -> None:
    scored.conclude()
    was = Mark.objects.get(indicator="3.2.1.2").score
    past_the_portal("3.2.1.2", score=Decimal(100))
    assert tasks.record_departures() == 1
    assert tasks.record_departures() == 0
    violation = Violation.objects.get()
    assert (violation.kind, violation.act) == ("methodology", departures.MARKS)
    assert violation.responsible == scored.person("communications.approver")
    assert violation.body == scored.world.body("communications")
    assert "3.2.1.2" in violation.details
    assert violation.settled_at is None
    assert JournalEntry.objects.filter(act="violation.record", object_id=violation.pk).exists()
    past_the_portal("3.2.1.2", score=was)
    assert tasks.record_departures() == 0
    violation.refresh_from_db()
    assert violation.settled_at == clock.now()
    assert JournalEntry.objects.filter(act="violation.settle", object_id=violation.pk).exists()


@pytest.mark.clause("c66")
def test_a_score_that_does_not_follow_is_recorded(scored: Scored) -> None:
    conclusion = scored.conclude()
    DatumValue.objects.filter(item="documents_electronic").update(number=10)
    assert acts() == [departures.SCORE, departures.MARKS]
    record_departures(2018, departures_of(2018))
    violation = Violation.objects.get(act=departures.SCORE)
    assert violation.object_id == conclusion.pk
    assert violation.responsible_id == conclusion.approved_by_id
    assert "80.99" in violation.details


def test_a_figure_that_came_later_is_no_departure(scored: Scored) -> None:
    scored.conclude()
    later = clock.now() + (MARCH - MARCH.replace(day=10))
    DatumValue.objects.filter(item="documents_electronic").update(number=10, given_at=later)
    assert departures_of(2018) == []


@pytest.mark.clause("c9.2", "c66")
def test_an_interest_that_stood_on_the_day_of_the_mark_is_found_though_declared_later(scored: Scored) -> None:
    scored.conclude()
    marker = Mark.objects.filter(indicator="3.2.1.2").get().scored_by
    declared = InterestDeclaration.objects.create(
        user=marker, body=scored.world.body("agriculture"), valid_from=date(2019, 1, 1), reason="kin"
    )
    found = departures_of(2018)
    assert [(one.act, one.responsible_id) for one in found] == [(departures.INTEREST, marker.pk)]
    day = clock.today()
    InterestDeclaration.objects.filter(pk=declared.pk).update(valid_until=day)
    assert acts() == [departures.INTEREST]
    InterestDeclaration.objects.filter(pk=declared.pk).update(valid_until=date(2019, 1, 2))
    assert acts() == []


@pytest.mark.clause("c9.3", "c66")
def test_an_approval_by_the_one_who_marked_is_found(scored: Scored) -> None:
    scored.conclude()
    approver = scored.person("communications.approver")
    past_the_portal("3.2.1.2", scored_by=approver)
    found = departures_of(2018)
    assert [(one.act, one.responsible_id) for one in found] == [(departures.SECOND_PERSON, approver.pk)]


def test_the_violations_page_says_it_in_the_readers_language(scored: Scored, client: Client) -> None:
    scored.conclude()
    past_the_portal("3.2.1.2", score=Decimal(100))
    tasks.record_departures()
    scored.world.sign_in(client, "commission.working_body")
    address = reverse("desk_terms", args=[2018])
    (line,) = elements(client.get(address), "[aria-label=Violations] tbody tr")
    what, _day, _who, mended = line.texts("td")
    assert "approved marks do not follow from the methodology (Минсельхоз · 3.2.1.2)" in what
    assert mended == "not yet"


def test_the_look_is_taken_at_night(settings: Any) -> None:
    assert settings.CELERY_BEAT_SCHEDULE["departures"]["task"] == tasks.record_departures.name
