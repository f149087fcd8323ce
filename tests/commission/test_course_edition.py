"""What pages share of the year's course is remembered under its edition: whatever it is made of changes that edition."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DataError, IntegrityError, connection, models, transaction
from django.db.models import F
from django.db.models.functions import Concat
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from evaluation import by_edition, clock, edition
from schedule.duty_book import duties_of
from tests.commission.test_duty_rows import MOMENTS, one_of_each_office
from tests.worlds.commission import Concluded, concluded
from tests.worlds.roles import owners_role
from tests.worlds.unguarded import unguarded

__all__ = ["concluded"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

PAGES = ("desk/", "desk/terms/2018/", "desk/overview/2018/", "schedule/2018/", "desk/reports/")
#: Read for what is remembered, and without the trigger: why.
UNWATCHED = {
    "evaluation_journalentry": "the acts that duties ask of it change their conclusion's state in the same transaction",
    "methodologies_methodology_document": "of approved methodologies, which stay",
}
TABLES = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


def triggers_of(model: Any) -> dict[str, Any]:
    return {trigger.name: trigger for trigger in getattr(model._meta, "triggers", ())}


@pytest.fixture
def read(concluded: Concluded, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The tables that are read for what is remembered, filled while pages are asked for."""
    found: set[str] = set()
    remembered = by_edition.remembered

    def listening(what: Any, make: Callable[[], Any], topic: Any = edition.PUBLIC) -> Any:
        def made() -> Any:
            with CaptureQueriesContext(connection) as queries:
                answer = make()
            said = " ".join(query["sql"] for query in queries)
            found.update(set(re.findall(r"\w+", said)) & set(TABLES))
            return answer

        return remembered(what, made if topic == edition.COURSE else make, topic)

    monkeypatch.setattr(by_edition, "remembered", listening)
    return found


def test_every_table_that_is_read_for_it_changes_the_edition(concluded: Concluded, read: set[str]) -> None:
    """A new table joins by being read: it needs a trigger of `evaluation/models/editions.py`, or a reason here."""
    for moment in MOMENTS:
        for person in one_of_each_office():
            client = Client()
            concluded.world.sign_in(client, person.username)
            with clock.frozen(moment):
                by_edition.forget()
                for path in PAGES:
                    client.get(f"/ru/{path}")
    watched = {table for table, model in TABLES.items() if "new_course" in triggers_of(model)}
    assert len(read) > 10
    assert read - watched == set(UNWATCHED) & read
    assert watched - read == {"evaluation_roleholder"}, "which a page has read with its reader's standing"


def told() -> list[Any]:
    with clock.frozen(MOMENTS[1]), override("ru"):
        return [{**vars(one), "title": str(one.title)} for one in duties_of(2018)]


def changed(field: Any) -> Any:
    """Another value of a column, by its own; None for one that names another row, which no act changes."""
    if field.is_relation or field.primary_key or field.name == "state":
        return None
    if isinstance(field, models.DateTimeField | models.DateField):
        return F(field.name) + timedelta(days=1)
    if isinstance(field, models.CharField | models.TextField):
        return Concat(F(field.name), models.Value("7"), output_field=models.TextField())
    if isinstance(field, models.IntegerField | models.DecimalField):
        return F(field.name) + 1
    return None


def test_the_columns_that_do_not_change_it_change_no_duty(concluded: Concluded) -> None:
    """Of tables that are written often, some columns change the edition: all others are nothing to a duty."""
    before, tried = told(), 0
    for model in TABLES.values():
        trigger = triggers_of(model).get("new_course_of")
        if trigger is None:
            continue
        columns = set(re.findall(r"NEW\.(\w+)", str(trigger.condition.sql)))
        assert columns <= {field.column for field in model._meta.concrete_fields}
        for field in model._meta.concrete_fields:
            value = changed(field)
            if value is None or field.column in columns:
                continue
            with owners_role(), unguarded(model):
                try:
                    with transaction.atomic():
                        model._base_manager.update(**{field.name: value})
                        tried += 1
                        assert told() == before, f"{model._meta.label}.{field.name}"
                        transaction.set_rollback(True)
                except (DataError, IntegrityError):
                    continue
    assert tried > 12


def test_an_act_is_seen_by_the_next_page_and_undone_with_it(concluded: Concluded) -> None:
    from reports.models import Report

    before = edition.read(edition.COURSE)
    assert before is not None
    report = Report.objects.all()[0]
    Report.objects.filter(pk=report.pk).update(revision=F("revision") + 1)
    assert edition.read(edition.COURSE) == before
    with transaction.atomic():
        with unguarded(Report):
            Report.objects.filter(pk=report.pk).update(signed_at=MOMENTS[0])
        assert edition.read(edition.COURSE) != before
        transaction.set_rollback(True)
    assert edition.read(edition.COURSE) == before


def test_what_is_made_while_its_edition_changes_is_not_kept(concluded: Concluded) -> None:
    from schedule.models import Extension

    def made() -> str:
        Extension.objects.update(reason="another")
        return "of the edition before"

    by_edition.forget()
    with clock.frozen(MOMENTS[0]):
        with edition.at_hand():
            assert by_edition.of_course("x", made) == "of the edition before"
            assert by_edition.of_course("x", lambda: "anew") == "of the edition before", "once for a page"
        with edition.at_hand():
            assert by_edition.of_course("x", lambda: "kept") == "kept"
        with edition.at_hand():
            assert by_edition.of_course("x", lambda: "anew") == "kept"
        assert by_edition.of_course("x", lambda: "an act") == "an act", "acts read afresh"
    with clock.frozen(MOMENTS[0] + timedelta(days=1)), edition.at_hand():
        assert by_edition.of_course("x", lambda: "the next day") == "the next day"
